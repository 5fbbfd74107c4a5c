import { Batch, evaluateColumns } from "zexpr";

// Once, copied in and out:
const x = Float64Array.of(3, 5, 8);
console.log(...evaluateColumns("sqrt(x^2 + y^2) * k", { x, y: [4, 12, 15], k: 2 })); // → 10 26 34

// Over and over, in place:
const batch = new Batch();
batch.addVariable("x");
const k = batch.addVariable("k", 2);
batch.addExpression("k * x");
batch.addExpression("x > 1 ? ln(x) : 0");

const table = batch.columns({ rows: 1_000 });
const input = table.input("x"); // from now on a column; k, which was not asked for, stays one value
const [product, logarithm] = [table.output(0), table.output(1)];
input.set([1, 2, 3]);
table.evaluate(3); // the first three rows; without an argument all
console.log(product[2], logarithm[0]); // → 6 0
batch.variables[k] = 10;
table.evaluate(3); // allocates nothing
console.log(product[2]); // → 30
table.dispose();
