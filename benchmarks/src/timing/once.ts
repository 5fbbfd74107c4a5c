/** An operation that can be done once only on what it is done to, such as translating a batch. */
export interface OnceCandidate {
  /** Names of the parts that are timed one after the other. */
  readonly parts: readonly string[];
  /** Makes what is needed, untimed. @returns the parts to time, in that order */
  prepare(): readonly (() => void)[];
}

/**
 * Times operations that cannot be repeated: each is prepared anew for each sample, and the candidates take turns.
 *
 * @param rounds - samples of each candidate, an odd number
 * @param summary - what counts of the samples
 * @returns nanoseconds, by the names of the parts
 */
export function timeOnce(
  candidates: readonly OnceCandidate[],
  rounds: number,
  summary: (values: readonly number[]) => number = median,
): Record<string, number> {
  const samples = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    const first = round % candidates.length;
    for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
      for (const [i, part] of candidate.prepare().entries()) {
        const name = candidate.parts[i] as string;
        const start = performance.now();
        part();
        const time = (performance.now() - start) * 1e6;
        const times = samples.get(name);
        if (times === undefined) samples.set(name, [time]);
        else times.push(time);
      }
    }
  }
  return Object.fromEntries([...samples].map(([name, times]) => [name, summary(times)]));
}

/** What the least disturbed sample took: for operations that do the same each time, and allocate nothing. */
export function best(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.min(...values);
}

/** Of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
