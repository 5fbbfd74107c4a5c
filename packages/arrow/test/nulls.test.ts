import { Float64, Int32, makeData, Null } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { Context } from "zexpr";
import { withColumns } from "../src/index.ts";
import { chunk, tableOf, valuesOf } from "./tables.ts";
import { thrown } from "./thrown.ts";

describe("nulls", () => {
  const a = [1, null, 3, null, 5, 6];
  const b = [10, 20, null, null, 50, 60];
  const table = tableOf({ a: chunk(new Float64(), a), b: chunk(new Int32(), b) });

  test("propagate from every column that is used", () => {
    const result = withColumns(table, { x: "a * 2", y: "b * 2", z: "a + b", w: "1" });
    expect(valuesOf(result, "x")).toEqual([2, null, 6, null, 10, 12]);
    expect(valuesOf(result, "y")).toEqual([20, 40, null, null, 100, 120]);
    expect(valuesOf(result, "z")).toEqual([11, null, null, null, 55, 66]);
    expect(valuesOf(result, "w")).toEqual([1, 1, 1, 1, 1, 1]);
    expect(["x", "y", "z", "w"].map((name) => result.getChild(name)?.nullCount)).toEqual([2, 2, 3, 0]);
  });

  test("propagate through new columns", () => {
    const result = withColumns(table, { x: "a * 2", y: "x + 1", z: "y + b", v: "z * 0" });
    expect(valuesOf(result, "y")).toEqual([3, null, 7, null, 11, 13]);
    expect(valuesOf(result, "z")).toEqual([13, null, null, null, 61, 73]);
    expect(valuesOf(result, "v")).toEqual([0, null, null, null, 0, 0]);
  });

  test("do not come back when their column is replaced", () => {
    const result = withColumns(table, { a: "b + 1", c: "a" });
    expect(valuesOf(result, "c")).toEqual([11, 21, null, null, 51, 61]);
  });

  test("no row of them is evaluated: neither fails it, nor is a function called", () => {
    const calls: number[] = [];
    const context = new Context();
    context.setArray("t", [7, 8, 9]);
    context.addFunction("seen", 1, (x) => {
      calls.push(x);
      return x;
    });
    // 99 lies under the nulls.
    const i = chunk(new Int32(), [2, null, 0, null, 1], 99);
    const result = withColumns(tableOf({ i }), { x: "t[seen(i)]" }, { context });
    expect(valuesOf(result, "x")).toEqual([9, null, 7, null, 8]);
    expect(calls).toEqual([2, 0, 1]);
    expect(result.getChild("x")?.data[0]?.values).toEqual(Float64Array.of(9, 0, 7, 0, 8));
  });

  test("a failing row without nulls fails, whatever is null in other columns", () => {
    const context = new Context();
    context.setArray("t", [7]);
    const i = chunk(new Int32(), [0, null, null, 5, 6], 99);
    const j = chunk(new Int32(), [0, 0, 3, 0, 0]);
    const broken = tableOf({ i, j });
    const error = thrown(() => withColumns(broken, { x: "t[i]", y: "t[j]" }, { context }));
    expect(error.code).toBe("ArrayIndexOutOfBounds");
    expect(error.message).toMatch(/^row 2, new column `y`: /);
    expect(thrown(() => withColumns(broken, { x: "t[i]" }, { context })).message).toMatch(
      /^row 3, new column `x`: /,
    );
  });

  test("columns of nulls only", () => {
    const nulls = tableOf({
      a: chunk(new Float64(), [null, null]),
      n: makeData({ type: new Null(), length: 2 }),
    });
    const result = withColumns(nulls, { x: "a", y: "n + 1", z: "x + y" });
    for (const name of ["x", "y", "z"]) expect(valuesOf(result, name)).toEqual([null, null]);
  });

  test("in one of several batches, at every place", () => {
    for (let place = 0; place < 20; place++) {
      const values = Array.from({ length: 20 }, (_, row) => (row === place ? null : row));
      const chunked = tableOf(
        { x: chunk(new Int32(), [1, 2]) },
        { x: chunk(new Int32(), values) },
        { x: chunk(new Int32(), [3]) },
      );
      const result = withColumns(chunked, { y: "x + 1" });
      const want = [1, 2, ...values, 3].map((x) => (x === null ? null : x + 1));
      expect(valuesOf(result, "y")).toEqual(want);
    }
  });

  test("in columns longer than a block", () => {
    const length = 40_000;
    const x = Array.from({ length }, (_, row) => (row % 3 === 0 ? null : row));
    const y = Array.from({ length }, (_, row) => (row > 20_000 && row % 2 === 0 ? null : -row));
    const result = withColumns(tableOf({ x: chunk(new Int32(), x), y: chunk(new Int32(), y) }), {
      z: "2 * x - y",
    });
    const want = x.map((value, row) => (value === null || y[row] === null ? null : 3 * row));
    expect(valuesOf(result, "z")).toEqual(want);
    expect(result.getChild("z")?.nullCount).toBe(want.filter((value) => value === null).length);
  });

  test("new columns have bitmaps of their own", () => {
    const result = withColumns(table, { x: "a", y: "a" });
    result.getChild("x")?.set(0, null);
    expect(valuesOf(result, "x")[0]).toBeNull();
    expect(valuesOf(result, "y")[0]).toBe(1);
    expect(valuesOf(table, "a")[0]).toBe(1);
  });
});
