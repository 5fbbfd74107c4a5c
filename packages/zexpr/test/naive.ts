import { instantiateKernels } from "@zexpr/kernels";

/** An expression as a tree of objects, for tests that must not use the library's parser. */
export type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "prefix"; readonly operator: "-" | "+" | "!" | "~"; readonly args: readonly [Node] }
  | { readonly kind: "infix"; readonly operator: string; readonly args: readonly [Node, Node] }
  | { readonly kind: "choice"; readonly args: readonly [Node, Node, Node] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: "index"; readonly name: string; readonly args: readonly [Node] }
  | { readonly kind: "attribute"; readonly object: string; readonly name: string };

export interface Native {
  readonly arity: number;
  readonly call: (...args: number[]) => number;
}

/** Everything names can stand for. */
export interface World {
  readonly values: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  /** By `object.name`. */
  readonly attributes: Readonly<Record<string, number>>;
  readonly functions: Readonly<
    Record<string, { readonly parameters: readonly string[]; readonly body: Node }>
  >;
  /** Host functions, those that override operators among them. */
  readonly natives: Readonly<Record<string, Native>>;
}

/** An evaluation that failed: the error's code, and the text that it marks. */
export class Failure {
  readonly code: string;
  readonly place: string;

  constructor(code: string, place: string) {
    this.code = code;
    this.place = place;
  }
}

/** Source text with brackets around every operand, so that precedence plays no part. */
export function print(node: Node): string {
  const bracketed = (child: Node) => `(${print(child)})`;
  const argument = (child: Node) =>
    child.kind === "infix" || child.kind === "choice" ? bracketed(child) : print(child);
  switch (node.kind) {
    case "number":
      return node.value === Number.POSITIVE_INFINITY ? "1e999" : String(node.value);
    case "name":
      return node.name;
    case "prefix":
      return `${node.operator}${bracketed(node.args[0])}`;
    case "infix":
      return `${bracketed(node.args[0])}${node.operator}${bracketed(node.args[1])}`;
    case "choice":
      return `${bracketed(node.args[0])}?${bracketed(node.args[1])}:${bracketed(node.args[2])}`;
    case "call":
      return `${node.name}(${node.args.map(argument)})`;
    case "index":
      return `${node.name}[${print(node.args[0])}]`;
    case "attribute":
      return `${node.object}.${node.name}`;
  }
}

/** The WebAssembly build of the math kernels. The interpreter uses the JavaScript one, and both have to give the same bits. */
const KERNELS = instantiateKernels(new WebAssembly.Memory({ initial: 1 }), 0);

/** `x^y`, in which the specification makes a square of a literal exponent 2, and exp2 of a literal base 2. */
function power(left: Node, right: Node | undefined, x: number, y: number, world: World): number {
  if (right === undefined || literal(right, world) === 2) return x * x;
  return literal(left, world) === 2 ? KERNELS.exp2(y) : KERNELS.pow(x, y);
}

/** Value of a number as it stands in the text: with signs, and as the last of a list. */
function literal(node: Node, world: World): number | undefined {
  if (node.kind === "number") return node.value;
  if (node.kind === "prefix" && node.operator === "+") return literal(node.args[0], world);
  const negates =
    node.kind === "prefix" ? node.operator === "-" : node.kind === "call" && node.name === "neg";
  if (negates && world.natives.neg === undefined && "args" in node && node.args.length === 1) {
    const value = literal(node.args[0], world);
    return value === undefined ? undefined : -value;
  }
  const isList =
    node.kind === "infix"
      ? [",", ";"].includes(node.operator)
      : node.kind === "call" && node.name === "comma";
  const name = node.kind === "infix" ? node.operator : "comma";
  if (isList && world.natives[name] === undefined && "args" in node && node.args.length === 2)
    return literal(node.args[1], world);
  return undefined;
}

function max(x: number, y: number): number {
  if (Number.isNaN(x)) return y;
  return Number.isNaN(y) ? x : Math.max(x, y);
}

function min(x: number, y: number): number {
  if (Number.isNaN(x)) return y;
  return Number.isNaN(y) ? x : Math.min(x, y);
}

function rotate(x: number, count: number): number {
  const bits = BigInt.asUintN(32, BigInt(x | 0));
  const by = BigInt(count & 31);
  return Number(BigInt.asIntN(32, (bits << by) | (bits >> (32n - by))));
}

const INFIX: Readonly<Record<string, (x: number, y: number) => number>> = {
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
  "<<<": rotate,
  ">>>": (x, y) => rotate(x, -(y | 0)),
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "%": (x, y) => x % y,
  "^": KERNELS.pow,
  "**": KERNELS.pow,
};

const PREFIX: Readonly<Record<string, (x: number) => number>> = {
  "-": (x) => -x,
  "+": (x) => x,
  "!": (x) => Number(x === 0),
  "~": (x) => ~x,
};

