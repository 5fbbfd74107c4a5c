import { type Data, type RecordBatch, Type, Vector } from "apache-arrow";
import { type Block, type InputColumn, type Numbers, setMissing } from "./block.ts";
import { decimalText, integerOf } from "./decimal.ts";
import { halfToNumber } from "./half.ts";

/** Rows of a record batch. */
export class ArrowBlock implements Block {
  readonly rows: number;
  readonly firstRow: number;
  readonly raggedRows: readonly number[] = [];
  /** By column. */
  readonly data: readonly Data[];
  readonly #columns: readonly InputColumn[];

  constructor(columns: readonly InputColumn[], batch: RecordBatch, firstRow: number) {
    this.#columns = columns;
    this.rows = batch.numRows;
    this.firstRow = firstRow;
    this.data = batch.data.children;
  }

  cells(column: number): ArrayLike<unknown> {
    const data = this.data[column] as Data;
    const values = this.#values(column);
    if (data.nullCount === 0) return values;
    return Array.from(values, (value, row) => (data.getValid(row) ? value : null));
  }

  numbers(column: number, into: Numbers): void {
    const data = this.data[column] as Data;
    const cells = this.#values(column);
    const { values } = into;
    for (let row = 0; row < this.rows; row++) values[row] = Number(cells[row]);
    if (data.nullCount === 0) return;
    for (let row = 0; row < this.rows; row++) if (!data.getValid(row)) setMissing(into, row);
  }

  /** Cells; what is there for missing ones is arbitrary. */
  #values(column: number): ArrayLike<unknown> {
    const data = this.data[column] as Data;
    const { type } = this.#columns[column] as InputColumn;
    // Arrays may be longer than the column.
    const values = (): Uint16Array => (data.values as Uint16Array).subarray(0, this.rows);
    switch (type.kind) {
      case "number":
        return type.storage === "f16" ? Array.from(values(), halfToNumber) : values();
      case "date":
      case "timestamp":
        return values();
      case "decimal":
        return Array.from({ length: this.rows }, (_, row) => {
          const words = data.values.subarray(row * data.stride, (row + 1) * data.stride);
          // Least significant byte first; a copy of its own, since it is turned round.
          const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice().reverse();
          return decimalText(integerOf(bytes), type.scale);
        });
      case "boolean":
        return Array.from({ length: this.rows }, (_, row) => {
          const bit = data.offset + row;
          return (((data.values as Uint8Array)[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
        });
      default:
        return texts(data);
    }
  }
}

/** Texts of a column; what is there for missing ones is arbitrary. */
function texts(data: Data): ArrayLike<unknown> {
  if (data.typeId === Type.Dictionary) {
    const { dictionary, values } = data;
    const words: ArrayLike<unknown>[] = (dictionary as Vector).data.map((part) => texts(part));
    const all =
      words.length === 1 ? (words[0] as ArrayLike<unknown>) : words.flatMap((part) => Array.from(part));
    return Array.from((values as Int32Array).subarray(0, data.length), (index) => all[Number(index)]);
  }
  if (data.typeId !== Type.Utf8) return new Vector([data]).toArray();
  const { valueOffsets, length } = data;
  const bytes = data.values as Uint8Array;
  const first = valueOffsets[0] as number;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = buffer.toString("utf8", first, valueOffsets[length] as number);
  // As many UTF-16 units as bytes: nothing but ASCII, and a text can be cut where the bytes are.
  const ascii = all.length === (valueOffsets[length] as number) - first;
  return Array.from({ length }, (_, row) => {
    const [from, to] = [valueOffsets[row] as number, valueOffsets[row + 1] as number];
    return ascii ? all.slice(from - first, to - first) : buffer.toString("utf8", from, to);
  });
}
