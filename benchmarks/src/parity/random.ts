/** Bytes of a number, for values made from random bits. */
const bits = new Int32Array(2);
const value = new Float64Array(bits.buffer);

/**
 * Seeded random numbers (Jenkins' small fast counting generator). It computes with 32-bit integers alone, so every engine gets
 * the same ones.
 */
export class Random {
  #a = 0;
  #b: number;
  #c: number;
  #counter = 1;

  /** Two whole numbers of up to 32 bits: a run's seed and the index of a program in it. */
  constructor(seed: number, index: number) {
    this.#b = seed | 0;
    this.#c = index | 0;
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }

  /** 0 to `count - 1`; `count` is at least 1. */
  below(count: number): number {
    return (this.bits() >>> 0) % count;
  }

  /** True once in `count` times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** A double of random bits: every exponent is as frequent as any other. */
  double(): number {
    bits[0] = this.bits();
    bits[1] = this.bits();
    return value[0] as number;
  }
}
