import { OPS } from "@zexpr/ir";
import { assemble } from "@zexpr/ir/assemble";
import { instantiateKernels, type KernelName } from "@zexpr/kernels";
import { describe, expect, test } from "vitest";
import { Program } from "../src/index.ts";

const { POSITIVE_INFINITY: INF, NaN: NAN } = Number;

/** Edges of doubles, of 32-bit integers and shift counts, of domains, and halves to round. */
const EDGES = [
  ...[0, 5e-324, 1e-200, 0.25, 0.49999999999999994, 0.5, 1, 1.5, 2, 2.5, 3, 7, 31, 32, 33].flatMap((x) => [
    x,
    -x,
  ]),
  ...[
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32 + 5,
    2 ** 52 + 0.5,
    2 ** 53,
    1e20,
    1e200,
    Number.MAX_VALUE,
    INF,
  ].flatMap((x) => [x, -x]),
  NAN,
];

type Meaning = (a: number, b: number) => number;

/** What each instruction on numbers gives, written without the operator or function that the engine uses, where there is another. */
const EXACT: Readonly<Record<string, Meaning>> = {
  move: (a) => a,
  bool: (a) => (isTrue(a) ? 1 : 0),
  not: (a) => (isTrue(a) ? 0 : 1),
  logical_and: (a, b) => (isTrue(a) && isTrue(b) ? 1 : 0),
  logical_or: (a, b) => (isTrue(a) || isTrue(b) ? 1 : 0),
  add: (a, b) => a - -b,
  sub: (a, b) => a + -b,
  mul: (a, b) => (b < 0 || Object.is(b, -0) ? -(a * -b) : b * a),
  div: (a, b) => -(a / -b),
  mod: remainder,
  neg: (a) => a * -1,
  eq: (a, b) => (a <= b && a >= b ? 1 : 0),
  ne: (a, b) => (a <= b && a >= b ? 0 : 1),
  lt: (a, b) => (b > a ? 1 : 0),
  le: (a, b) => (b >= a ? 1 : 0),
  bit_and: (a, b) => signed(word(a) & word(b)),
  bit_or: (a, b) => signed(word(a) | word(b)),
  bit_xor: (a, b) => signed(word(a) ^ word(b)),
  bit_not: (a) => signed(-word(a) - 1n),
  shl: (a, b) => signed(word(a) << shift(b)),
  shr: (a, b) => Number(BigInt.asIntN(32, word(a)) >> shift(b)),
  rol: (a, b) => signed((word(a) << shift(b)) | (word(a) >> (32n - shift(b)))),
  ror: (a, b) => signed((word(a) >> shift(b)) | (word(a) << (32n - shift(b)))),
  min: (a, b) => least([a, b]),
  max: (a, b) => -least([-a, -b]),
  abs: (a) => (a < 0 || Object.is(a, -0) ? -a : a),
  sign: (a) => (a > 0 ? 1 : a < 0 ? -1 : 0),
  floor: (a) => (whole(a) ? a : a < 0 ? -inward(-a) - 1 : inward(a)),
  ceil: (a) => (whole(a) ? a : a < 0 ? -inward(-a) : inward(a) + 1),
  round: (a) => (whole(a) ? a : a < 0 ? -halfUp(-a) : halfUp(a)),
  trunc: (a) => (whole(a) ? a : a < 0 ? -inward(-a) : inward(a)),
  sqrt: Math.sqrt, // correctly rounded by definition
  fround: (a) => Float32Array.of(a)[0] as number,
};

/** The functions of the host that kernels stand for; a few units in the last place away from them. */
const HOST: Readonly<Partial<Record<KernelName, Meaning>>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  exp: Math.exp,
  exp2: (a) => 2 ** a,
  expm1: Math.expm1,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  pow: (a, b) => powEdge(a, b) ?? a ** b,
  cbrt: Math.cbrt,
  hypot: (a, b) => (Math.abs(a) === INF || Math.abs(b) === INF ? INF : Math.hypot(a, b)),
};

/** The WebAssembly build: the engine's loop uses the JavaScript one, and both have to give the same bits. */
const KERNELS = instantiateKernels(new WebAssembly.Memory({ initial: 1 }), 0);

