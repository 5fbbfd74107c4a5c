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
    const merged: [number, number] = [start, end];
    this.#ranges = this.#ranges.filter((range) => {
      if (range[1] === start) merged[0] = range[0];
      else if (range[0] === end) merged[1] = range[1];
      else return true;
      return false;
    });
    this.#ranges.push(merged);
    this.#ranges.sort((a, b) => a[0] - b[0]);
  }
}
