import { Field, Float64, Int32, Schema, Table, tableFromArrays, Utf8 } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { Context, type ExprError } from "zexpr";
import { withColumns } from "../src/index.ts";
import { chunk, tableOf } from "./tables.ts";
import { thrown } from "./thrown.ts";

const table = tableFromArrays({ speed: Float64Array.of(1, 2), limit: Float64Array.of(3, 4) });

describe("before anything is evaluated", () => {
  test("unknown names, with the nearest columns, new ones included", () => {
    const error = thrown(() => withColumns(table, { y: "sped + 1" }));
    expect(error.code).toBe("UnknownVariable");
    expect(error.suggestions).toEqual(["speed"]);
    expect(error.message).toMatch(/^new column `y`: .*`sped`.*`speed`/);
    expect(error.span).toEqual({ start: 0, end: 4 });
    expect(error.frame()).toContain("1 | sped + 1\n  | ^^^^");
    expect(thrown(() => withColumns(table, { ratio: "speed / limit", y: "raito" })).suggestions).toEqual([
      "ratio",
    ]);
  });

  test("a column cannot use itself or a later one", () => {
    expect(thrown(() => withColumns(table, { y: "y + 1" })).code).toBe("UnknownVariable");
    expect(thrown(() => withColumns(table, { y: "z", z: "speed" })).code).toBe("UnknownVariable");
  });

  test("even where evaluation would not get there", () => {
    expect(thrown(() => withColumns(table, { y: "1 || nosuch" })).code).toBe("UnknownVariable");
  });

  test.each([
    ["1 +", "Parse"],
    ["coz(speed)", "UnknownFunction"],
    ["atan2(speed, 1, 2)", "InvalidFunctionCall"],
    ["(speed", "UnmatchedParenthesis"],
  ])("%s: %s", (source, code) => {
    const error = thrown(() => withColumns(table, { x: "speed", y: source }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^new column `y`: /);
    expect(error.source).toBe(source);
  });

  test("the first expression with a problem counts", () => {
    expect(thrown(() => withColumns(table, { a: "1 +", b: "nosuch" })).message).toMatch(/^new column `a`: /);
    expect(thrown(() => withColumns(table, { a: "nosuch", b: "1 +" })).message).toMatch(/^new column `a`: /);
  });

  test("no host function is called", () => {
    let calls = 0;
    const functions = { count: () => ++calls };
    thrown(() => withColumns(table, { a: "count()", b: "nosuch" }, { functions }));
    expect(calls).toBe(0);
  });

  test("limits of the text", () => {
    const error = thrown(() => withColumns(table, { y: "speed + speed" }, { limits: { sourceLength: 5 } }));
    expect(error.code).toBe("CapacityExceeded");
  });

  test("two columns of one name, if they are used or replaced", () => {
    const field = (): Field => new Field("x", new Float64());
    const twice = new Table(new Schema([field(), field(), new Field("y", new Float64())]), []);
    expect(thrown(() => withColumns(twice, { z: "x" })).code).toBe("DuplicateParameter");
    expect(thrown(() => withColumns(twice, { x: "y" })).code).toBe("DuplicateParameter");
    expect(withColumns(twice, { z: "y" }).numCols).toBe(4);
  });

  test("a variable with the name of a column, old or new", () => {
    const variables = { k: 1 };
    expect(thrown(() => withColumns(tableFromArrays({ k: [1] }), {}, { variables })).code).toBe(
      "DuplicateParameter",
    );
    expect(thrown(() => withColumns(table, { k: "1" }, { variables })).code).toBe("DuplicateParameter");
  });
});

describe("failing rows", () => {
  const context = new Context();
  context.setArray("t", [1, 2, 3]);

  test("give the error of the lowest one, with its number in the table", () => {
    const rows = tableOf(
      { i: chunk(new Int32(), [0, 1, 2]) },
      { i: chunk(new Int32(), [1, 9, 8]) },
      { i: chunk(new Int32(), [7]) },
    );
    const error = thrown(() => withColumns(rows, { x: "i", y: "2 * t[i]" }, { context }));
    expect(error.code).toBe("ArrayIndexOutOfBounds");
    expect(error.message).toMatch(/^row 4, new column `y`: /);
    expect(error.message).not.toMatch(/row 1/);
    expect(error.source).toBe("2 * t[i]");
    expect(error.span).toEqual({ start: 4, end: 8 });
  });

  test("behind the first block", () => {
    const i = Int32Array.from({ length: 50_000 }, (_, row) => (row > 40_000 ? 3 : row % 3));
    const error = thrown(() => withColumns(tableFromArrays({ i }), { y: "t[i]" }, { context }));
    expect(error.message).toMatch(/^row 40001, /);
  });

  test("the lowest row counts, then the first expression, at whatever level it is", () => {
    const rows = tableFromArrays({ i: Int32Array.of(0, 1, 2, 3), j: Int32Array.of(0, 3, 0, 0) });
    const message = (expressions: Record<string, string>): string =>
      thrown(() => withColumns(rows, expressions, { context })).message;
    expect(message({ a: "t[i]", b: "j + 1", c: "t[b]" })).toMatch(/^row 1, new column `c`: /);
    expect(message({ b: "j + 1", c: "t[b - 1]", a: "t[j]" })).toMatch(/^row 1, new column `c`: /);
    expect(message({ a: "t[j]", b: "a + 1", c: "t[b]" })).toMatch(/^row 1, new column `a`: /);
  });

  test("what a host function throws is the cause", () => {
    const cause = new Error("no");
    const error = thrown(() =>
      withColumns(
        table,
        { y: "refuse(speed)" },
        {
          functions: {
            refuse: (x) => {
              if (x === 2) throw cause;
              return x;
            },
          },
        },
      ),
    );
    expect(error.message).toMatch(/^row 1, new column `y`: /);
    expect(error.cause).toBe(cause);
  });

  test("a budget of instructions is for each row", () => {
    const functions = { loop: { parameters: ["n"], body: "n < 1 ? 0 : loop(n - 1)" } };
    const rows = tableFromArrays({ n: Int32Array.of(1, 2, 500) });
    const error = thrown(() =>
      withColumns(rows, { y: "loop(n)" }, { functions, limits: { instructions: 1_000 } }),
    );
    expect(error.code).toBe("BudgetExceeded");
    expect(error.message).toMatch(/^row 2, /);
  });
});

describe("arguments that make no sense", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what JavaScript lets through
  const wrong = (call: (withColumnsOfAny: any) => unknown): ExprError => thrown(() => call(withColumns));

  test.each([
    ["no table", (f) => f([1, 2], {})],
    ["no expressions", (f) => f(table)],
    ["a Map of expressions", (f) => f(table, new Map([["y", "1"]]))],
    ["an expression that is no text", (f) => f(table, { y: 1 })],
    ["a variable that is no number", (f) => f(table, {}, { variables: { k: "1" } })],
    ["variables that are no record", (f) => f(table, {}, { variables: [1] })],
    ["a context that is none", (f) => f(table, {}, { context: {} })],
    ["a function that is none", (f) => f(table, {}, { functions: { f: 1 } })],
    ["an unknown tier", (f) => f(table, {}, { tier: "fast" })],
    ["an unknown precision", (f) => f(table, {}, { precision: "f16" })],
    // biome-ignore lint/suspicious/noExplicitAny: what JavaScript lets through
  ] as [string, (f: any) => unknown][])("%s", (_what, call) => {
    expect(wrong(call).code).toBe("Other");
  });

  test("the text of a refused type", () => {
    const texts = new Table(new Schema([new Field("s", new Utf8())]), []);
    expect(wrong((f) => f(texts, { y: "s" })).message).toBe(
      "new column `y`: column `s` is of type Utf8, and expressions work with numbers: make a column of numbers from it first",
    );
  });
});
