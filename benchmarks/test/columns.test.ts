import { expect, test } from "vitest";
import type { SuiteExpression } from "../src/suite/expression.ts";
import { SUITE } from "../src/suite/index.ts";
import { fillColumns, inputTable, ROWS, referenceValues } from "../src/suite/variables.ts";
import { makeColumnLoop } from "../src/suites/column-loop.ts";
import { BLOCKS, columnsSuite, FLOATS, LOOP, SIMD } from "../src/suites/columns.ts";
import { workersSuite } from "../src/suites/workers.ts";
import { best, timeOnce } from "../src/timing/once.ts";

const columnsOf = (variables: readonly string[], rows: number): Float64Array[] => {
  const columns = variables.map(() => new Float64Array(rows));
  fillColumns(variables, columns);
  return columns;
};

test("fillColumns begins with the rows of inputTable, and goes on at random in the same ranges", () => {
  const columns = columnsOf(["x", "a"], 4 * ROWS);
  const table = inputTable(["x", "a"]);
  for (let row = 0; row < ROWS; row++)
    expect(columns.map((column) => column[row])).toEqual([...table.subarray(2 * row, 2 * row + 2)]);
  const later = columns.map((column) => column.subarray(ROWS));
  expect(new Set(later[0]).size).toBe(3 * ROWS);
  expect(Math.min(...(later[0] as Float64Array))).toBeLessThan(-2.5);
  expect(Math.max(...(later[0] as Float64Array))).toBeGreaterThan(2.5);
  expect(later[1]?.every((value) => value >= 0.5 && value < 10)).toBe(true);
});

test.each(SUITE)(
  "the loop by hand gives the reference of $id, for as many rows as it is told",
  (expression) => {
    const loop = makeColumnLoop(expression);
    const results = new Float64Array(ROWS + 1).fill(-1);
    loop(results, ROWS, columnsOf(expression.variables, ROWS));
    expect(results.subarray(0, ROWS)).toEqual(referenceValues(expression));
    expect(results[ROWS]).toBe(-1);
  },
);

test("columnsSuite measures all candidates for the suite's expressions, and E3 beside them", () => {
  const settings = { rows: 300, samples: 1, blocks: true };
  const { rows, table, withoutFloats } = columnsSuite(SUITE.slice(0, 2), settings);
  expect([rows, withoutFloats]).toEqual([300, undefined]);
  expect(table.map(({ id }) => id)).toEqual(["seed", "B1", "E3"]);
  for (const { ns } of table) {
    expect(Object.keys(ns)).toEqual([LOOP, SIMD, FLOATS, BLOCKS]);
    for (const time of Object.values(ns)) expect(time).toBeGreaterThan(0);
  }
});

test("columnsSuite stops where results differ from the loop's", () => {
  const [seed] = SUITE as [SuiteExpression, ...SuiteExpression[]];
  const wrong = { ...seed, reference: (x: number, y: number) => seed.reference(x, y) + 1e-6 };
  expect(() => columnsSuite([wrong], { rows: 300, samples: 1, blocks: false })).toThrow(
    /zexpr columns gives .* for seed, row 0; expected/,
  );
});

test("workersSuite measures one worker and two", async () => {
  const { id, ns } = await workersSuite(SUITE[0] as SuiteExpression, { rows: 40_000, rounds: 2 });
  expect(id).toBe("seed");
  expect(Object.keys(ns)).toEqual(["one worker", "two workers"]);
  for (const time of Object.values(ns)) expect(time).toBeGreaterThan(0);
});

test("timeOnce takes the best sample where it is asked for", () => {
  expect(best([3, 1, 2])).toBe(1);
  expect(best([])).toBeNaN();
  let sample = 0;
  const spin = (time: number): void => {
    const end = performance.now() + time;
    while (performance.now() < end);
  };
  const candidate = { parts: ["spin"], prepare: () => [() => spin(sample++ === 1 ? 2 : 20)] };
  const { spin: ns } = timeOnce([candidate], 3, best);
  expect(ns).toBeGreaterThanOrEqual(2e6);
  expect(ns).toBeLessThan(15e6);
});