/** C99's pow: the cases that its standard lists; NaN where the value is an ordinary power. */
function powEdge(a: number, b: number): number | undefined {
  if (b === 0 || a === 1) return 1;
  if (Number.isNaN(a) || Number.isNaN(b)) return NAN;
  const odd = Number.isFinite(b) && remainder(Math.abs(b), 2) === 1;
  if (Math.abs(b) === INF) {
    if (a === -1) return 1;
    return Math.abs(a) > 1 === b > 0 ? INF : 0;
  }
  if (a === 0) return b > 0 ? (odd ? a : 0) : odd ? 1 / a : INF;
  if (Math.abs(a) === INF) return b > 0 ? (odd ? a : INF) : odd ? 1 / a : 0;
  if (a < 0 && !whole(b)) return NAN;
  return undefined;
}

function isTrue(a: number): boolean {
  return Number.isNaN(a) || a < 0 || a > 0;
}

/** Whether two numbers are equal, or have at most three others between them; 0 and -0 differ. */
function isClose(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  if (Math.sign(a) !== Math.sign(b) || a === 0) return false;
  const place = (x: number): bigint => new BigInt64Array(Float64Array.of(Math.abs(x)).buffer)[0] as bigint;
  const distance = place(a) - place(b);
  return distance >= -4n && distance <= 4n;
}

/** The double times 2^1074: a whole number. */
function scaled(x: number): bigint {
  const bits = BigInt.asUintN(64, new BigInt64Array(Float64Array.of(x).buffer)[0] as bigint);
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? mantissa : (mantissa | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n === 1n ? -size : size;
}

function unscaled(size: bigint): number {
  let mantissa = size;
  let power = -1074;
  for (; mantissa >= 2n ** 53n; power++) mantissa >>= 1n;
  return Number(mantissa) * 2 ** Math.max(power, -1000) * 2 ** Math.min(power + 1000, 0);
}

/** C's fmod, in whole numbers. */
function remainder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b) || Math.abs(a) === INF || b === 0) return NAN;
  if (Math.abs(b) === INF) return a;
  const magnitude = unscaled(scaled(Math.abs(a)) % scaled(Math.abs(b)));
  return a < 0 || Object.is(a, -0) ? -magnitude : magnitude;
}

/** JavaScript's ToUint32. */
function word(x: number): bigint {
  if (!Number.isFinite(x)) return 0n;
  const magnitude = scaled(Math.abs(x)) >> 1074n;
  return BigInt.asUintN(32, x < 0 ? -magnitude : magnitude);
}

function shift(x: number): bigint {
  return word(x) & 31n;
}

function signed(x: bigint): number {
  return Number(BigInt.asIntN(32, x));
}

/** Smallest, ignoring NaN; -0 lies before 0. */
function least(values: number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return NAN;
  return numbers.reduce((a, b) => (b < a || (b === a && Object.is(b, -0)) ? b : a));
}

function whole(a: number): boolean {
  return Number.isNaN(a) || Math.abs(a) === INF || a === 0 || scaled(a) % (1n << 1074n) === 0n;
}

/** Part before the point of a positive number that has one behind it. */
function inward(a: number): number {
  return Number(scaled(a) >> 1074n);
}

function halfUp(a: number): number {
  return Number((scaled(a) + (1n << 1073n)) >> 1074n);
}

const CONTROL = [
  "end",
  "global",
  "jump",
  "jump_false",
  "jump_true",
  "call",
  "return",
  "native",
  "index",
  "trap",
];

/** The instruction in the batch, on its own operand cells, and in a function on its parameters. */
function programFor(name: string): Program {
  const two = OPS.find((row) => row[0] === name)?.[3] === "cell";
  return Program.load(
    assemble({
      variables: { a: 0, b: 0 },
      expressions: [
        [[name, "out0", "a", ...(two ? ["b"] : [])]],
        [
          ["move", "r0", "a"],
          [name, "r0", "r0", ...(two ? ["b"] : [])],
          ["move", "out1", "r0"],
        ],
        [
          ["move", "w0", "a"],
          ["move", "w1", "b"],
          ["call", "out2", "w0", "f"],
        ],
      ],
      functions: {
        f: {
          parameters: 2,
          code: [
            [name, "r1", "p0", ...(two ? ["p1"] : [])],
            ["return", "r1"],
          ],
        },
      },
    }),
  );
}

