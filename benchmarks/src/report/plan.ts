import type { PlanRow } from "../suites/plan.ts";
import { meanRatio, ratio } from "../suites/row.ts";
import { formatNumber, formatTable } from "./table.ts";

const TITLES = [
  "",
  "ns: baseline",
  "zexpr",
  "less time",
  "allocations: baseline",
  "zexpr",
  "bytes: baseline",
  "zexpr",
];

/** One line per expression, before (baseline) and after (zexpr), and the means at the end. */
export function formatPlan(title: string, rows: readonly PlanRow[]): string {
  const lines = rows.map((row) => {
    const { baseline, zexpr } = row.allocations;
    return [
      row.id,
      formatNumber(row.ns.baseline),
      formatNumber(row.ns.zexpr),
      formatSaving(ratio(row, "baseline", "zexpr")),
      String(baseline?.count),
      String(zexpr?.count),
      String(baseline?.bytes),
      String(zexpr?.bytes),
    ];
  });
  const mean = (value: (row: PlanRow) => number | undefined) =>
    (rows.reduce((sum, row) => sum + (value(row) ?? Number.NaN), 0) / rows.length).toFixed(1);
  const means = [
    "mean",
    "",
    "",
    formatSaving(meanRatio(rows, "baseline", "zexpr")),
    mean(({ allocations }) => allocations.baseline?.count),
    mean(({ allocations }) => allocations.zexpr?.count),
    mean(({ allocations }) => allocations.baseline?.bytes),
    mean(({ allocations }) => allocations.zexpr?.bytes),
  ];
  return `${title}\n\n${formatTable(TITLES, [...lines, means])}\n`;
}

/** From how many times as long the baseline takes to the share of its time that is saved. */
function formatSaving(times: number | undefined): string {
  return times === undefined ? "–" : `${((1 - 1 / times) * 100).toFixed(1)} %`;
}
