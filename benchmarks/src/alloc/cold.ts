import type { Charge } from "./charges.ts";
import type { Counts } from "./cold-modes.ts";
import { COLD_CONTROLS, PATHS, type Subject } from "./paths/index.ts";

/** Bytes charged since the first evaluation, that one included. */
export interface ColdCharge {
  /** Evaluations so far. */
  readonly count: number;
  /** To the library, V8's wrappers around WebAssembly included. */
  readonly library: number;
  /** To the loop around it and to host functions, which are an application's. */
  readonly application: number;
  readonly charges: readonly Charge[];
}

export interface ColdReading {
  /** After one evaluation, for which V8 makes its code of functions that have never run. */
  readonly first: ColdCharge;
  readonly early: ColdCharge;
  readonly late: ColdCharge;
}

export type ColdOutcome = { readonly reading: ColdReading } | { readonly error: string };

export type ColdKind = "controls" | "paths";

/** @throws Error when there is none of that index */
export function prepareCold(kind: ColdKind, index: number): Subject {
  const found = (kind === "paths" ? PATHS : COLD_CONTROLS)[index];
  if (found === undefined) throw new Error(`no ${index} in ${kind}`);
  return found.prepare("wasm");
}

/** @param charges - at each of the readings, what was charged before included */
export function coldReading(counts: Counts, charges: readonly (readonly Charge[])[]): ColdReading {
  const [first, early, late] = counts.map((count, i) => coldCharge(count, charges[i] ?? []));
  return { first, early, late } as ColdReading;
}

function coldCharge(count: number, charges: readonly Charge[]): ColdCharge {
  const sum = (counts: (charge: Charge) => boolean): number =>
    charges.filter(counts).reduce((total, { bytes }) => total + bytes, 0);
  const isApplication = ({ place }: Charge): boolean => place.startsWith("benchmarks/");
  return {
    count,
    library: sum((charge) => !isApplication(charge)),
    application: sum(isApplication),
    charges,
  };
}
