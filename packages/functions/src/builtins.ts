import {
  OP_ABS,
  OP_ACOS,
  OP_ACOSH,
  OP_ADD,
  OP_ASIN,
  OP_ASINH,
  OP_ATAN,
  OP_ATAN2,
  OP_ATANH,
  OP_BIT_XOR,
  OP_CBRT,
  OP_CEIL,
  OP_COS,
  OP_COSH,
  OP_DIV,
  OP_EQ,
  OP_EXP,
  OP_EXP2,
  OP_EXPM1,
  OP_FLOOR,
  OP_HYPOT,
  OP_LN,
  OP_LOG1P,
  OP_LOG2,
  OP_LOG10,
  OP_LT,
  OP_MAX,
  OP_MIN,
  OP_MOD,
  OP_MUL,
  OP_NE,
  OP_NEG,
  OP_NOT,
  OP_POW,
  OP_ROUND,
  OP_SIGN,
  OP_SIN,
  OP_SINH,
  OP_SQRT,
  OP_SUB,
  OP_TAN,
  OP_TANH,
  OP_TRUNC,
} from "@zexpr/ir/opcodes";

/** One instruction: opcode, then indices of its operands. */
export type Step = readonly [opcode: number, a: number, b?: number];

/**
 * A built-in for one number of arguments, as the instructions it stands for. Operands are numbered: first the
 * arguments, then `constants`, then the result of each step. The last operand is the value. A lazy built-in has no
 * steps: the compiler branches instead.
 */
export interface Builtin {
  readonly name: string;
  /** Parameter names; their number is the arity. */
  readonly parameters: readonly string[];
  /** One line: what it gives. */
  readonly documentation: string;
  readonly constants: readonly number[];
  readonly steps: readonly Step[];
  /** Evaluates only the arguments it needs. */
  readonly lazy: boolean;
}

/** name, parameters, documentation, steps, constants */
type Row = readonly [string, string, string, readonly Step[], (readonly number[])?];

