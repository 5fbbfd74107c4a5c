/** Shortest text that reads back as the same number; -0 keeps its sign. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/**
 * A number as JSON has it. What JSON cannot hold, or common readers change (NaN, infinities, -0), is a string;
 * JavaScript's `Number(…)` reads both.
 */
export function numberJson(value: number): number | string {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : numberText(value);
}

/** With thousands separators, for counts and bytes. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}
