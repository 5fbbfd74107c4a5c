import { type ColdKind, prepareCold } from "./cold.ts";
import type { HeapOptions, HeapReading } from "./heap-meter.ts";
import { median } from "./median.ts";
import {
  CONTROLS,
  type Figures,
  type Loop,
  PATHS,
  runInShortCalls,
  type Subject,
  warmUp,
} from "./paths/index.ts";

/** What Chromium adds to the page: numbers are exact with `--enable-precise-memory-info`, `gc` needs `--expose-gc`. */
interface Host {
  readonly performance: { readonly memory: { readonly usedJSHeapSize: number } };
  readonly gc: () => void;
}

declare global {
  // For `page.evaluate`, whose functions run in the page.
  var zexprPage: PageApi;
}

/** What the page measures by itself, as numbers and objects that can be sent out of it. */
export interface PageApi {
  prepare(kind: "controls" | "paths", index: number): void;
  /** In WebAssembly: see `Path.cold`. */
  prepareCold(kind: ColdKind, index: number): void;
  warmUp(evaluations: number): void;
  figures(): Figures | null;
  measureHeap(options: HeapOptions): HeapReading;
  /** See `measureWarmUp`. */
  measureWarmUp(lastWindow: number): number | null;
  runProfiled(count: number): void;
  dispose(): void;
}

/** Windows that do not count: V8 finishes what the ones before have begun. */
const SETTLING = 2;
/** Bytes that windows may take between two collections: what fits into the young generation that the flags ask for. */
const BUDGET = 48 * 2 ** 20;
/** Windows grow by this factor until the largest that fits is known. */
const GROWTH = 8;
/** Garbage that is made after a collection. When the heap shrinks by it, another one has run. */
const LITTER = 2 ** 20;
/** Fewer evaluations are not measured. */
const LEAST = 16;
/** Windows without evaluations that get the meter itself optimised first, and their size. */
const METER_WINDOWS = 1_000;
const METER_COUNT = 5_000;

const host = globalThis as unknown as Host;
/** Used bytes before and after; in a buffer, so that no boxed number of the meter's lies between the two. */
const used = new Float64Array(2);
const litter: unknown[] = [];
let subject: Subject = { run: doNothing };

/**
 * Meter A in a page: reads the used heap before and after a window of evaluations. Without a collection in between it
 * grows by exactly the bytes allocated; Chromium adds the bytes of array buffers. A page cannot ask whether a collection
 * ran. So no window may fill the young generation, and it would take the litter away.
 *
 * @throws Error when a collection ran nevertheless, time after time
 */
function measureHeap({ count: wanted, windows: needed }: HeapOptions): HeapReading {
  for (let count = fittingCount(wanted); count >= LEAST; count >>= 1) {
    const windows = tryWindows(count, needed);
    if (windows !== undefined) return { count, windows, bytes: median(windows) };
  }
  throw new Error("a collection in every window");
}

/** @returns how many evaluations fit into the young generation: measured in windows that grow */
function fittingCount(wanted: number): number {
  collect();
  for (let count = LEAST; count < wanted; count *= GROWTH) {
    const bytes = measureWindow(subject.run, count);
    if (bytes * GROWTH > BUDGET) return Math.max(LEAST, Math.floor((count * BUDGET) / bytes));
  }
  return wanted;
}

/** @returns bytes of each window; undefined when a collection ran */
function tryWindows(count: number, needed: number): number[] | undefined {
  const windows: number[] = [];
  let filled = BUDGET;
  for (let i = -SETTLING; i < needed; i++) {
    // As much again may come.
    if (2 * filled > BUDGET) {
      collect();
      filled = 0;
    }
    const bytes = measureWindow(subject.run, count);
    const empty = measureWindow(doNothing, count);
    if (bytes < 0) return undefined;
    filled += bytes;
    if (i >= 0) windows.push(bytes - empty);
  }
  return windows;
}

/** A full collection; then garbage that the next one takes, and a call, since V8 may have thrown code away. */
function collect(): void {
  host.gc();
  for (let i = 0; i < 256; i++) litter[0] = new Array(LITTER / 1024);
  subject.run(LEAST);
}

/** @returns bytes of one window, the meter's own included */
function measureWindow(loop: Loop, count: number): number {
  used[0] = host.performance.memory.usedJSHeapSize;
  loop(count);
  used[1] = host.performance.memory.usedJSHeapSize;
  return (used[1] as number) - (used[0] as number);
}

/**
 * How many evaluations it takes in a new page until none allocates any more: windows of 1, 2, 4 … evaluations, up to the
 * end of the last one that allocates. So it is known to a factor of two.
 *
 * @returns evaluations; null for what never stops
 */
function measureWarmUp(lastWindow: number): number | null {
  for (let i = 0; i < METER_WINDOWS; i++) {
    measureWindow(i % 2 === 0 ? doNothing : nothingInShortCalls, METER_COUNT);
  }
  let evaluations = 0;
  let warm = 0;
  let allocates = false;
  for (let count = 1; count <= lastWindow; count *= 2) {
    const bytes = measureWindow(subjectInShortCalls, count);
    evaluations += count;
    // Less than an empty one: a collection ran, since much was allocated.
    allocates = bytes !== measureWindow(doNothing, count);
    if (allocates) warm = evaluations;
  }
  return allocates ? null : warm;
}

function subjectInShortCalls(count: number): void {
  runInShortCalls(subject.run, count);
}

function nothingInShortCalls(count: number): void {
  runInShortCalls(doNothing, count);
}

function doNothing(_count: number): void {}

globalThis.zexprPage = {
  prepare(kind, index) {
    const found = (kind === "paths" ? PATHS : CONTROLS)[index];
    if (found === undefined) throw new Error(`no ${index} in ${kind}`);
    subject = found.prepare("interpreter");
  },
  prepareCold(kind, index) {
    subject = prepareCold(kind, index);
  },
  warmUp: (evaluations) => warmUp(subject.run, evaluations),
  figures: () => subject.figures?.() ?? null,
  measureHeap,
  measureWarmUp,
  /** Everything below this function in a profile is what was run. */
  runProfiled(count) {
    subject.run(count);
  },
  dispose() {
    subject.dispose?.();
    subject = { run: doNothing };
  },
};
