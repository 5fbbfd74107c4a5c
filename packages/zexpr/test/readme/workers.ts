import { Batch, closeWorkers } from "zexpr";

const batch = new Batch();
batch.addVariable("t");
batch.addExpression("sin(t) * exp(-t)");
const table = batch.columns({ rows: 100_000, shared: true });
table.input("t").forEach((_, row, column) => {
  column[row] = row / 1_000;
});
await table.evaluateParallel({ workers: 2 }); // the same bits as table.evaluate()
console.log(table.output(0)[1_000]); // → 0.3095598756531122
table.dispose();
await closeWorkers(); // only to end them now: idle workers keep no process alive
