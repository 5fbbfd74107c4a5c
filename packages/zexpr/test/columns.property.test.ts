import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Columns } from "zexpr";
import { anyColumns, batchFor, branchyColumns, type RandomColumns } from "./columns-random.ts";
import {
  type ColumnsTier,
  columnsFor,
  difference,
  fill,
  outcomeOf,
  rowByRow,
  UNTOUCHED,
} from "./columns-rows.ts";

const TIERS: readonly ColumnsTier[] = ["simd", "interpreter"];

function expectRows(random: RandomColumns, natives = false): void {
  // However many rows there are, only `prepare` makes vector code.
  const batch = batchFor(random, natives, { wasmAfter: Number.POSITIVE_INFINITY });
  try {
    for (const tier of TIERS)
      expect(difference(batch, random.inputs, random.rows, tier), tier).toBeUndefined();
  } finally {
    batch.dispose();
  }
}

describe("columns of random programs give what rows give", () => {
  test("that part rows", () => {
    fc.assert(
      fc.property(branchyColumns, (random) => expectRows(random)),
      { numRuns: 500 },
    );
  });

  test("with all of the language", () => {
    fc.assert(
      fc.property(anyColumns, (random) => expectRows(random)),
      { numRuns: 500 },
    );
  });

  test("with host functions", () => {
    fc.assert(
      fc.property(anyColumns, (random) => expectRows(random, true)),
      { numRuns: 200 },
    );
  });
});

function bitsOf(table: Columns, index: number): readonly bigint[] {
  const { buffer, byteOffset, length } = table.output(index);
  return [...new BigUint64Array(buffer, byteOffset, length)];
}

test("rows behind those that are evaluated keep their bits", () => {
  // A NaN whose bits no operation makes.
  const noise = (row: number): bigint => 0x7ff0_dead_beef_0000n + BigInt(row);
  fc.assert(
    fc.property(
      branchyColumns.filter(({ rows }) => rows < 100),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...TIERS),
      (random, fractions, tier) => {
        const { rows, inputs } = random;
        const batch = batchFor(random, false);
        const table = columnsFor(batch, inputs, rows, tier);
        try {
          const indices = [...batch.results.keys()];
          for (const fraction of fractions) {
            const part = Math.round(fraction * rows);
            fill(batch, table, inputs);
            for (const i of indices) {
              const { buffer, byteOffset, length } = table.output(i);
              const bits = new BigUint64Array(buffer, byteOffset, length);
              for (let row = 0; row < length; row++) bits[row] = noise(row);
            }
            const columns = Object.keys(inputs).filter((name) => typeof inputs[name] !== "number");
            const before = columns.map((name) => table.input(name).slice());
            const outcome = outcomeOf(batch, table, table.tryEvaluate(part), part);
            expect(outcome).toEqual(rowByRow(batch, inputs, part));
            for (const i of indices) {
              const behind = bitsOf(table, i).slice(part);
              expect(behind).toEqual(behind.map((_, row) => noise(part + row)));
            }
            expect(columns.map((name) => table.input(name))).toEqual(before);
          }
        } finally {
          table.dispose();
          batch.dispose();
        }
      },
    ),
    { numRuns: 250 },
  );
});

describe("positive controls", () => {
  const random: RandomColumns = {
    expressions: ["x < y ? x : y", "1"],
    functions: [],
    inputs: { x: [1, 2, 3], y: 2, z: [0, 0, 0] },
    rows: 3,
  };

  test("a value of another program shows", () => {
    const expected = rowByRow(
      batchFor({ ...random, expressions: ["x <= y ? x : y", "1"] }, false),
      random.inputs,
      3,
    );
    expect(expected.results).toEqual([
      ["1", "2", "2"],
      ["1", "1", "1"],
    ]);
    const batch = batchFor({ ...random, expressions: ["x < y ? x : z", "1"] }, false);
    const table = columnsFor(batch, random.inputs, 3, "simd");
    expect(outcomeOf(batch, table, table.tryEvaluate(), 3)).not.toEqual(expected);
  });

  test("rows that are not evaluated show", () => {
    const batch = batchFor(random, false);
    const table = columnsFor(batch, random.inputs, 3, "simd");
    table.evaluate(2);
    expect([...table.output(0)]).toEqual([1, 2, UNTOUCHED]);
  });

  test("the programs part rows, fail, and become vector code", () => {
    const seen = { failures: 0, whole: 0, partial: 0, differs: 0 };
    for (const random of fc.sample(branchyColumns, { numRuns: 200, seed: 5 })) {
      const batch = batchFor(random, false);
      const { results } = rowByRow(batch, random.inputs, random.rows);
      const failures = results[results.length - 1].filter((value) => value === "NaN").length;
      if (failures === 0) seen.whole++;
      else if (failures < random.rows) seen.partial++;
      else seen.failures++;
      if (new Set(results[0]).size > 2) seen.differs++;
      batch.dispose();
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });
});
