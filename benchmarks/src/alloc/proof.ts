import { execFileSync } from "node:child_process";
import type { Charge } from "./charges.ts";
import { runChild } from "./child.ts";
import { type ColdProof, proveCold } from "./cold-proof.ts";
import type { Measurement, Outcome } from "./measure.ts";
import { type Claim, CONTROLS, PATHS, PLANTED_BYTES } from "./paths/index.ts";
import { METER_FLAGS, SOAK_FLAGS, SOAK_FULL, SOAK_QUICK, UNOPTIMISED_FLAGS } from "./settings.ts";
import type { Soak } from "./soak.ts";

/** What both meters say about a path or a control. Bytes are per window, not per evaluation: nothing is rounded. */
export interface Verdict {
  /** Meter A: evaluations and bytes per window, and the median of these. */
  readonly count: number;
  readonly windows: readonly number[];
  readonly bytes: number;
  /** Meter B: evaluations and bytes of the best profile, and who allocated them. */
  readonly sampledCount: number;
  readonly sampledBytes: number;
  readonly charges: readonly Charge[];
  /** Whether the memory behind it is as it was after the second evaluation. */
  readonly isSteady: boolean;
}

export interface ControlResult {
  readonly name: string;
  /** Evaluations per planted allocation; 0: none. */
  readonly every: number;
  readonly verdict?: Verdict;
  readonly error?: string;
}

export interface PathResult {
  readonly group: string;
  readonly name: string;
  readonly claim: Claim;
  readonly verdict?: Verdict;
  readonly error?: string;
  /** Evaluations until nothing is allocated any more; null for never. A full run only, and only for what claims zero. */
  readonly warmUp?: number | null | undefined;
  /** Bytes per evaluation in V8's interpreter. A full run only. */
  readonly unoptimised?: number;
}

type Information = Pick<PathResult, "warmUp" | "unoptimised">;

/** Everything that is measured in one engine. */
export interface Proof {
  /** `Node 20.20.2`. */
  readonly engine: string;
  readonly v8: string;
  /** Bytes of a planted box in this engine. */
  readonly plantedBytes: number;
  readonly controls: readonly ControlResult[];
  readonly paths: readonly PathResult[];
  /** The last one is the control. None in browsers, whose collections cannot be counted. */
  readonly soaks: readonly Soak[];
  /** In WebAssembly with nothing warmed up, by mode. */
  readonly cold: readonly ColdProof[];
}

export interface ProofOptions {
  readonly quick: boolean;
  /** Only what is measured with nothing warmed up. */
  readonly coldOnly: boolean;
}

/**
 * Measures on one Node, in processes of their own.
 *
 * @param node - path of the binary
 */
export async function prove(node: string, { quick, coldOnly }: ProofOptions): Promise<Proof> {
  const cold = await proveCold(node, { quick });
  if (coldOnly)
    return { ...describeNode(node), plantedBytes: PLANTED_BYTES, controls: [], paths: [], soaks: [], cold };
  console.error("Bytes per evaluation");
  const { versions, controls, paths } = runChild(node, METER_FLAGS, "measure", { quick });
  console.error("Soak");
  const soaks = runChild(node, SOAK_FLAGS, "soak", { evaluations: quick ? SOAK_QUICK : SOAK_FULL });
  const information = quick ? [] : inform(node);
  const engine = { engine: `Node ${versions.node}`, v8: versions.v8, plantedBytes: PLANTED_BYTES };
  return { ...engine, ...resultsOf({ controls, paths }, information), soaks, cold };
}

function describeNode(node: string): Pick<Proof, "engine" | "v8"> {
  const { node: version, v8 } = JSON.parse(
    execFileSync(node, ["-p", "JSON.stringify(process.versions)"], { encoding: "utf8" }),
  );
  return { engine: `Node ${version}`, v8 };
}

/** What was measured, with names. @param information - by path, where there is any */
export function resultsOf(
  { controls, paths }: Measurement,
  information: readonly Information[],
): Pick<Proof, "controls" | "paths"> {
  return {
    controls: CONTROLS.map(({ name, every }, i) => ({ name, every, ...judge(controls[i]) })),
    paths: PATHS.map(({ group, name, claim }, i) => ({
      ...{ group, name, claim },
      ...judge(paths[i]),
      ...information[i],
    })),
  };
}

/** An outcome in figures. */
export function judge(outcome: Outcome | null | undefined): { verdict?: Verdict; error?: string } {
  if (outcome === null || outcome === undefined) return {};
  if ("error" in outcome) return outcome;
  const { heap, sampling, figures } = outcome.reading;
  const verdict = {
    ...heap,
    ...{ sampledCount: sampling.count, sampledBytes: sampling.bytes, charges: sampling.charges },
    isSteady: figures === undefined || JSON.stringify(figures.second) === JSON.stringify(figures.warm),
  };
  return { verdict };
}

/** What is told but not judged, in the order of `PATHS`. */
function inform(node: string): Information[] {
  console.error("Warm-up, a process each");
  const warmUps = PATHS.map(({ claim }, i) =>
    claim === "zero" ? runChild(node, METER_FLAGS, "warm-up", i) : undefined,
  );
  console.error("Without optimiser");
  const unoptimised = runChild(node, UNOPTIMISED_FLAGS, "unoptimised", null);
  return PATHS.map((_, i) => ({ warmUp: warmUps[i], unoptimised: unoptimised[i] as number }));
}
