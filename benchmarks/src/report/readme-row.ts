import type { Results } from "./results.ts";
import { formatNumber } from "./table.ts";

/** The candidates whose means README.md shows, in the order of its columns. */
const COLUMNS = [
  "zexpr",
  "mathjs",
  "mathjs object",
  "expr-eval-fork",
  "filtrex",
  "math-expression-evaluator",
  "cel-js",
  "new Function",
  "new Function called",
] as const;

/** One line of README.md's table: date, machine, geometric means of evaluation, and mathjs's mean of compiling. */
export function formatReadmeRow({ date, cpu, node, commit, geometricMeans }: Results): string {
  const mean = (suite: string, name: string) => formatNumber(geometricMeans[suite]?.[name]);
  const cells = [
    date.slice(0, 10),
    commit ?? "",
    `${cpu}, Node ${node.slice(1)}`,
    ...COLUMNS.map((name) => mean("evaluate", name)),
    mean("compile", "mathjs"),
  ];
  return `| ${cells.join(" | ")} |`;
}
