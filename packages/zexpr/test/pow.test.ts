import { describe, expect, test } from "vitest";
import { evaluate } from "zexpr";
import { expectCall } from "./outcomes.ts";

const INF = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;
const TINY = Number.MIN_VALUE;

describe("pow, ^ and ** follow C99", () => {
  test.each<readonly number[]>([
    ...[
      [1, NAN, 1],
      [1, INF, 1],
      [1, -INF, 1],
      [-1, INF, 1],
      [-1, -INF, 1],
      [NAN, 0, 1],
      [NAN, -0, 1],
      [INF, 0, 1],
    ],
    ...[
      [0, -1, INF],
      [-0, -1, -INF],
      [-0, -2, INF],
      [0, -INF, INF],
      [-0, -INF, INF],
      [-0, 3, -0],
      [-0, 2, 0],
    ],
    ...[
      [-0, 0.5, 0],
      [-0, -0.5, INF],
      [0.5, INF, 0],
      [0.5, -INF, INF],
      [2, INF, INF],
      [-2, INF, INF],
      [-2, -INF, 0],
    ],
    ...[
      [-INF, 3, -INF],
      [-INF, 2, INF],
      [-INF, -3, -0],
      [-INF, -2, 0],
      [-INF, 0.5, INF],
      [INF, -0.5, 0],
    ],
    ...[
      [-8, 1 / 3, NAN],
      [-2, 3, -8],
      [-2, -1, -0.5],
      [NAN, 1, NAN],
      [2, NAN, NAN],
      [-1, NAN, NAN],
      [-1, 1e300, 1],
    ],
    ...[
      [2, 1023, 2 ** 1023],
      [2, 1024, INF],
      [-2, 1025, -INF],
      [2, -1074, TINY],
      [10, 308, 1e308],
      [0, 0, 1],
    ],
  ])("%d to the power %d is %d", (x, y, expected) => {
    expectCall("pow", [x, y], expected);
    for (const source of ["x ^ y", "x ** y"]) expect(evaluate(source, { x, y })).toBe(expected);
  });

  test("pow(x) is pow(x, 2), atan2(y) is atan2(y, 1)", () => {
    for (const x of [3, -3, 0.1, -0, INF, -INF, NAN, 1e200, 1e-200]) {
      expect(evaluate("pow(x)", { x })).toBe(evaluate("pow(x, 2)", { x }));
      expect(evaluate("x^2", { x })).toBe(evaluate("pow(x, 2)", { x }));
      expect(evaluate("atan2(x)", { x })).toBe(Math.atan2(x, 1));
    }
  });
});
