import { ExprError } from "@zexpr/errors";
import { describe, expect, test } from "vitest";
import type { Batch } from "zexpr";
import {
  BOUNDARIES,
  type ColumnsTier,
  columnsFor,
  difference,
  type Inputs,
  outcomeOf,
  randomNumbers,
  rowByRow,
} from "./columns-rows.ts";
import { batchFor, loadVectors, type Vector, valueMismatch } from "./vectors.ts";

const COPIES = 5;
const MIXTURE = 13;

/** The vector between two expressions that cannot fail; undefined for a syntax error. */
function batchOf(vector: Vector): Batch | undefined {
  const batch = batchFor(vector);
  try {
    for (const fn of vector.funcs ?? []) batch.addFunction(fn.name, fn.params, fn.body);
    batch.addExpression("3");
    batch.addExpression(vector.expr);
    batch.addExpression("4");
    return batch;
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    batch.dispose();
    return undefined;
  }
}

const vectors = loadVectors();
const OTHERS = [...new Set(vectors.flatMap(({ vars }) => Object.values(vars ?? {}).map(Number)))];
const next = randomNumbers(20_261_123);

function pick<T>(values: readonly T[]): T {
  return values[next() % values.length];
}

/** The vector's own values in every row. */
function copies({ vars = {} }: Vector): Inputs {
  return Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, Array<number>(COPIES).fill(Number(value))]),
  );
}

/** The vector's own values in some rows, others in the rest; now and then a variable is no column. */
function mixture({ vars = {} }: Vector): Inputs {
  const own = Object.values(vars).map(Number);
  const column = (value: number): number[] =>
    Array.from({ length: MIXTURE }, () => pick([[value], own, BOUNDARIES, BOUNDARIES, OTHERS][next() % 5]));
  return Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      next() % 6 === 0 ? pick([Number(value), pick(BOUNDARIES)]) : column(Number(value)),
    ]),
  );
}

const byGroup = new Map<string, Vector[]>();
for (const vector of vectors) byGroup.set(vector.group, [...(byGroup.get(vector.group) ?? []), vector]);

/** Differences between the columns of vectors and the rows of their batches. */
function problems(group: readonly Vector[], inputs: (vector: Vector) => Inputs, rows: number): string[] {
  return group.flatMap((vector) => {
    const batch = batchOf(vector);
    if (batch === undefined) return [];
    const values = inputs(vector);
    const found = (["simd", "interpreter"] as const).flatMap((tier) => {
      const text = difference(batch, values, rows, tier);
      return text === undefined
        ? []
        : [`${vector.id} ${JSON.stringify(vector.expr)} ${tier} ${JSON.stringify(values)}: ${text}`];
    });
    batch.dispose();
    return found;
  });
}

describe("columns give what rows give, in vector code and in blocks of JavaScript", () => {
  describe("every vector as a column of copies", () => {
    test.each([...byGroup])("%s", (_, group) => {
      expect(problems(group, copies, COPIES)).toEqual([]);
    });
  });

  describe("every vector as shuffled mixtures of values", () => {
    test.each([...byGroup])("%s", (_, group) => {
      expect(problems(group, mixture, MIXTURE)).toEqual([]);
    });
  });
});

test("columns of copies give the vectors' own values and statuses", () => {
  const wrong: string[] = [];
  let checked = 0;
  for (const vector of vectors.filter((_, i) => i % 3 === 0)) {
    const batch = batchOf(vector);
    if (batch === undefined) continue;
    const inputs = copies(vector);
    for (const tier of ["simd", "interpreter"] as ColumnsTier[]) {
      const table = columnsFor(batch, inputs, COPIES, tier);
      const status = table.tryEvaluate();
      const { expect: wanted } = vector;
      if (typeof wanted.error === "number") {
        if (status !== wanted.error || table.failedRow !== 0 || table.failedExpression !== 1)
          wrong.push(`${vector.id} ${tier}: status ${status}, not ${wanted.error}`);
      } else if (wanted.value !== undefined) {
        for (const value of table.output(1)) {
          const mismatch = valueMismatch(vector, value);
          if (mismatch !== undefined) wrong.push(`${vector.id} ${tier}: ${mismatch}`);
        }
      }
      checked++;
      table.dispose();
    }
    batch.dispose();
  }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(3_000);
});

describe("positive controls", () => {
  const vector: Vector = {
    id: "",
    group: "",
    expr: "x > 1 ? nosuch : x + 1",
    vars: { x: 0.5 },
    expect: {},
  };

  test("a failing row is seen, and a value of another expression", () => {
    const batch = batchOf(vector) as Batch;
    const inputs = { x: [0.5, 2, 0.25] };
    expect(rowByRow(batch, inputs, 3)).toMatchObject({
      results: [
        ["3", "3", "3"],
        ["1.5", "NaN", "1.25"],
        ["4", "NaN", "4"],
      ],
      failedRow: 1,
      failedExpression: 1,
      error: { message: expect.stringMatching(/^row 1: .*nosuch/) },
    });
    expect(difference(batch, inputs, 3, "simd")).toBeUndefined();
    const table = columnsFor(batch, { x: [0.5, 2, 0.125] }, 3, "simd");
    const other = outcomeOf(batch, table, table.tryEvaluate(), 3);
    expect(other.results[1]).toEqual(["1.5", "NaN", "1.125"]);
    expect(other).not.toEqual(rowByRow(batch, inputs, 3));
  });
});
