import { formatGoals, goals, isMet } from "./goals.ts";
import { PEERS } from "./peers/index.ts";
import { formatPlan } from "./report/plan.ts";
import { formatNanoseconds, formatRatios } from "./report/ratios.ts";
import { formatReadmeRow } from "./report/readme-row.ts";
import { writeResults } from "./report/results.ts";
import { formatNumber } from "./report/table.ts";
import { SUITE } from "./suite/index.ts";
import { batchSuite, WASM_BATCH } from "./suites/batch.ts";
import { compileSuite, parseSuite } from "./suites/compile.ts";
import { evaluateSuite } from "./suites/evaluate.ts";
import { meetsPlan, PLAN_SPEEDUP, planSuite } from "./suites/plan.ts";
import { candidateNames, meanRatio, type Row } from "./suites/row.ts";
import { SCALING_LIMIT, scalingSuite } from "./suites/scaling.ts";
import { totalSuite } from "./suites/total.ts";
import { translateSuite } from "./suites/translate.ts";
import { FULL, QUICK } from "./timing/in-turns.ts";

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

export interface BenchOptions {
  /** A tenth of the time, for a first look; nothing is written. */
  readonly quick: boolean;
}

/**
 * Runs all suites and prints their tables; writes a dated file unless it was a quick run.
 *
 * @returns the exit code: 1 when a goal or one of the plan's aims is missed
 */
export async function bench({ quick }: BenchOptions): Promise<number> {
  const settings = quick ? QUICK : FULL;
  const texts = SUITE.filter(({ id }) => COMPILED.has(id));
  const compiling = PEERS.filter(({ name }) => !NOT_COMPILED.has(name));

  const evaluate = await evaluateSuite(PEERS, SUITE, settings);
  console.log(formatRatios("Evaluate: times the time of zexpr's WebAssembly tier", evaluate, "zexpr wasm"));
  const batch = [await batchSuite(SUITE, settings)];
  console.log(formatBatch(batch, evaluate));
  const parse = await parseSuite(PEERS, texts, settings);
  console.log(formatRatios("Parse: times zexpr's time", parse, "zexpr"));
  const compile = await compileSuite(compiling, texts, settings);
  console.log(formatRatios("Parse and compile: times zexpr's time", compile, "zexpr run"));
  const translate = translateSuite(settings);
  console.log(formatNanoseconds("From text to WebAssembly: ns per expression", translate));
  const total = totalSuite(settings);
  console.log(formatRatios("From text to the last evaluation: times the default's time", total, "auto"));
  const scaling = await scalingSuite(settings);
  console.log(formatRatios(`Scaling: at most ${SCALING_LIMIT} at twice the size`, scaling, "zexpr n"));
  const plan = await planSuite(SUITE, settings);
  console.log(formatPlan("Plan: an evaluation that allocates, and zexpr's", plan));

  if (!quick) {
    const geometricMeans = {
      evaluate: means(evaluate, "zexpr wasm"),
      parse: means(parse, "zexpr"),
      compile: means(compile, "zexpr run"),
      plan: means(plan, "zexpr"),
    };
    const suites = { evaluate, batch, parse, compile, translate, total, scaling, plan };
    const { file, results } = writeResults({ settings, suites, geometricMeans });
    console.log(`Written to ${file}. For the table in README.md:\n\n${formatReadmeRow(results)}\n`);
  }
  const aims = goals({ evaluate, batch, scaling, translate });
  console.log(formatGoals(aims));
  const planned = meetsPlan(plan);
  if (!planned)
    console.error(`zexpr allocates, or is less than ${PLAN_SPEEDUP} times as fast as the baseline.`);
  return aims.every(isMet) && planned ? 0 : 1;
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
  return `${formatRatios("Batch: all expressions, once", batch, WASM_BATCH)}
Sums of the single evaluations, ns: ${sums.join(", ")}\n`;
}
