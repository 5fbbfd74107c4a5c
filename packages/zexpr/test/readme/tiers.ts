import { Batch } from "zexpr";

const batch = new Batch(); // tier: "auto"
const x = batch.addVariable("x");
batch.addExpression("sin(x) / x");
batch.prepare(); // before the audio starts: from here on no evaluation compiles anything
console.log(batch.statistics().tier, batch.statistics().kernels); // → wasm wasm

batch.variables[x] = 0.5;
batch.evaluate();
console.log(batch.results[0]); // → 0.958851077208406
