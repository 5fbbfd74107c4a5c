import { BUILTINS, OPERATORS } from "zexpr/inspect";
import { formulaPath } from "./loops.ts";
import type { Path } from "./path.ts";

/** Every built-in function, in each form; the constant ones beside a variable, as alone they are folded away. */
export const BUILTIN_PATHS: readonly Path[] = BUILTINS.map(({ name, parameters }) => {
  const call = `${name}(${["x", "y", "z"].slice(0, parameters.length).join(", ")})`;
  return formulaPath("built-ins", parameters.length === 0 ? `x + ${call}` : call);
});

/** Every operator, in each spelling. */
export const OPERATOR_PATHS: readonly Path[] = [
  ...OPERATORS.map(({ spelling, arity }) => (arity === 1 ? `${spelling}x` : `x ${spelling} y`)),
  "+x",
  "x && y",
  "x || y",
  "x ? y : z",
].map((source) => formulaPath("operators", source));

/** What the compiler makes jumps, moves and branches of. */
export const CONTROL_PATHS: readonly Path[] = [
  "x",
  "3",
  "x > 0 ? sin(x) : cos(x)",
  "x > 0 ? y > 0 ? 1 : 2 : y > 0 ? 3 : sqrt(z)",
  "x > 0 && sin(y) > 0",
  "x > 0 || sin(y) > 0",
  "x > 0 && y / z > 1 || z < 0 && exp(y) > 2",
  "if(x < y, x ^ y, y ^ x)",
  "x, y; z",
  "(sin(x) + cos(y)) * (sin(x) - cos(y)) + (sin(x) + cos(y))",
  Array.from({ length: 50 }, (_, i) => `${"xyz"[i % 3]} * ${i + 0.5}`).join(" + "),
].map((source) => formulaPath("control flow", source));
