import { describe, expect, test } from "vitest";
import {
  Batch,
  type BatchOptions,
  Context,
  type ExprError,
  inPlace,
  LinearMemory,
  Program,
  Status,
} from "zexpr";
import { codeOf, errorOf, text } from "./outcomes.ts";

const NATIVES = { half: inPlace((x) => x / 2, 1), three: inPlace((a, b, c) => a * 100 + b * 10 + c, 3) };

/** A batch that uses one of everything. */
function sample(options: BatchOptions = {}): Batch {
  const context = new Context();
  context.setVariable("gain", 0.5);
  context.setConstant("offset", 7);
  context.setArray("table", [10, 20, 30]);
  context.setArray("other", [-1]);
  context.setAttribute("point", "x", 3);
  context.addFunctionInPlace("half", 1, NATIVES.half);
  context.addFunctionInPlace("three", 3, NATIVES.three);
  context.addExpressionFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
  const batch = new Batch({ context, ...options });
  batch.addVariable("x", 2);
  batch.addVariable("y", -0);
  batch.addVariable("index", 1);
  for (const source of [
    "sin(x) * cos(y) + sqrt(x*x + y*y)",
    "fib(x + 8)",
    "table[index] + other[0] * point.x + offset",
    "half(x) + three(x, gain, 3)",
    "x ? 1/y : nosuch",
    "2^10 + sin(1) + (x && y || index)",
  ]) {
    batch.addExpression(source);
  }
  batch.removeExpression(batch.addExpression("1"));
  return batch;
}

function bits(values: Float64Array): string[] {
  return [...values].map(text);
}

