/** Bins of a histogram: at least half of them are in use once two numbers differ. */
const BINS = 16;
/** So that an index of a bin is an exact integer. */
const MOST_INDEX = 2 ** 50;
/** Powers of two whose inverse is finite and no subnormal. */
const LEAST_WIDTH = 2 ** -1000;

/** Numbers in an interval. */
export interface Bin {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly count: number;
}

/**
 * Counts numbers in bins of equal width in one pass, with a range that is not known before.
 *
 * The width is a power of two, and bins begin at multiples of it. When a number lies outside, the width is doubled, and two
 * bins become one, until it fits: no number changes sides, so the result depends on the numbers alone, not on their order.
 */
export class Histogram {
  #width = LEAST_WIDTH;
  /** Index of the first bin: it begins at this times the width. */
  #first = 0;
  #last = -1;
  #counts: Float64Array = new Float64Array(BINS);
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** Adds `values`, all of them finite, given the least and the greatest. */
  add(values: Float64Array, min: number, max: number): void {
    if (values.length === 0) return;
    this.#extend(Math.min(min, this.#min), Math.max(max, this.#max));
    const inverse = 1 / this.#width;
    const first = this.#first;
    const counts = this.#counts;
    for (let i = 0; i < values.length; i++) {
      const bin = binOf(values[i] as number, inverse) - first;
      counts[bin] = (counts[bin] as number) + 1;
    }
  }

  /** The bins from the least number to the greatest. */
  bins(): Bin[] {
    const bins: Bin[] = [];
    for (let i = this.#first; i <= this.#last; i++)
      bins.push({
        from: i * this.#width,
        to: (i + 1) * this.#width,
        count: this.#counts[i - this.#first] as number,
      });
    return bins;
  }

  #extend(min: number, max: number): void {
    if (min === this.#min && max === this.#max) return;
    this.#min = min;
    this.#max = max;
    let width = Math.max(this.#width, 2 ** Math.ceil(Math.log2(Math.max(-min, max) / MOST_INDEX)));
    while (binOf(max, 1 / width) - binOf(min, 1 / width) >= BINS) width *= 2;
    const first = binOf(min, 1 / width);
    const counts = new Float64Array(BINS);
    const ratio = this.#width / width;
    for (let i = this.#first; i <= this.#last; i++) {
      const bin = binOf(i, ratio) - first;
      counts[bin] = (counts[bin] as number) + (this.#counts[i - this.#first] as number);
    }
    this.#counts = counts;
    this.#width = width;
    this.#first = first;
    this.#last = binOf(max, 1 / width);
  }
}

/** Index of the bin that holds a number, given one over the width: exact, since that is a power of two. */
function binOf(value: number, inverse: number): number {
  // One kind of 0.
  const bin = Math.floor(value * inverse) + 0;
  // The product may be too small for a number.
  return bin === 0 && value < 0 ? -1 : bin;
}
