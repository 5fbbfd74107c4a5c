import { type Binding, type Peer, spelling } from "./peers/peer.ts";
import type { SuiteExpression } from "./suite/expression.ts";
import { inputTable, ROWS } from "./suite/variables.ts";

/** The measured loop. */
export interface EvaluationLoop {
  /** Evaluates `count` times, row after row of the inputs from `first`, each time with all variables set anew. */
  run(first: number, count: number): void;
  /** Evaluates one row. */
  valueOf(row: number): number;
}

/** A peer with one expression compiled. */
export interface Subject extends EvaluationLoop {
  readonly peer: Peer;
  dispose(): void;
}

/**
 * Compiles `expression` for `peer`.
 *
 * @returns undefined when the peer's language cannot express it
 * @throws what the peer throws when it does not accept the text
 */
export function prepareSubject(peer: Peer, expression: SuiteExpression): Subject | undefined {
  const text = spelling(peer, expression);
  if (text === null) return undefined;
  const compiled = peer.compile(text, expression);
  const loop = makeLoop(peer.bind(compiled, expression), expression.variables);
  return { ...loop, peer, dispose: () => peer.dispose?.(compiled) };
}

/** Loops made so far. */
let loops = 0;

/**
 * Makes the loop that a user of the library would write by hand: set the variables, evaluate, store the result.
 *
 * It is generated, so that each subject has machine code of its own with property names and indices written out; one
 * loop for all would measure its own polymorphism. Of equal texts V8 makes one function, so each has a number.
 */
export function makeLoop({ values, assign, result }: Binding, variables: readonly string[]): EvaluationLoop {
  const output = new Float64Array(1);
  const assignments = variables.map((name, index) => assign(name, index, `table[offset + ${index}]`));
  const make = new Function(
    ...["table", "output", ...Object.keys(values)],
    `// ${++loops}
    return function run(first, count) {
      for (let row = first; row < first + count; row++) {
        const offset = (row & ${ROWS - 1}) * ${variables.length};
        ${assignments.join("\n        ")}
        output[0] = ${result};
      }
    };`,
  );
  const run: EvaluationLoop["run"] = make(inputTable(variables), output, ...Object.values(values));
  return {
    run,
    valueOf(row) {
      run(row, 1);
      return output[0] ?? Number.NaN;
    },
  };
}
