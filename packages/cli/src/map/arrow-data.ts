import { type Data, type DataType, makeData } from "apache-arrow";
import type { ColumnType, NumberStorage } from "./block.ts";

type Constructor = new (
  length: number,
) => {
  [index: number]: unknown;
  readonly length: number;
} & ArrayBufferView;

const ARRAYS: Readonly<Record<NumberStorage, Constructor>> = {
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: BigInt64Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  u64: BigUint64Array,
  f16: Float32Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** Bits, the first one lowest, and how many are 0. */
export function bitmap(
  length: number,
  isSet: (i: number) => boolean,
): { bits: Uint8Array; nullCount: number } {
  const bits = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < length; i++) {
    if (isSet(i)) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
    else nullCount++;
  }
  return { bits, nullCount };
}

/** Cells as a column of Arrow's. @param kind - what the cells are; `type` is the same for Arrow */
export function dataOf(cells: ArrayLike<unknown>, kind: ColumnType, type: DataType): Data {
  const { length } = cells;
  const isThere = (i: number): boolean => cells[i] !== null && cells[i] !== undefined;
  // Typed arrays have no missing cells.
  const nulls = ArrayBuffer.isView(cells) ? { bits: undefined, nullCount: 0 } : bitmap(length, isThere);
  const nullBitmap = nulls.nullCount === 0 ? undefined : nulls.bits;
  const common = { type, length, nullCount: nulls.nullCount, nullBitmap };
  if (kind.kind === "boolean")
    return makeData({ ...common, data: bitmap(length, (i) => cells[i] === true).bits } as never);
  if (kind.kind === "text" || kind.kind === "other")
    return makeData({ ...common, ...encodeTexts(cells) } as never);
  const storage = kind.kind === "number" ? kind.storage : kind.kind === "date" ? "i32" : "i64";
  const data = new ARRAYS[storage](length);
  for (let i = 0; i < length; i++) if (isThere(i)) data[i] = cells[i];
  return makeData({ ...common, data } as never);
}

function encodeTexts(cells: ArrayLike<unknown>): { data: Uint8Array; valueOffsets: Int32Array } {
  const valueOffsets = new Int32Array(cells.length + 1);
  let all = "";
  for (let i = 0; i < cells.length; i++) {
    all += (cells[i] ?? "") as string;
    valueOffsets[i + 1] = all.length;
  }
  const data = Buffer.from(all);
  // More bytes than UTF-16 units: not only ASCII, so that the places differ.
  if (data.length !== all.length) {
    for (let i = 0; i < cells.length; i++)
      valueOffsets[i + 1] = (valueOffsets[i] as number) + Buffer.byteLength((cells[i] ?? "") as string);
  }
  return { data, valueOffsets };
}
