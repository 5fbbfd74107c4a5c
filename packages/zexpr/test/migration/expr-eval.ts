import { Context, compile } from "zexpr";

const context = new Context();
context.addFunction("half", 1, (x) => x / 2);
context.setConstant("R", 8);

const formula = compile("half(x) > R || y == 1 ? sqrt(x) : 0", ["x", "y"], { context });
console.log(formula.call(36, 0)); // → 6
console.log(formula.call(9, 0)); // → 0
