import { Context, evaluate } from "zexpr";

const context = new Context();
context.addExpressionFunction("log", ["x"], "ln(x)");
context.addExpressionFunction("lg", ["x"], "log10(x)");
context.addFunction("round", 1, Math.round);
context.addFunction("pyt", 2, Math.hypot);
context.addFunction("random", 0, Math.random);
context.setConstant("true", 1);
context.setConstant("false", 0);

console.log(evaluate("log(1) + lg(100) + round(-2.5)", {}, { context })); // → 0
console.log(evaluate("random() < 1 && pyt(3, 4) == 5 && true", {}, { context })); // → 1
