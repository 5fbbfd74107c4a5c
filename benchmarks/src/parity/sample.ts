import type { Precision } from "zexpr";
import { randomTree, type Scope } from "./grammar.ts";
import { randomNumber } from "./numbers.ts";
import { Random } from "./random.ts";
import { call, infix, leaf, print, type Tree } from "./tree.ts";
import { ARRAYS, OVERRIDABLE, VARIABLES } from "./world.ts";

export interface FunctionSample {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Tree;
}

/** What an evaluation starts from. */
export interface Row {
  readonly variables: readonly number[];
  /** Value of the context's `gain`. */
  readonly gain: number;
  /** First element of the array `a`. */
  readonly element: number;
}

/** A batch of expressions with everything around it, and what to evaluate it with. */
export interface Sample {
  readonly functions: readonly FunctionSample[];
  readonly expressions: readonly Tree[];
  /** Operators and built-ins that host functions take the place of. */
  readonly overridden: readonly string[];
  readonly limits: { readonly callDepth: number; readonly instructions: number };
  readonly rows: readonly Row[];
  readonly precision: Precision;
  /** Whether it is evaluated as columns, too. */
  readonly asColumns: boolean;
}

const CALL_DEPTHS = [30, 30, 100, 100, 1_000, 10, 3, 2, 1];
const INSTRUCTIONS = [20_000, 20_000, 20_000, 3_000, 3_000, 1_000, 300, 80];
const DEPTH = 5;
/** One parameter more than functions of WebAssembly may have. */
const WIDE = Array.from({ length: 17 }, (_, i) => `p${i}`);
/** One program in so many has so many expressions that it becomes several functions of WebAssembly. */
const LARGE_ONE_IN = 250;
const LARGE_LENGTH = 600;
/** One program in so many computes with f32. */
const FLOAT_ONE_IN = 4;
/** One program in so many is evaluated as columns, too, which takes four times as long as all the rest. */
const COLUMNS_ONE_IN = 5;
const LARGE_LIMITS = { callDepth: 1_000, instructions: 10_000_000 };

/** The program of that index in the run with that seed. */
export function randomSample(seed: number, index: number): Sample {
  const random = new Random(seed, index);
  const isLarge = random.oneIn(LARGE_ONE_IN);
  const functions = randomFunctions(random, isLarge);
  const scope: Scope = {
    names: VARIABLES,
    functions: functions.map(({ name, parameters }) => [name, parameters.length]),
    pool: [],
    isSafe: isLarge,
  };
  const length = 2 + random.below(isLarge ? LARGE_LENGTH : 5);
  const expressions = Array.from({ length }, () => randomTree(random, scope, DEPTH));
  if (random.oneIn(3)) expressions.push(infix(expressions[0] as Tree, "+", random.pick(expressions)));
  const precision = index % FLOAT_ONE_IN === FLOAT_ONE_IN - 1 ? "f32" : "f64";
  const variable = (): number => {
    const value = randomNumber(random);
    // What a column of that precision can hold.
    return precision === "f32" ? Math.fround(value) : value;
  };
  return {
    precision,
    asColumns: index % COLUMNS_ONE_IN === 0,
    functions,
    expressions,
    overridden: !isLarge && random.oneIn(6) ? randomOverrides(random) : [],
    limits: isLarge
      ? LARGE_LIMITS
      : { callDepth: random.pick(CALL_DEPTHS), instructions: random.pick(INSTRUCTIONS) },
    rows: Array.from({ length: 4 }, () => ({
      variables: VARIABLES.map(variable),
      gain: randomNumber(random),
      element: randomNumber(random),
    })),
  };
}

function randomOverrides(random: Random): string[] {
  const names = [...OVERRIDABLE.keys()];
  return [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(names)))];
}

/** Up to six kinds: plain ones that call one another, recursion, mutual recursion, one too wide, anything. */
function randomFunctions(random: Random, isSafe: boolean): FunctionSample[] {
  const functions: FunctionSample[] = [];
  const add = (name: string, parameters: readonly string[], body: (scope: Scope) => Tree): void => {
    const earlier = functions.map((fn): [string, number] => [fn.name, fn.parameters.length]);
    const scope = {
      names: [...parameters, ...parameters, ...VARIABLES],
      functions: earlier,
      pool: [],
      isSafe,
    };
    functions.push({ name, parameters, body: body(scope) });
  };
  if (random.oneIn(5)) return functions;
  if (random.oneIn(2)) add("f", ["p"], (scope) => randomTree(random, scope, 3));
  if (random.oneIn(2)) add("g", ["p", "q"], (scope) => randomTree(random, scope, 3));
  if (random.oneIn(4)) add("h", [], (scope) => randomTree(random, scope, 3));
  if (random.oneIn(8)) add("wide", WIDE, (scope) => randomTree(random, scope, 4));
  if (isSafe) return functions;
  if (random.oneIn(3)) add("rec", ["n", "p"], (scope) => recursion(random, scope, "rec"));
  if (random.oneIn(4)) {
    add("even", ["n", "p"], (scope) => recursion(random, scope, "odd"));
    add("odd", ["n", "p"], (scope) => recursion(random, scope, "even"));
  }
  if (random.oneIn(5)) {
    add("wild", ["p"], (scope) =>
      randomTree(random, { ...scope, functions: [...scope.functions, ["wild", 1], ["wild", 1]] }, 3),
    );
  }
  return functions;
}

/** Whether a function of that name may call itself. */
export function isRecursive(name: string): boolean {
  return ["rec", "even", "odd", "wild"].includes(name);
}

/** `n > 0 && n < 12 ? callee(n - 1, …) … : …`, now and then without the upper bound, or with two calls. */
function recursion(random: Random, scope: Scope, callee: string): Tree {
  const inner = (depth: number): Tree => randomTree(random, scope, depth);
  const again = (): Tree => call(callee, infix(leaf("n"), "-", leaf("1")), inner(1));
  const bounded = infix(infix(leaf("n"), ">", leaf("0")), "&&", infix(leaf("n"), "<", leaf("12")));
  const condition = random.oneIn(6) ? infix(leaf("n"), ">", leaf("0")) : bounded;
  const value = infix(
    again(),
    random.pick(["+", "-", "*", "&&", "||", ","]),
    random.oneIn(4) ? again() : inner(2),
  );
  return { form: "choice", head: "?", args: [condition, value, inner(1)] };
}

/** The program as text, with what it is evaluated with. */
export function describe({ functions, expressions, overridden, limits, rows, precision }: Sample): string {
  return [
    ...functions.map(({ name, parameters, body }) => `${name}(${parameters}) = ${print(body)}`),
    ...expressions.map((tree, i) => `[${i}] ${print(tree)}`),
    `${precision}, limits: ${limits.callDepth} calls, ${limits.instructions} instructions`,
    ...(overridden.length > 0 ? [`host functions for ${overridden.join("  ")}`] : []),
    ...rows.map(
      ({ variables, gain, element }) =>
        `${VARIABLES.map((name, i) => `${name} = ${text(variables[i] as number)}`).join(", ")}, gain = ${text(gain)}, a[0] = ${text(element)}`,
    ),
    `arrays ${Object.keys(ARRAYS).join(", ")}: see world.ts`,
  ].join("\n");
}

function text(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