describe("a loaded program", () => {
  test("gives the bits of the batch it was made from, before and after the batch's evaluation", () => {
    const batch = sample();
    const early = Program.load(batch.toProgram(), undefined, NATIVES);
    batch.evaluate();
    const late = Program.load(batch.toProgram(), undefined, NATIVES);
    for (const [x, y, index] of [
      [2, -0, 1],
      [3, 4, 0],
      [-1, 1, 2.5],
      [0.1, Number.NaN, 1],
    ]) {
      for (const target of [batch, early, late]) {
        target.variables.set([x, y, index]);
        target.evaluate();
      }
      expect(bits(early.results)).toEqual(bits(batch.results));
      expect(bits(late.results)).toEqual(bits(batch.results));
    }
  });

  test("starts with the variables' values of that moment, and with results of NaN", () => {
    const batch = sample();
    batch.evaluate();
    batch.setVariable(0, 5);
    const program = Program.load(batch.toProgram(), undefined, NATIVES);
    expect(bits(program.variables)).toEqual(["5", "-0", "1"]);
    expect([...program.results].every(Number.isNaN)).toBe(true);
    expect(program.variableNames).toEqual(["x", "y", "index"]);
  });

  test("holds the context's values of that moment", () => {
    const context = new Context();
    context.setVariable("k", 1);
    const batch = new Batch({ context });
    batch.addExpression("k");
    batch.evaluate();
    context.setVariable("k", 2);
    const program = Program.load(batch.toProgram());
    program.evaluate();
    expect(program.results[0]).toBe(2);
  });

  test("is independent of the batch, of its bytes and of other programs of them", () => {
    const batch = sample();
    const bytes = batch.toProgram();
    const copy = bytes.slice();
    const [a, b] = [Program.load(bytes, undefined, NATIVES), Program.load(bytes, undefined, NATIVES)];
    expect(bytes).toEqual(copy);
    a.variables[0] = 10;
    bytes.fill(0);
    batch.setExpression(0, "x");
    batch.dispose();
    a.evaluate();
    b.evaluate();
    expect([a.results[0], b.results[0]]).toEqual([Math.sin(10) + 10, Math.sin(2) + 2]);
  });

  test("lets context values and arrays be set, attributes too", () => {
    const program = Program.load(sample().toProgram(), undefined, NATIVES);
    expect(["offset", "point.x", "x", "gain"].map((name) => program.setValue(name, 4))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(
      ["nosuch", "point", "table", "half", "", "point.y"].map((name) => program.setValue(name, 4)),
    ).toEqual(Array(6).fill(false));
    program.array("table")?.set([100, 200, 300]);
    expect(program.array("nosuch")).toBeUndefined();
    program.evaluate();
    expect([program.variables[0], program.results[2]]).toEqual([4, 200 - 4 + 4]);
  });

  test("fails with the statuses and spans of the batch, and leaves NaN", () => {
    const batch = sample();
    const program = Program.load(batch.toProgram(), undefined, NATIVES);
    for (const [variable, value, status] of [
      [0, 0, Status.UnknownVariable],
      [2, 3, Status.ArrayIndexOutOfBounds],
      [0, 5_000, Status.RecursionLimit],
    ] as const) {
      for (const target of [batch, program]) {
        target.variables.set([2, -0, 1]);
        target.variables[variable] = value;
        expect(target.tryEvaluate()).toBe(status);
      }
      expect(bits(program.results)).toEqual(bits(batch.results));
      expect(program.lastError?.span).toEqual(batch.lastError?.span);
      expect(program.lastError?.code).toBe(batch.lastError?.code);
      expect(errorOf(() => program.evaluate()).status).toBe(status);
    }
    program.variables.set([2, -0, 1]);
    program.evaluate();
    expect(program.lastError).toBeUndefined();
  });

  test("keeps the limits of its batch", () => {
    const batch = new Batch({ limits: { callDepth: 5, instructions: 1_000 } });
    batch.addFunction("f", ["n"], "n > 0 ? f(n - 1) : 0");
    batch.addFunction("g", ["n"], "n > 0 ? g(n - 1) + g(n - 1) : 0");
    batch.addVariable("n", 4);
    batch.addExpression("n < 100 ? f(n) : f(0) + g(4) + g(4) + g(4) + g(4)");
    const program = Program.load(batch.toProgram());
    for (const [n, status] of [
      [4, Status.Ok],
      [5, Status.RecursionLimit],
      [100, Status.BudgetExceeded],
    ] as const) {
      for (const target of [batch, program]) {
        target.variables[0] = n;
        expect(target.tryEvaluate()).toBe(status);
      }
    }
  });

  test.each<readonly [string, () => LinearMemory]>([
    ["wasm", () => new LinearMemory({ backing: "wasm" })],
    ["array-buffer", () => new LinearMemory({ backing: "array-buffer" })],
    ["debug wasm", () => new LinearMemory({ backing: "wasm", debug: true })],
    ["debug array-buffer", () => new LinearMemory({ backing: "array-buffer", debug: true })],
  ])("runs in a given memory, many of them side by side, while it grows: %s", (_, make) => {
    const memory = make();
    const bytes = sample().toProgram();
    const programs = Array.from({ length: 60 }, () => Program.load(bytes, memory, NATIVES));
    const own = sample();
    for (const [i, program] of programs.entries()) {
      program.variables[0] = own.variables[0] = i / 10 + 1;
      program.evaluate();
      own.evaluate();
      memory.allocate(5_000);
      expect(bits(program.results)).toEqual(bits(own.results));
    }
  });

  test("is the same from bytes at any alignment, and from a Buffer", () => {
    const bytes = sample().toProgram();
    for (let shift = 0; shift < 9; shift++) {
      const shifted = new Uint8Array(bytes.length + 16).subarray(shift, shift + bytes.length);
      shifted.set(bytes);
      const program = Program.load(shifted, undefined, NATIVES);
      program.evaluate();
      expect(program.results[1]).toBe(55);
    }
    expect(Program.load(Buffer.from(bytes), undefined, NATIVES).variables).toHaveLength(3);
  });
});

describe("natives of a loaded program", () => {
  test.each<readonly [string, Record<string, unknown>]>([
    ["half", {}],
    ["half", { three: NATIVES.three }],
    ["three", { half: NATIVES.half }],
    ["half", { half: 5, three: NATIVES.three }],
    ["half", Object.create(NATIVES)],
  ])("are needed: a missing `%s` is UnknownFunction and named", (name, natives) => {
    const error = errorOf(() => Program.load(sample().toProgram(), undefined, natives as typeof NATIVES));
    expect(error.code).toBe("UnknownFunction");
    expect(error.message).toContain(name);
  });

  test("of JavaScript's own names are not found on objects", () => {
    const context = new Context();
    context.addFunction("toString", 0, () => 1);
    const batch = new Batch({ context });
    batch.addExpression("toString()");
    expect(codeOf(() => Program.load(batch.toProgram(), undefined, {}))).toBe("UnknownFunction");
    const program = Program.load(batch.toProgram(), undefined, { toString: inPlace(() => 5, 0) });
    program.evaluate();
    expect(program.results[0]).toBe(5);
  });

  test("that throw give status 99 and the cause; more natives than needed do no harm", () => {
    const thrown = new Error("boom");
    const fail = () => {
      throw thrown;
    };
    const program = Program.load(sample().toProgram(), undefined, { ...NATIVES, half: fail, unused: fail });
    expect(program.tryEvaluate()).toBe(Status.Other);
    expect((program.lastError as ExprError).cause).toBe(thrown);
    expect(bits(program.results).slice(3)).toEqual(Array(program.results.length - 3).fill("NaN"));
  });

  test("may not evaluate the program that calls them", () => {
    const statuses: number[] = [];
    const half = inPlace((x) => {
      statuses.push(program.tryEvaluate());
      return x / 2;
    }, 1);
    const program = Program.load(sample().toProgram(), undefined, { ...NATIVES, half });
    program.evaluate();
    expect(statuses).toEqual([Status.Other]);
    expect(program.results[3]).toBe(1 + 208);
  });
});

describe("bytes that are no program are refused with an ExprError", () => {
  const bytes = sample().toProgram();

  test.each<readonly [string, unknown]>([
    ["nothing", new Uint8Array(0)],
    ["a few bytes", new Uint8Array(7)],
    ["zeros", new Uint8Array(4_096)],
    ["ones", new Uint8Array(4_096).fill(0xff)],
    ["text", new TextEncoder().encode("sin(x) + 1".repeat(100))],
    ["no bytes", undefined],
    ["null", null],
    ["an array", [...bytes]],
    ["an ArrayBuffer", bytes.buffer],
    ["a string", "program"],
    ["other elements", new Float64Array(64)],
  ])("%s", (_, value) => {
    expect(codeOf(() => Program.load(value as Uint8Array, undefined, NATIVES))).toBe("Other");
  });

  test("another magic number, another version", () => {
    for (const at of [0, 1, 2, 3, 4, 5, 6, 7]) {
      for (const change of [1, 0x80, 0xff]) {
        const other = bytes.slice();
        other[at] ^= change;
        expect(
          codeOf(() => Program.load(other, undefined, NATIVES)),
          `byte ${at}`,
        ).toBe("Other");
      }
    }
  });

  test("cut off at any place, or with bytes behind", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(
        codeOf(() => Program.load(bytes.slice(0, length), undefined, NATIVES)),
        `${length}`,
      ).toBe("Other");
    }
    for (const more of [1, 4, 8, 16, 1_024]) {
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes);
      expect(
        codeOf(() => Program.load(longer, undefined, NATIVES)),
        `${more}`,
      ).toBe("Other");
    }
  });

  test("a memory without room is ArenaExhausted", () => {
    const memory = new LinearMemory({ initialBytes: 0, maximumBytes: 0 });
    expect(codeOf(() => Program.load(bytes, memory, NATIVES))).toBe("ArenaExhausted");
  });
});
