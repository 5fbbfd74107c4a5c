import { describe, expect, test } from "vitest";
import { Arena, Batch, Context, compile, evaluate, type InPlaceFunction, LinearMemory } from "zexpr";

const PAGE = 65_536;

/** A memory whose blocks come from a caller's bump allocator, as a C program's would. */
function foreign(): LinearMemory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2_000 });
  let top = 64;
  const allocate = (size: number): number => {
    const offset = top;
    top += Math.ceil(size / 8) * 8;
    if (top > memory.buffer.byteLength) memory.grow(Math.ceil((top - memory.buffer.byteLength) / PAGE));
    return offset;
  };
  return new LinearMemory({ memory, allocate, release: () => {} });
}

const MEMORIES: Readonly<Record<string, () => LinearMemory>> = {
  wasm: () => new LinearMemory({ backing: "wasm" }),
  "wasm, debug": () => new LinearMemory({ backing: "wasm", debug: true }),
  "array-buffer": () => new LinearMemory({ backing: "array-buffer" }),
  "array-buffer, debug": () => new LinearMemory({ backing: "array-buffer", debug: true }),
  "the caller's wasm memory": () =>
    new LinearMemory({ memory: new WebAssembly.Memory({ initial: 1, maximum: 2_000 }) }),
  "the caller's wasm memory, debug": () =>
    new LinearMemory({ memory: new WebAssembly.Memory({ initial: 1, maximum: 2_000 }), debug: true }),
  "a shared wasm memory": () =>
    new LinearMemory({ memory: new WebAssembly.Memory({ initial: 1, maximum: 2_000, shared: true }) }),
  "blocks of the caller's allocator": foreign,
};

/** Ways in which the memory grows while a native runs. */
const GROWTHS: Readonly<Record<string, (memory: LinearMemory) => void>> = {
  "allocating a block": (memory) => memory.allocate(PAGE),
  "growing the wasm memory behind its back": (memory) =>
    memory.wasm ? memory.wasm.grow(1) : memory.allocate(PAGE),
};

/** A context whose natives `plain(x)`, `place(x)` and `late(x)` grow the memory and return x + 0.5. */
function growing(memory: LinearMemory, grow: (memory: LinearMemory) => void): Context {
  const context = new Context();
  context.addFunction("plain", 1, (x) => {
    grow(memory);
    return x + 0.5;
  });
  const place: InPlaceFunction = (own, args, _, result) => {
    expect(own).toBe(memory);
    grow(own);
    own.refresh();
    own.f64[result / 8] = own.f64[args / 8] + 0.5;
  };
  context.addFunctionInPlace("place", 1, place);
  context.addFunctionInPlace("late", 1, (own, args, _, result) => {
    own.f64[result / 8] = own.f64[args / 8] + 0.5;
    grow(own);
  });
  context.addExpressionFunction("down", ["n"], "n > 0 ? n + down(n - 1) * 2 + place(n) - n : 0");
  context.setArray("a", [1, 2, 3]);
  return context;
}

