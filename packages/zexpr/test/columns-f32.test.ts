import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, type Column, Context, closeWorkers, ExprError, evaluateColumns } from "zexpr";
import { anyColumns, batchFor, branchyColumns, type RandomColumns } from "./columns-random.ts";
import {
  BOUNDARIES,
  type ColumnsTier,
  columnsFor,
  difference,
  fill,
  type Inputs,
  randomNumbers,
} from "./columns-rows.ts";
import { loadVectors, type Vector } from "./vectors.ts";

const TIERS: readonly ColumnsTier[] = ["simd", "interpreter"];
const F32 = { precision: "f32", wasmAfter: Number.POSITIVE_INFINITY } as const;

/** See columns-parallel.test.ts. */
const WORKER = new URL("../dist/worker.js", import.meta.url);

/** Where f32 arithmetic, conversions and comparisons change their ways. */
const F32_BOUNDARIES = [
  ...BOUNDARIES,
  ...[2 ** 24, 2 ** 24 + 1, 2 ** 23 + 0.5, -(2 ** 24) - 2, 1.1754943508222875e-38, 1e-45, -1e-40],
  ...[3.4028234663852886e38, 3.5e38, -1e39, 0.1, 1 / 3, 16_777_217, 88.7, -103.9, 1 - 2 ** -24],
];

/** Half of the numbers exchanged for boundaries of f32. */
function narrowed(inputs: Inputs): Inputs {
  const next = randomNumbers(7);
  const other = (value: number) => (next() % 2 ? value : F32_BOUNDARIES[next() % F32_BOUNDARIES.length]);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => [
      name,
      typeof values === "number" ? other(values) : values.map(other),
    ]),
  );
}

function expectRows(random: RandomColumns, natives = false): void {
  const batch = batchFor(random, natives, F32);
  try {
    for (const tier of TIERS)
      expect(difference(batch, narrowed(random.inputs), random.rows, tier), tier).toBeUndefined();
  } finally {
    batch.dispose();
  }
}

describe("columns of f32 give what rows give", () => {
  test("random programs that part rows", () => {
    fc.assert(
      fc.property(branchyColumns, (random) => expectRows(random)),
      { numRuns: 400 },
    );
  });

  test("random programs with all of the language", () => {
    fc.assert(
      fc.property(anyColumns, (random) => expectRows(random)),
      { numRuns: 400 },
    );
  });

  test("random programs with host functions", () => {
    fc.assert(
      fc.property(anyColumns, (random) => expectRows(random, true)),
      { numRuns: 100 },
    );
  });
});

/** In a batch of f32, as a column of some values; undefined for a syntax error. */
function problem({ expr, vars = {}, funcs = [] }: Vector, index: number): string | undefined {
  const batch = new Batch(F32);
  try {
    for (const [name, value] of Object.entries(vars)) batch.addVariable(name, Number(value));
    for (const { name, params, body } of funcs) batch.addFunction(name, params, body);
    batch.addExpression(expr);
  } catch (error) {
    if (error instanceof ExprError) return undefined;
    throw error;
  }
  const next = randomNumbers(index);
  const values = [...Object.values(vars).map(Number), ...F32_BOUNDARIES];
  const inputs = Object.fromEntries(
    Object.keys(vars).map((name) => [name, Array.from({ length: 11 }, () => values[next() % values.length])]),
  );
  const found = TIERS.map((tier) => difference(batch, inputs, 11, tier)).find((text) => text !== undefined);
  batch.dispose();
  return found;
}

describe("vectors as columns of f32", () => {
  const plain = loadVectors().filter(
    ({ ctxVars, consts, arrays, attrs, empty_ctx }) => !(ctxVars || consts || arrays || attrs || empty_ctx),
  );
  const groups = [...new Set(plain.map(({ group }) => group))];

  test.each(groups)("%s", (group) => {
    const wrong = plain.flatMap((vector, i) => {
      if (vector.group !== group || (i % 3 !== 0 && plain.length > 3_000)) return [];
      const text = problem(vector, i);
      return text === undefined ? [] : [`${vector.id} ${vector.expr}: ${text}`];
    });
    expect(wrong).toEqual([]);
  });
});

