import { type Context, ExprError } from "zexpr";
import { readArguments, UsageError } from "./arguments.ts";
import { heapBytes, nanoseconds } from "./meter.ts";
import { SAMPLES, type SampleExpression } from "./sample.ts";
import type { Subject } from "./subject.ts";
import { formatTable, type Measured, type TableRow, type Terminal } from "./table.ts";
import { withMathjs } from "./with-mathjs.ts";
import { makeContext, withZexpr } from "./with-zexpr.ts";

const NEXT_STEPS = `Next:
  npm start -- "a*x^2 + 1" a=2 x=3          your own expression
  npm run -s zexpr -- explain "a*x^2 + 1"   the zexpr command: its tree and program; --help has the rest
  import { evaluate } from "zexpr";         evaluate("x^2 + y", { x: 3, y: 4 }) is 13; see README.md
`;

/** A pipe has no width: its reader can scroll. */
const PIPE_COLUMNS = 140;

function main(args: readonly string[]): void {
  const own = readArguments(args);
  const context = makeContext();
  const samples = own === undefined ? SAMPLES : [own];
  const rows = samples.map((sample) => measureRow(sample, context));
  if (own === undefined) rows.push(measureTogether(samples, context));

  const { stdout, env } = process;
  const terminal: Terminal = {
    columns: stdout.columns ?? PIPE_COLUMNS,
    colors: stdout.isTTY === true && !env.NO_COLOR,
  };
  console.log(`\n${formatTable(rows, terminal)}\n`);
  console.log("ns and heap B: per evaluation, measured here and now; heap B is garbage for the collector.");
  if (rows.some(({ mathjs }) => mathjs === undefined)) {
    console.log("–: mathjs rejects the text, or means something else by it.");
  }
  console.log();
  console.log(NEXT_STEPS);
}

function measureRow(sample: SampleExpression, context: Context): TableRow {
  const zexpr = withZexpr([sample], context);
  const value = zexpr.value();
  const mathjs = withMathjs(sample);
  // Where mathjs means something else by the text, its time says nothing.
  const comparable = mathjs !== undefined && agree(mathjs.value(), value);
  const row = {
    expression: sample.source,
    value,
    zexpr: measure(zexpr),
    arenaBytes: zexpr.arenaBytes,
    ...(comparable ? { mathjs: measure(mathjs) } : {}),
  };
  zexpr.dispose();
  return row;
}

/** All samples in one batch: variables and subexpressions are shared, and one call evaluates everything. */
function measureTogether(samples: readonly SampleExpression[], context: Context): TableRow {
  const zexpr = withZexpr(samples, context);
  const together = samples.map((sample) => withMathjs(sample)).filter((subject) => subject !== undefined);
  const row = {
    expression: `all ${samples.length} in one batch`,
    zexpr: measure(zexpr),
    arenaBytes: zexpr.arenaBytes,
    mathjs: measure({
      run(count) {
        for (const subject of together) subject.run(count);
      },
    }),
  };
  zexpr.dispose();
  return row;
}

/** Time first: it warms the loop up for the heap. */
function measure({ run }: Pick<Subject, "run">): Measured {
  return { ns: nanoseconds(run), heapBytes: heapBytes(run) };
}

function agree(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.abs(b);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (error instanceof ExprError) console.error(error.frame());
  else if (error instanceof UsageError) console.error(`${error.message}\n\n${NEXT_STEPS}`);
  else throw error;
  process.exitCode = 1;
}
