const value = new Float64Array(1);
const words = new Int32Array(value.buffer);

/** Says which bits were added in which order: two hashes of 32 bits. */
export class Checksum {
  #low = 0x811c9dc5 | 0;
  #high = 0x2545f491;

  add(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ word, 0x5bd1e995);
    this.#high ^= this.#high >>> 13;
  }

  /** All NaNs count as one value. */
  addDouble(x: number): void {
    value[0] = x;
    // Which NaN an engine writes is its own affair.
    this.add(Number.isNaN(x) ? 0 : (words[0] as number));
    this.add(Number.isNaN(x) ? 0x7ff80000 : (words[1] as number));
  }

  get value(): string {
    return [this.#high, this.#low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
