import { describe, expect, test } from "vitest";
import {
  Batch,
  type Column,
  type ColumnRecord,
  type ColumnValues,
  Context,
  evaluate,
  evaluateColumns,
  sharedMemory,
} from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

const ARRAYS: Readonly<Record<string, (values: readonly number[]) => ColumnValues>> = {
  Float64Array: (values) => new Float64Array(values),
  Float32Array: (values) => new Float32Array(values),
  Int8Array: (values) => new Int8Array(values),
  Uint8Array: (values) => new Uint8Array(values),
  Uint8ClampedArray: (values) => new Uint8ClampedArray(values),
  Int16Array: (values) => new Int16Array(values),
  Uint16Array: (values) => new Uint16Array(values),
  Int32Array: (values) => new Int32Array(values),
  Uint32Array: (values) => new Uint32Array(values),
  Array: (values) => [...values],
};

/** `x + 2 * y` and `x > 1 ? y : k`, with the variables x, y and k = 10. */
function sample(): Batch {
  const batch = new Batch();
  batch.addVariable("x", 3);
  batch.addVariable("y", 4);
  batch.addVariable("k", 10);
  batch.addExpression("x + 2 * y");
  batch.addExpression("x > 1 ? y : k");
  return batch;
}

/** Both forms on one expression. */
const FORMS: Readonly<Record<string, (expression: string, columns: ColumnRecord) => Column>> = {
  evaluateColumns: (expression, columns) => evaluateColumns(expression, columns),
  "batch.evaluateColumns": (expression, columns) => {
    const batch = new Batch();
    for (const name of Object.keys(columns)) batch.addVariable(name);
    batch.addExpression(expression);
    return batch.evaluateColumns(columns)[0];
  },
};

describe.each(Object.entries(FORMS))("%s", (_, call) => {
  test.each(Object.entries(ARRAYS))("takes a %s", (_, make) => {
    const result = call("x * 2 + y", { x: make([0, 1, 100]), y: new Float64Array([0.5, 1, 2]) });
    expect(result).toBeInstanceOf(Float64Array);
    expect([...result]).toEqual([0.5, 3, 202]);
  });

  test("converts the values of each kind of array", () => {
    expect([...call("x", { x: new Int8Array([-1, 255]) })]).toEqual([-1, -1]);
    expect([...call("x", { x: new Uint8Array([-1, 256]) })]).toEqual([255, 0]);
    expect([...call("x", { x: new Uint8ClampedArray([-1, 256]) })]).toEqual([0, 255]);
    expect([...call("x", { x: new Float32Array([0.1]) })]).toEqual([Math.fround(0.1)]);
    expect([...call("x", { x: new Uint32Array([-1]) })]).toEqual([2 ** 32 - 1]);
    expect([...call("x", { x: [0.1, -0, NaN, Infinity] })]).toEqual([0.1, -0, NaN, Infinity]);
  });

  test("takes views of a part of a buffer, and of memory that threads share", () => {
    const buffer = new Float64Array([9, 1, 2, 9]).buffer;
    expect([...call("x", { x: new Float64Array(buffer, 8, 2) })]).toEqual([1, 2]);
    const shared = new Float64Array(new SharedArrayBuffer(16));
    shared.set([3, 4]);
    expect([...call("x", { x: shared })]).toEqual([3, 4]);
  });

  test("mixes columns and scalars", () => {
    expect([...call("x * k + c", { k: 2, x: [1, 2, 3], c: -0.5 })]).toEqual([1.5, 3.5, 5.5]);
    expect([...call("x * k", { x: [1, 2], k: NaN })]).toEqual([NaN, NaN]);
  });

  test("columns that the expression does not read still count", () => {
    expect([...call("7", { x: [1, 2, 3] })]).toEqual([7, 7, 7]);
  });

  test.each([0, 1, 2, 3, 5, 4_097])("%i rows", (rows) => {
    const x = Float64Array.from({ length: rows }, (_, i) => i / 7);
    const result = call("sin(x) > 0 ? x : -x", { x });
    expect(result).toEqual(x.map((value) => evaluate("sin(x) > 0 ? x : -x", { x: value })));
  });

  test("gives a column of its own", () => {
    const x = new Float64Array([1, 2]);
    const result = call("x + 1", { x });
    result.fill(0);
    expect([...x]).toEqual([1, 2]);
    expect([...call("x + 1", { x })]).toEqual([2, 3]);
    expect(result.buffer.byteLength).toBe(16);
  });

  test("columns of different lengths", () => {
    const error = errorOf(() => call("x + y", { k: 1, x: [1, 2], y: new Float32Array(3) }));
    expect(error.code).toBe("Other");
    expect(error.message).toBe('columns must be equally long: "x" has 2 values, "y" has 3');
  });

  test("no column at all", () => {
    for (const columns of [{}, { x: 1 }, { x: 1, y: 2 }] as ColumnRecord[]) {
      const error = errorOf(() => call("1", columns));
      expect(error.code).toBe("Other");
      expect(error.message).toBe("there is no column: give at least one variable an array of values");
    }
  });

  test.each<[string, unknown, string]>([
    ["a string", "123", '"123"'],
    ["undefined", undefined, "undefined"],
    ["null", null, "object"],
    ["a boolean", true, "true"],
    ["a bigint", 1n, "1"],
    ["a function", () => 1, "function"],
    ["an object", { length: 3 }, "object"],
    ["a buffer", new ArrayBuffer(8), "object"],
    ["a DataView", new DataView(new ArrayBuffer(8)), "object"],
    ["a BigInt64Array", new BigInt64Array(3), "object"],
    ["a BigUint64Array", new BigUint64Array(3), "object"],
    ["a Set", new Set([1, 2, 3]), "object"],
  ])("a column that is %s", (_, values, text) => {
    const error = errorOf(() => call("x", { z: [1, 2, 3], x: values as number[] }));
    expect(error.code).toBe("Other");
    expect(error.message).toBe(
      `the column "x" must be a typed array of numbers, an array of numbers, or a number, not ${text}`,
    );
  });

  test.each<[unknown, string]>([
    ["4", '"4"'],
    [undefined, "undefined"],
    [null, "object"],
    [[1], "object"],
    [true, "true"],
    [1n, "1"],
  ])("an array that holds %s", (value, text) => {
    const error = errorOf(() => call("x", { x: [1, 2, value as number] }));
    expect(error.message).toBe(`the column "x" must hold numbers, but value 2 is ${text}`);
  });

  test("an array with a hole", () => {
    const values = [1, 2, 3];
    delete values[1];
    expect(errorOf(() => call("x", { x: values })).message).toBe(
      'the column "x" must hold numbers, but value 1 is undefined',
    );
  });

  test("names of expressions that nobody knows", () => {
    const error = errorOf(() => call("speed + sped", { speed: [1, 2] }));
    expect([error.code, marked(error), error.suggestions]).toEqual(["UnknownVariable", "sped", ["speed"]]);
    expect(error.message).toMatch(/^row 0: unknown variable `sped`/);
  });

  test("the lowest failing row", () => {
    const error = errorOf(() => call("x > 2 ? nosuch(x) : x", { x: [1, 2, 3, 4] }));
    expect([error.code, error.message.slice(0, 7)]).toEqual(["UnknownFunction", "row 2: "]);
    expect([...call("x > 2 ? nosuch(x) : x", { x: [1, 2] })]).toEqual([1, 2]);
  });

  test("syntax errors", () => {
    const error = errorOf(() => call("x +", { x: [1] }));
    expect([error.code, error.source]).toEqual(["Parse", "x +"]);
  });
});

