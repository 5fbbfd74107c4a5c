import { type Data, Type } from "apache-arrow";
import type { Numbers } from "./widen.ts";

/** Whether a chunk has nulls. Counts the bits of its bitmap if nobody has yet. */
export function hasNulls(data: Data): boolean {
  // A column of the type Null has neither a bitmap nor always a count.
  return data.nullCount > 0 || (data.typeId === Type.Null && data.length > 0);
}

/**
 * Writes a bitmap of the rows in which no chunk has a null, of `count` rows from row `from` on. Bits behind them are 0.
 *
 * @param chunks - of one record batch, each with nulls
 */
export function intersectValid(
  chunks: readonly Data[],
  from: number,
  count: number,
  bitmap: Uint8Array,
): void {
  const bytes = (count + 7) >> 3;
  bitmap.fill(255, 0, bytes);
  for (const { typeId, nullBitmap, offset } of chunks) {
    if (typeId === Type.Null) bitmap.fill(0, 0, bytes);
    else andBits(nullBitmap, offset + from, bitmap, bytes);
  }
  if (count % 8 !== 0) bitmap[bytes - 1] = (bitmap[bytes - 1] as number) & ((1 << (count % 8)) - 1);
}

/** `to &= from`, for so many bytes from bit `first` on. */
function andBits(from: Uint8Array, first: number, to: Uint8Array, bytes: number): void {
  const shift = first & 7;
  for (let i = 0, at = first >> 3; i < bytes; i++, at++) {
    // Behind the end of the bitmap no bit is asked for.
    const both = (from[at] as number) | ((from[at + 1] ?? 0) << 8);
    to[i] = (to[i] as number) & (both >> shift);
  }
}

/**
 * Lists the rows whose bits are set, ascending.
 *
 * @param rows - has a place more than there are rows
 * @returns how many there are
 */
export function listRows(bitmap: Uint8Array, count: number, rows: Int32Array): number {
  let listed = 0;
  for (let first = 0; first < count; first += 8) {
    const bits = bitmap[first >> 3] as number;
    for (let bit = 0; bit < 8; bit++) {
      // Written also for a null: the next row takes its place, and there is no jump to guess.
      rows[listed] = first + bit;
      listed += (bits >> bit) & 1;
    }
  }
  return listed;
}

/** Moves the values of the listed rows together. In place: a row never moves up. */
export function gather(values: Numbers, rows: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) values[i] = values[rows[i] as number] as number;
}

/** Puts values that lie together where their rows are. */
export function scatter(values: Numbers, rows: Int32Array, count: number, out: Numbers, from: number): void {
  for (let i = 0; i < count; i++) out[from + (rows[i] as number)] = values[i] as number;
}

/** A bitmap of zeros for so many rows, in whole words of 64 bits as Arrow wants them. */
export function emptyBitmap(length: number): Uint8Array {
  return new Uint8Array(Math.ceil(length / 64) * 8);
}
