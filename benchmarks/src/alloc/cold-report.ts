import { formatTable } from "../report/table.ts";
import type { ColdReading } from "./cold.ts";
import { totalOf } from "./cold-judgement.ts";
import type { ColdProof, ColdResult } from "./cold-proof.ts";
import type { Cold } from "./paths/index.ts";

/** Bytes charged from the first evaluation on, and their growth: what a table says about one path or about several. */
export const COLD_TITLES: readonly string[] = [
  "first",
  "early",
  "late",
  "growth",
  "from the second on",
  "with the loop",
  "growth",
];

/** A line per mode and what a path does: the least and the greatest of all paths. Bytes are sums, not per evaluation. */
export function formatCold(engine: string, proofs: readonly ColdProof[]): string {
  const rows = proofs.flatMap(({ mode, controls, paths }) => [
    ...KINDS.map((kind) => {
      const members = paths.filter(({ cold }) => cold === kind);
      return [`${mode.name}, ${kind}`, String(members.length), ...coldCells(members)];
    }),
    ...controls.map((control) => [`  ${control.name}`, "", ...coldCells([control])]),
  ]);
  const counts = readingsOf(proofs.flatMap(({ paths }) => paths))[0];
  const title = `${engine}: bytes charged to WebAssembly's paths from the first evaluation on, nothing warmed up: after the first, after ${counts?.early.count} (early) and after ${counts?.late.count} (late)`;
  return `${title}\n\n${formatTable(["mode", "paths", ...COLD_TITLES], rows)}\n`;
}

/** What a path can do besides evaluating. */
export const KINDS: readonly Cold[] = ["evaluates", "does more"];

/** The cells of {@link COLD_TITLES}. */
export function coldCells(results: readonly ColdResult[]): string[] {
  const readings = readingsOf(results);
  return [
    span(readings.map(({ first }) => first.library)),
    span(readings.map(({ early }) => early.library)),
    span(readings.map(({ late }) => late.library)),
    span(readings.map(({ early, late }) => late.library - early.library)),
    span(readings.map(({ first, late }) => late.library - first.library)),
    span(readings.map(({ late }) => totalOf(late))),
    span(readings.map(({ early, late }) => totalOf(late) - totalOf(early))),
  ];
}

function readingsOf(results: readonly ColdResult[]): ColdReading[] {
  return results.map(({ reading }) => reading).filter((reading) => reading !== undefined);
}

function span(values: readonly number[]): string {
  if (values.length === 0) return "–";
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  return least === greatest ? String(least) : `${least} to ${greatest}`;
}
