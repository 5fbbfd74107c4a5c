import { formatNumber, formatTable } from "./report/table.ts";
import { FUNCTION_EACH, WASM_BATCH } from "./suites/batch.ts";
import { type ColumnTable, E1, E3, FLOATS, LOOP, SIMD } from "./suites/columns.ts";
import { meanRatio, type Row, ratio } from "./suites/row.ts";
import { SCALING_LIMIT } from "./suites/scaling.ts";
import { FIRST_EVALUATION, TRANSLATION, TRANSLATION_LIMIT, translationGrowth } from "./suites/translate.ts";
import { ONE_WORKER, TWO_WORKERS } from "./suites/workers.ts";

/** Something that a run has to show; without a limit it is only told. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Rows of the suites that have goals; undefined for a suite that was not run. */
export interface Measured {
  readonly evaluate?: readonly Row[] | undefined;
  readonly batch?: readonly Row[] | undefined;
  readonly scaling?: readonly Row[] | undefined;
  readonly translate?: readonly Row[] | undefined;
  readonly columns?: readonly ColumnTable[] | undefined;
  readonly workers?: readonly Row[] | undefined;
}

const MILLISECOND = 1e6;

/** What the library promises beside others and beside code written by hand, and that nothing has a hidden square. */
export function goals({ evaluate, batch, scaling, translate, columns, workers }: Measured): Goal[] {
  return [
    ...(evaluate === undefined ? [] : evaluateGoals(evaluate)),
    ...(batch === undefined ? [] : batchGoals(batch)),
    ...(translate === undefined ? [] : translateGoals(translate)),
    ...(scaling === undefined ? [] : scalingGoals(scaling)),
    ...(columns ?? []).flatMap(columnGoals),
    ...(workers === undefined ? [] : workerGoals(workers)),
  ];
}

function evaluateGoals(rows: readonly Row[]): Goal[] {
  const slower = (name: string): number => meanRatio(rows, name, "zexpr wasm");
  return [
    { what: "zexpr wasm, times new Function called", value: 1 / slower("new Function called"), atMost: 1.6 },
    { what: "zexpr wasm, times new Function inlined", value: 1 / slower("new Function") },
    { what: "mathjs, times zexpr wasm", value: slower("mathjs"), atLeast: 25 },
    { what: "expr-eval-fork, times zexpr wasm", value: slower("expr-eval-fork"), atLeast: 25 },
    { what: "filtrex, times zexpr wasm", value: slower("filtrex"), atLeast: 8 },
  ];
}

function batchGoals(rows: readonly Row[]): Goal[] {
  const value = meanRatio(rows, WASM_BATCH, FUNCTION_EACH);
  return [{ what: "one batch, times all new Functions", value, atMost: 0.9 }];
}

function translateGoals(rows: readonly Row[]): Goal[] {
  const seed = rows[0]?.ns ?? {};
  return [
    {
      what: "translating the seed, ms",
      value: ((seed[TRANSLATION] ?? Number.NaN) + (seed[FIRST_EVALUATION] ?? Number.NaN)) / MILLISECOND,
      atMost: 1,
    },
    {
      what: "translating 1,000 expressions, times 100, per expression",
      value: translationGrowth(rows),
      atMost: TRANSLATION_LIMIT,
    },
  ];
}

function scalingGoals(rows: readonly Row[]): Goal[] {
  return rows.map((row) => ({
    what: `compiling twice the ${row.id}`,
    value: ratioOf(row, "zexpr 2n", "zexpr n"),
    atMost: SCALING_LIMIT,
  }));
}

/** What f32 may take of the time of f64. */
const FLOAT_LIMIT = 0.6;

function columnGoals({ rows, table, withoutFloats }: ColumnTable): Goal[] {
  const where = `${rows.toLocaleString("en-US")} rows`;
  const suite = table.filter(({ id }) => id !== E3);
  const named = (id: string): Row => table.find((row) => row.id === id) ?? { id, ns: {} };
  const goalsOf = (what: string, name: string, base: string, limits: readonly number[]): Goal[] => [
    { what: `E1, ${what}, ${where}`, value: ratioOf(named(E1), name, base), atMost: limits[0] as number },
    { what: `E3, ${what}, ${where}`, value: ratioOf(named(E3), name, base), atMost: limits[1] as number },
    { what: `suite, ${what}, ${where}`, value: meanRatio(suite, name, base), atMost: limits[2] as number },
  ];
  return [
    ...goalsOf("columns, times a loop", SIMD, LOOP, [0.3, 0.2, 0.35]),
    ...(withoutFloats === undefined
      ? goalsOf("f32, times f64", FLOATS, SIMD, Array(3).fill(FLOAT_LIMIT))
      : []),
  ];
}

function workerGoals(rows: readonly Row[]): Goal[] {
  return rows.map((row) => ({
    what: `two workers, times as fast as one, ${row.id}`,
    value: ratioOf(row, ONE_WORKER, TWO_WORKERS),
    atLeast: 1.6,
  }));
}

function ratioOf(row: Row, name: string, base: string): number {
  return ratio(row, name, base) ?? Number.NaN;
}

/** A value that could not be measured meets nothing. */
export function isMet({ value, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }: Goal): boolean {
  return value <= atMost && value >= atLeast;
}

function judge(goal: Goal): string[] {
  const limit = goal.atMost === undefined ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
  return [limit, isMet(goal) ? "met" : "MISSED"];
}

/** One line per goal. */
export function formatGoals(goals: readonly Goal[]): string {
  const lines = goals.map((goal) => [
    goal.what,
    formatNumber(goal.value),
    ...(goal.atMost === undefined && goal.atLeast === undefined ? ["none", ""] : judge(goal)),
  ]);
  return `Goals\n\n${formatTable(["", "value", "goal", ""], lines)}\n`;
}
