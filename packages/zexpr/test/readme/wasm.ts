import { generate } from "@zexpr/wasm";
import { Batch, LinearMemory, Program } from "zexpr";

const batch = new Batch();
batch.addVariable("x", 1);
batch.addExpression("x > 2 ? x^2 : -x");

const memory = new LinearMemory({ backing: "wasm" });
const { words, cells, state, variables, results } = Program.load(batch.toProgram(), memory);
const bytes = generate(words, cells, { cells: cells.byteOffset, state: state.byteOffset, shared: false });

const { instance } = await WebAssembly.instantiate(bytes, {
  zexpr: { memory: memory.wasm as WebAssembly.Memory },
  kernels: { pow: Math.pow },
});
const evaluate = instance.exports.evaluate as () => number;
variables[0] = 3;
console.log(evaluate(), results[0]); // → 0 9
