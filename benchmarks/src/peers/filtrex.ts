import { compileExpression } from "filtrex";
import { assignProperty, fmod, objectScope, type Peer, spellWords } from "./peer.ts";

const { atan2, cos, exp, log, pow, sign, sin } = Math;
const options = { extraFunctions: { atan2, cos, exp, fmod, ln: log, pow, sign, sin } };

/** Generates JavaScript. It checks types, so a comparison cannot be added to a number and is spelled `if … then 1 else 0`. */
export const filtrex: Peer<(scope: object) => unknown> = {
  name: "filtrex",
  usage: "compileExpression; atan2, cos, exp, fmod, ln, pow, sign and sin are provided",
  spell: spellWords,
  compile: (text) => compileExpression(text, options),
  bind: (compiled, expression) => ({
    values: { compiled, scope: objectScope(expression) },
    assign: assignProperty,
    result: "compiled(scope)",
  }),
};
