import { describe, expect, test } from "vitest";
import { Arena, Batch, type Columns, Context, Status, sharedMemory } from "zexpr";
import { type ColumnsTier, columnsFor, difference } from "./columns-rows.ts";
import { codeOf, errorOf, marked } from "./outcomes.ts";

const TIERS: readonly ColumnsTier[] = ["simd", "interpreter"];

/** `x + y * k` and `t[x]`, with variables x, y and k = 10, and an array of three. */
function sample(): Batch {
  const context = new Context();
  context.setArray("t", [5, 6, 7]);
  const batch = new Batch({ context });
  batch.addVariable("x");
  batch.addVariable("y");
  batch.addVariable("k", 10);
  batch.addExpression("x + y * k");
  batch.addExpression("t[x]");
  return batch;
}

function filled(batch: Batch, tier: ColumnsTier, x: readonly number[], y: readonly number[]): Columns {
  return columnsFor(batch, { x, y }, x.length, tier);
}

describe.each(TIERS)("%s", (tier) => {
  test("evaluates rows of columns, with scalars beside them", () => {
    const batch = sample();
    const table = filled(batch, tier, [0, 1, 2], [4, 5, 6]);
    table.evaluate();
    expect([...table.output(0)]).toEqual([40, 51, 62]);
    expect([...table.output(1)]).toEqual([5, 6, 7]);
    expect(table).toMatchObject({ rows: 3, failedRow: -1, failedExpression: -1, lastError: undefined });
    expect(table.statistics()).toMatchObject({ tier, rows: 3 });
    batch.setVariableByName("k", 100);
    table.input("x")[1] = 0;
    expect(table.tryEvaluate()).toBe(Status.Ok);
    expect([...table.output(0)]).toEqual([400, 500, 602]);
    expect(table.statistics()).toMatchObject({ tier, rows: 6 });
  });

  test("the error is the lowest failing row's; other rows are complete", () => {
    const batch = sample();
    batch.addExpression("x * 2");
    const table = filled(batch, tier, [0, 1, 3, 2, -1, 1], [1, 1, 1, 1, 1, 1]);
    const error = errorOf(() => table.evaluate());
    expect(error.message).toBe("row 2: index 3 is outside array `t`: it must be from 0 to 2");
    expect([error.code, marked(error)]).toEqual(["ArrayIndexOutOfBounds", "t[x]"]);
    expect(table).toMatchObject({ failedRow: 2, failedExpression: 1 });
    expect(table.lastError).toEqual(error);
    expect(table.lastError).toBe(table.lastError);
    expect([...table.output(0)]).toEqual([10, 11, 13, 12, 9, 11]);
    expect([...table.output(1)]).toEqual([5, 6, NaN, 7, NaN, 6]);
    expect([...table.output(2)]).toEqual([0, 2, NaN, 4, NaN, 2]);
    expect(table.tryEvaluate()).toBe(Status.ArrayIndexOutOfBounds);
    expect(table.tryEvaluate(2)).toBe(Status.Ok);
    expect(table).toMatchObject({ failedRow: -1, failedExpression: -1, lastError: undefined });
  });

  test("unknown names come with suggestions", () => {
    const batch = new Batch();
    batch.addVariable("speed");
    batch.addExpression("speed > 1 ? sped : 0");
    const table = columnsFor(batch, { speed: [0, 1, 2] }, 3, tier);
    const error = errorOf(() => table.evaluate());
    expect([error.code, marked(error), error.suggestions]).toEqual(["UnknownVariable", "sped", ["speed"]]);
    expect(error.message).toMatch(/^row 2: unknown variable `sped`/);
  });

  test.each([0, 1, 2, 3, 4, 5, 4_095, 4_096, 4_097, 10_001])("%i rows", (rows) => {
    const batch = sample();
    const column = (scale: number) => Array.from({ length: rows }, (_, i) => (i % 3) * scale);
    expect(difference(batch, { x: column(1), y: column(0.5) }, rows, tier)).toBeUndefined();
  });

  test("failures at the ends of blocks and vectors", () => {
    const batch = sample();
    for (const row of [0, 1, 2, 4_094, 4_095, 4_096, 4_097, 8_192, 8_998, 8_999]) {
      const table = columnsFor(batch, { x: Array(8_999).fill(1), y: 1 }, 8_999, tier);
      if (row < 8_999) table.input("x")[row] = 3;
      table.input("x")[8_998] = -1;
      expect(table.tryEvaluate()).toBe(Status.ArrayIndexOutOfBounds);
      expect(table.failedRow).toBe(Math.min(row, 8_998));
      const bad = [...table.output(1)].flatMap((value, i) => (Number.isNaN(value) ? [i] : []));
      expect(bad).toEqual([...new Set([Math.min(row, 8_998), 8_998])]);
      table.dispose();
    }
  });

  test("evaluating fewer rows leaves later ones alone", () => {
    const batch = sample();
    const table = filled(batch, tier, [0, 1, 2, 0, 1], [0, 0, 0, 0, 0]);
    for (const [rows, expected] of [
      [0, [-77, -77, -77, -77, -77]],
      [1, [0, -77, -77, -77, -77]],
      [3, [0, 1, 2, -77, -77]],
    ] as const) {
      table.evaluate(rows);
      expect([...table.output(0)]).toEqual(expected);
    }
  });

  test("a batch without expressions, without variables, with a removed expression", () => {
    const empty = new Batch();
    const none = empty.columns({ rows: 3 });
    if (tier === "simd") none.prepare();
    none.evaluate();
    const batch = new Batch();
    batch.addExpression("1 + 2");
    batch.addExpression("5");
    batch.addExpression("7");
    batch.removeExpression(1);
    expect(difference(batch, {}, 3, tier)).toBeUndefined();
    const table = columnsFor(batch, {}, 3, tier);
    table.evaluate();
    expect([0, 1, 2].map((i) => [...table.output(i)])).toEqual([
      [3, 3, 3],
      [NaN, NaN, NaN],
      [7, 7, 7],
    ]);
  });

  test("a variable becomes a column between two evaluations", () => {
    const batch = sample();
    const table = columnsFor(batch, { x: [0, 1, 2], y: 2 }, 3, tier);
    table.evaluate();
    expect([...table.output(0)]).toEqual([20, 21, 22]);
    table.input("y").set([1, 2, 3]);
    if (tier === "simd") table.prepare();
    table.evaluate();
    expect([...table.output(0)]).toEqual([10, 21, 32]);
    expect(table.statistics().tier).toBe(tier);
  });

  test("context values and arrays are followed", () => {
    const parent = new Context();
    parent.setVariable("gain", 2);
    const context = new Context({ parent });
    context.setArray("t", [1, 2]);
    context.setAttribute("o", "x", 3);
    context.setConstant("c", 4);
    const batch = new Batch({ context });
    batch.addVariable("x");
    batch.addExpression("x * gain");
    batch.addExpression("t[x] + o.x * c");
    const table = columnsFor(batch, { x: [0, 1] }, 2, tier);
    const results = () => {
      table.evaluate();
      return [0, 1].map((i) => [...table.output(i)]);
    };
    expect(results()).toEqual([
      [0, 2],
      [13, 14],
    ]);
    parent.setVariable("gain", 5);
    context.setAttribute("o", "x", 10);
    context.setArray("t", [100, 200]);
    expect(results()).toEqual([
      [0, 5],
      [140, 240],
    ]);
    // The batch looks at its context, too, and must not hide the change from the columns.
    parent.setVariable("gain", 6);
    batch.evaluate();
    expect(results()[0]).toEqual([0, 6]);
    expect(table.statistics().tier).toBe(tier);
  });

  test("names or functions of the context that change make the columns stale, for good", () => {
    const changes: readonly ((context: Context) => unknown)[] = [
      (context) => context.setVariable("later", 1),
      (context) => context.removeVariable("gain"),
      (context) => context.addFunction("f", 1, (x) => x),
      (context) => context.addExpressionFunction("g", [], "1"),
      (context) => context.setArray("t", [1, 2, 3]),
    ];
    for (const change of changes) {
      const context = new Context();
      context.setVariable("gain", 2);
      context.setArray("t", [1, 2]);
      const batch = new Batch({ context });
      batch.addVariable("x");
      batch.addExpression("x * gain + t[0]");
      const table = columnsFor(batch, { x: [0, 1] }, 2, tier);
      table.evaluate();
      change(context);
      for (let i = 0; i < 2; i++) {
        const error = errorOf(() => table.evaluate());
        expect(error.code).toBe("StaleHandle");
        expect(error.message).toBe("names or functions of the context have changed: make the columns again");
        expect(table.tryEvaluate()).toBe(Status.StaleHandle);
      }
      // Views still can be read.
      expect([...table.output(0)]).toEqual([1, 3]);
      table.dispose();
    }
  });

  test("columns made after such a change have the context as it is then", () => {
    const context = new Context();
    context.addFunction("f", 1, (x) => x);
    context.setVariable("gain", 2);
    const batch = new Batch({ context });
    batch.addVariable("x");
    batch.addExpression("f(x) * gain");
    batch.evaluate();
    context.addFunction("f", 1, (x) => x + 10);
    context.removeVariable("gain");
    context.setConstant("gain", 3);
    const table = columnsFor(batch, { x: [0, 1] }, 2, tier);
    table.evaluate();
    expect([...table.output(0)]).toEqual([30, 33]);
  });

  test("editing the batch changes nothing", () => {
    const batch = sample();
    const table = filled(batch, tier, [0, 1, 3], [4, 5, 6]);
    batch.setExpression(0, "x - 1");
    batch.removeExpression(1);
    batch.addExpression("nosuch");
    batch.addFunction("f", ["p"], "p");
    batch.addVariable("z", 3);
    batch.setVariableByName("k", 20);
    const error = errorOf(() => table.evaluate());
    expect([error.message, marked(error), error.source]).toEqual([
      "row 2: index 3 is outside array `t`: it must be from 0 to 2",
      "t[x]",
      "t[x]",
    ]);
    expect([...table.output(0)]).toEqual([80, 101, 123]);
    expect(errorOf(() => table.output(2)).message).toBe("there is no expression 2: the batch had 2");
    expect(errorOf(() => table.input("z")).message).toBe('the batch has no variable "z"');
    const newer = batch.columns({ rows: 3 });
    newer.input("x").set([1, 2, 3]);
    expect(codeOf(() => newer.evaluate())).toBe("UnknownVariable");
    expect([...newer.output(0)]).toEqual([0, 1, 2]);
  });

  test("a batch that is cleared or disposed of, without values to read, makes the columns stale", () => {
    for (const end of [(batch: Batch) => batch.clear(), (batch: Batch) => batch.dispose()]) {
      const batch = sample();
      const table = filled(batch, tier, [0, 1, 2], [4, 5, 6]);
      table.evaluate();
      end(batch);
      expect(table.tryEvaluate()).toBe(Status.StaleHandle);
      expect([...table.output(0)]).toEqual([40, 51, 62]);
      table.dispose();
    }
  });

  test("two tables of one batch, and the batch itself, do not disturb each other", () => {
    const batch = sample();
    const [first, second] = [filled(batch, tier, [0, 1, 2], [1, 1, 1]), filled(batch, tier, [2, 1], [2, 2])];
    batch.setVariableByName("x", 1);
    batch.setVariableByName("y", 7);
    first.evaluate();
    second.evaluate();
    batch.evaluate();
    expect([...batch.results]).toEqual([71, 6]);
    expect([...batch.variables]).toEqual([1, 7, 10]);
    expect([...first.output(0), ...second.output(0)]).toEqual([10, 11, 12, 22, 21]);
  });
});

