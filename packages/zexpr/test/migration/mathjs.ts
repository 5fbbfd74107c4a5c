import { compile } from "zexpr";

const noise = (x: number) => x + 0.25;
const formula = compile("gain * ln(x) + noise(x)", ["gain", "x"], { functions: { noise } });
console.log(formula.call(2, 1)); // → 1.25

const { args, result } = formula; // in a loop, without garbage:
args[0] = 2;
for (const x of [1, 10]) {
  args[1] = x;
  formula.run();
  console.log(result[0]);
}
// → 1.25
// → 14.855170185988092
