import { Batch, check, ExprError, evaluate } from "zexpr";

try {
  evaluate("1 + coz(x)", { x: 0 });
} catch (error) {
  if (!(error instanceof ExprError)) throw error;
  console.log(error.code, error.status, error.suggestions[0]); // → UnknownFunction 6 cos
  console.log(error.frame());
  // → unknown function `coz`: register it, or check the spelling. Did you mean `cos`?
  // → 1 | 1 + coz(x)
  // →   |     ^^^^^^
}

// Names and arguments are looked at when evaluation reaches them; `check` and `compile` look at once.
console.log(evaluate("1 || nosuch")); // → 1
console.log(
  check("1 || nosuch")
    .map((error) => error.code)
    .join(),
); // → UnknownVariable

const batch = new Batch();
batch.addVariable("i", 7);
batch.addExpression("i");
batch.addExpression("atan2(i, 1, 2)");
console.log(batch.tryEvaluate(), batch.lastError?.code); // → 7 InvalidFunctionCall
console.log(...batch.results); // → 7 NaN