describe("options and names", () => {
  test.each([-1, 1.5, Number.NaN, Infinity, "3", undefined, null])("rows: %s", (rows) => {
    const error = errorOf(() => sample().columns({ rows: rows as number }));
    expect(error.code).toBe("Other");
    expect(error.message).toBe(
      `rows must be a whole number of at least 0, not ${rows === null ? "object" : JSON.stringify(rows) === "null" ? rows : JSON.stringify(rows)}`,
    );
  });

  test.each([-1, 1.5, 4, Number.NaN])("evaluate(%s) of 3 rows", (rows) => {
    const table = sample().columns({ rows: 3 });
    const error = errorOf(() => table.evaluate(rows));
    expect([error.code, error.message]).toEqual(["Other", `there are 3 rows: ${rows} cannot be evaluated`]);
    expect(table.tryEvaluate(rows)).toBe(Status.Other);
    expect(table.lastError?.message).toBe(error.message);
    expect(table.failedRow).toBe(-1);
    expect(table.tryEvaluate(3)).toBe(Status.Ok);
    expect(table.lastError).toBeUndefined();
  });

  test("names that the batch does not have", () => {
    const table = sample().columns({ rows: 3 });
    for (const name of ["X", "nosuch", "", 3 as unknown as string]) {
      const error = errorOf(() => table.input(name));
      expect(error.code).toBe("UnknownVariable");
      expect(error.message).toBe(`the batch has no variable ${JSON.stringify(name)}`);
    }
    expect(errorOf(() => table.input("xx")).suggestions).toContain("x");
    expect(errorOf(() => sample().columns({ rows: 3, inputs: ["x", "yy"] }))).toMatchObject({
      code: "UnknownVariable",
      message: 'the batch has no variable "yy"',
      suggestions: expect.arrayContaining(["y"]),
    });
  });

  test("`inputs` name what can be a column", () => {
    const table = sample().columns({ rows: 3, inputs: ["x"] });
    table.input("x").set([0, 1, 2]);
    expect(errorOf(() => table.input("y"))).toMatchObject({
      code: "UnknownVariable",
      message: "`y` is not among the `inputs` of these columns",
    });
    table.evaluate();
    expect([...table.output(0)]).toEqual([0, 1, 2]);
    expect(sample().columns({ rows: 3, inputs: [] }).tryEvaluate()).toBe(Status.Ok);
  });

  test.each([-1, 2, 0.5, Number.NaN])("output(%s)", (index) => {
    const table = sample().columns({ rows: 3 });
    const error = errorOf(() => table.output(index));
    expect(error.code).toBe("InvalidParameterIndex");
    expect(error.message).toMatch(/^there is no expression .*: the batch had 2$/);
  });

  test("views are the same each time: 0 and NaN at first", () => {
    const table = sample().columns({ rows: 3 });
    expect(table.input("x")).toBe(table.input("x"));
    expect(table.output(1)).toBe(table.output(1));
    expect([...table.input("x")]).toEqual([0, 0, 0]);
    expect([...table.output(0)]).toEqual([NaN, NaN, NaN]);
    expect(table.input("x")).toBeInstanceOf(Float64Array);
  });

  test("a view of results that is asked for after the evaluation has them", () => {
    const table = sample().columns({ rows: 3 });
    table.input("x").set([0, 1, 2]);
    table.evaluate();
    expect([...table.output(0)]).toEqual([0, 1, 2]);
  });

  test("rows that no evaluation has reached are NaN, whenever the view is asked for", () => {
    const table = sample().columns({ rows: 3 });
    // What was there before: another table's numbers.
    const other = sample().columns({ rows: 3 });
    other.output(0).fill(5);
    other.dispose();
    table.input("x").set([0, 1, 2]);
    table.evaluate(1);
    expect([...table.output(0)]).toEqual([0, NaN, NaN]);
  });
});