describe("records that are none", () => {
  test.each<[string, unknown, string]>([
    ["undefined", undefined, "undefined"],
    ["null", null, "object"],
    ["a Map", new Map([["x", [1]]]), "object"],
    ["an array", [[1, 2]], "object"],
    ["a typed array", new Float64Array(2), "object"],
    ["a number", 5, "5"],
  ])("%s", (_, columns, text) => {
    const message = `columns must be an object with names as keys, not ${text}`;
    for (const call of [
      () => evaluateColumns("x", columns as ColumnRecord),
      () => sample().evaluateColumns(columns as ColumnRecord),
    ])
      expect(errorOf(call)).toMatchObject({ code: "Other", message });
  });
});

describe("evaluateColumns", () => {
  test("takes the options of `evaluate`", () => {
    const context = new Context();
    context.setVariable("gain", 3);
    context.setArray("t", [5, 6]);
    const columns = { x: [0, 1] };
    expect([...evaluateColumns("x * gain + t[x]", columns, { context })]).toEqual([5, 9]);
    const functions = { f: (x: number) => x + 100, g: { parameters: ["p"], body: "p * 2" } };
    expect([...evaluateColumns("f(x) + g(x)", columns, { functions, context })]).toEqual([100, 103]);
    for (const tier of ["wasm", "interpreter", "auto"] as const)
      expect([...evaluateColumns("x + 1", columns, { tier })]).toEqual([1, 2]);
    expect(codeOf(() => evaluateColumns("x + 1", columns, { tier: "fast" as "wasm" }))).toBe("Other");
    expect(codeOf(() => evaluateColumns("x + 1 + 2", columns, { limits: { nodes: 2 } }))).toBe(
      "CapacityExceeded",
    );
  });

  test("gives its memory back, failed or not", () => {
    const call = (expression: string) => codeOf(() => evaluateColumns(expression, { x: [1, 2, 3] }));
    call("x");
    const { used } = sharedMemory();
    for (let i = 0; i < 20; i++)
      expect(["x", "nosuch", "x +"].map(call)).toEqual(["Ok", "UnknownVariable", "Parse"]);
    expect(sharedMemory().used).toBeLessThanOrEqual(used + 1_024);
  });
});

