import { compile, type EvalFunction, parse } from "mathjs";
import { assignProperty, objectScope, type Peer, spellLog, spellWords } from "./peer.ts";

/** mathjs's `mod` is fmod for positive operands, which is all that the suite has. */
function spell(source: string): string {
  return spellWords(spellLog(source)).replace(/\bfmod\(/g, "mod(");
}

/** A Map as scope is the fast way in mathjs: an object is wrapped in a new map by every evaluation. */
export const mathjs: Peer<EvalFunction> = {
  name: "mathjs",
  usage: "compile().evaluate with a Map as scope",
  spell,
  parse: (text) => parse(text),
  compile: (text) => compile(text),
  bind: (compiled, { variables }) => ({
    values: { compiled, scope: new Map(variables.map((name) => [name, 0])) },
    assign: (name, _index, value) => `scope.set(${JSON.stringify(name)}, ${value});`,
    result: "compiled.evaluate(scope)",
  }),
};

/** An object as scope is what mathjs's documentation shows. */
export const mathjsObject: Peer<EvalFunction> = {
  name: "mathjs object",
  usage: "compile().evaluate with an object as scope",
  spell,
  compile: (text) => compile(text),
  bind: (compiled, expression) => ({
    values: { compiled, scope: objectScope(expression) },
    assign: assignProperty,
    result: "compiled.evaluate(scope)",
  }),
};
