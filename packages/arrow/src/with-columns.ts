import { type Float32, type Float64, Table, type TypeMap } from "apache-arrow";
import { ExprError, type Precision } from "zexpr";
import { contextOf } from "./context.ts";
import { evaluatePlans } from "./evaluate.ts";
import { checkOptions, checkRecord, type WithColumnsOptions } from "./options.ts";
import { planColumns } from "./plan.ts";
import { tableWith } from "./table-with.ts";

/** Columns of a table and the new ones, which replace those of their names. */
export type WithColumns<T extends TypeMap, Name extends PropertyKey, P extends Precision> = Omit<T, Name> & {
  [K in Name]: P extends "f32" ? Float32 : Float64;
};

/**
 * A table with new columns, behind its own and in the order given; one whose name exists takes its place. An expression
 * may use the columns before it, new ones included.
 *
 * The record batches stay as they are, and share the memory of the columns that they had. A null in a column that an
 * expression uses, also through a new one, makes its result null. Rows are evaluated in blocks of some thousand, so that
 * beside the new columns it takes bounded memory, however large the table is.
 *
 * @param expressions - by the name of the new column. JavaScript puts names like `"7"` before all others
 * @throws {@link ExprError} of the first expression with a problem, before anything is evaluated: syntax, unknown names, arity,
 * columns that hold no numbers; or of the lowest row that fails, with its number in the table
 */
export function withColumns<T extends TypeMap, Name extends string, P extends Precision = "f64">(
  table: Table<T>,
  expressions: Readonly<Record<Name, string>>,
  options: WithColumnsOptions<P> = {},
): Table<WithColumns<T, Name, P>> {
  if (!(table instanceof Table)) throw new ExprError("Other", "the first argument must be an Arrow Table");
  checkRecord(expressions, "expressions");
  checkOptions(options);
  const context = contextOf(options);
  const plans = planColumns(table, expressions, options.variables ?? {}, context, options.limits);
  const outputs = evaluatePlans(table, plans, context, options);

  return tableWith(table, plans, outputs, options.precision) as Table<WithColumns<T, Name, P>>;
}
