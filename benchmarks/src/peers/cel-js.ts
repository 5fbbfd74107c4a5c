import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { NAMES } from "../suite/variables.ts";
import { assignProperty, fmod, objectScope, type Peer } from "./peer.ts";

const { abs, atan2, cos, exp, floor, log, log10, log2, max, min, pow, round, sign, sin, sqrt } = Math;

// Declared types let it choose the operators when it parses, which makes the evaluation faster.
const environment = new Environment();
for (const name of NAMES) environment.registerVariable(name, "double");
for (const [name, f] of Object.entries({
  abs,
  cos,
  exp,
  floor,
  ln: log,
  log10,
  log2,
  round,
  sign,
  sin,
  sqrt,
})) {
  environment.registerFunction(`${name}(double): double`, f);
}
for (const [name, f] of Object.entries({ atan2, fmod, max, min, pow })) {
  environment.registerFunction(`${name}(double, double): double`, f);
}

/** Its whole numbers are big integers, so `2` is spelled `2.0`; it has no power operator and no number from a comparison. */
export const celJs: Peer<ParseResult> = {
  name: "cel-js",
  usage: "Environment.parse with variables declared as double; all functions are provided",
  spell: (source) => source.replace(/(?<![\w.])\d+(?![\w.])/g, "$&.0"),
  parse: (text) => environment.parse(text),
  compile(text) {
    const compiled = environment.parse(text);
    const { valid, error } = compiled.check();
    if (!valid) throw error;
    return compiled;
  },
  bind: (compiled, expression) => ({
    values: { compiled, scope: objectScope(expression) },
    assign: assignProperty,
    result: "compiled(scope)",
  }),
};
