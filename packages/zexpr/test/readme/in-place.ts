import { Batch, Context, Status } from "zexpr";

const context = new Context();
context.addFunctionInPlace("mix", 3, (memory, argOffset, _argCount, resultOffset) => {
  const { f64 } = memory; // offsets are bytes
  const at = argOffset / 8;
  if (f64[at + 2] < 0) return Status.Other;
  f64[resultOffset / 8] = f64[at] + (f64[at + 1] - f64[at]) * f64[at + 2];
});

const batch = new Batch({ context });
batch.addExpression("mix(10, 20, 0.25)");
batch.evaluate();
console.log(batch.results[0]); // → 12.5
