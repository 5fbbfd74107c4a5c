// @ts-nocheck: the document shows it as people write it, without types.
import { Parser } from "expr-eval-fork";

const parser = new Parser();
parser.functions.half = (x) => x / 2;
parser.consts.R = 8;

const formula = parser.parse("half(x) > R or y == 1 ? sqrt(x) : 0");
console.log(formula.evaluate({ x: 36, y: 0 })); // → 6
console.log(formula.evaluate({ x: 9, y: 0 })); // → 0