/** BUILT-IN TABLE: SPEC 3. Order is the order of listings. A name may have several rows, one per number of arguments. */
const ROWS: readonly Row[] = [
  ["abs", "x", "absolute value", [[OP_ABS, 0]]],
  ["sign", "x", "-1, 0 or 1; 0 for NaN", [[OP_SIGN, 0]]],
  ["neg", "x", "-x, the unary minus", [[OP_NEG, 0]]],
  ["sqrt", "x", "square root", [[OP_SQRT, 0]]],
  ["cbrt", "x", "cube root", [[OP_CBRT, 0]]],
  ["pow", "x", "x squared", [[OP_MUL, 0, 0]]],
  ["pow", "x,y", "x to the power y, as C99", [[OP_POW, 0, 1]]],
  ["hypot", "x,y", "sqrt(x^2 + y^2) without overflow", [[OP_HYPOT, 0, 1]]],
  ["exp", "x", "e to the power x", [[OP_EXP, 0]]],
  ["exp2", "x", "2 to the power x", [[OP_EXP2, 0]]],
  ["expm1", "x", "exp(x) - 1, exact near 0", [[OP_EXPM1, 0]]],
  ["ln", "x", "natural logarithm", [[OP_LN, 0]]],
  ["log", "x", "logarithm, base 10", [[OP_LOG10, 0]]],
  ["log10", "x", "logarithm, base 10", [[OP_LOG10, 0]]],
  ["log2", "x", "logarithm, base 2", [[OP_LOG2, 0]]],
  ["log1p", "x", "ln(1 + x), exact near 0", [[OP_LOG1P, 0]]],
  ["sin", "x", "sine, radians", [[OP_SIN, 0]]],
  ["cos", "x", "cosine, radians", [[OP_COS, 0]]],
  ["tan", "x", "tangent, radians", [[OP_TAN, 0]]],
  ["asin", "x", "arc sine", [[OP_ASIN, 0]]],
  ["acos", "x", "arc cosine", [[OP_ACOS, 0]]],
  ["atan", "x", "arc tangent", [[OP_ATAN, 0]]],
  ["atan2", "y", "angle of the point (1, y)", [[OP_ATAN2, 0, 1]], [1]],
  ["atan2", "y,x", "angle of the point (x, y)", [[OP_ATAN2, 0, 1]]],
  ["sinh", "x", "hyperbolic sine", [[OP_SINH, 0]]],
  ["cosh", "x", "hyperbolic cosine", [[OP_COSH, 0]]],
  ["tanh", "x", "hyperbolic tangent", [[OP_TANH, 0]]],
  ["asinh", "x", "inverse hyperbolic sine", [[OP_ASINH, 0]]],
  ["acosh", "x", "inverse hyperbolic cosine", [[OP_ACOSH, 0]]],
  ["atanh", "x", "inverse hyperbolic tangent", [[OP_ATANH, 0]]],
  ["deg", "x", "radians to degrees", [[OP_MUL, 0, 1]], [180 / Math.PI]],
  ["rad", "x", "degrees to radians", [[OP_MUL, 0, 1]], [Math.PI / 180]],
  ["floor", "x", "rounded down", [[OP_FLOOR, 0]]],
  ["ceil", "x", "rounded up", [[OP_CEIL, 0]]],
  ["round", "x", "rounded to the nearest, halves away from 0", [[OP_ROUND, 0]]],
  ["trunc", "x", "rounded toward 0", [[OP_TRUNC, 0]]],
  [
    "fract",
    "x",
    "x - floor(x)",
    [
      [OP_FLOOR, 0],
      [OP_SUB, 0, 1],
    ],
  ],
  ["fmod", "x,y", "remainder of x / y with the sign of x, the operator %", [[OP_MOD, 0, 1]]],
  ["min", "x,y", "smaller one; ignores NaN", [[OP_MIN, 0, 1]]],
  ["max", "x,y", "larger one; ignores NaN", [[OP_MAX, 0, 1]]],
  [
    "clamp",
    "x,lo,hi",
    "min(max(x, lo), hi)",
    [
      [OP_MAX, 0, 1],
      [OP_MIN, 3, 2],
    ],
  ],
  [
    "lerp",
    "a,b,t",
    "a + (b - a) * t",
    [
      [OP_SUB, 1, 0],
      [OP_MUL, 3, 2],
      [OP_ADD, 0, 4],
    ],
  ],
  [
    "step",
    "edge,x",
    "0 if x < edge, else 1",
    [
      [OP_LT, 1, 0],
      [OP_NOT, 2],
    ],
  ],
  [
    "smoothstep",
    "a,b,x",
    "0 at a, 1 at b, t * t * (3 - 2 * t) between",
    // 3 to 6 are the constants 0, 1, 2, 3; 11 is t.
    [
      [OP_SUB, 2, 0],
      [OP_SUB, 1, 0],
      [OP_DIV, 7, 8],
      [OP_MAX, 9, 3],
      [OP_MIN, 10, 4],
      [OP_MUL, 11, 11],
      [OP_MUL, 5, 11],
      [OP_SUB, 6, 13],
      [OP_MUL, 12, 14],
    ],
    [0, 1, 2, 3],
  ],
  ["isnan", "x", "1 for NaN, else 0", [[OP_NE, 0, 0]]],
  [
    "isinf",
    "x",
    "1 for an infinity, else 0",
    [
      [OP_ABS, 0],
      [OP_EQ, 2, 1],
    ],
    [Number.POSITIVE_INFINITY],
  ],
  [
    "isfinite",
    "x",
    "1 for a finite number, else 0",
    [
      [OP_ABS, 0],
      [OP_LT, 2, 1],
    ],
    [Number.POSITIVE_INFINITY],
  ],
  ["if", "c,t,f", "t if c is true, else f; evaluates only the one it gives", []],
  ["add", "x,y", "x + y", [[OP_ADD, 0, 1]]],
  ["sub", "x,y", "x - y", [[OP_SUB, 0, 1]]],
  ["mul", "x,y", "x * y", [[OP_MUL, 0, 1]]],
  ["div", "x,y", "x / y", [[OP_DIV, 0, 1]]],
  ["xor", "a,b", "bitwise exclusive or of 32-bit integers", [[OP_BIT_XOR, 0, 1]]],
  ["comma", "x,y", "y, the operator ,", []],
  ["pi", "", "3.141592653589793", [], [Math.PI]],
  ["e", "", "2.718281828459045", [], [Math.E]],
];

function builtin([name, parameters, documentation, steps, constants = []]: Row): Builtin {
  return {
    name,
    parameters: parameters === "" ? [] : parameters.split(","),
    documentation,
    constants,
    steps,
    lazy: name === "if",
  };
}

/** Every built-in function, in listing order. */
export const BUILTINS: readonly Builtin[] = /* @__PURE__ */ ROWS.map(builtin);

/** Constants of lowest priority, by name. */
export const CONSTANTS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ["pi", Math.PI],
  ["PI", Math.PI],
  ["e", Math.E],
  ["E", Math.E],
  ["tau", 2 * Math.PI],
  ["TAU", 2 * Math.PI],
]);

let byName: Map<string, Builtin[]> | undefined;

/** The forms of a built-in, by number of arguments; undefined for an unknown name. O(1). */
export function findBuiltins(name: string): readonly Builtin[] | undefined {
  byName ??= group();
  return byName.get(name);
}

/** Names of all built-in functions, without repetition. */
export function builtinNames(): Iterable<string> {
  byName ??= group();
  return byName.keys();
}

function group(): Map<string, Builtin[]> {
  const map = new Map<string, Builtin[]>();
  for (const row of BUILTINS) {
    const forms = map.get(row.name);
    if (forms === undefined) map.set(row.name, [row]);
    else forms.push(row);
  }
  return map;
}
