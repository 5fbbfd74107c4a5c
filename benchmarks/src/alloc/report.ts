import { formatTable } from "../report/table.ts";
import { formatCold } from "./cold-report.ts";
import type { ControlResult, PathResult, Proof, Verdict } from "./proof.ts";
import type { Soak } from "./soak.ts";

const TITLES = ["", "paths", "meter A", "meter B", "warm-up", "without optimiser"];

/** One line per group, then one per path that is documented to allocate, in bytes per evaluation; then {@link formatCold}. */
export function formatProof(proof: Proof): string {
  return [proof.paths.length > 0 ? formatWarm(proof) : "", formatCold(proof.engine, proof.cold)]
    .filter((part) => part !== "")
    .join("\n");
}

function formatWarm({ engine, controls, paths, soaks }: Proof): string {
  const groups = [...new Set(paths.map(({ group }) => group))];
  const rows = groups
    .map((group) => paths.filter((path) => path.group === group && path.claim === "zero"))
    .filter((members) => members.length > 0)
    .map((members) => [
      members[0]?.group ?? "",
      String(members.length),
      range(members.map(({ verdict }) => perEvaluation(verdict))),
      range(members.map(({ verdict }) => sampledPerEvaluation(verdict))),
      range(members.filter(({ warmUp }) => warmUp !== undefined).map((member) => longestWarmUp([member]))),
      range(members.map(({ unoptimised }) => unoptimised)),
    ]);
  const documented = paths
    .filter(({ claim, verdict }) => claim === "allocates" && verdict !== undefined)
    .map(({ group, name, verdict, unoptimised }) => [
      `${group}: ${name}`,
      "",
      bytes(perEvaluation(verdict)),
      bytes(sampledPerEvaluation(verdict)),
      "",
      bytes(unoptimised),
    ]);
  const sections = [
    `${engine}: bytes of JavaScript heap per evaluation`,
    formatTable(["controls", "", ...TITLES.slice(2, 4)], controls.map(formatControl)),
    formatTable(["claimed to be 0", ...TITLES.slice(1)], rows),
    ...(documented.length > 0
      ? [formatTable(["documented to allocate", ...TITLES.slice(1)], documented)]
      : []),
    ...(soaks.length > 0 ? [formatTable(["soak", "evaluations", "collections"], soaks.map(formatSoak))] : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

function formatSoak({ name, evaluations, collections }: Soak): string[] {
  return [name, String(evaluations), String(collections)];
}

function formatControl({ name, verdict }: ControlResult): string[] {
  return [name, "", bytes(perEvaluation(verdict)), bytes(sampledPerEvaluation(verdict))];
}

/** By meter A; undefined for what was not measured. */
export function perEvaluation(verdict: Verdict | undefined): number | undefined {
  return verdict && verdict.bytes / verdict.count;
}

function sampledPerEvaluation(verdict: Verdict | undefined): number | undefined {
  return verdict && verdict.sampledBytes / verdict.sampledCount;
}

/** One number, or the least and the greatest. */
export function range(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return "–";
  const least = bytes(Math.min(...known));
  const greatest = bytes(Math.max(...known));
  return least === greatest ? least : `${least} to ${greatest}`;
}

/** Whole numbers, but never a 0 for what is not. */
export function bytes(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value === Number.POSITIVE_INFINITY) return "never";
  return value === 0 || value >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Largest warm-up of all paths that claim zero: what a user should allow for. Infinity if one never gets there. */
export function longestWarmUp(paths: readonly PathResult[]): number {
  return Math.max(
    0,
    ...paths.map(({ warmUp }) => (warmUp === null ? Number.POSITIVE_INFINITY : (warmUp ?? 0))),
  );
}
