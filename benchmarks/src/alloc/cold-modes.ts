import type { Cold } from "./paths/index.ts";

/** How V8 runs what is measured with nothing warmed up. */
export interface ColdMode {
  readonly name: string;
  readonly flags: readonly string[];
  /**
   * Whether V8 compiles no JavaScript. Then every byte counts. Otherwise it charges the machine code that it makes to the
   * function that happens to run, at a time of its own choosing.
   */
  readonly isExact: boolean;
  /** Part of a quick run. */
  readonly isQuick: boolean;
}

/** No JavaScript is compiled. V8 without Maglev knows the flag as well. */
const INTERPRETED = ["--no-opt", "--no-maglev", "--no-sparkplug"];

/** Of each, the first evaluation is the first in its process; but for a quick run's. */
export const COLD_MODES: readonly ColdMode[] = [
  { name: "JavaScript interpreted", flags: INTERPRETED, isExact: true, isQuick: false },
  {
    name: "JavaScript interpreted, Liftoff only",
    flags: [...INTERPRETED, "--liftoff-only"],
    ...{ isExact: true, isQuick: true },
  },
  { name: "Liftoff only", flags: ["--liftoff-only"], isExact: false, isQuick: false },
  { name: "as V8 likes", flags: [], isExact: false, isQuick: false },
];

/** Evaluations at the three readings: what is charged must not differ between the last two. */
export type Counts = readonly [first: number, early: number, late: number];

export const COLD_FULL: Counts = [1, 1_000, 1_000_000];
export const COLD_QUICK: Counts = [1, 1_000, 10_000];

/**
 * The most that the library may ever be charged where V8 compiles no JavaScript, by what a path does: V8 makes byte code of
 * each function that is called for the first time, data about types, and wrappers for calls out of WebAssembly.
 */
export const LARGEST_RECORD: { readonly [What in Cold]: number } = {
  evaluates: 4 * 1024,
  "does more": 48 * 1024,
};

/** The most that all functions together may ever be charged where it does: less than a byte in ten evaluations. */
export const LARGEST_CODE: number = 96 * 1024;
