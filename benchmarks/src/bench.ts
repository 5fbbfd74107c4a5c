import { formatGoals, goals, isMet } from "./goals.ts";
import { PEERS } from "./peers/index.ts";
import { formatPlan } from "./report/plan.ts";
import { formatNanoseconds, formatRatios } from "./report/ratios.ts";
import { formatReadmeRow } from "./report/readme-row.ts";
import { writeResults } from "./report/results.ts";
import { formatNumber } from "./report/table.ts";
import type { SuiteExpression } from "./suite/expression.ts";
import { SUITE } from "./suite/index.ts";
import { batchSuite, WASM_BATCH } from "./suites/batch.ts";
import { type ColumnSettings, type ColumnTable, columnsSuite, E1, LOOP } from "./suites/columns.ts";
import { compileSuite, parseSuite } from "./suites/compile.ts";
import { evaluateSuite } from "./suites/evaluate.ts";
import { meetsPlan, PLAN_SPEEDUP, planSuite } from "./suites/plan.ts";
import { candidateNames, meanRatio, type Row } from "./suites/row.ts";
import { SCALING_LIMIT, scalingSuite } from "./suites/scaling.ts";
import { totalSuite } from "./suites/total.ts";
import { translateSuite } from "./suites/translate.ts";
import { ONE_WORKER, workersSuite } from "./suites/workers.ts";
import { FULL, QUICK, type TimingSettings } from "./timing/in-turns.ts";

/** The texts of the parse and compile suites: of all lengths, and exp-rs's own. */
const COMPILED = new Set(["seed", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "add", "horner8", "piecewise"]);

/**
 * Peers that the compile suite leaves out: what others show already, and the WebAssembly tier, since V8 finds the code of bytes
 * that it has compiled before in its cache.
 */
const NOT_COMPILED: ReadonlySet<string> = new Set([
  "zexpr wasm",
  "zexpr",
  "hand-written",
  "new Function called",
  "mathjs object",
]);

/** What can be run, in that order. */
export const SUITES: readonly string[] = [
  ...["evaluate", "batch", "parse", "compile", "translate", "total", "scaling", "plan", "columns", "workers"],
];

export interface BenchOptions {
  /** A tenth of the time, for a first look; nothing is written. */
  readonly quick: boolean;
  /** Of {@link SUITES}. Unless all are run, nothing is written. */
  readonly suites: readonly string[];
}

/** Rows of columns that fit into the cache. */
const ROWS = 65_536;
/** Rows of columns that do not. */
const MANY_ROWS = 10_000_000;
const MANY_ROWS_QUICK = 1_000_000;

/**
 * Runs suites and prints their tables; writes a dated file unless it was a quick run.
 *
 * @returns the exit code: 1 when a goal or one of the plan's aims is missed
 */
