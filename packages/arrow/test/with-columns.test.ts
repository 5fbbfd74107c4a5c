import {
  Field,
  Float32,
  Float64,
  Int32,
  RecordBatch,
  Schema,
  Table,
  tableFromArrays,
  Utf8,
  type Vector,
} from "apache-arrow";
import { describe, expect, expectTypeOf, test } from "vitest";
import { Context } from "zexpr";
import { withColumns } from "../src/index.ts";
import { chunk, tableOf, valuesOf } from "./tables.ts";

const names = (table: Table): string[] => table.schema.fields.map(({ name }) => name);

describe("withColumns", () => {
  const table = tableFromArrays({
    vx: Float64Array.of(3, 5, 8),
    vy: Float64Array.of(4, 12, 15),
    limit: Int32Array.of(10, 26, 17),
  });

  test("adds columns behind the old ones, in order; later ones may use earlier ones", () => {
    const result = withColumns(table, {
      speed: "sqrt(vx^2 + vy^2)",
      ratio: "speed / limit",
      half: "ratio / 2",
    });
    expect(names(result)).toEqual(["vx", "vy", "limit", "speed", "ratio", "half"]);
    expect(valuesOf(result, "speed")).toEqual([5, 13, 17]);
    expect(valuesOf(result, "ratio")).toEqual([0.5, 0.5, 1]);
    expect(valuesOf(result, "half")).toEqual([0.25, 0.25, 0.5]);
    expect(result.getChild("speed")?.type).toBeInstanceOf(Float64);
  });

  test("every column is there before those that use it, in whatever order they name it", () => {
    const result = withColumns(table, { a: "vx", b: "a + 1", c: "b + a", d: "c * a - b", e1: "a" });
    expect(valuesOf(result, "c")).toEqual([7, 11, 17]);
    expect(valuesOf(result, "d")).toEqual([17, 49, 127]);
    expect(valuesOf(result, "e1")).toEqual([3, 5, 8]);
  });

  test("leaves the table as it was, and shares the memory of its columns", () => {
    const result = withColumns(table, { vx: "0", sum: "vx + vy" });
    expect(names(table)).toEqual(["vx", "vy", "limit"]);
    expect(valuesOf(table, "vx")).toEqual([3, 5, 8]);
    expect(result.batches[0]?.data.children[1]?.values).toBe(table.batches[0]?.data.children[1]?.values);
  });

  test("a name that exists takes its column's place; before that, the expressions see the old one", () => {
    const result = withColumns(table, { before: "vx", vx: "vx * 2", after: "vx" });
    expect(names(result)).toEqual(["vx", "vy", "limit", "before", "after"]);
    expect(valuesOf(result, "before")).toEqual([3, 5, 8]);
    expect(valuesOf(result, "vx")).toEqual([6, 10, 16]);
    expect(valuesOf(result, "after")).toEqual([6, 10, 16]);
  });

  test("expressions of one level, one before and one behind the replacement", () => {
    const result = withColumns(table, { a: "vy", b: "a + vx", vx: "vx * 2", c: "a + vx" });
    expect(valuesOf(result, "b")).toEqual([7, 17, 23]);
    expect(valuesOf(result, "c")).toEqual([10, 22, 31]);
  });

  test("a column of another type can be replaced, and then used", () => {
    const texts = tableFromArrays({ name: ["a", "b"], x: Float64Array.of(1, 2) });
    const result = withColumns(texts, { name: "x + 1", y: "name + 1" });
    expect(valuesOf(result, "name")).toEqual([2, 3]);
    expect(valuesOf(result, "y")).toEqual([3, 4]);
  });

  test("columns of all types pass through if nothing uses them", () => {
    const texts = tableFromArrays({ name: ["a", "b"], when: [new Date(1), new Date(2)], x: [1, 2] });
    const result = withColumns(texts, { y: "x" });
    expect(result.select(["name", "when", "x"]).toArray().map(String)).toEqual(texts.toArray().map(String));
  });

  test("columns that no expression uses are not read", () => {
    const unread = chunk(new Float64(), [1, 2]);
    const used = chunk(new Float64(), [3, 4]);
    const watched = tableOf({ unread, used });
    const read: string[] = [];
    for (const [name, data] of Object.entries({ unread, used })) {
      const { values } = data;
      Object.defineProperty(data, "values", {
        get: () => {
          read.push(name);
          return values;
        },
      });
    }
    withColumns(watched, { y: "used + 1" });
    expect(new Set(read)).toEqual(new Set(["used"]));
  });

  test("constants fill a column", () => {
    expect(valuesOf(withColumns(table, { k: "6 * 7" }), "k")).toEqual([42, 42, 42]);
  });

  test("no expression: no new column", () => {
    const result = withColumns(table, {});
    expect(names(result)).toEqual(names(table));
    expect(valuesOf(result, "vx")).toEqual([3, 5, 8]);
  });

  test("variables are the same in all rows, as are the values of contexts", () => {
    const context = new Context();
    context.setVariable("gain", 3);
    context.setArray("t", [10, 20, 30]);
    const result = withColumns(
      table,
      { a: "k * vx", b: "gain * vx", c: "t[k]" },
      { variables: { k: 2 }, context },
    );
    expect(valuesOf(result, "a")).toEqual([6, 10, 16]);
    expect(valuesOf(result, "b")).toEqual([9, 15, 24]);
    expect(valuesOf(result, "c")).toEqual([30, 30, 30]);
  });

  test("columns come before names of the context and constants", () => {
    const context = new Context();
    context.setVariable("vx", 1000);
    const result = withColumns(tableFromArrays({ e: [1, 2], vx: [3, 4] }), { y: "e + vx" }, { context });
    expect(valuesOf(result, "y")).toEqual([4, 6]);
  });

  test("functions of JavaScript and of expressions", () => {
    const result = withColumns(
      table,
      { a: "half(vx)", b: "hyp(vx, vy)" },
      {
        functions: {
          half: (x) => x / 2,
          hyp: { parameters: ["a", "b"], body: "sqrt(a^2 + b^2)" },
        },
      },
    );
    expect(valuesOf(result, "a")).toEqual([1.5, 2.5, 4]);
    expect(valuesOf(result, "b")).toEqual([5, 13, 17]);
  });

  test("functions see columns, through other functions and operators too", () => {
    const context = new Context();
    context.addExpressionFunction("outer", ["vy"], "inner() + vy");
    context.addExpressionFunction("inner", [], "vx * 10");
    context.addExpressionFunction("neg", ["x"], "limit - x");
    const result = withColumns(table, { a: "outer(1)", b: "-1" }, { context });
    expect(valuesOf(result, "a")).toEqual([31, 51, 81]);
    expect(valuesOf(result, "b")).toEqual([9, 25, 16]);
  });

  test("functions of a context's parent see columns too, beside those of the options", () => {
    const parent = new Context();
    parent.addExpressionFunction("scaled", ["x"], "x * limit");
    const context = new Context({ parent });
    const result = withColumns(
      table,
      { a: "half(scaled(2))" },
      { context, functions: { half: (x) => x / 2 } },
    );
    expect(valuesOf(result, "a")).toEqual([10, 26, 17]);
  });

  test("a parameter is not the column of its name", () => {
    const named = tableOf({ x: chunk(new Float64(), [1, 2]), y: chunk(new Float64(), [null, 3]) });
    const functions = { twice: { parameters: ["y"], body: "y * 2" } };
    expect(valuesOf(withColumns(named, { z: "twice(x)" }, { functions }), "z")).toEqual([2, 4]);
  });

  test("functions that call themselves", () => {
    const result = withColumns(
      tableFromArrays({ n: Uint8Array.of(1, 5, 10) }),
      { f: "fib(n)" },
      { functions: { fib: { parameters: ["n"], body: "n < 2 ? n : fib(n - 1) + fib(n - 2)" } } },
    );
    expect(valuesOf(result, "f")).toEqual([1, 5, 55]);
  });

  test("what is only named in a branch that is not taken is a use", () => {
    const result = withColumns(
      tableOf({ x: chunk(new Float64(), [1, 2]), y: chunk(new Float64(), [null, 3]) }),
      { z: "1 || y" },
    );
    expect(valuesOf(result, "z")).toEqual([null, 1]);
  });
});

