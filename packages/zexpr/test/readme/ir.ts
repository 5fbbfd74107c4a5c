import { disassemble, OPS, verify } from "@zexpr/ir";
import { compile } from "zexpr";

const bytes = compile("x > 0 ? x : sin(2 * x) / 4", ["x"]).toProgram();
const words = new Int32Array(bytes.buffer);
verify(words); // throws if the bytes are no program
console.log(disassemble(words));
// → expression 0:
// →     44  lt          r0, #0, x
// →     48  jump_false  -> 60, r0
// →     52  move        out[0], x
// →     56  jump        -> 72
// →     60  mul         r0, x, #2
// →     64  sin         r0, r0
// →     68  div         out[0], r0, #4
// →     72  end

console.log(OPS[words[60] as number]?.join("; ")); // → mul; cell; cell; cell; commutative
