import { Batch } from "zexpr";

const batch = new Batch({ precision: "f32" });
const x = batch.addVariable("x", 0.1);
batch.addExpression("x + 0.2");
batch.addExpression("x");
batch.evaluate();
console.log(...batch.results); // → 0.30000001192092896 0.10000000149011612
console.log(batch.variables[x]); // → 0.1
