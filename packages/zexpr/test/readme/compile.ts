import { compile } from "zexpr";

const parabola = compile("a*x^2 + b*x + c", ["a", "b", "c", "x"]);
console.log(parabola.call(1, 2, 3, 4)); // → 27

const { args, result } = parabola; // views of the program's memory
for (let x = 0; x < 3; x++) {
  args[3] = x;
  parabola.run(); // no allocation
  console.log(result[0]);
}
// → 3
// → 6
// → 11
parabola.dispose();