function sample(): Batch {
  const context = new Context();
  context.setArray("t", [0.1, 1e39, 16_777_217, 4]);
  context.setVariable("gain", 0.1);
  const batch = new Batch({ precision: "f32", context });
  batch.addVariable("x");
  batch.addVariable("k", 0.1);
  batch.addExpression("x + k");
  batch.addExpression("t[x] * gain");
  return batch;
}

describe.each(TIERS)("%s", (tier) => {
  test("columns are Float32Arrays; scalars, elements and values of contexts are rounded", () => {
    const table = columnsFor(sample(), { x: [0, 1, 2, 3] }, 4, tier);
    for (const column of [table.input("x"), table.output(0)]) expect(column).toBeInstanceOf(Float32Array);
    table.evaluate();
    const f = Math.fround;
    expect([...table.output(0)]).toEqual([0, 1, 2, 3].map((x) => f(x + f(0.1))));
    expect([...table.output(1)]).toEqual([0.1, Infinity, 16_777_216, 4].map((t) => f(f(t) * f(0.1))));
    expect(table.statistics().tier).toBe(tier);
    expect(table.precision).toBe("f32");
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4_095, 4_096, 4_097, 4_099, 9_001])(
    "%i rows: a failing one, and those behind the end",
    (rows) => {
      const batch = sample();
      const x = Array.from({ length: rows + 5 }, (_, row) => row % 4);
      if (rows > 2) x[rows - 2] = 9;
      const table = columnsFor(batch, { x }, rows + 5, tier);
      for (const part of [rows, 0, Math.max(0, rows - 1)]) {
        fill(batch, table, { x });
        table.tryEvaluate(part);
        expect(table.failedRow).toBe(part > rows - 2 && rows > 2 ? rows - 2 : -1);
        for (const i of [0, 1])
          expect([...table.output(i).subarray(part)]).toEqual(Array(rows + 5 - part).fill(-77));
      }
      expect(difference(batch, { x }, rows, tier)).toBeUndefined();
    },
  );
});

describe("one call", () => {
  test("gives a Float32Array", () => {
    const result = evaluateColumns("x / 3", { x: [1, 0.1] }, { precision: "f32" });
    expect(result).toBeInstanceOf(Float32Array);
    expect([...result]).toEqual([Math.fround(1 / 3), Math.fround(Math.fround(0.1) / 3)]);
    const columns: Column[] = sample().evaluateColumns({ x: new Float64Array([0, 3]), k: 1e39 });
    expect(columns.map((column) => column instanceof Float32Array)).toEqual([true, true]);
    expect([...columns[0]]).toEqual([Infinity, Infinity]);
  });
});

test("workers give the same bits", async () => {
  const batch = new Batch({ precision: "f32" });
  batch.addVariable("x");
  batch.addVariable("y");
  batch.addExpression("x > y ? sin(x) * y : x / y + exp(y)");
  const rows = 50_001;
  const table = batch.columns({ rows, shared: true });
  const next = randomNumbers(3);
  for (const name of ["x", "y"])
    table.input(name).forEach((_, row, column) => {
      column[row] = next() / 2 ** 31 - 1;
    });
  table.evaluate();
  const serial = table.output(0).slice();
  table.output(0).fill(0);
  await table.evaluateParallel({ workers: 2, workerUrl: WORKER });
  expect(Buffer.compare(new Uint8Array(table.output(0).slice().buffer), new Uint8Array(serial.buffer))).toBe(
    0,
  );
  await closeWorkers();
});

test("a positive control: f64 gives other bits", () => {
  const random: RandomColumns = {
    expressions: ["x / 3 + y"],
    functions: [],
    inputs: { x: [1, 2], y: 0.1, z: 0 },
    rows: 2,
  };
  const results = [F32, {}].map((options) => {
    const table = columnsFor(batchFor(random, false, options), random.inputs, 2, "simd");
    table.evaluate();
    return [...table.output(0)];
  });
  expect(results[0]).not.toEqual(results[1]);
  expect(results[1]).toEqual([1 / 3 + 0.1, 2 / 3 + 0.1]);
});