describe("precision f32", () => {
  test("gives Float32 columns of f32 arithmetic", () => {
    const table = tableFromArrays({ x: Float64Array.of(0.1, 1e8, 3), y: Float64Array.of(0.2, 1, 7) });
    const result = withColumns(table, { sum: "x + y", quotient: "sum / y" }, { precision: "f32" });
    const { fround } = Math;
    const sums = [fround(fround(0.1) + fround(0.2)), fround(1e8 + 1), 10];
    expect(result.getChild("sum")?.type).toBeInstanceOf(Float32);
    expect(valuesOf(result, "sum")).toEqual(sums);
    expect(valuesOf(result, "quotient")).toEqual(
      sums.map((sum, i) => fround(sum / fround([0.2, 1, 7][i] as number))),
    );
  });
});

describe("batches", () => {
  const first = { x: chunk(new Int32(), [1, 2, 3]) };
  const second = { x: chunk(new Int32(), []) };
  const third = { x: chunk(new Int32(), [4, null]) };

  test("stay as they are", () => {
    const result = withColumns(tableOf(first, second, third), { y: "x * x" });
    expect(result.batches.map(({ numRows }) => numRows)).toEqual([3, 0, 2]);
    expect(valuesOf(result, "y")).toEqual([1, 4, 9, 16, null]);
    expect(result.getChild("y")?.nullCount).toBe(1);
    expect(result.batches[0]?.data.children[1]?.nullCount).toBe(0);
  });

  test("of more than a block", () => {
    const length = 100_003;
    const table = tableFromArrays({ x: Float64Array.from({ length }, (_, row) => row) });
    const y = withColumns(table, { y: "x + 0.5", z: "y * 2" }).getChild("z");
    expect(y?.toArray()).toEqual(Float64Array.from({ length }, (_, row) => 2 * row + 1));
  });

  test("keep their metadata, as the schema and its fields do", () => {
    const fields = [new Field("x", new Int32(), true, new Map([["unit", "m"]]))];
    const schema = new Schema(fields, new Map([["origin", "test"]]));
    const [batch] = tableOf(first).batches;
    const table = new Table(schema, [
      new RecordBatch(schema, (batch as RecordBatch).data, new Map([["part", "1"]])),
    ]);
    const result = withColumns(table, { y: "x" });
    expect(result.schema.metadata.get("origin")).toBe("test");
    expect(result.schema.fields[0]?.metadata.get("unit")).toBe("m");
    expect(result.batches[0]?.metadata.get("part")).toBe("1");
  });

  test.each([
    ["no batch", new Table(new Schema([new Field("x", new Int32())]), [])],
    ["an empty batch", tableOf({ x: chunk(new Int32(), []) })],
    ["an empty slice", tableOf({ x: chunk(new Int32(), [1, 2]) }).slice(1, 1)],
  ])("%s: no rows", (_what, table) => {
    const result = withColumns(table, { y: "x + 1" });
    expect(result.numRows).toBe(0);
    expect(names(result)).toEqual(["x", "y"]);
    expect(() => withColumns(table, { y: "z" })).toThrow(
      expect.objectContaining({ code: "UnknownVariable" }),
    );
  });

  test("an empty table without columns", () => {
    expect(names(withColumns(new Table(), { y: "1" }))).toEqual(["y"]);
  });

  test("slices, with every offset into a byte of the bitmap", () => {
    const values = Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? null : row));
    const table = tableOf({ x: chunk(new Int32(), values) }, { x: chunk(new Int32(), values) });
    for (let begin = 0; begin < 45; begin++) {
      const slice = table.slice(begin, begin + 23);
      const want = [...values, ...values].slice(begin, begin + 23).map((x) => (x === null ? null : x + 1));
      expect(valuesOf(withColumns(slice, { y: "x + 1" }), "y")).toEqual(want);
    }
  });
});

