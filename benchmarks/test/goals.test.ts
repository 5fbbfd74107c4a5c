import { describe, expect, test } from "vitest";
import { formatGoals, type Goal, goals, isMet, type Measured } from "../src/goals.ts";
import { type ColumnTable, FLOATS, LOOP, SIMD } from "../src/suites/columns.ts";
import { ONE_WORKER, TWO_WORKERS } from "../src/suites/workers.ts";

/** Columns well within their goals, in 10 and 5 nanoseconds for f64 and f32. */
const columnRows = (rows: number): ColumnTable => ({
  rows,
  table: [
    { id: "seed", ns: { [LOOP]: 50, [SIMD]: 10, [FLOATS]: 5 } },
    { id: "other", ns: { [LOOP]: 200, [SIMD]: 10, [FLOATS]: 5 } },
    { id: "E3", ns: { [LOOP]: 80, [SIMD]: 10, [FLOATS]: 4 } },
  ],
});

/** Everything well within its goal. */
const GOOD = {
  evaluate: [
    {
      id: "one",
      ns: {
        "zexpr wasm": 10,
        "new Function": 5,
        "new Function called": 10,
        mathjs: 400,
        "expr-eval-fork": 400,
        filtrex: 100,
      },
    },
    {
      id: "two",
      ns: {
        "zexpr wasm": 20,
        "new Function": 10,
        "new Function called": 20,
        mathjs: 800,
        "expr-eval-fork": 800,
        filtrex: 200,
      },
    },
  ],
  batch: [{ id: "all", ns: { "zexpr wasm, one batch": 50, "new Function, each": 100 } }],
  scaling: [{ id: "chain", ns: { "zexpr n": 100, "zexpr 2n": 210 } }],
  translate: [
    { id: "seed", ns: { translate: 200_000, "first evaluation": 100_000 } },
    { id: "100", ns: { translate: 90, "first evaluation": 10 } },
    { id: "1000", ns: { translate: 100, "first evaluation": 10 } },
  ],
  columns: [columnRows(65_536)],
  workers: [{ id: "seed", ns: { [ONE_WORKER]: 10, [TWO_WORKERS]: 5 } }],
};
const COUNT = 16;

const met = (measured: Measured): boolean[] => goals(measured).map(isMet);

describe("goals", () => {
  test("are met by what is good, with the values of the rows", () => {
    expect(met(GOOD)).toEqual(Array(COUNT).fill(true));
    const values = goals(GOOD).map(({ value }) => value);
    // The mean of the suite leaves E3 out: the root of 0.2 times 0.05.
    [1, 2, 40, 40, 10, 0.5, 0.3, 1.1, 2.1, 0.2, 0.125, 0.1, 0.5, 0.4, 0.5, 2].forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 9);
    });
  });

  const [good] = GOOD.evaluate as [(typeof GOOD.evaluate)[0]];
  const evaluate = (ns: Partial<typeof good.ns>) => [{ id: "one", ns: { ...good.ns, ...ns } }];
  const [seed, hundred] = GOOD.translate as [(typeof GOOD.translate)[0], (typeof GOOD.translate)[0]];
  const slower = (index: number, name: string, ns: number): ColumnTable[] =>
    GOOD.columns.map((each) => ({
      ...each,
      table: each.table.map((row, i) => (i === index ? { ...row, ns: { ...row.ns, [name]: ns } } : row)),
    }));
  const workers = (ns: number) => [{ id: "seed", ns: { [ONE_WORKER]: 10, [TWO_WORKERS]: ns } }];
  test.each<[number, string, Partial<Measured>]>([
    [0, "slower than 1.6 new Function", { evaluate: evaluate({ "new Function called": 6.2 }) }],
    [2, "mathjs less than 25 times as slow", { evaluate: evaluate({ mathjs: 249 }) }],
    [3, "expr-eval-fork less than 25 times as slow", { evaluate: evaluate({ "expr-eval-fork": 249 }) }],
    [4, "filtrex less than 8 times as slow", { evaluate: evaluate({ filtrex: 79 }) }],
    [
      5,
      "a slow batch",
      { batch: [{ id: "all", ns: { "zexpr wasm, one batch": 91, "new Function, each": 100 } }] },
    ],
    [
      6,
      "a seed of more than a millisecond",
      { translate: [{ ...seed, ns: { ...seed.ns, translate: 901_000 } }, ...GOOD.translate.slice(1)] },
    ],
    [
      7,
      "a square in translating",
      { translate: [seed, hundred, { id: "1000", ns: { translate: 190, "first evaluation": 11 } }] },
    ],
    [8, "a square in compiling", { scaling: [{ id: "chain", ns: { "zexpr n": 100, "zexpr 2n": 251 } }] }],
    [9, "columns that take more than 0.3 of a loop for E1", { columns: slower(0, SIMD, 15.1) }],
    [10, "columns that take more than 0.2 of a loop for E3", { columns: slower(2, SIMD, 16.1) }],
    [11, "columns that take more than 0.35 of a loop on average", { columns: slower(1, SIMD, 123) }],
    [12, "f32 that takes more than 0.6 of f64's time for E1", { columns: slower(0, FLOATS, 6.01) }],
    [13, "f32 that takes more than 0.6 of f64's time for E3", { columns: slower(2, FLOATS, 6.01) }],
    [14, "f32 that takes more than 0.6 of f64's time on average", { columns: slower(1, FLOATS, 7.3) }],
    [15, "two workers less than 1.6 times as fast as one", { workers: workers(6.26) }],
  ])("%i is missed by %s, and no other", (index, _what, change) => {
    const expected = Array.from({ length: COUNT }, (_, i) => i !== index);
    expect(met({ ...GOOD, ...change })).toEqual(expected);
  });

  test("are missed by what could not be measured", () => {
    const rows = { evaluate: [], batch: [], scaling: [], translate: [], columns: [{ rows: 5, table: [] }] };
    expect(met({ ...rows, workers: [{ id: "seed", ns: {} }] })).toEqual(Array(15).fill(false));
  });

  test("are none for suites that were not run", () => {
    expect(goals({})).toEqual([]);
    expect(goals({ workers: GOOD.workers })).toHaveLength(1);
  });

  test("leave f32 out where there is none, and judge every number of rows", () => {
    const without = { ...columnRows(10_000_000), withoutFloats: "not yet" };
    const list = goals({ columns: [columnRows(65_536), without] });
    expect(list).toHaveLength(9);
    expect(list.slice(6).map(({ what }) => what)).toEqual([
      "E1, columns, times a loop, 10,000,000 rows",
      "E3, columns, times a loop, 10,000,000 rows",
      "suite, columns, times a loop, 10,000,000 rows",
    ]);
  });
});

test("formatGoals says which are missed", () => {
  const list: Goal[] = [
    { what: "slow", value: 2, atMost: 1 },
    { what: "fast", value: 30, atLeast: 25 },
    { what: "told", value: 3 },
  ];
  expect(formatGoals(list).split("\n")).toEqual(
    [
      "Goals",
      "",
      "      value         goal        ",
      "────  ─────  ───────────  ──────",
      "slow   2.00    at most 1  MISSED",
      "fast   30.0  at least 25     met",
      "told   3.00         none",
      "",
    ].map((line, i) => (i === 2 ? line.trimEnd() : line)),
  );
});
