import jexlModule, { type Expression } from "jexl";
import { assignProperty, fmod, objectScope, type Peer, spellLog } from "./peer.ts";

const { abs, atan2, cos, exp, floor, log, log10, log2, max, min, pow, round, sign, sin, sqrt } = Math;
const instance = new jexlModule.Jexl();
instance.addFunctions({ abs, atan2, cos, exp, floor, fmod, log, log10, log2, max, min });
instance.addFunctions({ pow, round, sign, sin, sqrt });

/** It has no unary minus: `-x` is spelled `0 - x`. */
export const jexl: Peer<Expression> = {
  name: "jexl",
  usage: "compile().evalSync; all functions are provided",
  spell: spellLog,
  parse: (text) => instance.compile(text),
  compile: (text) => instance.compile(text),
  bind: (compiled, expression) => ({
    values: { compiled, scope: objectScope(expression) },
    assign: assignProperty,
    result: "compiled.evalSync(scope)",
  }),
};
