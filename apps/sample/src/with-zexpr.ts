import { Batch, Context } from "zexpr";
import { ENVIRONMENT, type SampleExpression } from "./sample.ts";
import { Inputs, type Subject } from "./subject.ts";

export interface ZexprSubject extends Subject {
  /** Bytes of the batch's arena: program, constants, variables, results and stacks. */
  readonly arenaBytes: number;
  dispose(): void;
}

/** Functions, arrays and attributes that every batch here can use. */
export function makeContext(): Context {
  const context = new Context();
  for (const { name, parameters, body } of ENVIRONMENT.functions) {
    context.addExpressionFunction(name, [...parameters], body);
  }
  for (const [name, elements] of Object.entries(ENVIRONMENT.arrays)) context.setArray(name, elements);
  for (const [name, attributes] of Object.entries(ENVIRONMENT.objects)) {
    for (const [attribute, value] of Object.entries(attributes)) {
      context.setAttribute(name, attribute, value);
    }
  }
  return context;
}

/**
 * One batch with all of `samples`; a variable that several use is the same variable.
 *
 * @throws ExprError when one of them cannot be parsed or evaluated
 */
export function withZexpr(samples: readonly SampleExpression[], context: Context): ZexprSubject {
  const batch = new Batch({ context, tier: "interpreter" });
  const given = new Map(samples.flatMap((sample) => Object.entries(sample.variables)));
  for (const [name, value] of given) batch.addVariable(name, value);
  for (const { source } of samples) batch.addExpression(source);
  batch.evaluate();

  const { variables, results } = batch;
  const inputs = new Inputs([...given.values()]);
  const { cells, width } = inputs;
  return {
    arenaBytes: batch.statistics().arena.used,
    value() {
      variables.set([...given.values()]);
      batch.evaluate();
      return results[0] ?? Number.NaN;
    },
    run(count) {
      for (let n = 0; n < count; n++) {
        const row = inputs.offset(n);
        for (let i = 0; i < width; i++) variables[i] = cells[row + i] ?? 0;
        batch.evaluate();
      }
    },
    dispose: () => batch.dispose(),
  };
}
