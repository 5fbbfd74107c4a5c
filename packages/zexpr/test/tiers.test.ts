import {
  FUNCTION_COST,
  H_CODE_END,
  H_COST,
  H_FUNCTIONS,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
} from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { Batch, type BatchOptions, Context, LinearMemory, Program } from "zexpr";
import { codeOf, errorOf } from "./outcomes.ts";

/** A program's costs in instructions, from its bytes. */
interface Costs {
  readonly batch: number;
  /** Of the first function. */
  readonly call: number;
  readonly all: number;
}

function costsOf(bytes: Uint8Array): Costs {
  const words = new Int32Array(bytes.slice().buffer);
  return {
    batch: words[H_COST],
    call: words[words[H_FUNCTIONS] + FUNCTION_COST],
    all: (words[H_CODE_END] - HEADER_WORDS) / INSTRUCTION_WORDS,
  };
}

/** `x * 2 + 1`: two instructions and the end. */
function formula(options: BatchOptions = {}): Batch {
  const batch = new Batch(options);
  batch.addVariable("x", 3);
  batch.addExpression("x * 2 + 1");
  return batch;
}

/** `down(n)`, which makes n + 1 calls. */
function countdown(options: BatchOptions = {}): Batch {
  const batch = new Batch(options);
  batch.addVariable("n", 5);
  batch.addFunction("down", ["n"], "n > 0 ? down(n - 1) + 1 : 0");
  batch.addExpression("down(n)");
  return batch;
}

function contextWith(f: () => number): Context {
  const context = new Context();
  context.addFunction("f", 0, f);
  return context;
}

/** Evaluates until the program is translated: the number of evaluations by the interpreter. */
function interpreted(batch: Batch, before: (evaluation: number) => void = () => {}): number {
  for (let evaluation = 0; evaluation < 500_000; evaluation++) {
    before(evaluation);
    batch.evaluate();
    if (batch.statistics().tier === "wasm") return evaluation;
  }
  return Number.POSITIVE_INFINITY;
}

/** The documented rule: evaluations until so many instructions are executed. */
function expected(wasmAfter: number, cost: (evaluation: number) => number): number {
  let executed = 0;
  let evaluation = 0;
  while (executed < wasmAfter) executed += cost(evaluation++);
  return evaluation;
}

