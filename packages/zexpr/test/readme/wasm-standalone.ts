import { KERNEL_BLOCK_BYTES, kernelBytes } from "@zexpr/kernels";
import { generateStandalone } from "@zexpr/wasm/standalone";
import { Batch, Program } from "zexpr";

const batch = new Batch();
batch.addVariable("x", 3);
batch.addExpression("x > 2 ? x^2 : -x");

const { words, cells } = Program.load(batch.toProgram(), undefined, {}, { tier: "interpreter" });
const kernels = { bytes: kernelBytes({ shared: false }), blockBytes: KERNEL_BLOCK_BYTES };
const { bytes, cells: first } = generateStandalone(words, cells, kernels);

const { instance } = await WebAssembly.instantiate(bytes);
const { memory, evaluate } = instance.exports as { memory: WebAssembly.Memory; evaluate: () => number };
const [x, result] = [first / 8, first / 8 + 1];
const values = new Float64Array(memory.buffer);
console.log(evaluate(), values[result]); // → 0 9
values[x] = 1;
console.log(evaluate(), values[result]); // → 0 -1
