import { BUILTINS, builtinNames, CONSTANTS, findBuiltins } from "@zexpr/functions";
import { OPS } from "@zexpr/ir";

for (const { name, parameters, documentation } of findBuiltins("atan2") ?? [])
  console.log(`${name}(${parameters.join(", ")}): ${documentation}`);
// → atan2(y): angle of the point (1, y)
// → atan2(y, x): angle of the point (x, y)

const lerp = BUILTINS.find(({ name }) => name === "lerp");
console.log(lerp?.steps.map(([opcode]) => OPS[opcode]?.[0]).join(" ")); // → sub mul add
console.log(CONSTANTS.get("tau"), [...builtinNames()].length); // → 6.283185307179586 54
