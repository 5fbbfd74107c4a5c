import { Batch, Context } from "zexpr";

const context = new Context();
context.addFunction("noise", 1, (x) => x + 0.25);

const batch = new Batch({ context });
const x = batch.addVariable("x", 0);
const wave = batch.addExpression("amp(x) + noise(x)");
batch.addFunction("amp", ["v"], "2 * v^2");

batch.variables[x] = 3;
batch.evaluate();
console.log(batch.results[wave]); // → 21.25
