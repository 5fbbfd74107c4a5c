import { GCProfiler, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Runs the code under test `count` times. One call per window, so that the meter itself costs nothing inside it. */
export type Loop = (count: number) => void;

export interface MeterOptions {
  /** Evaluations before the first window: V8 must have optimised the loop by then. Default 200,000. */
  readonly warmup?: number;
  /** Evaluations per window; fewer when they would fill the young generation. Default 200,000. */
  readonly count?: number;
  /** Windows that must end without a collection. Default 7. */
  readonly windows?: number;
  /** Bytes that one window may allocate before V8 would collect. Default 512 KiB: V8's smallest young generation. */
  readonly budget?: number;
}

export interface Reading {
  /** JavaScript heap bytes per evaluation, to two decimals: median of the windows, an empty window subtracted. */
  readonly bytes: number;
  /** Whether a whole window allocated anything at all, be it less than `bytes` can show. */
  readonly allocates: boolean;
  /** Evaluations per window. */
  readonly count: number;
  /** Bytes of every window that counts, in the order measured. */
  readonly windows: readonly number[];
}

/**
 * Measures what one evaluation allocates on the JavaScript heap.
 *
 * V8's `used_heap_size` grows by exactly the bytes allocated as long as no collection runs, so a window in which
 * one ran is thrown away and repeated with half the evaluations. Off-heap memory (array buffers, WebAssembly) is
 * not counted.
 *
 * Cost: one full collection per window, about 20 ms with a heap of 20 MB.
 *
 * @throws Error when no window of 16 evaluations ends without a collection
 */
export function measureHeap(loop: Loop, options: MeterOptions = {}): Reading {
  const { warmup = 200_000, count: wanted = 200_000, windows: needed = 7, budget = 512 * 1024 } = options;
  // In several calls: within one, V8 replaces the running code but leaves the function itself as it was.
  for (let i = 0; i < WARM_CALLS; i++) loop(Math.ceil(warmup / WARM_CALLS));
  for (let i = 0; i < WARM_CALLS; i++) measureWindow(doNothing, 1);
  let count = wanted;
  const windows: number[] = [];
  const empty: number[] = [];
  while (windows.length < SETTLING + needed) {
    const bytes = measureWindow(loop, count);
    const emptyBytes = measureWindow(doNothing, count);
    if (bytes !== undefined && emptyBytes !== undefined && bytes <= budget) {
      windows.push(bytes);
      empty.push(emptyBytes);
    } else if (count <= 16) {
      throw new Error("a collection ran inside every window: give the process a larger semi-space");
    } else {
      windows.length = empty.length = 0;
      count = shrink(count, bytes, budget);
    }
  }
  const settled = windows.slice(SETTLING);
  const excess = median(settled) - median(empty.slice(SETTLING));
  const allocates = excess > GRAIN;
  return {
    bytes: allocates ? Math.round((excess / count) * 100) / 100 : 0,
    allocates,
    count,
    windows: settled,
  };
}

/** Calls into which the warm-up is divided, and windows that warm up the meter itself. */
const WARM_CALLS = 20;

/** Windows that do not count: after the first full collections V8 makes some of its own data again. */
const SETTLING = 3;

/** Two readings of the same window can differ by this many bytes of V8's own bookkeeping. */
const GRAIN = 32;

// On a busy machine the compiler's thread may not have finished when the warm-up ends; on this thread it has.
setFlagsFromString("--no-concurrent-recompilation");

/** A full collection: afterwards the young generation is empty. Needs no flag on the command line. */
const collect: () => void = (() => {
  if (globalThis.gc !== undefined) return globalThis.gc as () => void;
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();

/** @returns bytes, or undefined when a collection ran */
function measureWindow(loop: Loop, count: number): number | undefined {
  collect();
  const profiler = new GCProfiler();
  profiler.start();
  const before = getHeapStatistics().used_heap_size;
  loop(count);
  const after = getHeapStatistics().used_heap_size;
  return profiler.stop().statistics.length === 0 ? after - before : undefined;
}

/** A tenth below what would just fit, or half when the window ended in a collection and its bytes are unknown. */
function shrink(count: number, bytes: number | undefined, budget: number): number {
  const fitting = bytes === undefined ? count / 2 : (count * budget * 0.9) / bytes;
  return Math.max(16, Math.min(Math.floor(fitting), Math.floor(count / 2)));
}

function doNothing(count: number): void {
  for (let i = 0; i < count; i++);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
