import { OPS } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { BUILTINS, type Builtin, builtinNames, CONSTANTS, findBuiltins } from "../src/index.ts";
import { interpret } from "./steps.ts";

/** Edges of doubles, of 32-bit integers, of domains, and halves to round. */
const SAMPLES = [
  ...[0, 0.5, 1, 1.5, 2, 2.5, 3, 7.25, 0.49999999999999994, 1e-9, 5e-324, 1e300].flatMap((x) => [x, -x]),
  ...[2 ** 31, 2 ** 32 + 5, 2 ** 53, Math.PI, Math.E, 360].flatMap((x) => [x, -x]),
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

const PI = Number("3.141592653589793");
const E = Number("2.718281828459045");

type Formula = (...args: number[]) => number;

/** SPEC 3, written as a mathematician or a C programmer would; compared bit for bit. */
const EXACT: Readonly<Record<string, Formula>> = {
  "abs/1": (x) => (Object.is(x, -0) || x < 0 ? 0 - x : x),
  "sign/1": (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  "neg/1": (x) => -1 * x,
  "sqrt/1": (x) => Math.sqrt(x),
  "pow/1": (x) => x * x,
  "floor/1": (x) => -Math.ceil(-x),
  "ceil/1": (x) => -Math.floor(-x),
  "trunc/1": (x) => (x < 0 ? Math.ceil(x) : Math.floor(x)),
  "round/1": (x) => {
    const down = Math.floor(Math.abs(x));
    const rounded = Math.abs(x) - down >= 0.5 ? down + 1 : down;
    return Object.is(x, -0) || x < 0 ? -rounded : Number.isNaN(x) ? x : rounded;
  },
  "fract/1": (x) => x - Math.floor(x),
  "deg/1": (x) => x * (180 / Math.PI),
  "rad/1": (x) => x * (Math.PI / 180),
  "isnan/1": (x) => (Number.isNaN(x) ? 1 : 0),
  "isinf/1": (x) => (Math.abs(x) > Number.MAX_VALUE ? 1 : 0),
  "isfinite/1": (x) => (Number.isFinite(x) ? 1 : 0),
  "fmod/2": (x, y) => {
    if (Number.isNaN(x) || Number.isNaN(y) || Math.abs(x) > Number.MAX_VALUE || y === 0) return Number.NaN;
    if (Math.abs(y) > Number.MAX_VALUE) return x;
    const rest = scaled(x) % scaled(y); // the remainder of BigInt has the sign of x
    return rest === 0n ? (x < 0 || Object.is(x, -0) ? -0 : 0) : unscaled(rest);
  },
  "min/2": (x, y) => smallest([x, y].filter((value) => !Number.isNaN(value))),
  "max/2": (x, y) => -smallest([-x, -y].filter((value) => !Number.isNaN(value))),
  "clamp/3": (x, lo, hi) => EXACT["min/2"](EXACT["max/2"](x, lo), hi),
  "lerp/3": (a, b, t) => a + (b - a) * t,
  "step/2": (edge, x) => (x < edge ? 0 : 1),
  "smoothstep/3": (a, b, x) => {
    const t = EXACT["clamp/3"]((x - a) / (b - a), 0, 1);
    return t * t * (3 - 2 * t);
  },
  "add/2": (x, y) => x - -y,
  "sub/2": (x, y) => x + -y,
  "mul/2": (x, y) => y * x,
  "div/2": (x, y) => x / y,
  "xor/2": (a, b) => Number(int32(a) ^ int32(b)),
  "comma/2": (_, y) => y,
  "pi/0": () => PI,
  "e/0": () => E,
};

/** Functions that a host rounds as it likes: definitions over other functions, compared to within `tolerance`. */
const CLOSE: Readonly<Record<string, Formula>> = {
  "cbrt/1": (x) => Math.sign(x) * Math.exp(Math.log(Math.abs(x)) / 3),
  "hypot/2": (x, y) => {
    const [small = 0, large = 0] = [Math.abs(x), Math.abs(y)].sort((a, b) => a - b);
    if (large === Number.POSITIVE_INFINITY || small === Number.POSITIVE_INFINITY)
      return Number.POSITIVE_INFINITY;
    return large === 0 ? 0 : large * Math.sqrt(1 + (small / large) ** 2);
  },
  "exp/1": (x) => Math.E ** x,
  "exp2/1": (x) => Math.exp(x * Math.LN2),
  "expm1/1": (x) => 2 * Math.sinh(x / 2) * Math.exp(x / 2),
  "ln/1": (x) => Math.log2(x) * Math.LN2,
  "log/1": (x) => Math.log(x) / Math.LN10,
  "log10/1": (x) => Math.log(x) / Math.LN10,
  "log2/1": (x) => Math.log(x) / Math.LN2,
  "log1p/1": (x) => (Math.abs(x) < 1e-5 ? x - x ** 2 / 2 + x ** 3 / 3 : Math.log(1 + x)),
  "sin/1": (x) => Math.cos(x - Math.PI / 2),
  "cos/1": (x) => 1 - 2 * Math.sin(x / 2) ** 2,
  "tan/1": (x) => Math.sin(x) / Math.cos(x),
  "asin/1": (x) => Math.atan2(x, Math.sqrt((1 - x) * (1 + x))),
  "acos/1": (x) => 2 * Math.atan2(Math.sqrt(1 - x), Math.sqrt(1 + x)),
  "atan/1": (x) => Math.asin(x / Math.sqrt(1 + x * x)),
  "sinh/1": (x) => (Math.abs(x) < 1e-5 ? x : (Math.exp(x) - Math.exp(-x)) / 2),
  "cosh/1": (x) => (Math.exp(x) + Math.exp(-x)) / 2,
  "tanh/1": (x) => Math.expm1(2 * x) / (Math.expm1(2 * x) + 2),
  "asinh/1": (x) => Math.sign(x) * Math.log1p(Math.abs(x) + (x * x) / (1 + Math.sqrt(1 + x * x))),
  "acosh/1": (x) => Math.log(x + Math.sqrt((x - 1) * (x + 1))),
  "atanh/1": (x) => Math.log1p((2 * x) / (1 - x)) / 2,
  "pow/2": (x, y) => Math.exp(y * Math.log(x)), // 10^-10 to 10^10: its own error is about 23 ulp
  "atan2/1": (y) => Math.atan(y),
  "atan2/2": (y, x) => (x > 0 ? Math.atan(y / x) : (Math.sign(y) * Math.PI) / 2 - Math.atan(x / y)),
};
const MODERATE = [0.1, 0.3, 0.75, 0.9, 1e-6];
const LARGER = [1.25, 2, 3.5, 10];
const POSITIVE_ONLY = ["ln/1", "log/1", "log10/1", "log2/1", "pow/2", "acosh/1"];
const SMALL_ONLY = ["asin/1", "acos/1", "atanh/1", "log1p/1"];

function key({ name, parameters }: Builtin): string {
  return `${name}/${parameters.length}`;
}

/** Every way to choose `arity` samples. */
function choices(arity: number, samples: readonly number[]): number[][] {
  if (arity === 0) return [[]];
  return choices(arity - 1, samples).flatMap((rest) => samples.map((sample) => [...rest, sample]));
}

/** The double times 2^1074: a whole number. */
function scaled(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0] as bigint;
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? mantissa : (mantissa | 0x10000000000000n) << (exponent - 1n);
  return bits < 0n ? -size : size;
}

function unscaled(value: bigint): number {
  let size = value < 0n ? -value : value;
  let power = -1074;
  for (; size >= 2n ** 53n; power++) size >>= 1n; // exact: a remainder has no more bits than x or y
  const magnitude = Number(size) * 2 ** Math.max(power, -1000) * 2 ** Math.min(power + 1000, 0);
  return value < 0n ? -magnitude : magnitude;
}

function int32(x: number): number {
  return Number.isFinite(x) ? Number(BigInt.asIntN(32, BigInt(Math.trunc(x)))) : 0;
}

/** Smallest of the values, -0 before 0; NaN for none. */
function smallest(values: number[]): number {
  if (values.length === 0) return Number.NaN;
  return values.reduce((a, b) => (b < a || (a === b && Object.is(b, -0)) ? b : a));
}

describe("BUILTINS", () => {
  test("has each name once for each number of arguments", () => {
    const keys = BUILTINS.map(key);
    expect(keys.filter((name, i) => keys.indexOf(name) !== i)).toEqual([]);
  });

  test("has every function of the specification, with its numbers of arguments", () => {
    const one =
      "abs acos asin atan ceil cos cosh exp floor round ln log log10 sin sinh sqrt tan tanh sign neg log2 exp2 expm1 " +
      "log1p cbrt trunc fract asinh acosh atanh deg rad isnan isinf isfinite pow atan2";
    const two = "atan2 pow max min add sub mul div fmod comma hypot step xor";
    const expected = [
      ...one.split(" ").map((name) => `${name}/1`),
      ...two.split(" ").map((name) => `${name}/2`),
      ...["clamp", "lerp", "smoothstep", "if"].map((name) => `${name}/3`),
      ...["pi/0", "e/0"],
    ];
    expect(BUILTINS.map(key).sort()).toEqual(expected.sort());
  });

  test.each(BUILTINS.map((row): [string, Builtin] => [key(row), row]))(
    "%s is described in one line",
    (_, row) => {
      expect(row.documentation).toMatch(/^\S.*\S$|^y$/);
      expect(row.documentation).not.toContain("\n");
      expect(new Set(row.parameters).size).toBe(row.parameters.length);
      for (const name of [row.name, ...row.parameters]) expect(name).toMatch(/^[a-z][a-z0-9]*$/);
    },
  );

  test("uses instructions that can be shared and folded, with as many operands as they take", () => {
    for (const { name, steps } of BUILTINS) {
      for (const [opcode, , b] of steps) {
        const row = OPS[opcode];
        expect([name, row?.[4]]).not.toEqual([name, ""]);
        expect([name, row?.[3]]).toEqual([name, b === undefined ? "none" : "cell"]);
      }
    }
  });

  test("uses every argument and every constant", () => {
    for (const { name, parameters, constants, steps, lazy } of BUILTINS) {
      if (lazy || steps.length === 0) continue;
      const used = new Set(steps.flatMap(([, a, b]) => [a, b ?? a]));
      for (let i = 0; i < parameters.length + constants.length; i++)
        expect([name, used.has(i)]).toEqual([name, true]);
    }
  });

  test("only `if` is lazy", () => {
    expect(BUILTINS.filter(({ lazy }) => lazy).map(key)).toEqual(["if/3"]);
  });

  test("every eager one has a formula to be compared to", () => {
    const formulas = [...Object.keys(EXACT), ...Object.keys(CLOSE)];
    expect(formulas.sort()).toEqual(
      BUILTINS.filter(({ lazy }) => !lazy)
        .map(key)
        .sort(),
    );
  });
});

const byKey = new Map(BUILTINS.map((row) => [key(row), row]));

describe("steps", () => {
  test.each(Object.entries(EXACT))("%s gives the bits of its formula", (name, formula) => {
    const row = byKey.get(name) as Builtin;
    const samples = row.parameters.length < 3 ? SAMPLES : SAMPLES.filter((_, i) => i % 3 === 0);
    const wrong = choices(row.parameters.length, samples)
      .map((args) => [args, interpret(row, args), formula(...args)] as const)
      .filter(([, got, expected]) => !Object.is(got, expected));
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(CLOSE))("%s agrees with its formula", (name, formula) => {
    const row = byKey.get(name) as Builtin;
    const positive = SMALL_ONLY.includes(name)
      ? MODERATE
      : name === "acosh/1"
        ? LARGER
        : [...MODERATE, ...LARGER];
    const samples = POSITIVE_ONLY.includes(name) ? positive : positive.flatMap((x) => [x, -x]);
    for (const args of choices(row.parameters.length, samples)) {
      const expected = formula(...args);
      const error = Math.abs(interpret(row, args) - expected);
      expect([args, error <= 1e-14 * Math.max(1, Math.abs(expected)) || error]).toEqual([args, true]);
    }
  });

  test.each<[string, number[], number]>([
    ["ln/1", [0], Number.NEGATIVE_INFINITY],
    ["log/1", [0], Number.NEGATIVE_INFINITY],
    ["log2/1", [-0], Number.NEGATIVE_INFINITY],
    ["ln/1", [-1], Number.NaN],
    ["log/1", [1000], 3],
    ["log10/1", [1e-7], -7],
    ["log2/1", [1024], 10],
    ["exp2/1", [-3], 0.125],
    ["expm1/1", [1e-20], 1e-20],
    ["log1p/1", [1e-20], 1e-20],
    ["cbrt/1", [-27], -3],
    ["hypot/2", [3, 4], 5],
    ["hypot/2", [1e300, 0], 1e300],
    ["pow/2", [1, Number.NaN], 1],
    ["pow/2", [-1, Number.NEGATIVE_INFINITY], 1],
    ["pow/2", [Number.NaN, 0], 1],
    ["pow/2", [2, 10], 1024],
    ["pow/2", [-8, 1 / 3], Number.NaN],
    ["atan2/1", [1], Math.PI / 4],
    ["atan2/2", [1, -1], 3 * (Math.PI / 4)],
    ["atan2/2", [-0, -0], -Math.PI],
    ["round/1", [-2.5], -3],
    ["round/1", [0.49999999999999994], 0],
    ["max/2", [-0, 0], 0],
    ["min/2", [0, -0], -0],
    ["max/2", [Number.NaN, -5], -5],
    ["smoothstep/3", [0, 4, 1], 0.15625],
    ["clamp/3", [5, 3, 1], 1],
    ["xor/2", [5, 3], 6],
    ["sign/1", [-0], 0],
  ])("%s of %o is %o", (name, args, expected) => {
    expect(interpret(byKey.get(name) as Builtin, args)).toBe(expected);
  });
});

describe("findBuiltins", () => {
  test("finds all forms of a name", () => {
    expect(findBuiltins("pow")?.map(key)).toEqual(["pow/1", "pow/2"]);
    expect(findBuiltins("sin")?.map(key)).toEqual(["sin/1"]);
  });

  test.each(["", "nosuch", "SIN", "toString", "__proto__", "constructor"])("does not find %o", (name) => {
    expect(findBuiltins(name)).toBeUndefined();
  });

  test("builtinNames lists every name once, in listing order", () => {
    expect([...builtinNames()]).toEqual([...new Set(BUILTINS.map(({ name }) => name))]);
  });
});

describe("CONSTANTS", () => {
  test("are those of the specification", () => {
    expect(Object.fromEntries(CONSTANTS)).toEqual({
      pi: PI,
      PI,
      e: E,
      E,
      tau: 2 * PI,
      TAU: 2 * PI,
    });
  });
});
