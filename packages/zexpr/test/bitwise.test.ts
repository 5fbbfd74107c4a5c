import { describe, expect, test } from "vitest";
import { Batch, evaluate } from "zexpr";
import { literal, text } from "./outcomes.ts";

const VALUES = [
  ...[0, 1, 0.9, 1.5, 5, 31, 32, 33, 63, 64, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 0.5, 2 ** 32 - 1, 2 ** 32],
  ...[2 ** 32 + 5, 2 ** 53 - 1, 2 ** 53 + 2, 1e21, 0xdeadbeef, 5e-324, Number.MAX_VALUE, Infinity],
].flatMap((value) => [value, -value]);
VALUES.push(Number.NaN);

/** ToInt32 by its definition: truncate, modulo 2^32, two's complement. */
function int32(value: number): bigint {
  return Number.isFinite(value) ? BigInt.asIntN(32, BigInt(Math.trunc(value))) : 0n;
}

/** Rotation to the left of 32 bits. */
function rotate(value: bigint, count: bigint): bigint {
  const bits = BigInt.asUintN(32, value);
  return (bits << count) | (bits >> (32n - count));
}

/** Low 5 bits. */
function low5(value: bigint): bigint {
  return BigInt.asUintN(5, value);
}

const BINARY: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "x & y": (a, b) => a & b,
  "x | y": (a, b) => a | b,
  "xor(x, y)": (a, b) => a ^ b,
  "x << y": (a, b) => a << low5(b),
  "x >> y": (a, b) => a >> low5(b),
  "x <<< y": (a, b) => rotate(a, low5(b)),
  "x >>> y": (a, b) => rotate(a, (32n - low5(b)) % 32n),
};

/** Values of `source` that differ from `expected`, over all pairs of VALUES. */
function mismatches(source: string, expected: (x: number, y: number) => number): string[] {
  const batch = new Batch();
  batch.addVariable("x");
  batch.addVariable("y");
  batch.addExpression(source);
  const found: string[] = [];
  for (const x of VALUES) {
    for (const y of VALUES) {
      batch.setVariable(0, x);
      batch.setVariable(1, y);
      batch.evaluate();
      const [actual, wanted] = [text(batch.results[0]), text(expected(x, y))];
      if (actual !== wanted) found.push(`${source} of ${text(x)}, ${text(y)}: ${actual}, not ${wanted}`);
    }
  }
  batch.dispose();
  return found;
}

describe("bitwise operators convert with ToInt32, count shifts modulo 32 and give signed 32-bit integers", () => {
  test.each(Object.entries(BINARY))("%s", (source, operation) => {
    const expected = (x: number, y: number) => Number(BigInt.asIntN(32, operation(int32(x), int32(y))));
    expect(mismatches(source, expected)).toEqual([]);
  });

  test("~x", () => {
    expect(mismatches("~x", (x) => Number(~int32(x)))).toEqual([]);
  });

  test.each([
    ["2147483648 | 0", -2147483648],
    ["4294967301 | 0", 5],
    ["-1 >> 31", -1],
    ["-1 >>> 31", -1],
    ["1 << 31", -2147483648],
    ["1 << 32", 1],
    ["1 << -1", -2147483648],
    ["-2147483648 <<< 1", 1],
    ["1 >>> 1", -2147483648],
    ["305419896 <<< 8", 0x34567812],
    ["305419896 >>> 8", 0x78123456],
    ["~0", -1],
    ["~~3.9", 3],
    ["~~-3.9", -3],
    ["~(0/0)", -1],
    ["-0 | 0", 0],
    ["6 & 3 | 8", 10],
    ["8 | 6 & 3", 10],
    ["1 | 2 == 2", 1],
    ["1 << 2 + 1", 8],
    ["1 + 1 << 2", 8],
    ["16 >> 1 >> 1", 4],
    ["1 < 1 << 1", 1],
    ["~1 ^ 2", -2],
    ["2 ^ ~1", 0.25],
    ["-~-~5", 7],
    ["!~-1", 1],
  ])("%s is %d", (source, expected) => {
    expect(text(evaluate(source))).toBe(text(expected));
  });
});

describe("operators that exp-rs does not evaluate", () => {
  test("<> is !=, for NaN and zeros of both signs too", () => {
    expect(mismatches("x <> y", (x, y) => (x === y ? 0 : 1))).toEqual([]);
    expect(mismatches("x != y", (x, y) => (x === y ? 0 : 1))).toEqual([]);
  });

  test("** and ^ give the same bits as pow", () => {
    for (const x of VALUES) {
      for (const y of VALUES) {
        const results = ["x ** y", "x ^ y", "pow(x, y)", `x ** ${literal(y)}`, `${literal(x)} ^ y`].map(
          (source) => text(evaluate(source, { x, y })),
        );
        expect(new Set(results).size, `${x} ** ${y}: ${results}`).toBe(1);
      }
    }
  });

  test.each([
    ["2 ** 3 ^ 2", 512],
    ["2 ^ 3 ** 2", 512],
    ["-2 ** 2", -4],
    ["2 ** -1", 0.5],
    ["1; 2", 2],
    ["1; 2, 3; 4", 4],
    ["(1; 2) + 1", 3],
    ["0 ? 1 : 2; 3", 3],
    ["1 ? 2; 3 : 4", 3],
    ["max((1; 5), 2)", 5],
    ["1 <> 2", 1],
    ["1 <> 1", 0],
    ["3 > 2 <> 0", 1],
  ])("%s is %d", (source, expected) => {
    expect(evaluate(source)).toBe(expected);
  });
});

describe("truth: 0 and -0 are false, everything else is true, NaN included", () => {
  const forms: Readonly<Record<string, readonly [whenTrue: number, whenFalse: number]>> = {
    "!x": [0, 1],
    "!!x": [1, 0],
    "x && 1": [1, 0],
    "1 && x": [1, 0],
    "x && 7": [1, 0],
    "x || 0": [1, 0],
    "0 || x": [1, 0],
    "x ? 5 : 6": [5, 6],
    "if(x, 5, 6)": [5, 6],
    "!(x || x)": [0, 1],
    "x && x && x": [1, 0],
  };
  const values = [0, -0, 1, -1, 0.1, 5e-324, -5e-324, 1e308, Infinity, -Infinity, Number.NaN];

  test.each(Object.entries(forms))("%s", (source, [whenTrue, whenFalse]) => {
    for (const x of values) {
      const expected = x === 0 ? whenFalse : whenTrue;
      expect(evaluate(source, { x }), `x = ${text(x)}`).toBe(expected);
      expect(evaluate(source.replaceAll("x", literal(x))), `constant ${text(x)}`).toBe(expected);
    }
  });
});
