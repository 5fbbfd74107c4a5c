import { checkNumber } from "@zexpr/compiler";
import { Batch } from "./batch.ts";
import { checkRecord, contextOf, type ExpressionOptions } from "./options.ts";

/**
 * Evaluates an expression once. It is parsed and compiled each time: for more than a few evaluations use `compile` or a
 * `Batch`, which are a hundred times faster and allocate nothing.
 *
 * @param variables - values by name
 * @throws {@link ExprError} what is wrong with the syntax, or the first problem that evaluation meets
 */
export function evaluate(
  source: string,
  variables: Readonly<Record<string, number>> = {},
  options: ExpressionOptions = {},
): number {
  checkRecord(variables, "variables");
  const batch = new Batch({ ...options, context: contextOf(options) });
  try {
    for (const [name, value] of Object.entries(variables)) {
      checkNumber(value, "the value of", name);
      batch.addVariable(name, value);
    }
    batch.addExpression(source);
    batch.evaluate();
    return batch.results[0] as number;
  } finally {
    batch.dispose();
  }
}