/** SPEC 3, written down once more. */
export const BUILTINS: Readonly<Record<string, (...args: number[]) => number>> = {
  ...Object.fromEntries("abs ceil floor sqrt trunc".split(" ").map((name) => [name, Math[name as "abs"]])),
  ...Object.fromEntries(
    (
      "acos asin atan cos cosh exp exp2 log10 sin sinh tan tanh log2 expm1 log1p cbrt asinh acosh atanh ln " +
      "hypot"
    )
      .split(" ")
      .map((name) => [name, KERNELS[name as "sin"]]),
  ),
  log: KERNELS.log10,
  neg: (x) => -x,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  round: (x) => (Math.abs(x) % 1 >= 0.5 ? Math.trunc(x) + Math.sign(x) : Math.trunc(x)),
  fract: (x) => x - Math.floor(x),
  deg: (x) => x * (180 / Math.PI),
  rad: (x) => x * (Math.PI / 180),
  isnan: (x) => Number(Number.isNaN(x)),
  isinf: (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY),
  isfinite: (x) => Number(Number.isFinite(x)),
  add: INFIX["+"],
  sub: INFIX["-"],
  mul: INFIX["*"],
  div: INFIX["/"],
  fmod: INFIX["%"],
  comma: INFIX[","],
  xor: (x, y) => x ^ y,
  step: (edge, x) => (x < edge ? 0 : 1),
  atan2: (y, x = 1) => KERNELS.atan2(y, x),
  pow: (x, y = 2) => KERNELS.pow(x, y),
  max,
  min,
  clamp: (x, low, high) => min(max(x, low), high),
  lerp: (a, b, t) => a + (b - a) * t,
  smoothstep: (a, b, x) => {
    const t = min(max((x - a) / (b - a), 0), 1);
    return t * t * (3 - 2 * t);
  },
  pi: () => Math.PI,
  e: () => Math.E,
};

/** How many arguments a built-in takes, where the function's length does not say it. */
const ARITIES: Readonly<Record<string, readonly number[]>> = {
  atan2: [1, 2],
  pow: [1, 2],
  max: [2],
  min: [2],
};

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };

/** Evaluates by recursion, as SPEC 2 to 4 say. @throws {@link Failure} */
export function evaluateNaively(
  node: Node,
  world: World,
  parameters: Readonly<Record<string, number>> = {},
): number {
  const value = (child: Node) => evaluateNaively(child, world, parameters);
  switch (node.kind) {
    case "number":
      return node.value;
    case "name": {
      const found = [parameters, world.values, CONSTANTS].find((names) => Object.hasOwn(names, node.name));
      if (found !== undefined) return found[node.name];
      throw new Failure(Object.hasOwn(BUILTINS, node.name) ? "Syntax" : "UnknownVariable", node.name);
    }
    case "prefix": {
      const own =
        node.operator === "+" ? undefined : world.natives[node.operator === "-" ? "neg" : node.operator];
      return (own?.call ?? PREFIX[node.operator])(value(node.args[0]));
    }
    case "infix": {
      const [left, right] = node.args;
      if (node.operator === "&&") return value(left) !== 0 ? Number(value(right) !== 0) : 0;
      if (node.operator === "||") return value(left) !== 0 ? 1 : Number(value(right) !== 0);
      const x = value(left);
      if (["^", "**"].includes(node.operator) && world.natives[node.operator] === undefined)
        return power(left, right, x, value(right), world);
      return (world.natives[node.operator]?.call ?? INFIX[node.operator])(x, value(right));
    }
    case "choice":
      return value(node.args[0]) !== 0 ? value(node.args[1]) : value(node.args[2]);
    case "index": {
      const index = value(node.args[0]);
      const array = world.arrays[node.name];
      if (array === undefined) throw new Failure("UnknownVariable", print(node));
      if (index > -1 && Math.trunc(index) < array.length) return array[Math.trunc(index)];
      throw new Failure("ArrayIndexOutOfBounds", print(node));
    }
    case "attribute": {
      const attribute = world.attributes[`${node.object}.${node.name}`];
      if (attribute === undefined) throw new Failure("AttributeNotFound", print(node));
      return attribute;
    }
    case "call":
      return call(node.name, node.args, () => print(node), world, value);
  }
}

function call(
  name: string,
  args: readonly Node[],
  place: () => string,
  world: World,
  value: (node: Node) => number,
): number {
  if (name === "if" && args.length === 3 && world.natives.if === undefined)
    return value(args[0]) !== 0 ? value(args[1]) : value(args[2]);
  const values = args.map(value);
  const fn = world.functions[name];
  if (fn !== undefined) {
    if (fn.parameters.length !== values.length) throw new Failure("InvalidFunctionCall", place());
    return evaluateNaively(
      fn.body,
      world,
      Object.fromEntries(fn.parameters.map((each, i) => [each, values[i]])),
    );
  }
  const native = world.natives[name];
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  const found = native?.call ?? builtin;
  if (found === undefined)
    throw new Failure(name === "if" ? "InvalidFunctionCall" : "UnknownFunction", place());
  const arities = native !== undefined ? [native.arity] : (ARITIES[name] ?? [found.length]);
  if (!arities.includes(values.length)) throw new Failure("InvalidFunctionCall", place());
  if (native === undefined && name === "pow") return power(args[0], args[1], values[0], values[1], world);
  return found(...values);
}
