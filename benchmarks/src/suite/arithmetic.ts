import type { SuiteExpression } from "./expression.ts";

const { exp, pow } = Math;

/** Operators alone: short sums, polynomials, powers. Here the cost per instruction shows, not that of `sin`. */
export const ARITHMETIC: readonly SuiteExpression[] = [
  { id: "add", source: "a+b", variables: ["a", "b"], reference: (a, b) => a + b },
  { id: "linear", source: "2*a+1", variables: ["a"], reference: (a) => 2 * a + 1 },
  { id: "lerp", source: "a + (b-a)*t", variables: ["a", "b", "t"], reference: (a, b, t) => a + (b - a) * t },
  {
    id: "sum10",
    source: "a + b + c + d + e + f + g + h + i + j",
    variables: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    reference: (a, b, c, d, e, f, g, h, i, j) => a + b + c + d + e + f + g + h + i + j,
  },
  {
    id: "rational",
    source: "(x+y)*(x-y)/(x*x+1)",
    variables: ["x", "y"],
    reference: (x, y) => ((x + y) * (x - y)) / (x * x + 1),
  },
  {
    id: "smoothstep",
    source: "t*t*(3 - 2*t)",
    variables: ["t"],
    reference: (t) => t * t * (3 - 2 * t),
  },
  {
    id: "pade",
    source: "x*(27 + x*x)/(27 + 9*x*x)",
    variables: ["x"],
    reference: (x) => (x * (27 + x * x)) / (27 + 9 * x * x),
  },
  {
    id: "horner3",
    source: "((a*x + b)*x + c)*x + d",
    variables: ["a", "b", "c", "d", "x"],
    reference: (a, b, c, d, x) => ((a * x + b) * x + c) * x + d,
  },
  {
    id: "horner8",
    source: "(((((((0.5*x + 1.25)*x + 0.75)*x + 2.5)*x + 0.3)*x + 1.1)*x + 0.6)*x + 4)*x + 7",
    variables: ["x"],
    reference: (x) =>
      (((((((0.5 * x + 1.25) * x + 0.75) * x + 2.5) * x + 0.3) * x + 1.1) * x + 0.6) * x + 4) * x + 7,
  },
  {
    id: "quadratic",
    source: "a*x^2 + b*x + c",
    variables: ["a", "b", "c", "x"],
    reference: (a, b, c, x) => a * x * x + b * x + c,
    spellings: { "cel-js": "a*pow(x, 2.0) + b*x + c" },
  },
  {
    id: "powers",
    source: "x^3 + a^0.5 + 2^y",
    variables: ["x", "a", "y"],
    reference: (x, a, y) => x * x * x + pow(a, 0.5) + pow(2, y),
    spellings: { "cel-js": "pow(x, 3.0) + pow(a, 0.5) + pow(2.0, y)" },
  },
  {
    id: "compound",
    source: "a * (1 + b/1200)^(12*c)",
    variables: ["a", "b", "c"],
    reference: (a, b, c) => a * pow(1 + b / 1200, 12 * c),
    spellings: { "cel-js": "a * pow(1.0 + b/1200.0, 12.0*c)" },
  },
  {
    id: "gaussian",
    source: "exp(-(x*x) / 2) * 0.3989422804014327",
    variables: ["x"],
    reference: (x) => exp(-(x * x) / 2) * 0.3989422804014327,
    spellings: { jexl: "exp((0 - x*x) / 2) * 0.3989422804014327" },
  },
];
