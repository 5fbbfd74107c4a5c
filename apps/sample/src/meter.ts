import { GCProfiler, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Loop = (count: number) => void;

const SAMPLES = 7;
const SAMPLE_MILLISECONDS = 4;
/** V8's young generation may be as small as 1 MiB; a window has to fit, or a collection ends it. */
const WINDOW_BYTES = 400_000;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as (options: { type: "minor" }) => void;

/** @returns nanoseconds per evaluation: the median of seven samples, after a warm-up of as many. About 60 ms. */
export function nanoseconds(loop: Loop): number {
  let count = 1;
  while (milliseconds(loop, count) < SAMPLE_MILLISECONDS) count *= 2;
  for (let i = 0; i < SAMPLES; i++) loop(count);
  while (milliseconds(loop, count) < SAMPLE_MILLISECONDS) count *= 2;
  const samples = Array.from({ length: SAMPLES }, () => milliseconds(loop, count));
  return (median(samples) * 1e6) / count;
}

/**
 * Bytes per evaluation on the JavaScript heap, measured: how much V8's used heap grows over a loop in which no
 * collection runs, less what it grows over an empty loop. The loop must be warm. benchmarks/ has the exact proof.
 */
export function heapBytes(loop: Loop): number {
  let count = 10_000;
  const windows: number[] = [];
  while (windows.length < SAMPLES) {
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
  emptyGrowth ??= median(Array.from({ length: SAMPLES }, () => growth(() => {}, 1) ?? 0));
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
