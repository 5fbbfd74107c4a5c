import { describe, expect, test } from "vitest";
import { evaluate } from "zexpr";
import { expectCall } from "./outcomes.ts";

const INF = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;
const MAX = Number.MAX_VALUE;
const TINY = Number.MIN_VALUE;
/** Largest double below 0.5. */
const BELOW_HALF = 0.49999999999999994;

type Row = readonly [name: string, args: readonly number[], expected: number];

/** Rows of one function: its arguments, then the result. */
function rows(name: string, ...cases: readonly (readonly number[])[]): Row[] {
  return cases.map((numbers) => [name, numbers.slice(0, -1), numbers.at(-1) as number]);
}

describe("built-ins with exact results", () => {
  test.each([
    ...rows("abs", [-0, 0], [-INF, INF], [NAN, NAN], [-TINY, TINY]),
    ...rows("neg", [0, -0], [-0, 0], [INF, -INF], [NAN, NAN]),
    ...rows("sign", [0, 0], [-0, 0], [NAN, 0], [-TINY, -1], [TINY, 1], [INF, 1], [-INF, -1]),
    ...rows("sqrt", [-0, -0], [-1, NAN], [INF, INF], [-INF, NAN], [NAN, NAN], [4, 2]),
    ...rows("cbrt", [27, 3], [-8, -2], [0, 0], [-0, -0], [INF, INF], [-INF, -INF], [NAN, NAN]),
    ...rows("floor", [-0.5, -1], [-0, -0], [0.9, 0], [2 ** 52 + 0.5, 2 ** 52], [INF, INF], [NAN, NAN]),
    ...rows("ceil", [-0.5, -0], [-0, -0], [0.1, 1], [-1.9, -1], [-INF, -INF], [NAN, NAN]),
    ...rows(
      "trunc",
      [-0.9, -0],
      [0.9, 0],
      [-1.9, -1],
      [1.9, 1],
      [-0, -0],
      [1e300, 1e300],
      [INF, INF],
      [NAN, NAN],
    ),
    ...rows(
      "fract",
      [1.25, 0.25],
      [-1.25, 0.75],
      [3, 0],
      [-3, 0],
      [-0, 0],
      [INF, NAN],
      [NAN, NAN],
      [-TINY, 1],
    ),
    ...rows(
      "exp2",
      [10, 1024],
      [-1, 0.5],
      [0, 1],
      [1024, INF],
      [-1074, TINY],
      [-1076, 0],
      [-INF, 0],
      [NAN, NAN],
    ),
    ...rows("expm1", [0, 0], [-0, -0], [-INF, -1], [INF, INF], [1e-300, 1e-300], [NAN, NAN]),
    ...rows("log1p", [0, 0], [-0, -0], [-1, -INF], [-2, NAN], [INF, INF], [1e-300, 1e-300], [NAN, NAN]),
    ...rows("ln", [0, -INF], [-0, -INF], [-1, NAN], [1, 0], [INF, INF], [-INF, NAN], [NAN, NAN]),
    ...rows("log", [0, -INF], [-0, -INF], [-TINY, NAN], [1000, 3], [1, 0], [INF, INF], [NAN, NAN]),
    ...rows("log10", [0, -INF], [-0, -INF], [-1, NAN], [1e15, 15], [INF, INF], [NAN, NAN]),
    ...rows(
      "log2",
      [0, -INF],
      [-0, -INF],
      [-1, NAN],
      [8, 3],
      [2 ** -1022, -1022],
      [TINY, -1074],
      [INF, INF],
      [NAN, NAN],
    ),
    ...rows("asinh", [0, 0], [-0, -0], [INF, INF], [-INF, -INF], [NAN, NAN]),
    ...rows("acosh", [1, 0], [0.9, NAN], [-1, NAN], [INF, INF], [NAN, NAN]),
    ...rows("atanh", [0, 0], [-0, -0], [1, INF], [-1, -INF], [1.1, NAN], [NAN, NAN]),
    ...rows("tanh", [INF, 1], [-INF, -1], [-0, -0], [1000, 1]),
    ...rows("sinh", [INF, INF], [-INF, -INF], [-0, -0], [1000, INF]),
    ...rows("cosh", [INF, INF], [-INF, INF], [0, 1]),
    ...rows("sin", [-0, -0], [INF, NAN], [NAN, NAN]),
    ...rows("cos", [0, 1], [-INF, NAN]),
    ...rows("tan", [-0, -0], [INF, NAN]),
    ...rows("asin", [1.1, NAN], [-0, -0]),
    ...rows("acos", [1, 0], [-1.1, NAN]),
    ...rows("atan", [-0, -0], [INF, Math.PI / 2]),
    ...rows("exp", [0, 1], [-INF, 0], [710, INF], [-746, 0], [NAN, NAN]),
    ...rows("deg", [Math.PI, 180], [0, 0], [-0, -0], [INF, INF], [1, 180 / Math.PI]),
    ...rows("rad", [180, Math.PI], [-0, -0], [-INF, -INF], [1, Math.PI / 180], [7, 7 * (Math.PI / 180)]),
    ...rows("isnan", [NAN, 1], [INF, 0], [0, 0], [-0, 0], [1, 0]),
    ...rows("isinf", [NAN, 0], [INF, 1], [-INF, 1], [MAX, 0], [0, 0]),
    ...rows("isfinite", [NAN, 0], [INF, 0], [-INF, 0], [MAX, 1], [-0, 1], [TINY, 1]),
  ])("%s(%j) is %d", expectCall);

  test.each(
    rows(
      "round",
      ...[
        [0.5, 1],
        [-0.5, -1],
        [1.5, 2],
        [-1.5, -2],
        [2.5, 3],
        [-2.5, -3],
        [0.4, 0],
        [-0.4, -0],
        [0, 0],
        [-0, -0],
      ],
      ...[
        [BELOW_HALF, 0],
        [-BELOW_HALF, -0],
        [2 ** 52 + 1, 2 ** 52 + 1],
        [2 ** 52 - 0.5, 2 ** 52],
        [1e300, 1e300],
      ],
      ...[
        [4503599627370495.5, 4503599627370496],
        [INF, INF],
        [-INF, -INF],
        [NAN, NAN],
        [TINY, 0],
      ],
    ),
  )("%s(%j) is %d: halves away from zero", expectCall);

  test.each([
    ...rows("atan2", [0, 0, 0], [-0, 0, -0], [0, -0, Math.PI], [-0, -0, -Math.PI], [1, 0, Math.PI / 2]),
    ...rows(
      "atan2",
      [0, -1, Math.PI],
      [-0, -1, -Math.PI],
      [INF, INF, Math.PI / 4],
      [INF, -INF, 3 * (Math.PI / 4)],
    ),
    ...rows("atan2", [1, -INF, Math.PI], [1, INF, 0], [-1, INF, -0], [NAN, 1, NAN], [1, NAN, NAN]),
    ...rows(
      "hypot",
      [3, 4, 5],
      [-3, -4, 5],
      [0, -0, 0],
      [-0, -0, 0],
      [INF, NAN, INF],
      [NAN, -INF, INF],
      [1, NAN, NAN],
    ),
    ...rows("hypot", [MAX, 0, MAX], [MAX, MAX, INF], [0, TINY, TINY], [1e300, 1e-300, 1e300]),
    ...rows(
      "hypot",
      [3 * 2 ** -1060, 4 * 2 ** -1060, 5 * 2 ** -1060],
      [3 * 2 ** 1000, 4 * 2 ** 1000, 5 * 2 ** 1000],
    ),
    ...rows(
      "hypot",
      [3 * 2 ** -500, 4 * 2 ** -500, 5 * 2 ** -500],
      [3 * 2 ** 499, 4 * 2 ** 499, 5 * 2 ** 499],
    ),
    ...rows(
      "max",
      [-0, 0, 0],
      [0, -0, 0],
      [-0, -0, -0],
      [NAN, 1, 1],
      [1, NAN, 1],
      [NAN, NAN, NAN],
      [-INF, NAN, -INF],
    ),
    ...rows(
      "min",
      [-0, 0, -0],
      [0, -0, -0],
      [0, 0, 0],
      [NAN, 1, 1],
      [1, NAN, 1],
      [NAN, NAN, NAN],
      [INF, NAN, INF],
    ),
    ...rows(
      "fmod",
      [5, 3, 2],
      [-5, 3, -2],
      [5, -3, 2],
      [-5, -3, -2],
      [-6, 3, -0],
      [6, -3, 0],
      [-0, 1, -0],
      [5.5, 2, 1.5],
    ),
    ...rows(
      "fmod",
      [1, 0, NAN],
      [INF, 1, NAN],
      [1, INF, 1],
      [-1, -INF, -1],
      [NAN, 1, NAN],
      [1, NAN, NAN],
      [1e308, 3e-308, 1e308 % 3e-308],
    ),
    ...rows("add", [0.1, 0.2, 0.30000000000000004], [-0, -0, -0], [INF, -INF, NAN]),
    ...rows("sub", [0, 0, 0], [-0, 0, -0], [INF, INF, NAN]),
    ...rows("mul", [-1, 0, -0], [INF, 0, NAN], [1e200, 1e200, INF]),
    ...rows("div", [1, 0, INF], [1, -0, -INF], [0, 0, NAN], [-1, INF, -0]),
    ...rows("comma", [1, 2, 2], [NAN, -0, -0]),
    ...rows("xor", [6, 3, 5], [-1, 1, -2], [2 ** 32 + 5, 1, 4], [NAN, 7, 7], [1.9, 0, 1]),
  ])("%s(%j) is %d", expectCall);

  test.each([
    ...rows(
      "clamp",
      [5, 0, 1, 1],
      [-5, 0, 1, 0],
      [0.5, 0, 1, 0.5],
      [NAN, 2, 3, 2],
      [5, NAN, 3, 3],
      [1, 2, NAN, 2],
    ),
    ...rows(
      "clamp",
      [5, 3, 1, 1],
      [0, 3, 1, 1],
      [-0, 0, 1, 0],
      [0, -0, 1, 0],
      [NAN, NAN, NAN, NAN],
      [NAN, NAN, 4, 4],
    ),
    ...rows(
      "lerp",
      [2, 4, 0.5, 3],
      [2, 4, 0, 2],
      [2, 4, 1, 4],
      [2, 4, 2, 6],
      [0, INF, 0, NAN],
      [1e16, 1, 1, 0],
    ),
    ...rows("step", [1, 0.9, 0], [1, 1, 1], [1, NAN, 1], [NAN, 0, 1], [0, -0, 1], [INF, 1, 0]),
    ...rows(
      "smoothstep",
      [0, 1, -1, 0],
      [0, 1, 0, 0],
      [0, 1, 0.5, 0.5],
      [0, 1, 1, 1],
      [0, 1, 9, 1],
      [0, 2, 0.5, 0.15625],
    ),
    ...rows("smoothstep", [1, 0, 0.25, 0.84375], [1, 1, 0, 0], [1, 1, 2, 1], [1, 1, 1, 0], [0, 1, NAN, 0]),
    ...rows("if", [1, 2, 3, 2], [0, 2, 3, 3], [-0, 2, 3, 3], [NAN, 2, 3, 2]),
  ])("%s(%j) is %d", expectCall);
});

