import { type ColdKind, type ColdOutcome, coldReading, prepareCold } from "./cold.ts";
import type { Counts } from "./cold-modes.ts";
import { sampleGrowth } from "./sampling-meter.ts";

/** What to measure, one after the other. */
export interface ColdTask {
  readonly kind: ColdKind;
  /** Of `COLD_CONTROLS` or `PATHS`. */
  readonly indices: readonly number[];
  readonly counts: Counts;
}

/** Measures from the first evaluation on, in WebAssembly, with meter B. */
export function measureCold({ kind, indices, counts }: ColdTask): ColdOutcome[] {
  return indices.map((index) => {
    try {
      const { run, dispose } = prepareCold(kind, index);
      const charges = sampleGrowth(run, counts);
      dispose?.();
      return { reading: coldReading(counts, charges) };
    } catch (error) {
      return { error: String(error) };
    }
  });
}
