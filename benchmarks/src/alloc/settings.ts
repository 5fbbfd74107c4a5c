import type { HeapOptions } from "./heap-meter.ts";
import type { SamplingOptions } from "./sampling-meter.ts";

/** How long each path runs. */
export interface Settings {
  /** Evaluations before anything is measured. */
  readonly warmup: number;
  readonly heap: HeapOptions;
  readonly sampling: SamplingOptions;
}

const MILLION = 1_000_000;

/** The proof. */
export const FULL: Settings = {
  warmup: MILLION,
  heap: { count: MILLION, windows: 7 },
  sampling: { count: MILLION, warmup: 100_000, runs: 3 },
};

/** Bounded, for every change: less of everything, but for the controls. */
export const QUICK: Settings = {
  warmup: 200_000,
  heap: { count: 200_000, windows: 3 },
  sampling: { count: 20_000, warmup: 5_000, runs: 3 },
};

/** What is documented to allocate takes microseconds rather than nanoseconds, and is no proof. */
export const ALLOCATING: Settings = {
  warmup: 10_000,
  heap: { count: 2_000, windows: 5 },
  sampling: { count: 500, warmup: 5_000, runs: 3 },
};

/** Of controls, in both forms: only a window of a million evaluations must catch one allocation in a million. */
export const CONTROL: Settings = { ...FULL, sampling: { ...FULL.sampling, warmup: 20_000 } };

/** Evaluations of the soak. */
export const SOAK_FULL: number = 100 * MILLION;
export const SOAK_QUICK: number = 10 * MILLION;

/** Of every process: readings are exact only without concurrent work, and with room for a whole window. */
export const METER_FLAGS: readonly string[] = [
  "--no-warnings",
  "--expose-gc",
  "--expose-internals",
  "--single-threaded",
  "--min-semi-space-size=256",
  "--max-semi-space-size=256",
  "--sampling-heap-profiler-suppress-randomness",
];

/** V8's interpreter alone. */
export const UNOPTIMISED_FLAGS: readonly string[] = [
  ...METER_FLAGS,
  "--no-opt",
  "--no-maglev",
  "--no-sparkplug",
];

/** A young generation so small that anything allocated would soon fill it. */
export const SOAK_FLAGS: readonly string[] = [
  "--no-warnings",
  "--expose-gc",
  "--single-threaded",
  "--min-semi-space-size=1",
  "--max-semi-space-size=1",
];
