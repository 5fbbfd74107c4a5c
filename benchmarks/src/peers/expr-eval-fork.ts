import { type Expression, Parser } from "expr-eval-fork";
import { assignProperty, fmod, objectScope, type Peer, spellWords } from "./peer.ts";

const parser = new Parser();
parser.functions.fmod = fmod;

/** Its `toJSFunction` is not used: the `with` statements it generates make it slower than `evaluate`. */
export const exprEvalFork: Peer<Expression> = {
  name: "expr-eval-fork",
  usage: "parse().evaluate; fmod is provided",
  spell: spellWords,
  parse: (text) => parser.parse(text),
  compile: (text) => parser.parse(text),
  bind: (compiled, expression) => ({
    values: { compiled, scope: objectScope(expression) },
    assign: assignProperty,
    result: "compiled.evaluate(scope)",
  }),
};
