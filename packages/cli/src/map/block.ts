/** How a column's numbers are stored in a file; "f16" becomes "f32" in another format. */
export type NumberStorage =
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "f16"
  | "f32"
  | "f64";

/**
 * What a column holds, and what {@link Block.cells} gives for it. Cells that are missing are null or undefined.
 *
 * - number: number, or bigint for "i64" and "u64"
 * - text: string
 * - boolean: boolean
 * - date: number, days since 1970-01-01
 * - decimal: string, all digits of an integer times 10 to the power of `-scale`
 * - timestamp: bigint, `unit` since 1970-01-01; `utc` if it is a moment, else the time of some clock
 * - other: what only a file of the same format can hold
 */
export type ColumnType =
  | { readonly kind: "number"; readonly storage: NumberStorage }
  | { readonly kind: "text" | "boolean" | "date" }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "timestamp"; readonly unit: TimestampUnit; readonly utc: boolean }
  | {
      readonly kind: "other";
      /** For messages: `list<int32>`. */
      readonly name: string;
    };

export type TimestampUnit = "s" | "ms" | "us" | "ns";

export const F64: ColumnType = { kind: "number", storage: "f64" };
export const TEXT: ColumnType = { kind: "text" };

/** A column of the input. */
export interface InputColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Numbers of a column in the rows of one block. */
export interface Numbers {
  /** As long as the largest block; NaN where the number is missing. */
  readonly values: Float64Array;
  /** 1 where it is missing. */
  readonly missing: Uint8Array;
  missingCount: number;
}

/** A cell of a column of numbers is none. Called in ascending order of rows. */
export type OnBadCell = (row: number, text: string) => void;

/** Some rows of the input, one after another. Valid until the next one is asked for. */
export interface Block {
  readonly rows: number;
  /** Rows of the input before it. */
  readonly firstRow: number;
  /** Rows that have another number of cells than there are columns, ascending. */
  readonly raggedRows: readonly number[];
  /** All cells of a column, as {@link ColumnType} says. Throws for "other". */
  cells(column: number): ArrayLike<unknown>;
  /** Writes the numbers of a column into `into`; what is no number is missing. */
  numbers(column: number, into: Numbers, onBadCell: OnBadCell): void;
}

/** A file that is read. */
export interface Source {
  /** For messages: its path, or "standard input". */
  readonly name: string;
  readonly columns: readonly InputColumn[];
  /** Whether text can be read as numbers: where a file has nothing but text. */
  readonly parsesText: boolean;
  /** How lines end, for formats that have lines. */
  readonly lineEnd?: string;
  /** Blocks of at most `rows` rows. May be called once. */
  blocks(rows: number): AsyncIterable<Block>;
  /** How much was read, and how much there is; undefined for a pipe. */
  progress(): { readonly done: number; readonly total: number } | undefined;
  /** "line 17", where a row of the input begins, for formats that have lines. Slow: for messages. */
  place?(row: number): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Adds a missing number. */
export function setMissing(numbers: Numbers, row: number): void {
  if (numbers.missing[row] === 1) return;
  numbers.values[row] = Number.NaN;
  numbers.missing[row] = 1;
  numbers.missingCount++;
}

export function newNumbers(rows: number): Numbers {
  return { values: new Float64Array(rows), missing: new Uint8Array(rows), missingCount: 0 };
}

/** Forgets which numbers are missing. */
export function clearMissing(numbers: Numbers, rows: number): void {
  if (numbers.missingCount === 0) return;
  numbers.missing.fill(0, 0, rows);
  numbers.missingCount = 0;
}
