/** Free ranges of bytes, sorted by offset, never touching each other: neighbours are merged. */
export class FreeList {
  #ranges: [start: number, end: number][] = [];

  /** Free bytes just before `end`. O(1). */
  tail(end: number): number {
    const last = this.#ranges.at(-1);
    return last?.[1] === end ? end - last[0] : 0;
  }

  /** Takes `size` bytes from the first range that has them, 0 if none has. O(ranges). */
  take(size: number): number {
    const i = this.#ranges.findIndex(([start, end]) => end - start >= size);
    if (i < 0) return 0;
    const range = this.#ranges[i];
    const [start, end] = range;
    range[0] = start + size;
    if (range[0] === end) this.#ranges.splice(i, 1);
    return start;
  }

  /** Adds a range that overlaps no other, merged with its neighbours. O(ranges). */
  give(start: number, end: number): void {
    const ranges = this.#ranges;
    const next = ranges.findIndex((range) => range[0] > start);
    const i = next < 0 ? ranges.length : next;
    const before = ranges[i - 1];
    const after = ranges[i];
    const first = before?.[1] === start ? i - 1 : i;
    const behind = after?.[0] === end ? i + 1 : i;
    ranges.splice(first, behind - first, [first < i ? before[0] : start, behind > i ? after[1] : end]);
  }
}
