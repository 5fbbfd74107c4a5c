import { ExprError } from "zexpr";
import { readArguments, UsageError } from "./arguments.ts";
import { measureRows } from "./rows.ts";
import { SAMPLES } from "./sample.ts";
import { formatTable, type Terminal } from "./table.ts";
import { makeContext } from "./with-zexpr.ts";

const NEXT_STEPS = `Next:
  npm start -- "a*x^2 + 1" a=2 x=3          your own expression
  npm run -s zexpr -- explain "a*x^2 + 1"   the zexpr command: its tree and program; --help has the rest
  import { evaluate } from "zexpr";         evaluate("x^2 + y", { x: 3, y: 4 }) is 13; see README.md
`;

/** A pipe has no width: its reader can scroll. */
const PIPE_COLUMNS = 140;

function main(args: readonly string[]): void {
  const own = readArguments(args);
  const rows = measureRows(own === undefined ? SAMPLES : [own], makeContext());

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
  console.log(`\n${NEXT_STEPS}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (error instanceof ExprError) console.error(error.frame());
  else if (error instanceof UsageError) console.error(`${error.message}\n\n${NEXT_STEPS}`);
  else throw error;
  process.exitCode = 1;
}
