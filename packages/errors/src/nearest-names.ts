/** Candidates that are looked at; further ones are ignored. */
const MOST_CANDIDATES = 1_024;
/** Longest name for which there are suggestions (the language's identifier limit). */
const LONGEST_NAME = 255;
/** Most edits that still count as near, however long the name. */
const MOST_EDITS = 3;
const MOST_SUGGESTIONS = 3;
/** More than any distance between names: edits count before edits of case. */
const CASE_FACTOR = 1_000;

/**
 * The "did you mean" names: at most three candidates nearest to `name`, best first, without `name` itself.
 *
 * Nearness is the number of insertions, deletions, substitutions and swaps of neighbours, upper and lower
 * case alike: up to a third of the letters, at least 1 and at most 3. So names that differ in case alone come
 * first; then fewer edits, then fewer edits when case counts, then alphabetical order.
 *
 * Cost is bounded: the first 1,024 candidates are looked at (an endless iterable is fine), and at most
 * 255 × 20 steps made for each. Longer names get no suggestions.
 */
export function nearestNames(name: string, candidates: Iterable<string>): string[] {
  if (name.length > LONGEST_NAME) return [];
  const found = new Map<string, number>();
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > MOST_CANDIDATES) break;
    const length = Math.max(name.length, candidate.length);
    const most = Math.min(MOST_EDITS, Math.max(1, Math.floor(length / 3)));
    if (candidate === name || Math.abs(name.length - candidate.length) > most) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase(), most);
    // Fewer edits than letters: one unknown letter is not "near" every other one-letter name.
    if (edits <= most && edits < length) {
      found.set(candidate, edits * CASE_FACTOR + distance(name, candidate, 2 * most));
    }
  }
  return [...found]
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .slice(0, MOST_SUGGESTIONS)
    .map(([candidate]) => candidate);
}

/**
 * Optimal string alignment distance (Damerau's without editing a swapped pair again). Only the band of cells
 * that can stay within `most` is computed: a.length × (2 × most + 1) steps.
 *
 * @returns the distance, or a number above `most`
 */
function distance(a: string, b: string, most: number): number {
  // Rows i - 2, i - 1 and i of the table. Cells outside the band are missing.
  let before: number[] = [];
  let last = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
