import { Batch } from "./batch.ts";
import type { ColumnRecord } from "./column-record.ts";
import type { Column } from "./columns.ts";
import { checkRecord, contextOf, type ExpressionOptions } from "./options.ts";

/**
 * Evaluates an expression for all rows of columns. It is parsed and compiled, and everything is copied in and out, each time: for
 * more than one evaluation use `batch.columns`, whose columns stay where they are evaluated.
 *
 * @param columns - by name; numbers are the same in all rows
 * @returns a column of its own: a Float32Array with `precision: "f32"`, else a Float64Array
 * @throws {@link ExprError} what is wrong with the syntax or the columns, or the error of the lowest row that fails
 */
export function evaluateColumns(
  source: string,
  columns: ColumnRecord,
  options: ExpressionOptions = {},
): Column {
  checkRecord(columns, "columns");
  const batch = new Batch({ ...options, context: contextOf(options) });
  try {
    for (const name of Object.keys(columns)) batch.addVariable(name);
    batch.addExpression(source);
    return batch.evaluateColumns(columns)[0] as Column;
  } finally {
    batch.dispose();
  }
}
