import { checkList } from "@zexpr/compiler";
import { ExprError } from "@zexpr/errors";
import { Batch } from "./batch.ts";
import { contextOf, type ExpressionOptions } from "./options.ts";

/**
 * All problems of an expression: its syntax error, or every unknown name and wrong number of arguments, in evaluation
 * order. Empty if there is none. Never throws.
 */
export function check(
  source: string,
  names: readonly string[] = [],
  options: ExpressionOptions = {},
): ExprError[] {
  let batch: Batch | undefined;
  try {
    batch = new Batch({ ...options, context: contextOf(options) });
    checkList(names, "names");
    for (const name of names) batch.addVariable(name);
    batch.addExpression(source);
    return batch.diagnostics();
  } catch (error) {
    return [
      error instanceof ExprError ? error : new ExprError("Other", "the check failed", { cause: error }),
    ];
  } finally {
    batch?.dispose();
  }
}
