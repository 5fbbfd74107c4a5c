import type { Place } from "./options.ts";

/** Rows that are always worth a block. */
const LEAST_ROWS = 64;
const MOST_ROWS = 65_536;
/** Cells of text should be gone before the collector moves them to where collection is expensive. */
const TEXT_CELLS = 1 << 13;
/** Formats with blocks of their own are better with larger ones. */
const TYPED_CELLS = 1 << 16;

/** Rows that are read, evaluated and written at a time. */
export function blockRows(from: Place, to: Place, columns: number): number {
  const isArrow = ({ format }: Place): boolean => format === "arrow" || format === "arrow-stream";
  // Columns pass through without being looked at, in blocks that are there already.
  if (isArrow(from) && isArrow(to)) return MOST_ROWS;
  const cells = from.format === "csv" && to.format === "csv" ? TEXT_CELLS : TYPED_CELLS;
  return Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.ceil(cells / columns)));
}