describe("the tier", () => {
  test("vector code takes over after enough work, without a trace in the results", () => {
    const batch = sample();
    const rows = 1_001;
    const x = Array.from({ length: rows }, (_, i) => i % 3);
    const table = columnsFor(batch, { x, y: x }, rows, "interpreter");
    const tiers = Array.from({ length: 60 }, () => {
      table.output(0).fill(-1);
      table.evaluate();
      expect([...table.output(0)]).toEqual(x.map((value) => value * 11));
      return table.statistics().tier;
    });
    expect(tiers[0]).toBe("interpreter");
    expect(tiers[59]).toBe("simd");
  });

  test("`wasm` begins with vector code, `interpreter` never gets it", () => {
    for (const [tier, expected] of [
      ["wasm", "simd"],
      ["interpreter", "interpreter"],
    ] as const) {
      const batch = new Batch({ tier, wasmAfter: 0 });
      batch.addVariable("x");
      batch.addExpression("sin(x)");
      const table = batch.columns({ rows: 10_000 });
      table.input("x").fill(1);
      table.evaluate();
      table.prepare();
      table.evaluate();
      expect(table.statistics()).toMatchObject({ tier: expected, rows: 20_000 });
      expect(new Set(table.output(0))).toEqual(new Set([Math.sin(1)]));
    }
  });

  test("wasmAfter: 0 translates at the first evaluation, Infinity only when asked", () => {
    for (const [wasmAfter, expected] of [
      [0, "simd"],
      [Number.POSITIVE_INFINITY, "interpreter"],
    ] as const) {
      const batch = new Batch({ wasmAfter });
      batch.addVariable("x");
      batch.addExpression("x + 1");
      const table = batch.columns({ rows: 100_000 });
      table.input("x").fill(1);
      for (let i = 0; i < 3; i++) table.evaluate();
      expect(table.statistics().tier).toBe(expected);
      table.prepare();
      expect(table.statistics().tier).toBe("simd");
    }
  });
});

