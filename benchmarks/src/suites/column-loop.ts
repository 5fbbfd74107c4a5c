import type { SuiteExpression } from "../suite/expression.ts";

/** Evaluates the rows of columns one after the other. */
export type ColumnLoop = (results: Float64Array, rows: number, inputs: readonly Float64Array[]) => void;

/** Loops made so far. */
let loops = 0;

/**
 * The loop over typed arrays that a user would write by hand: V8 has code of its own for it, with the function inlined. Each has
 * a number in its text, since V8 makes one function of equal texts.
 */
export function makeColumnLoop({ variables, reference }: SuiteExpression): ColumnLoop {
  const make = new Function(
    "f",
    `// ${++loops}
    return function run(results, rows, inputs) {
      const [${variables.map((name) => `${name}_`).join(", ")}] = inputs;
      for (let row = 0; row < rows; row++) {
        results[row] = f(${variables.map((name) => `${name}_[row]`).join(", ")});
      }
    };`,
  );
  return make(reference);
}
