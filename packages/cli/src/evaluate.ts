import type { Names } from "./names.ts";
import { numberJson, numberText } from "./numbers.ts";
import type { Report } from "./output.ts";

/** `zexpr EXPR`. @throws ExprError what is wrong with the expression */
export function evaluateReport(source: string, names: Names): Report {
  const value = names.evaluate(source);
  return { text: numberText(value), json: { expression: source, value: numberJson(value) } };
}
