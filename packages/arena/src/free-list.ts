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
    let i = ranges.length;
    while (i > 0 && ranges[i - 1][0] > start) i--;
    const before = ranges[i - 1];
    const after = ranges[i];
    if (before?.[1] === start) {
      before[1] = end;
      if (after?.[0] !== end) return;
      before[1] = after[1];
      ranges.splice(i, 1);
    } else if (after?.[0] === end) after[0] = start;
    else ranges.splice(i, 0, [start, end]);
  }
}