/** Results that differ from what is expected, for all pairs of edges (all edges, for one operand). */
function differences(name: string, same: (a: number, b: number, value: number) => boolean): unknown[] {
  const program = programFor(name);
  const wrong: unknown[] = [];
  const two = OPS.find((row) => row[0] === name)?.[3] === "cell";
  for (const a of EDGES) {
    for (const b of two ? EDGES : [0]) {
      program.variables[0] = a;
      program.variables[1] = b;
      program.evaluate();
      for (const value of program.results) if (!same(a, b, value)) wrong.push([a, b, value]);
    }
  }
  return wrong;
}

describe("instructions on numbers", () => {
  test("all are tested", () => {
    const tested = [...Object.keys(EXACT), ...Object.keys(HOST), ...CONTROL];
    expect(tested.sort()).toEqual(OPS.map(([name]) => name).sort());
  });

  test.each(Object.entries(EXACT))("%s gives the right bits on edges", (name, meaning) => {
    expect(differences(name, (a, b, value) => Object.is(value, meaning(a, b)))).toEqual([]);
  });

  test.each(Object.entries(HOST) as [KernelName, Meaning][])(
    "%s gives the bits of the other build on edges, close to the host's",
    (name, host) => {
      const kernel: Meaning = KERNELS[name];
      expect(differences(name, (a, b, value) => Object.is(value, kernel(a, b)))).toEqual([]);
      expect(differences(name, (a, b, value) => isClose(value, host(a, b)))).toEqual([]);
    },
  );

  test("a positive control: sin is not close to cos", () => {
    expect(differences("sin", (a, _, value) => isClose(value, Math.cos(a))).length).toBeGreaterThan(20);
    expect([isClose(1, 1 + 2 ** -50), isClose(1, 1 + 2 ** -49)]).toEqual([true, false]);
    expect([isClose(0, -0), isClose(0, 5e-324), isClose(NAN, 1), isClose(NAN, NAN)]).toEqual([
      ...[false, false, false, true],
    ]);
  });

  test("pow is C99's on edges, and close to exp(b * ln a) elsewhere", () => {
    const same = (a: number, b: number, value: number): boolean => {
      const edge = powEdge(a, b);
      if (edge !== undefined) return Object.is(value, edge);
      const logarithm = b * Math.log(Math.abs(a));
      const size = Math.exp(logarithm);
      const expected = a < 0 && remainder(Math.abs(b), 2) === 1 ? -size : size;
      if (expected === value) return true;
      return Math.abs(value - expected) <= Math.abs(expected) * 1e-15 * (2 + Math.abs(logarithm)) + 1e-323;
    };
    expect(differences("pow", same)).toEqual([]);
  });

  test.each([
    [3, 4, 81],
    [-3, 3, -27],
    [2, -1074, 5e-324],
    [10, 15, 1e15],
    [0.5, 3, 0.125],
    [-2, 1023, -(2 ** 1023)],
  ])("%o to the power %o is %o", (a, b, expected) => {
    const program = programFor("pow");
    program.variables.set([a, b]);
    program.evaluate();
    expect([...program.results]).toEqual([expected, expected, expected]);
  });

  test("hypot neither overflows nor loses small numbers", () => {
    const same = (a: number, b: number, value: number): boolean => {
      if (Math.abs(a) === INF || Math.abs(b) === INF) return value === INF;
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(value);
      // Compares squares of whole numbers: value^2 lies between the squares of its neighbours.
      const square = scaled(a) ** 2n + scaled(b) ** 2n;
      if (value === INF) return square > scaled(Number.MAX_VALUE) ** 2n;
      const slack = value * 3e-16 + 5e-324;
      const least = scaled(Math.max(0, value - slack)) ** 2n;
      const most = value + slack === INF ? 2n ** 5000n : scaled(value + slack) ** 2n;
      return least <= square && square <= most;
    };
    expect(differences("hypot", same)).toEqual([]);
  });
});

