import { expect, test } from "vitest";
import { makeLoop } from "../src/harness.ts";
import { SUITE } from "../src/suite/index.ts";
import { inputTable, NAMES, ROWS } from "../src/suite/variables.ts";
import { bindFunctions } from "../src/suites/batch.ts";

test("bindFunctions gives every function its own variables, and stores every result", () => {
  const binding = bindFunctions(SUITE);
  const results = binding.values.results as Float64Array;
  const loop = makeLoop(binding, NAMES);
  const table = inputTable(NAMES);
  for (let row = 0; row < ROWS; row++) {
    expect(loop.valueOf(row)).toBe(results[0]);
    const values = new Map(NAMES.map((name, i) => [name, table[row * NAMES.length + i] as number]));
    SUITE.forEach(({ id, variables, reference }, i) => {
      const expected = reference(...variables.map((name) => values.get(name) as number));
      const difference = Math.abs((results[i] as number) - expected);
      // Not `>`, so that NaN fails.
      if (!(difference <= 1e-12 * Math.abs(expected))) expect([id, results[i]]).toEqual([id, expected]);
    });
  }
});