describe("a program of tier auto is translated after a number of instructions", () => {
  test("the costs that the tests below reckon with", () => {
    expect(costsOf(formula().toProgram())).toMatchObject({ batch: 3, all: 4 });
  });

  test.each([0, 1, 3, 4, 10, 100, 1_000, 12_345])("wasmAfter %d", (wasmAfter) => {
    const runs = [1, 2].map(() => interpreted(formula({ wasmAfter })));
    expect(runs).toEqual([1, 2].map(() => expected(wasmAfter, () => 3)));
  });

  test("100,000 and 100 for each of its own instructions, where nothing else is said", () => {
    for (const options of [{}, { tier: "auto" }, { tier: "auto", wasmAfter: undefined }] as const) {
      const wasmAfter = 100_000 + 100 * costsOf(formula().toProgram()).all;
      expect(interpreted(formula(options))).toBe(expected(wasmAfter, () => 3));
    }
  });

  test("calls of functions count, as the budget counts them", () => {
    const { batch, call, all } = costsOf(countdown().toProgram());
    expect(call).toBeGreaterThan(3);
    const depth = (evaluation: number): number => evaluation % 7;
    const cost = (evaluation: number): number => batch + (depth(evaluation) + 1) * call;
    for (const wasmAfter of [0, 1, 500, 5_000, 100_000 + 100 * all]) {
      const program = countdown({ wasmAfter });
      const count = interpreted(program, (evaluation) => program.setVariable(0, depth(evaluation)));
      expect(count).toBe(expected(wasmAfter, cost));
    }
  });

  test("a loaded program, by the same rule", () => {
    const bytes = formula().toProgram();
    for (const wasmAfter of [0, 50, 1_000]) {
      const program = Program.load(bytes, new LinearMemory(), {}, { wasmAfter });
      let count = 0;
      for (program.evaluate(); program.statistics().tier === "interpreter"; program.evaluate()) count++;
      expect(count).toBe(expected(wasmAfter, () => 3));
    }
  });

  test("Infinity: never, but prepare translates", () => {
    const batch = formula({ wasmAfter: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 150_000; i++) batch.evaluate();
    expect(batch.statistics().tier).toBe("interpreter");
    batch.prepare();
    expect(batch.statistics().tier).toBe("wasm");
  });

  test.each([-1, -0.5, Number.NaN, Number.NEGATIVE_INFINITY])("%d is refused", (wasmAfter) => {
    const error = errorOf(() => formula({ wasmAfter }));
    expect([error.code, error.message]).toEqual(["Other", expect.stringContaining("wasmAfter")]);
    const bytes = formula().toProgram();
    expect(codeOf(() => Program.load(bytes, undefined, {}, { wasmAfter }))).toBe("Other");
  });

  test("never in an ArrayBuffer", () => {
    const batch = formula({ wasmAfter: 0, memory: new LinearMemory({ backing: "array-buffer" }) });
    for (let i = 0; i < 10; i++) batch.evaluate();
    batch.prepare();
    batch.evaluate();
    expect([batch.results[0], batch.statistics().tier]).toEqual([7, "interpreter"]);
  });

  test("failed evaluations count", () => {
    const batch = formula({ wasmAfter: 100 });
    batch.addExpression("nosuch");
    let count = 0;
    for (batch.tryEvaluate(); batch.statistics().tier === "interpreter" && count < 1_000; batch.tryEvaluate())
      count++;
    expect(count).toBeLessThan(100);
    expect(batch.lastError?.code).toBe("UnknownVariable");
  });
});

describe("prepare", () => {
  test.each<readonly [BatchOptions, "interpreter" | "wasm"]>([
    [{}, "wasm"],
    [{ tier: "auto" }, "wasm"],
    [{ wasmAfter: Number.POSITIVE_INFINITY }, "wasm"],
    [{ tier: "wasm" }, "wasm"],
    [{ tier: "interpreter" }, "interpreter"],
    [{ tier: "interpreter", wasmAfter: 0 }, "interpreter"],
  ])("with %j: %s, and leaves no trace", (options, tier) => {
    const batch = countdown(options);
    batch.addExpression("1 / n");
    batch.prepare();
    const { kernels, evaluations, framesHighWater } = batch.statistics();
    expect([batch.statistics().tier, kernels]).toEqual([...[tier, tier === "wasm" ? "wasm" : "javascript"]]);
    expect([evaluations, framesHighWater]).toEqual([0, 0]);
    expect([...batch.variables, ...batch.results]).toEqual([5, Number.NaN, Number.NaN]);
    for (let i = 1; i <= 3; i++) {
      batch.evaluate();
      batch.prepare();
      expect([...batch.results]).toEqual([5, 0.2]);
      expect(batch.statistics()).toMatchObject({ tier, evaluations: i, framesHighWater: 6 });
    }
  });

  test("after a failure: the error stays", () => {
    const batch = formula();
    batch.addExpression("nosuch(x)");
    batch.tryEvaluate();
    const error = batch.lastError;
    batch.prepare();
    expect(batch.statistics()).toMatchObject({ tier: "wasm", evaluations: 1 });
    expect(batch.lastError).toEqual(error);
    expect(batch.failedExpression).toBe(1);
    expect([...batch.results]).toEqual([7, Number.NaN]);
  });

  test("calls no host function", () => {
    let calls = 0;
    const context = contextWith(() => ++calls);
    const batch = new Batch({ context });
    batch.addExpression("f()");
    batch.prepare();
    expect([calls, batch.statistics().tier]).toEqual([0, "wasm"]);
    batch.evaluate();
    expect([calls, batch.results[0]]).toEqual([1, 1]);
  });
});

describe("edits", () => {
  const edits: Readonly<Record<string, (batch: Batch) => unknown>> = {
    addVariable: (batch) => batch.addVariable("fresh"),
    addExpression: (batch) => batch.addExpression("x + 1"),
    setExpression: (batch) => batch.setExpression(0, "x - 1"),
    removeExpression: (batch) => batch.removeExpression(0),
    addFunction: (batch) => batch.addFunction("f", ["a"], "a * 2"),
    removeFunction: (batch) => batch.removeFunction("g"),
    setContext: (batch) => batch.setContext(contextWith(() => 1)),
    clear: (batch) => batch.clear(),
  };

  function editable(options: BatchOptions): Batch {
    const batch = formula(options);
    batch.addFunction("g", ["a"], "a");
    return batch;
  }

  test.each(Object.entries(edits))("%s: tier wasm translates again", (_, edit) => {
    const batch = editable({ tier: "wasm" });
    batch.evaluate();
    for (let i = 0; i < 3; i++) {
      expect(batch.statistics().tier).toBe("wasm");
      if (i === 0) edit(batch);
      batch.evaluate();
    }
  });

  test.each(Object.entries(edits))("%s: tier auto begins in the interpreter again", (_, edit) => {
    const batch = editable({});
    batch.prepare();
    batch.evaluate();
    expect(batch.statistics().tier).toBe("wasm");
    edit(batch);
    batch.evaluate();
    expect(batch.statistics().tier).toBe("interpreter");
    batch.prepare();
    expect(batch.statistics().tier).toBe("wasm");
  });

  test("a program that was edited earns its translation from the beginning", () => {
    const batch = formula({ wasmAfter: 300 });
    for (let i = 0; i < 90; i++) batch.evaluate();
    batch.setExpression(0, "x * 3 + 1");
    expect(interpreted(batch)).toBe(100);
    expect(batch.results[0]).toBe(10);
    // New values need no new program.
    batch.variables[0] = 5;
    batch.evaluate();
    expect([batch.results[0], batch.statistics().tier]).toEqual([16, "wasm"]);
  });
});
