import { ExprError } from "zexpr";

/** An error with the name of the new column before its message. */
export function named(error: ExprError, column: string): ExprError {
  return withMessage(error, `new column \`${column}\`: ${error.message}`);
}

/** An error in a row, counted from 0 on in the whole table. */
export function inRow(error: ExprError, column: string, row: number): ExprError {
  // Columns say which of their own rows it was.
  const message = error.message.replace(/^row \d+: /, "");
  return withMessage(error, `row ${row}, new column \`${column}\`: ${message}`);
}

function withMessage(error: ExprError, message: string): ExprError {
  const { span, source, suggestions } = error;
  // Even an undefined cause is one, since host functions can throw that.
  const cause = "cause" in error ? { cause: error.cause } : {};
  return new ExprError(error.code, message, { span, source, suggestions, ...cause });
}
