import fc from "fast-check";
import { BUILTINS, type Node } from "./naive.ts";

/** Names that random expressions use. What is not defined is unknown, on purpose. */
export const VARIABLES = ["x", "y", "z"];
const PARAMETERS = ["p", "q"];
export const ARRAYS: Readonly<Record<string, readonly number[]>> = {
  a: [1.5, -0, Number.NaN],
  b: [],
  x: [7],
};
export const ATTRIBUTES: Readonly<Record<string, number>> = { "o.x": 2.5, "o.y": -1, "x.x": 0 };

const INFIX = ", ; | & == != <> < > <= >= << >> <<< >>> + - * / % ^ ** && ||".split(" ");

/** Expression functions by name, with the number of their parameters; each may call those before it. */
export const FUNCTIONS = { f: 1, g: 2, h: 0 } as const;

const number = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(0, 1, 2, 3, 0.5, 10, 31, 32, 1e300, 5e-324, 2 ** 31, 2 ** 32 + 5),
    },
    { weight: 1, arbitrary: fc.double({ min: 0, noNaN: true }) },
    { weight: 1, arbitrary: fc.nat() },
  )
  .map((value): Node => ({ kind: "number", value: Math.abs(value) }));

/** Values for variables: special ones, and any. */
export const variableValue: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    2,
    3,
    -2.5,
    1e308,
    -5e-324,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    -(2 ** 32) - 5,
  ),
  fc.double(),
  fc.integer({ min: -5, max: 5 }),
);

/** Names of functions with the number of arguments to call them with: nearly always the right one. */
function callees(functions: readonly (keyof typeof FUNCTIONS)[]): [name: string, count: number][] {
  const counts: [string, number][] = Object.entries(BUILTINS).map(([name, fn]) => [name, fn.length]);
  counts.push(["max", 2], ["min", 2], ["atan2", 2], ["pow", 2], ["pow", 1], ["if", 3], ["if", 3], ["if", 2]);
  for (let i = 0; i < 6; i++) {
    counts.push(["note", 1], ["pure", 1]);
    for (const name of functions) counts.push([name, FUNCTIONS[name]]);
  }
  counts.push(["nosuch", 1], ["sin", 2], ["note", 0]);
  return counts.filter(([name, count]) => !(["max", "min"].includes(name) && count !== 2));
}

/** Random trees over `names`, which may call `functions`. */
export function trees(
  names: readonly string[],
  functions: readonly (keyof typeof FUNCTIONS)[],
): fc.Arbitrary<Node> {
  const name = fc
    .constantFrom(...names, ...names, ...names, "pi", "tau")
    .map((text): Node => ({ kind: "name", name: text }));
  const rare = fc.constantFrom<Node>(
    { kind: "name", name: "unknown" },
    { kind: "name", name: "sin" },
    { kind: "attribute", object: "o", name: "x" },
    { kind: "attribute", object: "o", name: "y" },
    { kind: "attribute", object: "x", name: "x" },
    { kind: "attribute", object: "o", name: "none" },
  );
  return fc.letrec<{ tree: Node }>((tie) => {
    const tree = tie("tree");
    return {
      tree: fc.oneof(
        { maxDepth: 5, depthSize: "small", withCrossShrink: true },
        { weight: 6, arbitrary: name },
        { weight: 4, arbitrary: number },
        { weight: 1, arbitrary: rare },
        {
          weight: 3,
          arbitrary: fc
            .tuple(fc.constantFrom("-", "-", "+", "!", "~"), tree)
            .map(([operator, arg]): Node => ({ kind: "prefix", operator: operator as "-", args: [arg] })),
        },
        {
          weight: 12,
          arbitrary: fc
            .tuple(tree, fc.constantFrom(...INFIX, "+", "-", "*", "/", "&&", "||"), tree)
            .map(([left, operator, right]): Node => ({ kind: "infix", operator, args: [left, right] })),
        },
        // Equal operands, for the compiler to share.
        {
          weight: 3,
          arbitrary: fc
            .tuple(tree, fc.constantFrom(...INFIX))
            .map(([arg, operator]): Node => ({ kind: "infix", operator, args: [arg, arg] })),
        },
        { weight: 4, arbitrary: fc.tuple(tree, tree, tree).map((args): Node => ({ kind: "choice", args })) },
        {
          weight: 8,
          arbitrary: fc
            .constantFrom(...callees(functions))
            .chain(([callee, count]) =>
              fc
                .tuple(...Array<fc.Arbitrary<Node>>(count).fill(tree))
                .map((args): Node => ({ kind: "call", name: callee, args })),
            ),
        },
        {
          weight: 2,
          arbitrary: fc
            .tuple(fc.constantFrom("a", "a", "a", "x", "b", "none"), tree)
            .map(([array, arg]): Node => ({ kind: "index", name: array, args: [arg] })),
        },
      ),
    };
  }).tree;
}

/** A batch: expressions, bodies of the functions `f`, `g` and `h`, and values of the variables to evaluate with. */
export interface Sample {
  readonly expressions: readonly Node[];
  readonly bodies: { readonly f: Node; readonly g: Node; readonly h: Node };
  readonly inputs: readonly (readonly number[])[];
  /** Operators and built-ins that a native function overrides, by name. */
  readonly overridden: readonly string[];
}

/** What may be overridden, by number of arguments. */
export const OVERRIDABLE: Readonly<Record<string, number>> = {
  ...Object.fromEntries(INFIX.filter((each) => each !== "&&" && each !== "||").map((each) => [each, 2])),
  ...{ neg: 1, "!": 1, "~": 1, sin: 1, max: 2, clamp: 3, pi: 0, pow: 2, if: 3 },
};

export const sample: fc.Arbitrary<Sample> = fc.record({
  expressions: fc
    .array(trees(VARIABLES, ["f", "g", "h"]), { minLength: 1, maxLength: 4 })
    // The first one again at the end, and in a sum: values to share between expressions.
    .map((list): Node[] => [...list, { kind: "infix", operator: "+", args: [list[0], list[0]] }, list[0]]),
  bodies: fc.record({
    f: trees([...VARIABLES, "p"], []),
    g: trees([...VARIABLES, ...PARAMETERS], ["f"]),
    h: trees(VARIABLES, ["f", "g"]),
  }),
  inputs: fc.array(fc.tuple(variableValue, variableValue, variableValue), { minLength: 1, maxLength: 3 }),
  overridden: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray(Object.keys(OVERRIDABLE), { maxLength: 6 }) },
  ),
});