describe("jumps and cells", () => {
  const branch = (jump: string): Program =>
    Program.load(
      assemble({
        variables: { x: 0 },
        expressions: [
          [
            [jump, 3, "x"],
            ["move", "out0", "#10"],
            ["jump", 4],
            ["move", "out0", "#20"],
          ],
          [
            ["move", "w0", "x"],
            ["call", "out1", "w0", "f"],
          ],
        ],
        functions: {
          f: {
            parameters: 1,
            code: [
              ["global", "r0", "#1"],
              [jump, 4, "p0"],
              ["global", "r0", "#2"],
              ["jump", 5],
              ["global", "r0", "#3"],
              ["return", "r0"],
            ],
          },
        },
      }),
    );

  test.each([
    [0, false],
    [-0, false],
    [1, true],
    [-5e-324, true],
    [NAN, true],
    [INF, true],
  ])("%o is %o", (x, truth) => {
    const ifFalse = branch("jump_false");
    const ifTrue = branch("jump_true");
    for (const [program, jumps] of [
      [ifFalse, !truth],
      [ifTrue, truth],
    ] as const) {
      program.variables[0] = x;
      program.evaluate();
      expect([...program.results]).toEqual(jumps ? [20, 3] : [10, 2]);
    }
  });

  test("global reads any cell of the batch from a function", () => {
    const code = (name: string): [string, string, string][] => [["global", "r0", name]];
    const names = ["x", "out0", "gain", "#7", "k0"];
    const program = Program.load(
      assemble({
        variables: { x: 1 },
        context: { gain: 2 },
        init: [["add", "k0", "#7", "#7"]],
        expressions: names.map((name, i) => [
          ["call", `out${i}`, "w0", name],
          ["bool", "w0", "x"],
        ]),
        functions: Object.fromEntries(
          names.map((name) => [name, { parameters: 0, code: [...code(name), ["return", "r0"]] }]),
        ),
      }),
    );
    program.evaluate();
    expect([...program.results]).toEqual([1, 1, 2, 7, 14]);
  });

  test("instructions of the first part run once, when the program is loaded", () => {
    const program = Program.load(
      assemble({
        init: [
          ["mul", "k0", "#3", "#4"],
          ["add", "k1", "k0", "#1"],
        ],
        expressions: [[["move", "out0", "k1"]]],
      }),
    );
    program.evaluate();
    expect(program.results[0]).toBe(13);
  });
});

describe("index", () => {
  const program = Program.load(
    assemble({
      variables: { i: 0 },
      arrays: { empty: [], table: [10, 20, 30], one: [99] },
      expressions: [
        [["index", "out0", "table", "i"]],
        [
          ["move", "w0", "i"],
          ["call", "out1", "w0", "f"],
        ],
      ],
      functions: {
        f: {
          parameters: 1,
          code: [
            ["index", "r0", "table", "p0"],
            ["return", "r0"],
          ],
        },
      },
    }),
  );

  test.each([
    [0, 10],
    [-0, 10],
    [2, 30],
    [2.9999, 30],
    [1.5, 20],
    [-0.9999, 10],
    [-5e-324, 10],
  ])("element %o", (i, expected) => {
    program.variables[0] = i;
    expect(program.tryEvaluate()).toBe(0);
    expect([...program.results]).toEqual([expected, expected]);
  });

  test.each([3, -1, 3.5, -1.5, NAN, INF, -INF, 2 ** 32, 2 ** 31, -(2 ** 32), 1e300])("no element %o", (i) => {
    program.variables[0] = i;
    expect(program.tryEvaluate()).toBe(8);
    expect(program.failure).toMatchObject({
      code: "ArrayIndexOutOfBounds",
      name: "table",
      found: i,
      expected: 3,
      expression: 0,
    });
    expect([...program.results]).toEqual([NAN, NAN]);
  });

  test("an empty array has no element 0", () => {
    const empty = Program.load(
      assemble({ arrays: { none: [], some: [1] }, expressions: [[["index", "out0", "none", "#0"]]] }),
    );
    expect(empty.tryEvaluate()).toBe(8);
    expect(empty.lastError?.message).toContain("empty");
  });
});
