import type { Outcome } from "./simulator.ts";
import type { Tree } from "./tree.ts";

/** What names stand for, and what happens outside. */
export interface World {
  readonly variables: Readonly<Record<string, number>>;
  /** Variables and constants of the context. */
  readonly values: Readonly<Record<string, number>>;
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  /** Number of arguments of host functions. */
  readonly natives: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, readonly [parameters: readonly string[], body: Tree]>>;
  readonly callDepth: number;
  host(name: string, args: readonly number[]): number;
}

class Stop {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  ",": (_, b) => b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => (b === 2 ? a * a : a === 1 ? 1 : a ** b),
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  "&": (a, b) => a & b,
};
const PREFIX: Readonly<Record<string, (a: number) => number>> = {
  "-": (a) => -a,
  "!": (a) => Number(a === 0),
};
const BUILTINS: Readonly<Record<string, readonly [arity: number, (...args: number[]) => number]>> = {
  sqrt: [1, Math.sqrt],
  abs: [1, Math.abs],
  floor: [1, Math.floor],
  sin: [1, Math.sin],
  max: [2, (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b))],
  clamp: [3, (x, lo, hi) => BUILTINS.min[1](BUILTINS.max[1](x, lo), hi)],
  min: [2, (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b))],
  lerp: [3, (a, b, t) => a + (b - a) * t],
};

/** Evaluates trees as the specification says, by recursion and without any compiling. */
export function evaluateTrees(expressions: readonly (Tree | undefined)[], world: World): Outcome {
  const calls: string[] = [];
  let depth = 0;

  const value = (tree: Tree, locals: Readonly<Record<string, number>>): number => {
    const of = (child: Tree): number => value(child, locals);
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") {
      for (const scope of [locals, world.variables, world.values])
        if (Object.hasOwn(scope, tree)) return scope[tree] as number;
      if (tree === "pi") return Math.PI;
      throw new Stop(Object.hasOwn(BUILTINS, tree) ? 3 : 5);
    }
    if ("array" in tree) {
      const at = Math.trunc(of(tree.of[0]));
      if (!Object.hasOwn(world.arrays, tree.array)) throw new Stop(5);
      const array = world.arrays[tree.array] as readonly number[];
      if (!(at >= 0 && at < array.length)) throw new Stop(8);
      return array[at] as number;
    }
    if ("object" in tree) throw new Stop(9);
    if ("op" in tree) {
      const [a = 0, b = 0, c = 0] = tree.of;
      if (tree.op === "?:") return of(a) !== 0 ? of(b) : of(c);
      if (tree.op === "&&") return of(a) !== 0 && of(b) !== 0 ? 1 : 0;
      if (tree.op === "||") return of(a) !== 0 || of(b) !== 0 ? 1 : 0;
      if (Object.hasOwn(world.natives, tree.op) || Object.hasOwn(world.functions, tree.op))
        return apply(tree.op, tree.of.map(of));
      if (tree.of.length === 1) return (PREFIX[tree.op] as (a: number) => number)(of(a));
      const left = of(a);
      return (OPERATORS[tree.op] as (a: number, b: number) => number)(left, of(b));
    }
    if (tree.call === "if" && tree.of.length === 3)
      return of(tree.of[0] ?? 0) !== 0 ? of(tree.of[1] ?? 0) : of(tree.of[2] ?? 0);
    return apply(tree.call, tree.of.map(of));
  };

  const apply = (name: string, args: readonly number[]): number => {
    if (Object.hasOwn(world.functions, name)) {
      const [parameters, body] = world.functions[name] as readonly [readonly string[], Tree];
      if (parameters.length !== args.length) throw new Stop(7);
      if (depth === world.callDepth) throw new Stop(11);
      depth++;
      const result = value(
        body,
        Object.fromEntries(parameters.map((parameter, i) => [parameter, args[i] as number])),
      );
      depth--;
      return result;
    }
    if (Object.hasOwn(world.natives, name)) {
      if (world.natives[name] !== args.length) throw new Stop(7);
      calls.push(`${name}(${args.join(", ")})`);
      return world.host(name, args);
    }
    const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
    if (builtin === undefined) throw new Stop(6);
    if (builtin[0] !== args.length) throw new Stop(7);
    return builtin[1](...args);
  };

  const results = expressions.map(() => Number.NaN);
  for (const [i, tree] of expressions.entries()) {
    if (tree === undefined) continue;
    depth = 0;
    try {
      results[i] = value(tree, {});
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      return { status: stop.status, results, calls };
    }
  }
  return { status: 0, results, calls };
}
