import type { Subject } from "./harness.ts";
import type { SuiteExpression } from "./suite/expression.ts";
import { referenceValues } from "./suite/variables.ts";

/** Relative to the reference. */
const TOLERANCE = 1e-11;
/** math-expression-evaluator rounds to 15 decimals, which near zero is a large relative error. */
const ABSOLUTE_TOLERANCE = 1e-15;

/**
 * Compares every row's result with the hand-written function's, before anything is timed.
 *
 * @throws Error that names the first row that differs
 */
export function checkSubject(subject: Subject, expression: SuiteExpression): void {
  for (const [row, expected] of referenceValues(expression).entries()) {
    const value = subject.valueOf(row);
    const allowed = Math.max(TOLERANCE * Math.abs(expected), ABSOLUTE_TOLERANCE);
    // Not `>`, so that NaN fails.
    const agrees = Math.abs(value - expected) <= allowed;
    if (!agrees) {
      throw new Error(
        `${subject.peer.name} gives ${value} for ${expression.id}, row ${row}; expected ${expected}`,
      );
    }
  }
}
