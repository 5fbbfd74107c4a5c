import { Batch, compile, evaluate } from "zexpr";

console.log(evaluate("x^2 + y", { x: 3, y: 4 })); // → 13

const line = compile("a*x + b", ["a", "b", "x"]);
console.log(line.call(2, 1, 10)); // → 21

const batch = new Batch();
const x = batch.addVariable("x");
const area = batch.addExpression("pi * x^2");
batch.variables[x] = 3;
batch.evaluate(); // millions of times, without garbage
console.log(batch.results[area]); // → 28.274333882308138
