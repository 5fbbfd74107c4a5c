import { Batch } from "zexpr";

const batch = new Batch();
const x = batch.addVariable("x", 1);
const y = batch.addVariable("y", 1);
batch.addFunction("hyp", ["a", "b"], "sqrt(a^2 + b^2)");
const distance = batch.addExpression("hyp(x, y)");
const unit = batch.addExpression("x / hyp(x, y)");

const { variables, results } = batch;
variables[x] = 3;
variables[y] = 4;
batch.evaluate();
console.log(results[distance], results[unit]); // → 5 0.6

batch.setExpression(unit, "y / hyp(x, y)"); // an edit: get the views again
batch.evaluate();
console.log(batch.results[unit]); // → 0.8
console.log(batch.statistics().evaluations); // → 2
batch.dispose();
