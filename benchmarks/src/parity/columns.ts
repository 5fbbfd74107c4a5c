import {
  Batch,
  type Columns,
  type Context,
  type ExprError,
  type Natives,
  type StatusName,
  statusName,
  type Tier,
} from "zexpr";
import { compareLists, show } from "./outcome.ts";
import { isRecursive, type Row, type Sample } from "./sample.ts";
import { print, type Tree } from "./tree.ts";
import { ARRAYS, calls, makeContext, makeNatives, NATIVES, VARIABLES } from "./world.ts";

/** Rows of the columns: of no vector a multiple. */
const ROWS = 13;

/** A batch of the expressions. */
export function batchOf(
  { functions, expressions, limits, precision }: Sample,
  context: Context,
  tier: Tier,
): Batch {
  const batch = new Batch({ context, limits, tier, precision });
  for (const name of VARIABLES) batch.addVariable(name);
  for (const { name, parameters, body } of functions) batch.addFunction(name, parameters, print(body));
  for (const tree of expressions) batch.addExpression(print(tree));
  return batch;
}

/**
 * The rows' variables, then mixtures of them, so that conditions part the lanes of a vector in every way. Values of the context
 * are the same in all.
 */
export function mixRows(rows: readonly Row[]): (readonly number[])[] {
  return Array.from({ length: ROWS }, (_, row) =>
    VARIABLES.map((_, variable) => {
      // Whole rows first: each of them shows what it shows alone.
      const from = row < rows.length ? row : row >> variable;
      return (rows[from % rows.length] as Row).variables[variable] as number;
    }),
  );
}

/**
 * What vectors of rows can do of a sample: expressions without host functions and recursion, and no limit that they reach.
 * With one of these, all of its columns would be evaluated row by row.
 */
export function vectorPart(sample: Sample): Sample {
  const scalar = new Set(NATIVES.map(([name]) => name));
  const isScalar = (tree: Tree): boolean => scalar.has(tree.head) || tree.args.some(isScalar);
  // Functions call earlier ones only, unless they are recursive.
  for (const { name, body } of sample.functions) {
    if (isScalar(body) || isRecursive(name)) scalar.add(name);
  }
  return {
    ...sample,
    functions: sample.functions.filter(({ name }) => !scalar.has(name)),
    expressions: sample.expressions.filter((tree) => !isScalar(tree)),
    overridden: [],
    limits: { callDepth: 1_000, instructions: 10_000_000 },
  };
}

/** What the interpreter gives for a row. */
interface RowOutcome {
  readonly status: StatusName;
  readonly results: readonly number[];
  readonly calls: readonly number[];
  readonly error: ExprError | undefined;
}

/**
 * What differs first between evaluating rows one after the other in the interpreter, and as columns in either tier; empty if
 * nothing does.
 *
 * @param planted - what the columns are made of: other than the sample in a positive control
 */
export function compareColumns(sample: Sample, planted: Sample): string {
  const natives = makeNatives(sample.overridden);
  const rows = mixRows(sample.rows);
  const batch = batchOf(sample, contextOf(sample, natives), "interpreter");
  try {
    const expected = rows.map((variables) => outcomeOf(batch, variables));
    for (const tier of ["wasm", "interpreter"] as const) {
      const difference = compareTier(planted, natives, tier, rows, expected);
      if (difference !== "") return `${difference}, in columns, ${tier}`;
    }
    return "";
  } finally {
    batch.dispose();
  }
}

function contextOf({ rows: [row] }: Sample, natives: Natives): Context {
  const { gain, element } = row as Row;
  const context = makeContext(natives);
  context.setVariable("gain", gain);
  context.setArray("a", [element, ...(ARRAYS.a as readonly number[]).slice(1)]);
  return context;
}

function outcomeOf(batch: Batch, variables: readonly number[]): RowOutcome {
  calls.length = 0;
  batch.variables.set(variables);
  const status = statusName(batch.tryEvaluate());
  return { status, results: [...batch.results], calls: [...calls], error: batch.lastError };
}

function compareTier(
  planted: Sample,
  natives: Natives,
  tier: Tier,
  rows: readonly (readonly number[])[],
  expected: readonly RowOutcome[],
): string {
  const batch = batchOf(planted, contextOf(planted, natives), tier);
  let table: Columns | undefined;
  try {
    table = batch.columns({ rows: rows.length });
    for (const [i, name] of VARIABLES.entries()) {
      const column = table.input(name);
      for (const [row, variables] of rows.entries()) column[row] = variables[i] as number;
    }
    calls.length = 0;
    return compareTable(table, statusName(table.tryEvaluate()), expected);
  } catch (error) {
    return `threw ${(error as Error).message} ${String((error as Error).cause ?? "")}`;
  } finally {
    table?.dispose();
    batch.dispose();
  }
}

function compareTable(table: Columns, status: StatusName, expected: readonly RowOutcome[]): string {
  const told = calls.slice();
  const row = expected.findIndex((outcome) => outcome.status !== "Ok");
  const first = expected[row];
  if (status !== (first?.status ?? "Ok")) return `row ${row}: status ${first?.status ?? "Ok"}, not ${status}`;
  if (table.failedRow !== row) return `failure in row ${row}, not ${table.failedRow}`;
  for (const [i, { results }] of expected.entries()) {
    for (const [e, result] of results.entries()) {
      const value = table.output(e)[i];
      if (!Object.is(value, result)) return `row ${i}: cells[${e}] ${show(result)}, not ${show(value)}`;
    }
  }
  const theirs = expected.flatMap((outcome) => outcome.calls);
  return compareLists("calls", theirs, told) || compareErrors(row, first?.error, table.lastError);
}

/** The error is the lowest failing row's, and says which row that is. */
function compareErrors(row: number, theirs: ExprError | undefined, ours: ExprError | undefined): string {
  const parts = (error: ExprError | undefined, prefix: string): unknown[] =>
    error === undefined
      ? []
      : [prefix + error.message, error.code, error.span?.start, error.span?.end, error.source, error.cause];
  return compareLists("failure", parts(theirs, `row ${row}: `), parts(ours, ""));
}
