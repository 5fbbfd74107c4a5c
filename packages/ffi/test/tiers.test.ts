import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Batch, Program as Engine } from "zexpr";
import { Program } from "./program.ts";

/** In the vitest project "wasm tier", where no program begins in the interpreter: there is nothing to tell apart. */
const isAllTranslated = (() => {
  const batch = new Batch();
  batch.evaluate();
  return batch.statistics().tier === "wasm";
})();

/** What has executed each evaluation of this test. */
let tiers: string[];

beforeEach(() => {
  tiers = [];
  const { tryEvaluate } = Engine.prototype;
  vi.spyOn(Engine.prototype, "tryEvaluate").mockImplementation(function (this: Engine): number {
    const status = tryEvaluate.call(this);
    tiers.push(this.statistics().tier);
    return status;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A batch in an arena, and one with an own arena. */
function batchesOf(program: Program): number[] {
  const arena = program.library.expr_arena_new(0);
  return [program.batch(["x"], ["x + 41"], arena), program.batch(["x"], ["x + 41"])];
}

function evaluate({ library }: Program, batch: number): number {
  expect(library.expr_batch_evaluate(batch, 0)).toBe(0);
  return library.expr_batch_get_result(batch, 0);
}

describe.skipIf(isAllTranslated)("a library's tier is that of all its batches", () => {
  test.each([
    [{ tier: "wasm" }, ["wasm", "wasm"]],
    [{ tier: "interpreter" }, ["interpreter", "interpreter"]],
    [{ tier: "interpreter", wasmAfter: 0 }, ["interpreter", "interpreter"]],
    [{ tier: "auto", wasmAfter: 0 }, ["wasm", "wasm"]],
    [{ wasmAfter: 0 }, ["wasm", "wasm"]],
    [{ wasmAfter: Number.POSITIVE_INFINITY }, ["interpreter", "interpreter"]],
    [{}, ["interpreter", "interpreter"]],
  ] as const)("%j", (options, expected) => {
    const program = new Program(options);
    expect(batchesOf(program).map((batch) => evaluate(program, batch))).toEqual([42, 42]);
    expect(tiers).toEqual(expected);
  });

  test("one library's options are not another's", () => {
    const programs = [new Program({ tier: "wasm" }), new Program({ tier: "interpreter" })];
    for (const program of programs) evaluate(program, program.batch(["x"], ["x * 2"]));
    expect(tiers).toEqual(["wasm", "interpreter"]);
  });
});

describe.skipIf(isAllTranslated)("expr_batch_prepare", () => {
  test.each([
    ["auto", "wasm"],
    ["wasm", "wasm"],
    ["interpreter", "interpreter"],
  ] as const)("with tier %s leaves a batch in %s, before it was ever evaluated", (tier, expected) => {
    const program = new Program({ tier });
    const batches = batchesOf(program);
    for (const batch of batches) {
      expect(program.library.expr_batch_prepare(batch, 0)).toBe(0);
      expect(program.results(batch, 1)).toEqual([Number.NaN]);
    }
    expect(batches.map((batch) => evaluate(program, batch))).toEqual([42, 42]);
    expect(tiers).toEqual([expected, expected]);
  });

  test("compiles with the names of its context: evaluations with that one do not", () => {
    const program = new Program();
    const { library } = program;
    const [one, two] = [1, 2].map((value) => {
      const context = library.expr_context_new();
      library.expr_context_set_variable(context, program.text("k"), value);
      return context;
    }) as [number, number];
    const batch = program.batch([], ["k * 10"]);
    const evaluateWith = (context: number): number => {
      expect(library.expr_batch_evaluate(batch, context)).toBe(0);
      return library.expr_batch_get_result(batch, 0);
    };
    const translate = vi.spyOn(Engine.prototype, "translate");
    const prepare = vi.spyOn(Engine.prototype, "prepare");
    for (const [context, expected] of [
      [one, 10],
      [two, 20],
    ] as const) {
      expect(library.expr_batch_prepare(batch, context)).toBe(0);
      const calls = [translate, prepare].map(({ mock }) => mock.calls.length);
      expect([evaluateWith(context), evaluateWith(context)]).toEqual([expected, expected]);
      expect([translate, prepare].map(({ mock }) => mock.calls.length)).toEqual(calls);
    }
    expect(tiers).toEqual(["wasm", "wasm", "wasm", "wasm"]);
    // Another context than last time is bound first, and compiled for, in the tier where programs begin.
    expect(evaluateWith(one)).toBe(10);
    expect(tiers.at(-1)).toBe("interpreter");
  });

  test("an edit ends it", () => {
    const program = new Program();
    const batch = program.batch(["x"], ["x + 41"]);
    program.library.expr_batch_prepare(batch, 0);
    program.addExpression(batch, "x");
    expect(evaluate(program, batch)).toBe(42);
    program.library.expr_batch_prepare(batch, 0);
    expect(evaluate(program, batch)).toBe(42);
    expect(tiers).toEqual(["interpreter", "wasm"]);
  });

  test("leaves unknown names to evaluations, and says what prevents any", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch([], ["nosuch + 1"]);
    expect(library.expr_batch_prepare(batch, 0)).toBe(0);
    expect(library.expr_batch_evaluate(batch, 0)).toBe(5);
    const arena = library.expr_arena_new(0);
    const stale = program.batch(["x"], ["x"], arena);
    library.expr_arena_reset(arena);
    expect(library.expr_batch_prepare(stale, 0)).toBe(18);
    expect(library.expr_batch_prepare(batch, arena)).toBe(-5);
    expect(library.expr_batch_prepare(0, 0)).toBe(-1);
  });

  test("memory that is exhausted is a status, and a smaller batch can be prepared afterwards", () => {
    const program = new Program({ memory: new WebAssembly.Memory({ initial: 4, maximum: 5 }), data: 1_024 });
    const { library } = program;
    const batch = program.batch(["x"], [], library.expr_arena_new(16_000));
    const large = Array.from({ length: 4_000 }, (_, i) => `x*${i}`).join("+");
    expect(program.addExpression(batch, large).index).toBe(0);
    expect([library.expr_batch_prepare(batch, 0), library.expr_batch_evaluate(batch, 0)]).toEqual([16, 16]);
    library.expr_batch_clear(batch);
    program.addExpression(batch, "6 * 7");
    expect(library.expr_batch_prepare(batch, 0)).toBe(0);
    expect(evaluate(program, batch)).toBe(42);
  });
});
