/** The middle one; of an even number the upper middle one, so that an allocation is not rounded away. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
