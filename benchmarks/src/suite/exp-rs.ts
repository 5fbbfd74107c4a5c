import type { SuiteExpression } from "./expression.ts";

const { abs, atan2, cos, exp, log, log10, max, min, pow, sign, sin, sqrt } = Math;

// biome-ignore lint/suspicious/noApproximativeNumericConstant: the number that exp-rs's texts contain
const PI = 3.14159;

/** exp-rs's own benchmark expressions: the seed of its zero-allocation plan, and B1 to B7. */
export const EXP_RS: readonly SuiteExpression[] = [
  {
    id: "seed",
    source: "sin(x) * cos(y) + sqrt(x*x + y*y)",
    variables: ["x", "y"],
    reference: (x, y) => sin(x) * cos(y) + sqrt(x * x + y * y),
  },
  {
    id: "B1",
    source: "a*sin(b*3.14159/180) + c*cos(d*3.14159/180) + sqrt(e*e + f*f)",
    variables: ["a", "b", "c", "d", "e", "f"],
    reference: (a, b, c, d, e, f) => a * sin((b * PI) / 180) + c * cos((d * PI) / 180) + sqrt(e * e + f * f),
  },
  {
    id: "B2",
    source: "exp(g/10) * ln(h+1) + pow(i, 0.5) * j",
    variables: ["g", "h", "i", "j"],
    reference: (g, h, i, j) => exp(g / 10) * log(h + 1) + pow(i, 0.5) * j,
  },
  {
    id: "B3",
    source: "((a > 5) && (b < 10)) * c + ((d >= e) || (f != g)) * h + min(i, j)",
    variables: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    reference: (a, b, c, d, e, f, g, h, i, j) =>
      Number(a > 5 && b < 10) * c + Number(d >= e || f !== g) * h + min(i, j),
    spellings: {
      filtrex:
        "(if (a > 5) and (b < 10) then 1 else 0) * c + (if (d >= e) or (f != g) then 1 else 0) * h + min(i, j)",
      fparser: "((a > 5) * (b < 10)) * c + (((d >= e) + (f != g)) > 0) * h + min(i, j)",
      "cel-js": "(a > 5.0 && b < 10.0 ? 1.0 : 0.0) * c + (d >= e || f != g ? 1.0 : 0.0) * h + min(i, j)",
      "math-expression-evaluator": null,
    },
  },
  {
    id: "B4",
    source: "sqrt(pow(a-e, 2) + pow(b-f, 2)) + atan2(c-g, d-h) * (i+j)/2",
    variables: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    reference: (a, b, c, d, e, f, g, h, i, j) =>
      sqrt(pow(a - e, 2) + pow(b - f, 2)) + (atan2(c - g, d - h) * (i + j)) / 2,
  },
  {
    id: "B5",
    source: "abs(a-b) * sign(c-d) + max(e, f) * min(g, h) + fmod(i*j, 10)",
    variables: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    reference: (a, b, c, d, e, f, g, h, i, j) =>
      abs(a - b) * sign(c - d) + max(e, f) * min(g, h) + ((i * j) % 10),
  },
  {
    id: "B6",
    source: "(a+b+c)/3 * sin((d+e+f)*3.14159/6) + log10(g*h+1) - exp(-i*j/100)",
    variables: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    reference: (a, b, c, d, e, f, g, h, i, j) =>
      ((a + b + c) / 3) * sin(((d + e + f) * PI) / 6) + log10(g * h + 1) - exp((-i * j) / 100),
    spellings: {
      jexl: "(a+b+c)/3 * sin((d+e+f)*3.14159/6) + log10(g*h+1) - exp((0 - i)*j/100)",
    },
  },
  {
    id: "B7",
    source: "a + b * c - d / (e + 0.001) + pow(f, g) * h - i + j",
    variables: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    reference: (a, b, c, d, e, f, g, h, i, j) => a + b * c - d / (e + 0.001) + pow(f, g) * h - i + j,
  },
];
