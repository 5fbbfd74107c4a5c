import type { SuiteExpression } from "./expression.ts";

const { exp } = Math;

// math-expression-evaluator has neither comparisons nor a conditional.
const NO_COMPARISON = { "math-expression-evaluator": null } as const;

/** Comparisons, logic and conditionals, on inputs that make the branches unpredictable. */
export const DECISIONS: readonly SuiteExpression[] = [
  {
    id: "greater",
    source: "x > y ? x : y",
    variables: ["x", "y"],
    // biome-ignore lint/complexity/useMathMinMax: the conditional is what is measured
    reference: (x, y) => (x > y ? x : y),
    spellings: { ...NO_COMPARISON, filtrex: "if x > y then x else y", fparser: "ifElse(x > y, x, y)" },
  },
  {
    id: "piecewise",
    source: "x < -1 ? -1 : (x > 1 ? 1 : x)",
    variables: ["x"],
    // biome-ignore lint/complexity/useMathMinMax: the conditional is what is measured
    reference: (x) => (x < -1 ? -1 : x > 1 ? 1 : x),
    spellings: {
      ...NO_COMPARISON,
      filtrex: "if x < -1 then -1 else (if x > 1 then 1 else x)",
      fparser: "ifElse(x < -1, -1, ifElse(x > 1, 1, x))",
    },
  },
  {
    id: "soft-clip",
    source: "x > 0 ? 1 - exp(-x) : exp(x) - 1",
    variables: ["x"],
    reference: (x) => (x > 0 ? 1 - exp(-x) : exp(x) - 1),
    spellings: {
      ...NO_COMPARISON,
      filtrex: "if x > 0 then 1 - exp(-x) else exp(x) - 1",
      fparser: "ifElse(x > 0, 1 - exp(-x), exp(x) - 1)",
      jexl: "x > 0 ? 1 - exp(0 - x) : exp(x) - 1",
    },
  },
  {
    id: "comparisons",
    source: "(a < b) + (c >= d) + (e != f)",
    variables: ["a", "b", "c", "d", "e", "f"],
    reference: (a, b, c, d, e, f) => Number(a < b) + Number(c >= d) + Number(e !== f),
    spellings: {
      ...NO_COMPARISON,
      filtrex: "(if a < b then 1 else 0) + (if c >= d then 1 else 0) + (if e != f then 1 else 0)",
      "cel-js": "(a < b ? 1.0 : 0.0) + (c >= d ? 1.0 : 0.0) + (e != f ? 1.0 : 0.0)",
    },
  },
  {
    id: "logic",
    source: "a > 5 && b < 7 || c > d",
    variables: ["a", "b", "c", "d"],
    reference: (a, b, c, d) => Number((a > 5 && b < 7) || c > d),
    spellings: { ...NO_COMPARISON, fparser: "((a > 5) * (b < 7) + (c > d)) > 0" },
  },
];
