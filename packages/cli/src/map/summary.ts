import { columns } from "../columns.ts";
import { countText, numberJson, numberText } from "../numbers.ts";
import { type Bin, Histogram } from "./histogram.ts";
import type { KeptNumbers } from "./output-block.ts";

/** Blocks of a bar that is as long as can be. */
const LONGEST_BAR = 30;

/** What `--summary` says of one column, collected block by block. */
export class ColumnSummary {
  readonly name: string;
  /** Values that are there, NaN included. */
  #count = 0;
  #missing = 0;
  #nan = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  /** Sum of all but NaN, and what rounding took from it: Neumaier's method. */
  #sum = 0;
  #lost = 0;
  readonly #histogram = new Histogram();

  constructor(name: string) {
    this.name = name;
  }

  add({ values, missing }: KeptNumbers): void {
    const finite = new Float64Array(values.length);
    let finiteCount = 0;
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < values.length; row++) {
      if (missing?.[row] === 1) {
        this.#missing++;
        continue;
      }
      this.#count++;
      const value = values[row] as number;
      if (Number.isNaN(value)) {
        this.#nan++;
        continue;
      }
      this.#addToSum(value);
      if (Number.isFinite(value)) {
        finite[finiteCount++] = value;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      } else {
        this.#min = Math.min(this.#min, value);
        this.#max = Math.max(this.#max, value);
      }
    }
    if (finiteCount === 0) return;
    this.#min = Math.min(this.#min, least);
    this.#max = Math.max(this.#max, greatest);
    this.#histogram.add(finite.subarray(0, finiteCount), least, greatest);
  }

  /** NaN if there are no numbers. */
  get #mean(): number {
    const compensated = this.#sum + this.#lost;
    // The compensation of an infinite sum is NaN.
    return (Number.isNaN(compensated) ? this.#sum : compensated) / (this.#count - this.#nan);
  }

  get json(): object {
    const some = this.#count > this.#nan;
    return {
      name: this.name,
      count: this.#count,
      missing: this.#missing,
      nan: this.#nan,
      min: some ? numberJson(this.#min) : null,
      max: some ? numberJson(this.#max) : null,
      mean: some ? numberJson(this.#mean) : null,
      histogram: this.#histogram.bins().map(({ from, to, count }) => ({
        from: numberJson(from),
        to: numberJson(to),
        count,
      })),
    };
  }

  get text(): string {
    const some = this.#count > this.#nan;
    const rows = [
      ["count", countText(this.#count)],
      ["missing", countText(this.#missing)],
      ...(this.#nan === 0 ? [] : [["NaN", countText(this.#nan)]]),
      ...(some
        ? [
            ["min", numberText(this.#min)],
            ["max", numberText(this.#max)],
            ["mean", numberText(this.#mean)],
          ]
        : []),
    ];
    const parts = [this.name, columns(rows)];
    const bins = this.#histogram.bins();
    if (bins.length > 1) parts.push(bars(bins));
    return parts.join("\n");
  }

  #addToSum(value: number): void {
    const sum = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
  }
}

function bars(bins: readonly Bin[]): string {
  const most = Math.max(...bins.map(({ count }) => count));
  return columns(
    bins.map(({ from, count }) => [
      `from ${numberText(from)}`,
      // Never nothing where there is something.
      "█".repeat(Math.ceil((count / most) * LONGEST_BAR)).padEnd(LONGEST_BAR),
      countText(count),
    ]),
    2,
  );
}
