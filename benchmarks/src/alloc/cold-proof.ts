import { availableParallelism } from "node:os";
import { runChild, runChildAside } from "./child.ts";
import type { ColdKind, ColdOutcome, ColdReading } from "./cold.ts";
import { COLD_FULL, COLD_MODES, COLD_QUICK, type ColdMode } from "./cold-modes.ts";
import { COLD_CONTROLS, type Cold, type ColdControl, PATHS } from "./paths/index.ts";
import { METER_FLAGS } from "./settings.ts";

/** A path or a control, measured in WebAssembly from the first evaluation on. */
export interface ColdResult {
  /** Of a path; a control has none. */
  readonly group?: string;
  readonly name: string;
  /** Of a path. */
  readonly cold?: Cold;
  /** Of a control: boxes that are planted between the last two readings. */
  readonly boxes?: number;
  readonly reading?: ColdReading;
  readonly error?: string;
}

/** Everything that is measured in one mode of an engine. */
export interface ColdProof {
  readonly mode: ColdMode;
  readonly controls: readonly ColdResult[];
  readonly paths: readonly ColdResult[];
}

/** Indices of the paths that are claimed to need no warm-up. */
export const COLD_PATHS: readonly number[] = [...PATHS.keys()].filter(
  (index) => PATHS[index]?.cold !== undefined,
);

/**
 * Measures on one Node: each path in a process of its own; a quick run has one for all.
 *
 * @param node - path of the binary
 */
export async function proveCold(node: string, { quick }: { readonly quick: boolean }): Promise<ColdProof[]> {
  const measure = (mode: ColdMode, kind: ColdKind, indices: readonly number[]): Promise<ColdOutcome[]> =>
    quick ? measureTogether(node, mode, kind, indices) : measureApart(node, mode, kind, indices);
  const proofs: ColdProof[] = [];
  for (const mode of chosenModes(quick)) {
    console.error(`WebAssembly with nothing warmed up: ${mode.name}`);
    const controls = await measure(mode, "controls", [...COLD_CONTROLS.keys()]);
    const indices = coldPaths(quick);
    proofs.push(coldProof(mode, controls, indices, await measure(mode, "paths", indices)));
  }
  return proofs;
}

/** Paths that only evaluate are much alike: of so many, a quick run measures one. */
const ALIKE = 4;

/** Indices of the paths of a full or of a quick run. */
export function coldPaths(quick: boolean): number[] {
  return COLD_PATHS.filter((index, i) => !quick || PATHS[index]?.cold !== "evaluates" || i % ALIKE === 0);
}

/** Modes of a full or of a quick run. */
export function chosenModes(quick: boolean): ColdMode[] {
  return COLD_MODES.filter(({ isQuick }) => isQuick || !quick);
}

/** What was measured, with names. @param paths - outcomes of those of the indices */
export function coldProof(
  mode: ColdMode,
  controls: readonly ColdOutcome[],
  indices: readonly number[],
  paths: readonly ColdOutcome[],
): ColdProof {
  return {
    mode,
    controls: COLD_CONTROLS.map(({ name, planted }, i) => ({
      name,
      ...boxesOf(planted, controls[i]),
      ...controls[i],
    })),
    paths: indices.map((index, i) => ({ ...namesOf(index), ...paths[i] })),
  };
}

function boxesOf(planted: ColdControl["planted"], outcome: ColdOutcome | undefined): { boxes?: number } {
  if (outcome === undefined || "error" in outcome) return {};
  const { early, late } = outcome.reading;
  return { boxes: planted(early.count, late.count) };
}

function namesOf(index: number): Pick<ColdResult, "group" | "name" | "cold"> {
  const { group = "", name = "", cold = "evaluates" } = PATHS[index] ?? {};
  return { group, name, cold };
}

async function measureTogether(
  node: string,
  { flags }: ColdMode,
  kind: ColdKind,
  indices: readonly number[],
): Promise<ColdOutcome[]> {
  return runChild(node, [...METER_FLAGS, ...flags], "cold", { kind, indices, counts: COLD_QUICK });
}

/** As many processes at a time as the machine has cores: no time is measured. */
async function measureApart(
  node: string,
  { flags }: ColdMode,
  kind: ColdKind,
  indices: readonly number[],
): Promise<ColdOutcome[]> {
  const outcomes: ColdOutcome[] = [];
  const left = [...indices.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, index] = next;
      const task = { kind, indices: [index], counts: COLD_FULL };
      const [outcome] = await runChildAside(node, [...METER_FLAGS, ...flags], "cold", task);
      outcomes[place] = outcome as ColdOutcome;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return outcomes;
}
