import { quote } from "@zexpr/compiler";
import { ExprError } from "@zexpr/errors";

/** Numbers of a column: they are converted to the column's type. */
export type ColumnValues =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | readonly number[];

/** Columns of equal length, and numbers that are the same in all rows, by name. */
export type ColumnRecord = Readonly<Record<string, ColumnValues | number>>;

/**
 * Number of rows of the columns among `columns`.
 *
 * @throws {@link ExprError} `Other` for what is no column and no number, for lengths that differ, or if there is no column
 */
export function rowsOf(columns: ColumnRecord): number {
  let first: string | undefined;
  let rows = 0;
  for (const [name, values] of Object.entries(columns)) {
    if (typeof values === "number") continue;
    if (!isColumn(values)) {
      const wanted = "a typed array of numbers, an array of numbers, or a number";
      throw new ExprError("Other", `the column ${quote(name)} must be ${wanted}, not ${quote(values)}`);
    }
    if (first === undefined) {
      first = name;
      rows = values.length;
    } else if (values.length !== rows)
      throw new ExprError(
        "Other",
        `columns must be equally long: ${quote(first)} has ${rows} values, ${quote(name)} has ${values.length}`,
      );
    if (Array.isArray(values)) checkNumbers(name, values);
  }
  if (first === undefined)
    throw new ExprError("Other", "there is no column: give at least one variable an array of values");
  return rows;
}

function isColumn(values: unknown): values is ColumnValues {
  if (Array.isArray(values)) return true;
  if (!ArrayBuffer.isView(values) || values instanceof DataView) return false;
  return !(values instanceof BigInt64Array || values instanceof BigUint64Array);
}

function checkNumbers(name: string, values: readonly unknown[]): void {
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] === "number") continue;
    throw new ExprError(
      "Other",
      `the column ${quote(name)} must hold numbers, but value ${i} is ${quote(values[i])}`,
    );
  }
}
