import Imported from "math-expression-evaluator";
import { NAMES } from "../suite/variables.ts";
import { assignProperty, fmod, objectScope, type Peer } from "./peer.ts";

// A CommonJS module whose declarations describe an ES module: at run time the import is the class itself.
const Mexp = Imported as unknown as typeof Imported.default;
type Postfix = ReturnType<InstanceType<typeof Mexp>["toPostfix"]>;

const { abs, atan2, exp, floor, log10, log2, max, min, round, sign, sqrt } = Math;
const TYPES = { function: 0, constant: 3, functionOfMany: 8 } as const;

const mexp = new Mexp();
mexp.math.isDegree = false;
mexp.addToken([
  // Constants are its only variables: they are looked up in the object that each evaluation is given.
  ...NAMES.map((name) => token(name, TYPES.constant, name)),
  ...Object.entries({ abs, exp, floor, log2, log10, round, sign, sqrt }).map(([name, value]) =>
    token(name, TYPES.function, value),
  ),
  ...Object.entries({ atan2, fmod, max, min }).map(([name, value]) => ({
    ...token(name, TYPES.functionOfMany, value),
    numberOfArguments: 2,
  })),
]);

function token(name: string, type: number, value: unknown): Parameters<typeof mexp.addToken>[0][number] {
  return { token: name, show: name, type, value, precedence: type === TYPES.function ? 11 : 0 };
}

/** It rounds every result to 15 decimals, as part of the evaluation. */
export const mathExpressionEvaluator: Peer<Postfix> = {
  name: "math-expression-evaluator",
  usage:
    "toPostfix(lex()) once, then postfixEval; abs, atan2, exp, floor, fmod, max … are provided as tokens",
  spell: (source) => source,
  parse: (text) => mexp.toPostfix(mexp.lex(text)),
  compile: (text) => mexp.toPostfix(mexp.lex(text)),
  bind: (postfix, expression) => ({
    values: { mexp, postfix, scope: objectScope(expression) },
    assign: assignProperty,
    result: "mexp.postfixEval(postfix, scope)",
  }),
};
