import { describe, expect, test } from "vitest";
import {
  Arena,
  Batch,
  type BatchOptions,
  Context,
  ExprError,
  inPlace,
  LinearMemory,
  Program,
  Status,
} from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

/** Ways to execute a batch; `prepare` has each program translated before its first evaluation. */
const TIERS: [name: string, options: BatchOptions, prepare: boolean, last: "interpreter" | "wasm"][] = [
  ["interpreter", { tier: "interpreter" }, false, "interpreter"],
  ["wasm", { tier: "wasm" }, false, "wasm"],
  ["auto, prepared", {}, true, "wasm"],
  ["auto, at once", { wasmAfter: 0 }, false, "wasm"],
  ["auto, after 10 instructions", { wasmAfter: 10 }, false, "wasm"],
];

describe.each(TIERS)("tier %s", (_, options, prepare, last) => {
  /** Evaluates a few times, so that programs of tier auto are translated on the way; the results are the same each time. */
  function results(batch: Batch): number[] {
    if (prepare) batch.prepare();
    batch.evaluate();
    const first = [...batch.results];
    for (let i = 0; i < 12; i++) {
      // Results of removed expressions are written once.
      batch.results.forEach((value, at) => {
        if (!Number.isNaN(value)) batch.results[at] = -1;
      });
      batch.evaluate();
      expect([...batch.results]).toEqual(first);
    }
    expect(batch.statistics().tier).toBe(last);
    return first;
  }

  /** Fails several times in the same way. */
  function failures(
    batch: Batch,
  ): readonly [code: string | undefined, expression: number, results: readonly number[]] {
    if (prepare) batch.prepare();
    const status = batch.tryEvaluate();
    const failure = [batch.lastError?.code, batch.failedExpression, [...batch.results]] as const;
    for (let i = 0; i < 12; i++) {
      expect(batch.tryEvaluate()).toBe(status);
      expect([batch.lastError?.code, batch.failedExpression, [...batch.results]]).toEqual(failure);
    }
    expect(batch.lastError?.status).toBe(status);
    return failure;
  }

  function make(more: BatchOptions = {}): Batch {
    const batch = new Batch({ ...options, ...more });
    batch.addVariable("x", 3);
    return batch;
  }

  test("variables in all ways", () => {
    const batch = make();
    batch.addVariable("y", 10);
    batch.addExpression("x * y");
    expect(results(batch)).toEqual([30]);
    batch.setVariable(0, 4);
    expect(results(batch)).toEqual([40]);
    batch.setVariableByName("y", -1);
    expect(results(batch)).toEqual([-4]);
    batch.variables.set([7, 6]);
    expect(results(batch)).toEqual([42]);
    expect([...batch.variables]).toEqual([7, 6]);
  });

  test("edits: each evaluation runs what the batch says now", () => {
    const batch = make();
    batch.addExpression("x + 1");
    expect(results(batch)).toEqual([4]);
    batch.addExpression("x * x");
    expect(results(batch)).toEqual([4, 9]);
    batch.setExpression(0, "x - 1");
    expect(results(batch)).toEqual([2, 9]);
    batch.addFunction("f", ["a"], "a * 100");
    batch.addExpression("f(x)");
    expect(results(batch)).toEqual([2, 9, 300]);
    batch.addFunction("f", ["a"], "a > 0 ? f(a - 1) + 2 : 5");
    expect(results(batch)).toEqual([2, 9, 11]);
    batch.removeExpression(1);
    expect(results(batch)).toEqual([2, Number.NaN, 11]);
    batch.addVariable("z", 8);
    batch.setExpression(1, "z / 2");
    expect(results(batch)).toEqual([2, 4, 11]);
    batch.removeFunction("f");
    expect(failures(batch)).toEqual(["UnknownFunction", 2, [2, 4, Number.NaN]]);
    batch.setExpression(2, "z");
    expect(results(batch)).toEqual([2, 4, 8]);
    batch.clear();
    expect(results(batch)).toEqual([]);
    batch.addVariable("w", 1.5);
    batch.addExpression("w * 2");
    expect(results(batch)).toEqual([3]);
  });

  test("contexts: values, arrays, attributes, names, functions, another one", () => {
    const context = new Context();
    context.setVariable("gain", 2);
    context.setArray("a", [1, 2, 3]);
    context.setAttribute("o", "p", 0.5);
    context.addFunction("f", 1, (x) => x + 1);
    const batch = make({ context });
    batch.addExpression("gain * x + a[1] + o.p + f(x)");
    expect(results(batch)).toEqual([12.5]);
    context.setVariable("gain", 3);
    expect(results(batch)).toEqual([15.5]);
    context.setArray("a", [1, 20, 3]);
    context.setAttribute("o", "p", 0.25);
    expect(results(batch)).toEqual([9 + 20 + 0.25 + 4]);
    context.setArray("a", [1]);
    expect(failures(batch)).toEqual(["ArrayIndexOutOfBounds", 0, [Number.NaN]]);
    context.setArray("a", Array(5_000).fill(6));
    expect(results(batch)).toEqual([9 + 6 + 0.25 + 4]);
    context.addFunction("f", 1, (x) => x * 100);
    expect(results(batch)).toEqual([9 + 6 + 0.25 + 300]);
    context.addExpressionFunction("f", ["x"], "x * 7");
    expect(results(batch)).toEqual([9 + 6 + 0.25 + 21]);
    context.removeVariable("gain");
    expect(failures(batch)).toEqual(["UnknownVariable", 0, [Number.NaN]]);
    const other = new Context();
    other.addExpressionFunction("f", ["x"], "1");
    for (const name of ["gain", "zero"]) other.setVariable(name, 0);
    other.setArray("a", [0, 4]);
    other.setAttribute("o", "p", 100);
    batch.setContext(other);
    expect(results(batch)).toEqual([105]);
  });

  test("views that are held stay right while changes of a context make it compile again", () => {
    const context = new Context();
    context.setArray("a", [1]);
    const batch = make({ context });
    batch.addExpression("a[0] + x");
    const { variables, results: held } = batch;
    for (const [i, length] of [1, 10, 100, 1_000, 10_000, 1].entries()) {
      context.setArray("a", Array(length).fill(length));
      variables[0] = i;
      expect(results(batch)).toEqual([length + i]);
      expect([...held]).toEqual([length + i]);
    }
  });

  test("toProgram between evaluations gives a program of the present values", () => {
    const batch = make();
    batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
    batch.addExpression("fib(x + 7) / 2 + sin(x)");
    const expected = results(batch);
    batch.variables[0] = 3;
    const bytes = batch.toProgram();
    expect(results(batch)).toEqual(expected);
    for (const memory of [undefined, new LinearMemory()]) {
      const { tier, wasmAfter } = options;
      const program = Program.load(bytes, memory, {}, { tier: memory ? tier : "auto", wasmAfter });
      if (prepare) program.prepare();
      for (let i = 0; i < 12; i++) program.evaluate();
      expect([...program.results]).toEqual(expected);
      expect(program.statistics()).toMatchObject({ tier: memory ? last : "interpreter", evaluations: 12 });
    }
  });

  test("statistics: evaluations, failed ones too, over edits; frames", () => {
    const batch = make();
    batch.addFunction("down", ["n"], "n > 0 ? down(n - 1) + 1 : 0");
    batch.addExpression("down(x)");
    if (prepare) batch.prepare();
    for (let i = 1; i <= 9; i++) {
      batch.evaluate();
      expect(batch.statistics()).toMatchObject({ evaluations: i, framesHighWater: 4 });
    }
    batch.variables[0] = 5_000;
    for (let i = 10; i <= 14; i++) {
      expect(batch.tryEvaluate()).toBe(Status.RecursionLimit);
      expect(batch.statistics()).toMatchObject({ evaluations: i, framesHighWater: 1_000 });
    }
    batch.variables[0] = 1;
    batch.addExpression("1");
    if (prepare) batch.prepare();
    batch.evaluate();
    expect(batch.statistics()).toMatchObject({ evaluations: 15, framesHighWater: 2 });
    expect(batch.statistics().registersHighWater).toBeGreaterThan(0);
  });

  test("after dispose, and after its arena's reset, nothing runs or is written", () => {
    const batch = make();
    batch.addExpression("x + 1");
    results(batch);
    batch.dispose();
    expect([batch.tryEvaluate(), batch.lastError?.code]).toEqual([Status.StaleHandle, "StaleHandle"]);
    expect(batch.statistics().tier).toBe("interpreter");

    for (const take of ["reset", "dispose"] as const) {
      const arena = new Arena({ memory: new LinearMemory() });
      const inArena = make({ arena });
      inArena.addExpression("x + 1");
      results(inArena);
      const { memory, used } = arena;
      arena[take]();
      const bytes = Math.max(4_096, used);
      const [offset, fill] = take === "reset" ? [arena.alloc(bytes), 0x5a] : [0, 0x5a];
      if (take === "reset") memory.u8.fill(fill, offset, offset + bytes);
      const before = memory.u8.slice();
      for (let i = 0; i < 3; i++) expect(inArena.tryEvaluate()).toBe(Status.StaleHandle);
      expect(codeOf(() => inArena.prepare())).toBe("StaleHandle");
      expect(memory.u8.every((byte, i) => byte === before[i])).toBe(true);
    }
  });

  test("a program that was replaced in its engine's memory does not run any more", () => {
    const arena = new Arena({ memory: new LinearMemory() });
    const batch = make({ arena });
    batch.addExpression("x + 1");
    results(batch);
    // The next program of this batch lies in the same place.
    batch.setExpression(0, "x + 2");
    expect(results(batch)).toEqual([5]);
    batch.setExpression(0, "x + 3");
    expect(results(batch)).toEqual([6]);
  });

  describe("host functions", () => {
    /** `x + f(x) * 10` and `x`, of which `f` is a host function. */
    function calling(f: (x: number) => number, more: BatchOptions = {}): Batch {
      const context = new Context();
      context.addFunction("f", 1, f);
      const batch = make({ ...more, context });
      batch.addFunction("g", ["a"], "a > 0 ? g(a - 1) + f(a) : 0");
      batch.addExpression("x + f(x) * 10");
      batch.addExpression("g(x)");
      return batch;
    }

    test("grow the memory at each call", () => {
      const memory = new LinearMemory({ maximumBytes: 1 << 28 });
      const batch = calling(
        (x) => {
          memory.release(memory.allocate(1 << 17));
          memory.wasm?.grow(1);
          return x / 2;
        },
        { memory },
      );
      if (prepare) batch.prepare();
      for (let i = 0; i < 6; i++) {
        batch.variables[0] = i;
        batch.evaluate();
        expect([...batch.results]).toEqual([i + 5 * i, (i * (i + 1)) / 4]);
      }
      expect(batch.statistics()).toMatchObject({ tier: last, evaluations: 6 });
    });

    test("throw: the error is the cause, and the next evaluation is right", () => {
      let thrown: unknown;
      const batch = calling((x) => {
        if (thrown !== undefined) throw thrown;
        return x;
      });
      expect(results(batch)).toEqual([33, 6]);
      for (const each of [new TypeError("boom"), "text", null, new ExprError("UnknownVariable", "mine")]) {
        thrown = each;
        expect(failures(batch)).toEqual(["Other", 0, [Number.NaN, Number.NaN]]);
        expect(errorOf(() => batch.evaluate()).cause).toBe(each);
        expect(marked(batch.lastError as ExprError)).toBe("f(x)");
        thrown = undefined;
        expect(results(batch)).toEqual([33, 6]);
      }
    });

    test("throw inside a function of expressions that recurses", () => {
      const batch = calling((x) => {
        if (x === 2) throw new Error("two");
        return x;
      });
      batch.variables[0] = 4;
      expect(failures(batch)).toEqual(["Other", 1, [44, Number.NaN]]);
      expect(marked(errorOf(() => batch.evaluate()))).toBe("f(a)");
    });

    test("return any status, or what is none", () => {
      let status: unknown;
      const context = new Context();
      const f = inPlace((x) => x, 1);
      context.addFunctionInPlace("f", 1, (memory, args, count, result) => {
        f(memory, args, count, result);
        return status as number;
      });
      const batch = make({ context });
      batch.addExpression("f(x) + 1");
      expect(results(batch)).toEqual([4]);
      for (const [name, number] of Object.entries(Status)) {
        status = number;
        if (name === "Ok") expect(results(batch)).toEqual([4]);
        else expect(failures(batch)).toEqual([name, 0, [Number.NaN]]);
      }
      for (const strange of [-1, 1.5, 50, Number.NaN, "0", {}]) {
        status = strange;
        expect(failures(batch)).toEqual(["Other", 0, [Number.NaN]]);
      }
    });

    test.each(["reset", "dispose"] as const)("%s the arena", (take) => {
      const arena = new Arena({ memory: new LinearMemory() });
      let after = 20;
      const batch = calling(
        (x) => {
          if (--after === 0) arena[take]();
          return x;
        },
        { arena },
      );
      if (prepare) batch.prepare();
      const statuses = Array.from({ length: 12 }, () => batch.tryEvaluate());
      // Four calls an evaluation.
      expect(statuses).toEqual([...Array(4).fill(Status.Ok), ...Array(8).fill(Status.StaleHandle)]);
      expect(after).toBe(0);
    });

    test("call and edit the batch that calls them: refused, and the evaluation goes on", () => {
      const codes = new Set<string>();
      const batch: Batch = calling((x) => {
        codes.add(codeOf(() => batch.evaluate()));
        codes.add(codeOf(() => batch.prepare()));
        codes.add(codeOf(() => batch.setExpression(0, "1")));
        codes.add(codeOf(() => batch.dispose()));
        expect(batch.tryEvaluate()).toBe(Status.Other);
        return x;
      });
      expect(results(batch)).toEqual([33, 6]);
      expect([...codes]).toEqual(["Other"]);
      expect(batch.statistics().evaluations).toBe(13);
    });

    test("edit and evaluate another batch of the same tier", () => {
      const other = make();
      other.addExpression("x * 5");
      const batch = calling((x) => {
        other.variables[0] = x;
        other.setExpression(0, `x * ${x}`);
        other.evaluate();
        return other.results[0];
      });
      expect(results(batch)).toEqual([93, 14]);
    });

    test("change the context: the next evaluation sees it", () => {
      const context = new Context();
      let ticks = 0;
      context.setVariable("k", ticks);
      context.addFunction("tick", 0, () => {
        context.setVariable("k", ++ticks);
        return 0;
      });
      const batch = make({ context });
      batch.addExpression("tick() + k");
      if (prepare) batch.prepare();
      const seen = Array.from({ length: 12 }, () => {
        batch.evaluate();
        return batch.results[0];
      });
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });
  });
});
