import { evaluate } from "zexpr";

console.log(evaluate("2 + 3 * 4")); // → 14
console.log(evaluate("x^2 + y", { x: 3, y: 4 })); // → 13
console.log(evaluate("half(x) > 1 ? sqrt(x) : 0", { x: 9 }, { functions: { half: (x) => x / 2 } })); // → 3