describe.each(Object.entries(MEMORIES))("natives that grow %s", (_, make) => {
  describe.each(Object.entries(GROWTHS))("by %s", (_, grow) => {
    test("leave arguments, registers, results and variables as they were", () => {
      const memory = make();
      const batch = new Batch({ context: growing(memory, grow), memory });
      const x = batch.addVariable("x", 3);
      const y = batch.addVariable("y", 4);
      batch.addExpression("x * y + plain(x) * (y + 1) + place(y * 2) + a[plain(0)]");
      batch.addExpression("late(x) + late(y) + place(plain(late(x)))");
      batch.addExpression("down(5)");
      batch.addExpression("x + y");
      for (let i = 1; i <= 5; i++) {
        batch.setVariable(x, i);
        batch.variables[y] = 4;
        batch.evaluate();
        // down(n) = 2 down(n - 1) + n + 0.5
        expect([...batch.results]).toEqual([4 * i + (i + 0.5) * 5 + 8.5 + 1, 2 * i + 6.5, 72.5, i + 4]);
        expect([...batch.variables]).toEqual([i, 4]);
      }
    });

    test("leave the NaN results of a failure right", () => {
      const memory = make();
      const batch = new Batch({ context: growing(memory, grow), memory });
      for (const source of ["plain(1)", "place(2)", "late(3) + nosuch", "4"]) batch.addExpression(source);
      expect(batch.tryEvaluate()).toBe(5);
      expect([...batch.results]).toEqual([1.5, 2.5, Number.NaN, Number.NaN]);
      expect(batch.lastError?.span).toEqual({ start: 10, end: 16 });
    });
  });

  test("growth between evaluations is noticed, and a fresh view is live", () => {
    const memory = make();
    const batch = new Batch({ memory });
    const x = batch.addVariable("x", 1);
    batch.addExpression("x * 2");
    for (let i = 1; i <= 4; i++) {
      for (const grow of Object.values(GROWTHS)) {
        grow(memory);
        batch.variables[x] = i;
        grow(memory);
        batch.evaluate();
        grow(memory);
        expect([batch.results[0], batch.variables[x]]).toEqual([2 * i, i]);
      }
    }
  });

  test("setVariable after growth writes to the live memory", () => {
    const memory = make();
    const batch = new Batch({ memory });
    const x = batch.addVariable("x", 1);
    batch.addExpression("x");
    batch.evaluate();
    for (const grow of Object.values(GROWTHS)) grow(memory);
    batch.setVariable(x, 5);
    for (const grow of Object.values(GROWTHS)) grow(memory);
    batch.setVariableByName("x", batch.variables[x] + 1);
    batch.evaluate();
    expect(batch.results[0]).toBe(6);
  });

  test("context values and arrays refreshed after growth reach the live memory", () => {
    const memory = make();
    const context = new Context();
    context.setVariable("k", 1);
    context.setArray("a", [1, 2]);
    const batch = new Batch({ memory, context });
    batch.addExpression("k + a[1]");
    for (let i = 1; i <= 4; i++) {
      batch.evaluate();
      for (const grow of Object.values(GROWTHS)) grow(memory);
      context.setVariable("k", 10 * i);
      context.setArray("a", [0, i]);
      for (const grow of Object.values(GROWTHS)) grow(memory);
      batch.evaluate();
      expect(batch.results[0]).toBe(11 * i);
    }
  });

  test("a native's evaluations of other batches in the same memory may grow it", () => {
    const memory = make();
    const arena = new Arena({ memory });
    const context = new Context();
    const others: Batch[] = [];
    context.addFunction("build", 1, (n) => {
      const other = new Batch({ arena });
      other.addVariable("n", n);
      other.addExpression(`n + ${Array.from({ length: 400 }, (_, i) => i + 0.5).join(" + ")}`);
      other.evaluate();
      others.push(other);
      return other.results[0] - 80_000;
    });
    const batch = new Batch({ arena, context });
    batch.addExpression("build(1) + 10 * build(2) + 100 * build(3)");
    for (let i = 0; i < 20; i++) {
      batch.evaluate();
      expect(batch.results[0]).toBe(321);
    }
    for (const [i, other] of others.entries()) {
      other.evaluate();
      expect(other.results[0]).toBe(80_000 + (i % 3) + 1);
    }
  });

  test("edits, compile and evaluate work in it", () => {
    const memory = make();
    const compiled = compile("x + y", ["x", "y"], { memory });
    const batch = new Batch({ memory });
    batch.addVariable("x", 2);
    for (let i = 0; i < 50; i++) {
      batch.addExpression(`x * ${i} + sqrt(x + ${i})`);
      batch.evaluate();
      expect(batch.results[i]).toBe(2 * i + Math.sqrt(2 + i));
      expect(evaluate("x + 1", { x: i }, { memory })).toBe(i + 1);
      expect(compiled.call(i, 1)).toBe(i + 1);
    }
  });
});
