import { Context, evaluate } from "zexpr";

const context = new Context();
context.addExpressionFunction("log", ["x"], "ln(x)");
context.addExpressionFunction("mod", ["x", "y"], "y == 0 ? x : x - y * floor(x / y)");
context.addExpressionFunction("%", ["x", "y"], "mod(x, y)");
context.addExpressionFunction(">>>", ["x", "n"], "rightLogShift(x, n)");
context.addFunction("rightLogShift", 2, (x, n) => x >>> n);
context.addExpressionFunction("factorial", ["n"], "n < 2 ? 1 : n * factorial(n - 1)");
context.setConstant("true", 1);
context.setConstant("false", 0);

console.log(evaluate("-7 % 3", {}, { context })); // → 2
console.log(evaluate("1 >>> 1", {}, { context })); // → 0
console.log(evaluate("log(1) + factorial(4) + true", {}, { context })); // → 25
