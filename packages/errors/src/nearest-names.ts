/** Candidates that are looked at; further ones are ignored. */
const MOST_CANDIDATES = 1_024;
/** Longest name for which there are suggestions (the language's identifier limit). */
const LONGEST_NAME = 255;
/** Most edits that still count as near, however long the name. */
const MOST_EDITS = 3;
const MOST_SUGGESTIONS = 3;

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
  const lower = name.toLowerCase();
  const found = new Map<string, readonly [edits: number, editsWithCase: number]>();
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > MOST_CANDIDATES) break;
    if (candidate === name) continue;
    const length = Math.max(name.length, candidate.length);
    // Fewer edits than letters: one unknown letter is not "near" every other one-letter name.
    const most = Math.min(MOST_EDITS, Math.max(1, Math.floor(length / 3)));
    if (Math.abs(name.length - candidate.length) > most) continue;
    const edits = distance(lower, candidate.toLowerCase(), most);
    if (edits <= most && edits < length) found.set(candidate, [edits, distance(name, candidate, 2 * most)]);
  }
  return [...found]
    .sort(([a, [x, xCase]], [b, [y, yCase]]) => x - y || xCase - yCase || (a < b ? -1 : 1))
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
  const tooMany = most + 1;
  // Rows i - 2, i - 1 and i of the table; cells outside the band count as too many.
  let before: number[] = [];
  let last: number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  let row: number[] = [];
  for (let i = 1; i <= a.length; i++) {
    const low = Math.max(1, i - most);
    const high = Math.min(b.length, i + most);
    row[low - 1] = low === 1 ? i : tooMany;
    let least = row[low - 1] as number;
    for (let j = low; j <= high; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, at(before, j - 2) + 1);
      }
      row[j] = edits;
      least = Math.min(least, edits);
    }
    row[high + 1] = tooMany; // the next row's band begins and ends one cell further right
    if (least > most) return tooMany; // no later row has less than the least of this one
    [before, last, row] = [last, row, before];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] as number;
}