describe("batch.evaluateColumns", () => {
  test("gives a column for each expression; other variables have their present values", () => {
    const batch = sample();
    expect(batch.evaluateColumns({ x: [1, 2] }).map((column) => [...column])).toEqual([
      [9, 10],
      [10, 4],
    ]);
    batch.setVariableByName("y", 5);
    expect(batch.evaluateColumns({ x: [1, 2], k: 7 }).map((column) => [...column])).toEqual([
      [11, 12],
      [7, 5],
    ]);
    expect(new Batch().evaluateColumns.call(batch, { x: [] }).map((column) => column.length)).toEqual([0, 0]);
  });

  test("leaves the batch's variables and results as they were, whatever happens", () => {
    const batch = sample();
    batch.addExpression("x > 4 ? nosuch : 1");
    batch.evaluate();
    const before = [[...batch.variables], [...batch.results]];
    const calls: readonly [ColumnRecord, string][] = [
      [{ x: [1, 2], k: 3 }, "Ok"],
      [{ x: [1, 5], k: 3 }, "UnknownVariable"],
      [{ x: [1, 5], k: 3, nosuch: 5 }, "UnknownVariable"],
      [{ nosuch: [1, 5], k: 3 }, "UnknownVariable"],
      [{ k: 3, x: [1], y: [] }, "Other"],
    ];
    for (const [columns, code] of calls) {
      expect(codeOf(() => batch.evaluateColumns(columns))).toBe(code);
      expect([[...batch.variables], [...batch.results]]).toEqual(before);
    }
  });

  test("names that are no variables come with suggestions", () => {
    const batch = new Batch();
    batch.addVariable("speed");
    batch.addExpression("speed");
    for (const columns of [{ sped: [1, 2] }, { speed: [1, 2], sped: 3 }]) {
      const error = errorOf(() => batch.evaluateColumns(columns));
      expect([error.code, error.message, error.suggestions]).toEqual([
        "UnknownVariable",
        'the batch has no variable "sped"',
        ["speed"],
      ]);
    }
  });

  test("a batch without expressions gives no column", () => {
    const batch = new Batch();
    batch.addVariable("x");
    expect(batch.evaluateColumns({ x: [1] })).toEqual([]);
  });

  test("keeps its memory for further calls with the same names and at most as many rows", () => {
    const batch = sample();
    batch.evaluateColumns({ x: new Float64Array(1_000), y: 1 });
    const { used } = sharedMemory();
    for (const rows of [1_000, 10, 0, 999]) {
      const [result] = batch.evaluateColumns({ x: new Float64Array(rows).fill(rows), y: 1 });
      expect([result.length, new Set(result)]).toEqual([rows, new Set(rows === 0 ? [] : [rows + 2])]);
      expect(sharedMemory().used).toBe(used);
    }
    // Others take other memory, and give this back.
    batch.evaluateColumns({ y: new Float64Array(1_000) });
    expect(sharedMemory().used).toBe(used);
    batch.evaluateColumns({ y: new Float64Array(4_000) });
    expect(sharedMemory().used).toBeGreaterThan(used);
    batch.evaluateColumns({ x: new Float64Array(1_000) });
    expect(sharedMemory().used).toBe(used);
    batch.dispose();
    expect(sharedMemory().used).toBeLessThan(used - 2 * 8_000);
  });

  test("sees edits, and changes of contexts", () => {
    const context = new Context();
    context.setVariable("gain", 2);
    const batch = new Batch({ context });
    batch.addVariable("x");
    batch.addExpression("x * gain");
    const first = () => [...batch.evaluateColumns({ x: [1, 2] })[0]];
    expect(first()).toEqual([2, 4]);
    context.setVariable("gain", 3);
    expect(first()).toEqual([3, 6]);
    batch.setExpression(0, "x + gain");
    expect(first()).toEqual([4, 5]);
    batch.addVariable("y", 1);
    batch.setExpression(0, "x + y");
    expect(first()).toEqual([2, 3]);
    context.addFunction("f", 1, (x) => x + 10);
    batch.setExpression(0, "f(x)");
    expect(first()).toEqual([11, 12]);
    context.setVariable("other", 1);
    expect(first()).toEqual([11, 12]);
    context.addFunction("f", 1, (x) => x + 20);
    expect(first()).toEqual([21, 22]);
  });

  test("inside of a host function that it calls: an error", () => {
    const context = new Context();
    const codes: string[] = [];
    const batch = new Batch({ context });
    context.addFunction("f", 1, (x) => {
      codes.push(codeOf(() => batch.evaluateColumns({ x: [5, 6] })));
      return x;
    });
    batch.addVariable("x");
    batch.addExpression("f(x)");
    expect([...batch.evaluateColumns({ x: [1, 2] })[0]]).toEqual([1, 2]);
    expect(codes).toEqual(["Other", "Other"]);
  });
});