describe("built-ins near the correctly rounded value", () => {
  // Decimals from tables, rounded to 16 or 17 digits.
  test.each([
    ["log2(10)", 3.321928094887362],
    ["exp2(0.5)", Math.SQRT2],
    ["expm1(1)", 1.7182818284590453],
    ["expm1(1e-10)", 1.00000000005e-10],
    ["log1p(1)", Math.LN2],
    ["log1p(1e-10)", 9.9999999995e-11],
    ["cbrt(2)", 1.2599210498948732],
    ["hypot(1,1)", Math.SQRT2],
    ["hypot(3e200,4e200)", 5e200],
    ["hypot(1e200,1e200)", 1.414213562373095e200],
    ["hypot(1e-200,1e-200)", 1.414213562373095e-200],
    ["hypot(2^-1074*10^6,2^-1074*10^6)", 1414214 * 2 ** -1074],
    ["hypot(1e154,1e-154)", 1e154],
    ["hypot(1e150,2e150)", 2.23606797749979e150],
    ["hypot(9e-151,2e-150)", 2.193171219946131e-150],
    ["asinh(1)", 0.881373587019543],
    ["asinh(-1e-8)", -1e-8],
    ["acosh(2)", 1.3169578969248166],
    ["atanh(0.5)", 0.5493061443340548],
    ["deg(1)", 57.29577951308232],
    ["rad(1)", 0.017453292519943295],
    ["ln(10)", Math.LN10],
    ["tau", 6.283185307179586],
  ])("%s", (source, expected) => {
    expect(Math.abs(evaluate(source) / expected - 1)).toBeLessThan(1e-15 * 5);
  });
});
