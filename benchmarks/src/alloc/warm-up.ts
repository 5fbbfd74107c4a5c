import { doNothing, measureWindow } from "./heap-meter.ts";
import { PATHS } from "./paths/index.ts";

/** Largest window, a power of two: what has not stopped allocating then does not stop. */
const LAST_WINDOW = 2 ** 20;
/** Empty windows first, so that the meter itself is warm. */
const METER_WINDOWS = 10;

/**
 * How many evaluations it takes in a new process until none allocates any more, V8's own data about the code included:
 * windows of 1, 2, 4 … evaluations, up to the end of the last one that allocates. So it is known to a factor of two.
 *
 * @param index - of a path
 * @returns evaluations; null for a path that never stops
 */
export function measureWarmUp(index: number): number | null {
  const { run } = PATHS[index]?.prepare() ?? { run: doNothing };
  let empty = 0;
  for (let i = 0; i < METER_WINDOWS; i++) empty = measureWindow(doNothing, i) ?? 0;
  let evaluations = 0;
  let warm = 0;
  let allocates = false;
  for (let count = 1; count <= LAST_WINDOW; count *= 2) {
    const bytes = measureWindow(run, count);
    evaluations += count;
    allocates = bytes === undefined || bytes > empty;
    if (allocates) warm = evaluations;
  }
  return allocates ? null : warm;
}
