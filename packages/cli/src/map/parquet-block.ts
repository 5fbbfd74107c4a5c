import type { DecodedArray } from "hyparquet";
import { type Block, type ColumnType, type InputColumn, type Numbers, setMissing } from "./block.ts";
import { decimalText, integerOf } from "./decimal.ts";
import { halfToNumber } from "./half.ts";

/** Rows of a Parquet file. */
export class ParquetBlock implements Block {
  readonly rows: number;
  readonly firstRow: number;
  readonly raggedRows: readonly number[] = [];
  /** Values as they are stored, by column. */
  readonly raw: readonly DecodedArray[];
  readonly #columns: readonly InputColumn[];

  constructor(columns: readonly InputColumn[], raw: readonly DecodedArray[], rows: number, firstRow: number) {
    this.#columns = columns;
    this.raw = raw;
    this.rows = rows;
    this.firstRow = firstRow;
  }

  cells(column: number): ArrayLike<unknown> {
    const raw = this.raw[column] as DecodedArray;
    const convert = conversion((this.#columns[column] as InputColumn).type);
    return convert === undefined
      ? raw
      : Array.from(raw as ArrayLike<unknown>, (value) => (value == null ? null : convert(value)));
  }

  numbers(column: number, into: Numbers): void {
    const cells = this.cells(column);
    const { values } = into;
    for (let row = 0; row < this.rows; row++) {
      const cell = cells[row];
      if (cell === null || cell === undefined) setMissing(into, row);
      else values[row] = Number(cell);
    }
  }
}

/** From what is stored to what it means; undefined if that is the same. */
function conversion(type: ColumnType): ((value: unknown) => unknown) | undefined {
  if (type.kind === "decimal")
    return (value) =>
      decimalText(value instanceof Uint8Array ? integerOf(value) : BigInt(value as number), type.scale);
  if (type.kind !== "number") return undefined;
  switch (type.storage) {
    case "u32":
      return (value) => (value as number) >>> 0;
    case "u64":
      return (value) => BigInt.asUintN(64, value as bigint);
    case "f16": {
      return (value) => {
        const [low, high] = value as Uint8Array;
        return halfToNumber((low as number) | ((high as number) << 8));
      };
    }
    default:
      return undefined;
  }
}
