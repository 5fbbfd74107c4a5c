import {
  type Ast,
  NODE_AND,
  NODE_ATTRIBUTE,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_NAME,
  NODE_NUMBER,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
} from "@zexpr/ir";
import { type F32Kernels, instantiateF32Kernels, type Kernel1, type Kernel2 } from "@zexpr/kernels";
import { parse } from "zexpr";

/** Everything names can stand for; values need not be f32. */
export interface F32World {
  readonly values: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, ArrayLike<number>>>;
  /** By `object.name`. */
  readonly attributes: Readonly<Record<string, number>>;
  /** Parameters and body, by name. */
  readonly functions: Readonly<Record<string, readonly [parameters: readonly string[], body: string]>>;
  /** Host functions, those that override operators among them. */
  readonly natives: Readonly<Record<string, { readonly arity: number; call(...args: number[]): number }>>;
}

/** An evaluation that failed, with the error's code. */
export class F32Failure {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

type F32KernelName = Extract<keyof F32Kernels, Kernel1 | Kernel2>;

const FLOAT = new Float32Array(1);

/** The nearest f32. */
export function f32(x: number): number {
  FLOAT[0] = x;
  return FLOAT[0];
}

const KERNELS = instantiateF32Kernels(new WebAssembly.Memory({ initial: 1 }), 0);

/** The f32 kernel of a name, in its WebAssembly build. */
export function f32Kernel(name: F32KernelName, x: number, y = 0): number {
  return KERNELS[name](x, y);
}

const KERNEL_NAMES: Readonly<Record<string, F32KernelName>> = {
  ...Object.fromEntries(
    (
      "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 expm1 ln log2 log10 log1p cbrt hypot " +
      "atan2"
    )
      .split(" ")
      .map((name) => [name, name as F32KernelName]),
  ),
  log: "log10",
};

type Operation = (x: number, y: number, z: number) => number;

const min: Operation = (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y));
const max: Operation = (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y));

function rotated(x: number, count: number): number {
  const bits = BigInt.asUintN(32, BigInt(x | 0));
  const by = BigInt(count & 31);
  return Number(BigInt.asIntN(32, (bits << by) | (bits >> (32n - by))));
}

/** Binary operators. Whatever they give is rounded. */
const BINARY: Readonly<Record<string, Operation>> = {
  ",": (_, y) => y,
  ";": (_, y) => y,
  "|": (x, y) => x | y,
  "&": (x, y) => x & y,
  "==": (x, y) => Number(x === y),
  "!=": (x, y) => Number(x !== y),
  "<>": (x, y) => Number(x !== y),
  "<": (x, y) => Number(x < y),
  ">": (x, y) => Number(x > y),
  "<=": (x, y) => Number(x <= y),
  ">=": (x, y) => Number(x >= y),
  "<<": (x, y) => x << y,
  ">>": (x, y) => x >> y,
  "<<<": rotated,
  ">>>": (x, y) => rotated(x, -(y | 0)),
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "%": (x, y) => x % y,
};

const UNARY: Readonly<Record<string, Operation>> = {
  neg: (x) => -x,
  "!": (x) => Number(x === 0),
  "~": (x) => ~x,
};

/** Built-ins that are no kernels, by name and number of arguments, each operation rounded. */
const BUILTINS: Readonly<Record<string, Operation>> = {
  "abs 1": Math.abs,
  "sign 1": (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  "neg 1": (x) => -x,
  "sqrt 1": Math.sqrt,
  "pow 1": (x) => x * x,
  "atan2 1": (y) => f32Kernel("atan2", y, 1),
  "deg 1": (x) => x * f32(180 / Math.PI),
  "rad 1": (x) => x * f32(Math.PI / 180),
  "floor 1": Math.floor,
  "ceil 1": Math.ceil,
  "round 1": (x) => (Math.abs(x) % 1 >= 0.5 ? f32(Math.trunc(x) + Math.sign(x)) : Math.trunc(x)),
  "trunc 1": Math.trunc,
  "fract 1": (x) => x - f32(Math.floor(x)),
  "fmod 2": (x, y) => x % y,
  "min 2": min,
  "max 2": max,
  "clamp 3": (x, low, high) => min(max(x, low, 0), high, 0),
  "lerp 3": (a, b, t) => a + f32(f32(b - a) * t),
  "step 2": (edge, x) => (x < edge ? 0 : 1),
  "smoothstep 3": (a, b, x) => {
    const t = min(max(f32(f32(x - a) / f32(b - a)), 0, 0), 1, 0);
    return f32(t * t) * f32(3 - f32(2 * t));
  },
  "isnan 1": (x) => Number(Number.isNaN(x)),
  "isinf 1": (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY),
  "isfinite 1": (x) => Number(Number.isFinite(x)),
  "add 2": (x, y) => x + y,
  "sub 2": (x, y) => x - y,
  "mul 2": (x, y) => x * y,
  "div 2": (x, y) => x / y,
  "xor 2": (x, y) => x ^ y,
  "comma 2": (_, y) => y,
  "pi 0": () => Math.PI,
  "e 0": () => Math.E,
};

const BUILTIN_NAMES = new Set([
  ...Object.keys(BUILTINS).map((form) => form.split(" ")[0]),
  ...Object.keys(KERNEL_NAMES),
  "if",
]);

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };

