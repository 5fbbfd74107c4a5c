import type { SuiteExpression } from "./expression.ts";

/** Rows of inputs per expression: a power of two, so that the measured loop wraps around with a mask. */
export const ROWS = 256;

/** One range per name, so that all expressions can share one batch. Within them no suite expression is NaN or infinite. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  ...Object.fromEntries([..."abcdefghij"].map((name) => [name, [0.5, 10] as const])),
  t: [0, 5],
  x: [-3, 3],
  y: [-3, 3],
};

/** Every name that a suite expression may use. */
export const NAMES: readonly string[] = Object.keys(RANGES);

/**
 * `ROWS` rows of one value per variable, the same in every run.
 *
 * @returns row after row: the value of variable `v` in row `r` is at `r * variables.length + v`
 */
export function inputTable(variables: readonly string[]): Float64Array {
  const random = mulberry32(0x5eed);
  const table = new Float64Array(ROWS * variables.length);
  const ranges = variables.map(rangeOf);
  for (let row = 0; row < ROWS; row++) {
    for (const [index, [low, high]] of ranges.entries()) {
      table[row * variables.length + index] = low + (high - low) * random();
    }
  }
  return table;
}

/**
 * Fills a column for each variable with the numbers of {@link inputTable} and what would follow there: branches cannot be
 * predicted.
 */
export function fillColumns(
  variables: readonly string[],
  columns: readonly (Float64Array | Float32Array)[],
): void {
  const random = mulberry32(0x5eed);
  const filled = variables.map((name, i) => ({ range: rangeOf(name), column: columns[i] }));
  const rows = columns[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    for (const {
      range: [low, high],
      column,
    } of filled) {
      if (column !== undefined) column[row] = low + (high - low) * random();
    }
  }
}

/** What `expression` should give for each row of its {@link inputTable}. */
export function referenceValues(expression: SuiteExpression): Float64Array {
  const { variables, reference } = expression;
  const table = inputTable(variables);
  return Float64Array.from({ length: ROWS }, (_, row) =>
    reference(...table.subarray(row * variables.length, (row + 1) * variables.length)),
  );
}

function rangeOf(name: string): readonly [low: number, high: number] {
  const range = RANGES[name];
  if (range === undefined) throw new Error(`no range for the variable ${name}`);
  return range;
}

/** Tommy Ettinger's mulberry32: small, seeded, uniform enough for inputs. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
