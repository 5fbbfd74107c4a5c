import { isDeepStrictEqual } from "node:util";
import type { Batch, Columns, ExprError } from "zexpr";
import { text } from "./outcomes.ts";

/** Values of variables, one for each row; a number is the same in all rows. */
export type Inputs = Readonly<Record<string, readonly number[] | number>>;

/** What rows give, for `toEqual`: results as text, by expression, and the error of the lowest row that fails. */
export interface RowsOutcome {
  readonly results: readonly (readonly string[])[];
  readonly failedRow: number;
  readonly failedExpression: number;
  readonly status: number;
  readonly error: ErrorText | undefined;
}

/** All of an error that a user sees. */
export interface ErrorText {
  readonly code: string;
  readonly message: string;
  readonly span: unknown;
  readonly source: string | undefined;
  readonly suggestions: readonly string[];
}

/** What fills the columns of results before an evaluation, so that rows that are left out show. */
export const UNTOUCHED = -77;

export type ColumnsTier = "simd" | "interpreter";

export function errorText({ code, message, span, source, suggestions }: ExprError): ErrorText {
  return { code, message, span: span && { ...span }, source, suggestions: [...suggestions] };
}

/** Evaluates the batch itself for one row after the other; its variables are the same afterwards. */
export function rowByRow(batch: Batch, inputs: Inputs, rows: number): RowsOutcome {
  const before = batch.variables.slice();
  const results: string[][] = [...batch.results].map(() => []);
  let failed: Omit<RowsOutcome, "results"> | undefined;
  for (let row = 0; row < rows; row++) {
    const { variables } = batch;
    for (const [name, values] of Object.entries(inputs))
      variables[batch.variableIndex(name)] = typeof values === "number" ? values : values[row];
    const status = batch.tryEvaluate();
    batch.results.forEach((value, i) => {
      results[i].push(text(value));
    });
    if (status === 0 || failed !== undefined) continue;
    const error = errorText(batch.lastError as ExprError);
    failed = {
      status,
      failedRow: row,
      failedExpression: batch.failedExpression,
      error: { ...error, message: `row ${row}: ${error.message}` },
    };
  }
  batch.variables.set(before);
  return { results, ...(failed ?? { status: 0, failedRow: -1, failedExpression: -1, error: undefined }) };
}

/**
 * Columns for the inputs: variables whose input is a number get that value in the batch. Results are filled with
 * {@link UNTOUCHED}.
 */
export function columnsFor(batch: Batch, inputs: Inputs, rows: number, tier: ColumnsTier): Columns {
  const table = batch.columns({ rows });
  fill(batch, table, inputs);
  if (tier === "simd") table.prepare();
  return table;
}

/** Writes inputs to the columns, and {@link UNTOUCHED} to the results. */
export function fill(batch: Batch, table: Columns, inputs: Inputs): void {
  for (const [name, values] of Object.entries(inputs)) {
    if (typeof values === "number") batch.setVariableByName(name, values);
    else table.input(name).set(values.slice(0, table.rows));
  }
  for (const [i] of batch.results.entries()) table.output(i).fill(UNTOUCHED);
}

/** What the columns' last evaluation has left in the first rows. */
export function outcomeOf(batch: Batch, table: Columns, status: number, rows: number): RowsOutcome {
  const { lastError, failedRow, failedExpression } = table;
  return {
    results: [...batch.results].map((_, i) => Array.from(table.output(i).subarray(0, rows), text)),
    failedRow,
    failedExpression,
    status,
    error: lastError && errorText(lastError),
  };
}

/** Text of the first difference between the batch and its columns; undefined if there is none. */
export function difference(
  batch: Batch,
  inputs: Inputs,
  rows: number,
  tier: ColumnsTier,
): string | undefined {
  const expected = rowByRow(batch, inputs, rows);
  const before = batch.variables.slice();
  const table = columnsFor(batch, inputs, rows, tier);
  try {
    const actual = outcomeOf(batch, table, table.tryEvaluate(), rows);
    // Host functions, recursion and large batches are done row by row, in WebAssembly too.
    const { tier: found } = table.statistics();
    if (found !== tier && !(found === "wasm" && tier === "simd")) return `the tier is ${found}`;
    return firstDifference(expected, actual);
  } finally {
    batch.variables.set(before);
    table.dispose();
  }
}

function firstDifference(expected: RowsOutcome, actual: RowsOutcome): string | undefined {
  for (const [i, column] of expected.results.entries()) {
    for (const [row, value] of column.entries()) {
      const found = actual.results[i][row];
      if (found !== value) return `row ${row}, expression ${i}: ${found}, not ${value}`;
    }
  }
  const [wanted, found] = [expected, actual].map(({ results: _, ...rest }) => rest);
  return isDeepStrictEqual(found, wanted)
    ? undefined
    : `${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
}

/** Numbers where arithmetic, comparisons and conversions change their ways. */
export const BOUNDARIES: readonly number[] = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2, 3, -2.5, 10, 31, 32, 33],
  ...[Number.NaN, Infinity, -Infinity, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-310],
  ...[1e300, -1e300, 1.7976931348623157e308, 2 ** 31, -(2 ** 31), 2 ** 31 - 1, 2 ** 32, -(2 ** 32) - 5],
  ...[2 ** 52, 2 ** 52 + 0.5, 2 ** 53, 2 ** 63, -(2 ** 63), 0.49999999999999994, 1 - 2 ** -53, 1e9],
  ...[Math.PI, -Math.PI / 2, 709.79, -745.2, 100.25, 1e-9],
];

/** Numbers from 0 to 2^32 - 1, the same each time (Steele, Lea and Flood 2014, in 32 bits). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
}