/** A value, and whether the text says it: `x ^ 2` is `x * x`, `2 ^ x` is `exp2(x)`. */
interface Value {
  readonly value: number;
  readonly literal: boolean;
}

function computed(value: number, literal = false): Value {
  return { value: f32(value), literal };
}

function power(x: Value, y: Value): Value {
  if (y.literal && y.value === 2) return computed(x.value * x.value);
  if (x.literal && x.value === 2) return computed(f32Kernel("exp2", y.value));
  return computed(f32Kernel("pow", x.value, y.value));
}

/** Evaluates a text as SPEC 2 to 4 say, with every value an f32, by recursion over its tree. @throws {@link F32Failure} */
export function walkF32(text: string, world: F32World): number {
  return walkTree(parse(text), world, {}).value;
}

function walkTree(ast: Ast, world: F32World, parameters: Readonly<Record<string, number>>): Value {
  const valueAt = (node: number): Value => {
    const children: number[] = [];
    for (let child = ast.first(node); child >= 0; child = ast.next(child)) children.push(child);
    const isTrue = (child: number): boolean => valueAt(children[child] as number).value !== 0;
    switch (ast.kind(node)) {
      case NODE_NUMBER:
        return computed(ast.value(node), true);
      case NODE_NAME:
        return nameOf(ast.name(node));
      case NODE_ATTRIBUTE: {
        const attribute = world.attributes[`${ast.name(node)}.${ast.attribute(node)}`];
        if (attribute === undefined) throw new F32Failure("AttributeNotFound");
        return computed(attribute);
      }
      case NODE_INDEX: {
        const at = Math.trunc(valueAt(children[0] as number).value);
        const array = world.arrays[ast.name(node)];
        if (array === undefined) throw new F32Failure("UnknownVariable");
        if (!(at >= 0 && at < array.length)) throw new F32Failure("ArrayIndexOutOfBounds");
        return computed(array[at] as number);
      }
      case NODE_AND:
        return computed(Number(isTrue(0) && isTrue(1)));
      case NODE_OR:
        return computed(Number(isTrue(0) || isTrue(1)));
      case NODE_CONDITIONAL:
        return computed(valueAt(children[isTrue(0) ? 1 : 2] as number).value);
      case NODE_UNARY:
      case NODE_BINARY: {
        const { name } = OPERATORS[ast.symbol(node)] as (typeof OPERATORS)[number];
        return operation(name, children.map(valueAt));
      }
      case NODE_CALL:
        if (ast.name(node) === "if" && children.length === 3 && world.natives.if === undefined)
          return computed(valueAt(children[isTrue(0) ? 1 : 2] as number).value);
        return callOf(ast.name(node), children.map(valueAt));
      default:
        throw new Error(`unknown node ${ast.kind(node)}`);
    }
  };

  const nameOf = (name: string): Value => {
    if (Object.hasOwn(parameters, name)) return computed(parameters[name] as number);
    if (Object.hasOwn(world.values, name)) return computed(world.values[name] as number);
    if (Object.hasOwn(CONSTANTS, name)) return computed(CONSTANTS[name] as number, true);
    throw new F32Failure(BUILTIN_NAMES.has(name) ? "Syntax" : "UnknownVariable");
  };

  const operation = (name: string, args: readonly Value[]): Value => {
    const own = world.natives[name];
    const [x, y] = args as [Value, Value];
    if (own !== undefined) return computed(own.call(...args.map(({ value }) => value)));
    if (name === "^" || name === "**") return power(x, y);
    if (args.length === 1)
      return computed((UNARY[name] as Operation)(x.value, 0, 0), name === "neg" && x.literal);
    return computed((BINARY[name] as Operation)(x.value, y.value, 0), ",;".includes(name) && y.literal);
  };

  const callOf = (name: string, args: readonly Value[]): Value => {
    const values = args.map(({ value }) => value);
    const fn = world.functions[name];
    const native = world.natives[name];
    const arity = fn?.[0].length ?? native?.arity;
    if (arity !== undefined && arity !== args.length) throw new F32Failure("InvalidFunctionCall");
    if (fn !== undefined) {
      const bound = Object.fromEntries(fn[0].map((parameter, i) => [parameter, values[i] as number]));
      return computed(walkTree(parse(fn[1]), world, bound).value);
    }
    if (native !== undefined) return computed(native.call(...values));
    if (!BUILTIN_NAMES.has(name)) throw new F32Failure("UnknownFunction");
    if (name === "pow" && args.length === 2) return power(args[0] as Value, args[1] as Value);
    const [x = 0, y = 0, z = 0] = values;
    const kernel = KERNEL_NAMES[name];
    if (kernel !== undefined && args.length === (kernel === "hypot" || kernel === "atan2" ? 2 : 1))
      return computed(f32Kernel(kernel, x, y));
    const builtin = BUILTINS[`${name} ${args.length}`];
    if (builtin === undefined) throw new F32Failure("InvalidFunctionCall");
    const literal =
      args.length === 0 || ((name === "neg" || name === "comma") && args.at(-1)?.literal === true);
    return computed(builtin(x, y, z), literal);
  };

  return valueAt(ast.root);
}
