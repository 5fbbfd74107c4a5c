import type { Block, ColumnType, Numbers } from "./block.ts";

/** A column of the output. */
export interface OutputColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The column of the input that passes through; undefined if its numbers are computed or parsed. */
  readonly input?: number;
  /** Its numbers in every block. */
  readonly numbers?: Numbers;
}

/** Numbers of the rows that are written. */
export interface KeptNumbers {
  readonly values: Float64Array;
  /** 1 where a number is missing; undefined if none is. */
  readonly missing: Uint8Array | undefined;
}

/** What is written of a block: all columns of the output, in the rows that were kept. */
export class OutputBlock {
  readonly rows: number;
  readonly source: Block;
  /** Rows of `source` that are kept, ascending; undefined if all are. */
  readonly kept: Uint32Array | undefined;

  constructor(source: Block, kept: Uint32Array | undefined) {
    this.source = source;
    this.kept = kept;
    this.rows = kept === undefined ? source.rows : kept.length;
  }

  /** Cells of a column as its type says; null or undefined where they are missing. O(rows) unless it passes whole. */
  cells({ input, numbers }: OutputColumn): ArrayLike<unknown> {
    if (input !== undefined) return this.#pick(this.source.cells(input));
    const { values, missing } = this.numbers(numbers as Numbers);
    if (missing === undefined) return values;
    return Array.from(values, (value, row) => (missing[row] === 1 ? null : value));
  }

  /** Numbers that were computed or parsed. A view where all rows are kept: valid until the next block. */
  numbers({ values, missing, missingCount }: Numbers): KeptNumbers {
    const { kept, rows } = this;
    if (kept === undefined) {
      return {
        values: values.subarray(0, rows),
        missing: missingCount === 0 ? undefined : missing.subarray(0, rows),
      };
    }
    const keptValues = new Float64Array(rows);
    const keptMissing = new Uint8Array(rows);
    let count = 0;
    for (let i = 0; i < rows; i++) {
      const row = kept[i] as number;
      keptValues[i] = values[row] as number;
      keptMissing[i] = missing[row] as number;
      count += missing[row] as number;
    }
    return { values: keptValues, missing: count === 0 ? undefined : keptMissing };
  }

  #pick(cells: ArrayLike<unknown>): ArrayLike<unknown> {
    if (this.kept === undefined) return cells;
    return Array.from(this.kept, (row) => cells[row]);
  }
}

/** Writes blocks in one format. */
export interface Writer {
  write(block: OutputBlock): Promise<void>;
  /** Writes what ends the file. */
  finish(): Promise<void>;
}
