import { parseArgs } from "node:util";
import { BROWSERS, type BrowserKind } from "./browsers.ts";
import { CONTROL_COUNT } from "./control.ts";
import { runInBrowser } from "./in-browser.ts";
import { type EngineResult, problemsOf } from "./judgement.ts";
import { type ParityOptions, runParity } from "./run.ts";

const USAGE = `Usage: parity [--programs N] [--seed N] [--first N] [--minutes N] [--browser] [--all-browsers]

Compares interpreter and WebAssembly on random programs, row by row and as columns, in Node and, with --browser, in Chromium, with --all-browsers in
Firefox and WebKit, too. Browsers are installed if they are missing.

  --programs N    default 200,000
  --seed N        default 1; the same seed makes the same programs everywhere
  --first N       index of the first program, to see one again
  --minutes N     most time for each engine, default 30`;

const PROGRAMS = 200_000;
const MINUTES = 30;
/** Milliseconds between two lines of progress, where a line cannot be rewritten. */
const LINE_EVERY = 30_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ programs: { type: "string" }, seed: { type: "string" }, first: { type: "string" } },
      ...{ minutes: { type: "string" }, browser: { type: "boolean" }, "all-browsers": { type: "boolean" } },
      help: { type: "boolean" },
    },
  });
  const numbers = [
    values.programs ?? PROGRAMS,
    values.seed ?? 1,
    values.first ?? 0,
    values.minutes ?? MINUTES,
  ].map(Number) as [number, number, number, number];
  if (values.help || !numbers.every((number) => number >= 0)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const [programs, seed, first, minutes] = numbers;
  const options: ParityOptions = { programs, seed, first, milliseconds: minutes * 60_000 };
  console.log(`${programs} programs from ${first} on, seed ${seed}`);
  const engines: EngineResult[] = [];
  const add = (found: EngineResult): void => {
    engines.push(found);
    console.log(format(found, programs));
  };
  const node = `Node ${process.versions.node}`;
  add({ engine: node, result: await runParity(options, progress(node, programs)) });
  for (const kind of chosen(values.browser, values["all-browsers"])) {
    add(await runInBrowser(kind, options, progress(kind.name, programs)));
  }
  const problems = problemsOf(engines);
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0
      ? `PASS: the same bits and failures in both tiers and in ${engines.map(({ engine }) => engine).join(", ")}. All planted differences were found.`
      : `FAIL: ${problems.length} problems; repeat one with --seed ${seed} --first INDEX --programs 1`,
  );
  return problems.length === 0 ? 0 : 1;
}

function chosen(browser = false, all = false): readonly BrowserKind[] {
  return all ? BROWSERS : BROWSERS.filter(({ name }) => browser && name === "chromium");
}

/** Tells on a terminal how far it is. */
function progress(engine: string, programs: number): (done: number) => void {
  let last = performance.now();
  return (done) => {
    const isTerminal = process.stderr.isTTY;
    const now = performance.now();
    if (now - last < (isTerminal ? 200 : LINE_EVERY)) return;
    last = now;
    process.stderr.write(
      `${isTerminal ? "\r" : ""}${engine}: ${done} of ${programs}${isTerminal ? "  " : "\n"}`,
    );
  };
}

function format({ engine, result }: EngineResult, asked: number): string {
  const { programs, columns, expressions, evaluations, seconds, statuses, kernels, missed, differences } =
    result;
  const rate = (programs / seconds).toFixed(0);
  const counts = Object.entries(statuses).map(([status, count]) => `${status} ${count}`);
  const calls = kernels.reduce((sum, { count }) => sum + count, 0);
  return [
    `${process.stderr.isTTY ? "\r" : ""}${engine}`,
    `  ${programs === asked ? programs : `${programs} of ${asked}`} programs, ${columns} of them as columns too, ${expressions} expressions, ${evaluations} evaluations in each tier, ${seconds.toFixed(1)} s (${rate} programs/s): ${differences.length} differ`,
    `  ended with ${counts.join(", ")}`,
    `  ${kernels.length} built-ins and operators on ${calls} rows of arguments in each tier`,
    `  ${CONTROL_COUNT - missed.length} of ${CONTROL_COUNT} planted differences were found`,
  ].join("\n");
}

process.exitCode = await main();
