import { collect, countCollections } from "./collections.ts";
import { median } from "./median.ts";
import { v8Binding } from "./node-binding.ts";
import type { Loop } from "./paths/index.ts";

export interface HeapOptions {
  /** Evaluations per window; fewer for what would fill the young generation. */
  readonly count: number;
  /** Windows that must end without a collection. */
  readonly windows: number;
}

export interface HeapReading {
  /** Evaluations per window. */
  readonly count: number;
  /** Bytes per window, an empty window subtracted, in the order measured. */
  readonly windows: readonly number[];
  /** Median of the windows. */
  readonly bytes: number;
}

/** Windows that do not count: V8 finishes compiling what the ones before have made hot. */
const SETTLING = 2;
/** Bytes that one window may take: what fits several times into the young generation that the flags ask for. */
const BUDGET = 48 * 2 ** 20;
/** Empty windows, once, until the meter itself is optimised. */
const METER_WINDOWS = 2_000;
/** Attempts at a window, or a window of that size, without a collection. */
const ATTEMPTS = 3;
/** Fewer evaluations are not measured. */
const LEAST = 16;

const { heapStatisticsBuffer, kUsedHeapSizeIndex, updateHeapStatisticsBuffer } = v8Binding();
/** Used bytes before and after; in a buffer, so that no boxed number of the meter's lies between the two. */
const used = new Float64Array(2);

/**
 * Meter A: reads V8's used heap before and after a window of evaluations. Without a collection in between it grows by
 * exactly the bytes allocated, so what allocates nothing reads exactly 0. Off-heap memory is not counted.
 *
 * @param loop - warmed up already
 * @throws Error when no window of 16 evaluations ends without a collection
 */
export function measureHeap(loop: Loop, { count: wanted, windows: needed }: HeapOptions): HeapReading {
  warmUpMeter();
  let count = wanted;
  for (;;) {
    const windows = tryWindows(loop, count, needed);
    if (typeof windows !== "number") return { count, windows, bytes: median(windows) };
    if (count <= LEAST) throw new Error("a collection in every window: the young generation is too small");
    count = Math.max(LEAST, Math.min(Math.floor(windows), count >> 1));
  }
}

/** @returns bytes of each window, or how many evaluations would fit into one if these do not */
function tryWindows(loop: Loop, count: number, needed: number): number[] | number {
  const windows: number[] = [];
  for (let i = -SETTLING; i < needed; i++) {
    const bytes = repeatWindow(loop, count);
    if (bytes === undefined) return count / 2;
    if (bytes > BUDGET) return (count * BUDGET) / bytes;
    const empty = repeatWindow(doNothing, count);
    if (empty === undefined) return count / 2;
    if (i >= 0) windows.push(bytes - empty);
  }
  return windows;
}

function repeatWindow(loop: Loop, count: number): number | undefined {
  for (let i = 0; i < ATTEMPTS; i++) {
    const bytes = measureWindow(loop, count);
    if (bytes !== undefined) return bytes;
    collect();
  }
  return undefined;
}

/** @returns bytes of one window, the meter's own included; undefined when a collection ran */
export function measureWindow(loop: Loop, count: number): number | undefined {
  const collections = countCollections(() => {
    updateHeapStatisticsBuffer();
    used[0] = heapStatisticsBuffer[kUsedHeapSizeIndex] as number;
    loop(count);
    updateHeapStatisticsBuffer();
    used[1] = heapStatisticsBuffer[kUsedHeapSizeIndex] as number;
  });
  return collections === 0 ? (used[1] as number) - (used[0] as number) : undefined;
}

let isWarm = false;

function warmUpMeter(): void {
  for (let i = 0; i < METER_WINDOWS && !isWarm; i++) measureWindow(doNothing, i);
  isWarm = true;
}

/** What an empty window runs. */
export function doNothing(_count: number): void {}
