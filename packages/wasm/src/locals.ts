/** Locals that hold cells, up to which compilers do well; further cells of a unit stay in memory. */
const MOST_LOCALS = 4_096;

/** Assigns WebAssembly locals to the cells of a unit, in the order in which they are met. */
export class Locals {
  readonly #ofCell = new Map<number, number>();
  readonly #first: number;
  #count = 0;

  /** @param first - index of the first local for cells; parameters and locals of integers come before */
  constructor(first: number) {
    this.#first = first;
  }

  /** Gives a cell the local of a parameter. */
  parameter(cell: number, local: number): void {
    this.#ofCell.set(cell, local);
  }

  /** The cell's local; -1 if it stays in memory. */
  of(cell: number): number {
    let local = this.#ofCell.get(cell);
    if (local === undefined) {
      local = this.#count < MOST_LOCALS ? this.#first + this.#count++ : -1;
      this.#ofCell.set(cell, local);
    }
    return local;
  }

  /** Locals of f64 to declare. */
  get count(): number {
    return this.#count;
  }

  /** Cells with a local, in the order in which they were met. */
  entries(): IterableIterator<[cell: number, local: number]> {
    return this.#ofCell.entries();
  }
}