export async function bench({ quick, suites }: BenchOptions): Promise<number> {
  const settings = quick ? QUICK : FULL;
  const texts = SUITE.filter(({ id }) => COMPILED.has(id));
  const compiling = PEERS.filter(({ name }) => !NOT_COMPILED.has(name));
  const wants = (suite: string): boolean => suites.includes(suite);
  const measured: Record<string, readonly Row[]> = {};
  const add = (suite: string, rows: readonly Row[], text: string): void => {
    measured[suite] = rows;
    console.log(text);
  };

  if (wants("evaluate")) {
    const rows = await evaluateSuite(PEERS, SUITE, settings);
    add(
      "evaluate",
      rows,
      formatRatios("Evaluate: times the time of zexpr's WebAssembly tier", rows, "zexpr wasm"),
    );
  }
  if (wants("batch")) {
    const rows = [await batchSuite(SUITE, settings)];
    add("batch", rows, formatBatch(rows, measured.evaluate ?? []));
  }
  if (wants("parse")) {
    const rows = await parseSuite(PEERS, texts, settings);
    add("parse", rows, formatRatios("Parse: times zexpr's time", rows, "zexpr"));
  }
  if (wants("compile")) {
    const rows = await compileSuite(compiling, texts, settings);
    add("compile", rows, formatRatios("Parse and compile: times zexpr's time", rows, "zexpr run"));
  }
  if (wants("translate")) {
    const rows = translateSuite(settings);
    add("translate", rows, formatNanoseconds("From text to WebAssembly: ns per expression", rows));
  }
  if (wants("total")) {
    const rows = totalSuite(settings);
    add(
      "total",
      rows,
      formatRatios("From text to the last evaluation: times the default's time", rows, "auto"),
    );
  }
  if (wants("scaling")) {
    const rows = await scalingSuite(settings);
    add(
      "scaling",
      rows,
      formatRatios(`Scaling: at most ${SCALING_LIMIT} at twice the size`, rows, "zexpr n"),
    );
  }
  let planned = true;
  if (wants("plan")) {
    const rows = await planSuite(SUITE, settings);
    add("plan", rows, formatPlan("Plan: an evaluation that allocates, and zexpr's", rows));
    planned = meetsPlan(rows);
  }
  const columns = wants("columns") ? columnSettings(quick, settings).map(measureColumns) : undefined;
  for (const { rows, table } of columns ?? [])
    measured[`columns, ${rows.toLocaleString("en-US")} rows`] = table;
  if (wants("workers")) {
    const rows = await measureWorkers(quick, settings);
    add("workers", rows, formatRatios("Workers: ns per row, and times one worker", rows, ONE_WORKER));
  }

  if (!quick && SUITES.every(wants)) {
    const geometricMeans = {
      evaluate: means(measured.evaluate ?? [], "zexpr wasm"),
      parse: means(measured.parse ?? [], "zexpr"),
      compile: means(measured.compile ?? [], "zexpr run"),
      plan: means(measured.plan ?? [], "zexpr"),
    };
    const { file, results } = writeResults({ settings, suites: measured, geometricMeans });
    console.log(`Written to ${file}. For the table in README.md:\n\n${formatReadmeRow(results)}\n`);
  }
  const { evaluate, batch, scaling, translate, workers } = measured;
  const aims = goals({ evaluate, batch, scaling, translate, columns, workers });
  console.log(formatGoals(aims));
  if (!planned)
    console.error(`zexpr allocates, or is less than ${PLAN_SPEEDUP} times as fast as the baseline.`);
  return aims.every(isMet) && planned ? 0 : 1;
}

function columnSettings(quick: boolean, { rounds }: TimingSettings): ColumnSettings[] {
  return [
    { rows: ROWS, samples: 8 * rounds, blocks: true },
    // The interpreter takes what it takes for fewer rows.
    { rows: quick ? MANY_ROWS_QUICK : MANY_ROWS, samples: rounds, blocks: false },
  ];
}

/** Measures and prints. */
function measureColumns(settings: ColumnSettings): ColumnTable {
  const measured = columnsSuite(SUITE, settings);
  const { rows, table, withoutFloats } = measured;
  const title = `Columns of ${rows.toLocaleString("en-US")} rows: ns per row, and times a loop written by hand`;
  console.log(formatRatios(title, table, LOOP));
  if (withoutFloats !== undefined) console.log(`Columns of f32 are left out: ${withoutFloats}.\n`);
  return measured;
}

async function measureWorkers(quick: boolean, { rounds }: TimingSettings): Promise<Row[]> {
  const expression = SUITE.find(({ id }) => id === E1) as SuiteExpression;
  return [await workersSuite(expression, { rows: quick ? MANY_ROWS_QUICK : MANY_ROWS, rounds: 2 * rounds })];
}

function means(rows: readonly Row[], baseline: string): Record<string, number> {
  return Object.fromEntries(
    candidateNames(rows)
      .filter((name) => name !== baseline)
      .map((name) => [name, meanRatio(rows, name, baseline)]),
  );
}

/** The batch rows, and below them what every library that can express the whole suite takes for it one by one. */
function formatBatch(batch: readonly Row[], evaluate: readonly Row[]): string {
  const sums = candidateNames(evaluate).flatMap((name) => {
    const values = evaluate.map((row) => row.ns[name]);
    const sum = values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0);
    return Number.isNaN(sum) ? [] : [`${name} ${formatNumber(sum)}`];
  });
  const table = formatRatios("Batch: all expressions, once", batch, WASM_BATCH);
  if (evaluate.length === 0) return table;
  return `${table}
Sums of the single evaluations, ns: ${sums.join(", ")}\n`;
}