test("the schema allows nulls where an input does", () => {
  const fields = [new Field("x", new Float64(), false), new Field("y", new Float64(), true)];
  const table = new Table(new Schema([...fields, new Field("s", new Utf8())]), []);
  const { schema } = withColumns(table, { a: "x", b: "y", c: "b + x", d: "1" });
  expect(schema.fields.slice(3).map(({ name, nullable }) => [name, nullable])).toEqual([
    ["a", false],
    ["b", true],
    ["c", true],
    ["d", false],
  ]);
});

test("types: new columns are known, others stay", () => {
  const table = tableFromArrays({ x: Float64Array.of(1), n: Int32Array.of(1) });
  const wide = withColumns(table, { y: "x", n: "x" });
  expectTypeOf(wide.getChild("y")).toEqualTypeOf<Vector<Float64> | null>();
  expectTypeOf(wide.getChild("n")).toEqualTypeOf<Vector<Float64> | null>();
  expectTypeOf(wide.getChild("x")).toEqualTypeOf<Vector<Float64> | null>();
  const narrow = withColumns(wide, { z: "y" }, { precision: "f32" });
  expectTypeOf(narrow.getChild("z")).toEqualTypeOf<Vector<Float32> | null>();
  const named: Record<string, string> = { y: "x" };
  expectTypeOf(withColumns(table, named).getChild("y")).toEqualTypeOf<Vector<Float64> | null>();
});
