import { ExprError, nearestNames, Status, statusName } from "@zexpr/errors";

const source = "1 + coz(x)";
const suggestions = nearestNames("coz", ["sin", "cos", "tan", "sqrt"]);
const error = new ExprError("UnknownFunction", "unknown function `coz`, did you mean `cos`?", {
  source,
  span: { start: 4, end: 7 },
  suggestions,
});

console.log(error.code, error.status, error.suggestions[0]); // → UnknownFunction 6 cos
console.log(error.frame());
// → unknown function `coz`, did you mean `cos`?
// → 1 | 1 + coz(x)
// →   |     ^^^
console.log(statusName(16), Status.ArenaExhausted); // → ArenaExhausted 16
