import { Batch, Context } from "zexpr";

const context = new Context();
context.setVariable("gain", 0.5);
context.setConstant("limit", 10);
context.setArray("table", [1, 2, 4, 8]);
context.setAttribute("point", "x", 3);
context.addFunction("noise", 1, (x) => x + 0.25);
context.addExpressionFunction("hyp", ["a", "b"], "sqrt(a^2 + b^2)");

const batch = new Batch({ context });
batch.addExpression("min(limit, gain * table[2] + noise(point.x))");
batch.addExpression("hyp(3, 4)");
batch.evaluate();
console.log(...batch.results); // → 5.25 5

context.setVariable("gain", 2); // every batch that uses the context sees it at its next evaluation
batch.evaluate();
console.log(batch.results[0]); // → 10
