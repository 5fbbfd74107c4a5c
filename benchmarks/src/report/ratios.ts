import { candidateNames, meanRatio, type Row, ratio } from "../suites/row.ts";
import { formatNumber, formatTable } from "./table.ts";

/**
 * One line per row: the baseline's nanoseconds, then how many times as long every other candidate takes, and the
 * geometric means at the end. A dash marks a row that a candidate's language cannot express.
 */
export function formatRatios(title: string, rows: readonly Row[], baseline: string): string {
  const others = candidateNames(rows).filter((name) => name !== baseline);
  const lines = rows.map((row) => [
    row.id,
    formatNumber(row.ns[baseline]),
    ...others.map((name) => formatNumber(ratio(row, name, baseline))),
  ]);
  const means = others.map((name) => formatNumber(meanRatio(rows, name, baseline)));
  return `${title}\n\n${formatTable(
    ["", `${baseline} ns`, ...others.map(shorten)],
    [...lines, ["geometric mean", "", ...means]],
  )}\n`;
}

/** One line per row: every candidate's nanoseconds. */
export function formatNanoseconds(title: string, rows: readonly Row[]): string {
  const names = candidateNames(rows);
  const lines = rows.map(({ id, ns }) => [id, ...names.map((name) => formatNumber(ns[name]))]);
  return `${title}\n\n${formatTable(["", ...names], lines)}\n`;
}

/** Keeps the table within a usual terminal. */
function shorten(name: string): string {
  return name === "math-expression-evaluator" ? "math-expr-eval" : name;
}
