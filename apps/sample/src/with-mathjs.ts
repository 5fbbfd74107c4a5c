import { compile, evaluate } from "mathjs";
import { ENVIRONMENT, type SampleExpression, spellForMathjs } from "./sample.ts";
import { Inputs, ROWS, type Subject } from "./subject.ts";

/**
 * The same expression for mathjs, with a Map as scope: its fast way.
 *
 * @returns undefined when mathjs rejects the text or one of the inputs, or gives something that is not a number
 */
export function withMathjs(sample: SampleExpression): Subject | undefined {
  const names = Object.keys(sample.variables);
  const given = Object.values(sample.variables);
  const scope = new Map<string, unknown>([
    ...Object.entries(ENVIRONMENT.arrays).map(([name, elements]) => [name, [...elements]] as const),
    ...Object.entries(ENVIRONMENT.objects),
  ]);
  try {
    for (const { name, parameters, body } of ENVIRONMENT.functions) {
      evaluate(`${name}(${parameters.join(", ")}) = ${body}`, scope);
    }
    const compiled = compile(sample.mathjs ?? spellForMathjs(sample.source));
    const value = () => {
      for (const [i, name] of names.entries()) scope.set(name, given[i]);
      return compiled.evaluate(scope);
    };
    if (typeof value() !== "number") return undefined;

    const inputs = new Inputs(given);
    const { cells } = inputs;
    const run = (count: number) => {
      for (let n = 0; n < count; n++) {
        const row = inputs.offset(n);
        for (let i = 0; i < names.length; i++) scope.set(names[i] ?? "", cells[row + i]);
        compiled.evaluate(scope);
      }
    };
    run(ROWS);
    return { value, run };
  } catch {
    return undefined;
  }
}
