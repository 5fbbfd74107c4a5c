/**
 * Which rows of a block an instruction is for, when a condition has sent them separate ways. Jumps only go forward: rows that
 * have jumped wait at their label, and the others come to it, so each row waits at one label at most.
 *
 * Loops that decide something for each row do it without a branch: nobody can predict which way a row goes, and a wrong
 * prediction costs more than all the rest.
 */
export class ActiveRows {
  /** The active rows, in any order: its first {@link count} elements. */
  readonly list: Uint16Array;
  count = 0;
  /** Rows that have failed since {@link begin}. */
  failures = 0;
  /** Rows that have not: the active ones and those that wait. */
  #alive = 0;
  /**
   * The rows at a label are a chain: the first one by label, the next one by row; -1 ends it. Nobody follows the last label's: rows
   * that have come to the end are done.
   */
  readonly #first: Int16Array;
  readonly #next: Int16Array;
  /** By row, 1: it has failed. */
  readonly #failed: Uint8Array;
  /** Those that {@link jumpIf} has taken out of the active rows. */
  readonly #taken: Uint16Array;
  /** Whether the list is in another order than at first, or some have failed. */
  #disturbed = true;

  constructor(rows: number, labels: number) {
    this.list = new Uint16Array(rows);
    this.#taken = new Uint16Array(rows);
    this.#next = new Int16Array(rows);
    this.#first = new Int16Array(labels).fill(-1);
    this.#failed = new Uint8Array(rows);
  }

  /** Makes the first `count` rows active, and forgets who has failed. */
  begin(count: number): void {
    this.count = count;
    this.#alive = count;
    this.failures = 0;
    if (!this.#disturbed) return;
    const { list } = this;
    for (let i = 0; i < list.length; i++) list[i] = i;
    this.#failed.fill(0);
    this.#disturbed = false;
  }

  /** Whether no rows wait. */
  get together(): boolean {
    return this.count === this.#alive;
  }

  hasFailed(row: number): boolean {
    return this.#failed[row] === 1;
  }

  /**
   * Lets active rows wait at a label: those that have 0, or those that do not, in the column at `place`. If all of them would
   * wait and there are no others, they stay active, and it returns true: all can go on at the label.
   */
  jumpIf(label: number, registers: Float64Array, place: number, zero: boolean): boolean {
    const { list, count } = this;
    const taken = this.#taken;
    const one = zero ? 1 : 0;
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const row = list[k];
      list[kept] = row;
      taken[k - kept] = row;
      kept = (kept + (+(registers[place + row] === 0) ^ one)) | 0;
    }
    if (kept === count) return false;
    if (kept === 0) {
      // The only element that the loop has overwritten.
      list[0] = taken[0];
      return this.jump(label);
    }
    this.#wait(label, taken, count - kept);
    this.count = kept;
    return false;
  }

  /** Lets all active rows wait at a label; as {@link jumpIf}. */
  jump(label: number): boolean {
    if (this.together) return true;
    this.#wait(label, this.list, this.count);
    this.count = 0;
    return false;
  }

  #wait(label: number, rows: Uint16Array, count: number): void {
    const next = this.#next;
    let first = this.#first[label];
    for (let k = 0; k < count; k++) {
      next[rows[k]] = first;
      first = rows[k];
    }
    this.#first[label] = first;
    this.#disturbed = true;
  }

  /** The first label from `label` on at which rows wait; the last one if there are none. */
  nextLabel(label: number): number {
    const first = this.#first;
    let next = label;
    while (next < first.length - 1 && first[next] < 0) next++;
    return next;
  }

  /** Makes the rows that wait at a label active, too. */
  join(label: number): void {
    const { list } = this;
    const next = this.#next;
    let { count } = this;
    for (let row = this.#first[label]; row >= 0; row = next[row]) list[count++] = row;
    this.count = count;
    this.#first[label] = -1;
  }

  /** All active rows have failed. */
  failAll(): void {
    const { list, count } = this;
    for (let k = 0; k < count; k++) this.#failed[list[k]] = 1;
    this.#keep(0);
  }

  /** The active rows have failed in which the column at `place` is no index of an array of `length` elements. */
  failOutside(registers: Float64Array, place: number, length: number): void {
    const { list, count } = this;
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const row = list[k];
      const index = registers[place + row];
      if (index > -1 && Math.trunc(index) < length) list[kept++] = row;
      else this.#failed[row] = 1;
    }
    if (kept < count) this.#keep(kept);
  }

  /** The active rows behind the first ones have failed. */
  #keep(kept: number): void {
    this.failures += this.count - kept;
    this.#alive -= this.count - kept;
    this.count = kept;
    this.#disturbed = true;
  }
}