describe("the end", () => {
  test("dispose gives the memory back, twice is no harm, and nothing works afterwards", () => {
    const batch = sample();
    batch.evaluate();
    const batchOnly = sharedMemory().used;
    const table = batch.columns({ rows: 1_000 });
    table.input("x");
    table.evaluate();
    expect(sharedMemory().used).toBeGreaterThan(batchOnly + 5 * 8_000);
    expect(table.statistics().bytes).toBeGreaterThan(5 * 8_000);
    table.dispose();
    table.dispose();
    expect(sharedMemory().used).toBe(batchOnly);
    const actions = [
      () => table.input("x"),
      () => table.output(0),
      () => table.evaluate(),
      () => table.prepare(),
    ];
    for (const action of actions) expect(codeOf(action)).toBe("StaleHandle");
    expect(table.tryEvaluate()).toBe(Status.StaleHandle);
  });

  test.runIf("dispose" in Symbol)("columns can be declared with `using`", () => {
    const table = sample().columns({ rows: 1 });
    (table as unknown as Disposable)[Symbol.dispose]();
    expect(table.tryEvaluate()).toBe(Status.StaleHandle);
  });

  test("columns of a batch in an arena of the caller's have memory of their own", () => {
    const arena = new Arena({ capacity: 65_536 });
    const batch = new Batch({ arena });
    batch.addVariable("x", 3);
    batch.addExpression("x * 2");
    const table = batch.columns({ rows: 5 });
    table.input("x").fill(4);
    table.evaluate();
    expect([...table.output(0)]).toEqual([8, 8, 8, 8, 8]);
    // The batch's values are gone with its memory.
    arena.reset();
    expect(table.tryEvaluate()).toBe(Status.StaleHandle);
    expect([...table.output(0)]).toEqual([8, 8, 8, 8, 8]);
  });
});
