import type { Loop } from "./meter.ts";

/** Something that evaluates one expression or one batch, ready to be measured. */
export interface Subject {
  /** Evaluates at the given values. */
  value(): number;
  /** Evaluates `count` times, all variables set to slightly different values each time. */
  readonly run: Loop;
}

/** Different inputs before they repeat. A power of two. */
export const ROWS = 64;

/**
 * Rows of inputs for {@link Subject.run}: each value, less up to 64 millionths of it. So nothing can be remembered from
 * one evaluation to the next, and no value leaves the range it was given for.
 */
export class Inputs {
  readonly width: number;
  readonly #cells: Float64Array;

  constructor(values: readonly number[]) {
    this.width = values.length;
    this.#cells = new Float64Array(ROWS * this.width);
    for (let row = 0; row < ROWS; row++) {
      for (const [index, value] of values.entries()) {
        this.#cells[row * this.width + index] = value * (1 - row * 1e-6);
      }
    }
  }

  /** @returns row after row; the row of the `n`-th evaluation starts at {@link offset} */
  get cells(): Float64Array {
    return this.#cells;
  }

  /** @returns where the row of the `n`-th evaluation starts */
  offset(n: number): number {
    return (n & (ROWS - 1)) * this.width;
  }
}
