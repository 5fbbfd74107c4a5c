import { GCProfiler, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Evaluates `count` times. */
export type Loop = (count: number) => void;

/** What one evaluation costs. */
export interface Measured {
  readonly ns: number;
  /** Bytes on the JavaScript heap. */
  readonly heapBytes: number;
}

const WARM_UP_MILLISECONDS = 40;
const SAMPLES = 15;
const SAMPLE_MILLISECONDS = 2;
const WINDOWS = 7;
/** V8's young generation may be as small as 1 MiB; a window has to fit, or a collection ends it. */
const WINDOW_BYTES = 400_000;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as (options: { type: "minor" }) => void;

/**
 * Lets V8 optimise everything that is going to be measured. All of it first: a loop that meets a new kind of work later
 * is thrown back and optimised again, in the middle of a measurement.
 */
export function warmUp(loops: readonly Loop[]): void {
  for (const round of [1, 2]) {
    for (const loop of loops) {
      const end = performance.now() + (WARM_UP_MILLISECONDS / 2) * round;
      while (performance.now() < end) loop(100);
    }
  }
}

/**
 * Measures loops that are warm, in turns, so that what else the machine does hits all alike. About 40 ms for each.
 *
 * @returns in the order of the loops
 */
export function measure(loops: readonly Loop[]): Measured[] {
  const candidates = loops.map((loop) => ({
    loop,
    count: calibrate(loop),
    fastest: Number.POSITIVE_INFINITY,
  }));
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const candidate of candidates) {
      // The fastest, since other programs can only make a sample slower.
      candidate.fastest = Math.min(candidate.fastest, milliseconds(candidate.loop, candidate.count));
    }
  }
  return candidates.map(({ loop, count, fastest }) => ({
    ns: (fastest * 1e6) / count,
    heapBytes: heapBytes(loop),
  }));
}

/** Evaluations per sample. */
function calibrate(loop: Loop): number {
  let count = 1;
  while (milliseconds(loop, count) < SAMPLE_MILLISECONDS) count *= 2;
  return count;
}

/**
 * How much V8's used heap grows over a loop in which no collection runs, less what it grows over an empty loop. The exact
 * proof is in benchmarks/.
 */
function heapBytes(loop: Loop): number {
  let count = 10_000;
  const windows: number[] = [];
  while (windows.length < WINDOWS) {
    const bytes = growth(loop, count);
    if (bytes !== undefined && bytes < WINDOW_BYTES) windows.push(bytes);
    else if (count === 1) return Number.NaN;
    else count = Math.ceil(count / 2);
  }
  return Math.max(0, Math.round((median(windows) - emptyWindow()) / count));
}

let emptyGrowth: number | undefined;

/** What a window of nothing grows by: the meter's own reading. */
function emptyWindow(): number {
  emptyGrowth ??= median(Array.from({ length: WINDOWS }, () => growth(() => {}, 1) ?? 0));
  return emptyGrowth;
}

/** @returns undefined when a collection ran */
function growth(loop: Loop, count: number): number | undefined {
  gc({ type: "minor" });
  const profiler = new GCProfiler();
  profiler.start();
  const before = getHeapStatistics().used_heap_size;
  loop(count);
  const after = getHeapStatistics().used_heap_size;
  return profiler.stop().statistics.length === 0 ? after - before : undefined;
}

function milliseconds(loop: Loop, count: number): number {
  const start = performance.now();
  loop(count);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
