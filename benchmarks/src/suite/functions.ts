import type { SuiteExpression } from "./expression.ts";

const { abs, atan2, cos, exp, floor, log, log10, log2, max, min, round, sin, sqrt } = Math;

/** Built-in functions, alone and nested. */
export const FUNCTIONS: readonly SuiteExpression[] = [
  {
    id: "nested-trig",
    source: "sin(cos(sin(cos(x))))",
    variables: ["x"],
    reference: (x) => sin(cos(sin(cos(x)))),
  },
  {
    id: "nested-mixed",
    source: "sqrt(abs(sin(exp(cos(x)))) + 1)",
    variables: ["x"],
    reference: (x) => sqrt(abs(sin(exp(cos(x)))) + 1),
  },
  {
    id: "logs",
    source: "ln(a+1) + log10(b+1) + log2(c+1)",
    variables: ["a", "b", "c"],
    reference: (a, b, c) => log(a + 1) + log10(b + 1) + log2(c + 1),
  },
  {
    id: "min-max",
    source: "max(min(a, b), min(c, d))",
    variables: ["a", "b", "c", "d"],
    reference: (a, b, c, d) => max(min(a, b), min(c, d)),
  },
  {
    id: "limit",
    source: "min(max(x, -1), 1)",
    variables: ["x"],
    reference: (x) => min(max(x, -1), 1),
    spellings: { jexl: "min(max(x, 0 - 1), 1)" },
  },
  {
    id: "rounding",
    source: "floor(a*10) + fmod(b, 3) - round(c)",
    variables: ["a", "b", "c"],
    reference: (a, b, c) => floor(a * 10) + (b % 3) - round(c),
  },
  {
    id: "polar",
    source: "sqrt(x*x + y*y) * atan2(y, x)",
    variables: ["x", "y"],
    reference: (x, y) => sqrt(x * x + y * y) * atan2(y, x),
  },
  {
    id: "fm",
    source: "a * sin(b*t + c*sin(d*t))",
    variables: ["a", "b", "c", "d", "t"],
    reference: (a, b, c, d, t) => a * sin(b * t + c * sin(d * t)),
  },
  {
    id: "damped",
    source: "a * exp(-t/2) * cos(3*t + b)",
    variables: ["a", "b", "t"],
    reference: (a, b, t) => a * exp(-t / 2) * cos(3 * t + b),
    spellings: { jexl: "a * exp((0 - t)/2) * cos(3*t + b)" },
  },
];
