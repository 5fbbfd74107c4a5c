import { doNothing, measureWindow } from "./heap-meter.ts";
import { PATHS, runInShortCalls } from "./paths/index.ts";

/** Largest window, a power of two: what has not stopped allocating then does not stop. */
const LAST_WINDOW = 2 ** 20;
/** Windows without evaluations that get the meter itself optimised first, and their size. */
const METER_WINDOWS = 1_000;
const METER_COUNT = 5_000;

/**
 * How many evaluations it takes in a new process until none allocates any more, V8's own data about the code included:
 * windows of 1, 2, 4 … evaluations, up to the end of the last one that allocates. So it is known to a factor of two. The
 * evaluations come in short calls, which is how applications get there.
 *
 * @param index - of a path
 * @returns evaluations; null for a path that never stops
 */
export function measureWarmUp(index: number): number | null {
  warmUpMeter();
  const { run } = PATHS[index]?.prepare("interpreter") ?? { run: doNothing };
  const inShortCalls = (count: number): void => runInShortCalls(run, count);
  let evaluations = 0;
  let warm = 0;
  let allocates = false;
  for (let count = 1; count <= LAST_WINDOW; count *= 2) {
    const bytes = measureWindow(inShortCalls, count);
    evaluations += count;
    allocates = bytes === undefined || bytes !== measureWindow(doNothing, count);
    if (allocates) warm = evaluations;
  }
  return allocates ? null : warm;
}

function warmUpMeter(): void {
  const nothingInShortCalls = (count: number): void => runInShortCalls(doNothing, count);
  for (let i = 0; i < METER_WINDOWS; i++)
    measureWindow(i % 2 === 0 ? doNothing : nothingInShortCalls, METER_COUNT);
}
