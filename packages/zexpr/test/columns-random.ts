import fc from "fast-check";
import { Batch, type BatchOptions, Context } from "zexpr";
import type { Inputs } from "./columns-rows.ts";
import { BOUNDARIES, randomNumbers } from "./columns-rows.ts";
import { type Node, print } from "./naive.ts";
import { ARRAYS, ATTRIBUTES, trees, VARIABLES, variableValue } from "./random-trees.ts";

const CALLEES = { branch: 1, climb: 2, risky: 1 } as const;

/** Functions with branches, some that call each other, and one that fails for arguments out of bounds. */
const BODIES: Readonly<Record<keyof typeof CALLEES, readonly [readonly string[], string]>> = {
  branch: [["p"], "p > 2 ? sin(p) : p < -1 && x ? p * p : (p || y) + 1"],
  climb: [["p", "q"], "p < q ? branch(p) + branch(q) : p == q ? q : branch(p - q)"],
  risky: [["p"], "p > 0 ? a[p] : p != p ? 5 : branch(p)"],
};

/** Trees in which most nodes part rows: conditionals in one another, logical operators, comparisons, calls, lookups. */
const branchy: fc.Arbitrary<Node> = fc.letrec<{ tree: Node }>((tie) => {
  const tree = tie("tree");
  const name = fc.constantFrom(...VARIABLES).map((each): Node => ({ kind: "name", name: each }));
  const number = fc
    .constantFrom(0, 1, 2, 0.5, 3, 1e300, 2 ** 31)
    .map((value): Node => ({ kind: "number", value }));
  const infix = (operators: readonly string[]): fc.Arbitrary<Node> =>
    fc
      .tuple(tree, fc.constantFrom(...operators), tree)
      .map(([left, operator, right]): Node => ({ kind: "infix", operator, args: [left, right] }));
  const call = (callees: readonly (readonly [string, number])[]): fc.Arbitrary<Node> =>
    fc
      .constantFrom(...callees)
      .chain(([callee, count]) =>
        fc
          .tuple(...Array<fc.Arbitrary<Node>>(count).fill(tree))
          .map((args): Node => ({ kind: "call", name: callee, args })),
      );
  return {
    tree: fc.oneof(
      { maxDepth: 7, depthSize: "medium", withCrossShrink: true },
      { weight: 5, arbitrary: name },
      { weight: 2, arbitrary: number },
      {
        weight: 10,
        arbitrary: fc.tuple(tree, tree, tree).map((args): Node => ({ kind: "choice", args })),
      },
      { weight: 6, arbitrary: infix(["&&", "||"]) },
      { weight: 6, arbitrary: infix(["<", ">", "<=", ">=", "==", "!="]) },
      { weight: 4, arbitrary: infix(["+", "-", "*", "/", "%", "&", "<<", "^"]) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom("!" as const, "-" as const, "~" as const), tree)
          .map(([operator, arg]): Node => ({ kind: "prefix", operator, args: [arg] })),
      },
      { weight: 3, arbitrary: call(Object.entries(CALLEES)) },
      {
        weight: 3,
        arbitrary: call([
          ...([
            ["sin", 1],
            ["round", 1],
            ["sign", 1],
            ["min", 2],
            ["isnan", 1],
          ] as const),
          ...([
            ["max", 2],
            ["hypot", 2],
            ["clamp", 3],
            ["step", 2],
          ] as const),
        ]),
      },
      {
        weight: 1,
        arbitrary: tree.map((arg): Node => ({ kind: "index", name: "a", args: [arg] })),
      },
      { weight: 1, arbitrary: fc.constant<Node>({ kind: "name", name: "unknown" }) },
    ),
  };
}).tree;

/** A batch to be made, and which of its variables are columns. */
export interface RandomColumns {
  readonly expressions: readonly string[];
  readonly functions: readonly (readonly [name: string, parameters: readonly string[], body: string])[];
  readonly inputs: Inputs;
  readonly rows: number;
}

/** Row counts around the ends of vectors; few beyond a block of 4,096. */
const rowCount = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: 9 }) },
  { weight: 20, arbitrary: fc.nat({ max: 70 }) },
  { weight: 1, arbitrary: fc.constantFrom(4_095, 4_096, 4_097, 8_193) },
);

/** Columns and scalars for the variables. Beyond the first 70 rows values repeat in another order. */
const inputsFor = (rows: number): fc.Arbitrary<Inputs> =>
  fc
    .tuple(fc.array(variableValue, { minLength: 1, maxLength: 24 }), fc.nat(), fc.subarray(VARIABLES))
    .map(([values, seed, columns]) => {
      const next = randomNumbers(seed);
      const pool = [...values, ...BOUNDARIES];
      const value = () => pool[next() % (next() % 2 === 0 ? values.length : pool.length)];
      return Object.fromEntries(
        VARIABLES.map((name) => [
          name,
          columns.includes(name) ? Array.from({ length: rows }, value) : value(),
        ]),
      );
    });

const withInputs = (program: fc.Arbitrary<Omit<RandomColumns, "inputs" | "rows">>) =>
  fc
    .tuple(program, rowCount)
    .chain(([made, rows]) => inputsFor(rows).map((inputs): RandomColumns => ({ ...made, inputs, rows })));

/** Programs that part rows. */
export const branchyColumns: fc.Arbitrary<RandomColumns> = withInputs(
  fc.array(branchy, { minLength: 1, maxLength: 3 }).map((list) => ({
    // The first one again in a sum: values to share between expressions.
    expressions: [...list, { kind: "infix", operator: "+", args: [list[0], list[0]] } as Node].map(print),
    functions: Object.entries(BODIES).map(([name, [parameters, body]]) => [name, parameters, body] as const),
  })),
);

/** Programs with everything in the language. */
export const anyColumns: fc.Arbitrary<RandomColumns> = withInputs(
  fc
    .record({
      expressions: fc.array(trees(VARIABLES, ["f", "g", "h"]), { minLength: 1, maxLength: 4 }),
      f: trees([...VARIABLES, "p"], []),
      g: trees([...VARIABLES, "p", "q"], ["f"]),
      h: trees(VARIABLES, ["f", "g"]),
    })
    .map(({ expressions, f, g, h }) => ({
      expressions: [...expressions, expressions[0]].map(print),
      functions: [
        ["f", ["p"], print(f)],
        ["g", ["p", "q"], print(g)],
        ["h", [], print(h)],
      ],
    })),
);

/** @param natives - what `note` and `pure` are: host functions, or expression functions with the same values */
export function batchFor(
  { expressions, functions }: RandomColumns,
  natives: boolean,
  options: BatchOptions = {},
): Batch {
  const context = new Context();
  for (const name of ["note", "pure"]) {
    if (natives) context.addFunction(name, 1, (x) => x * 3 - 1);
    else context.addExpressionFunction(name, ["x"], "x * 3 - 1");
  }
  for (const [name, values] of Object.entries(ARRAYS)) context.setArray(name, values);
  for (const [name, value] of Object.entries(ATTRIBUTES)) {
    const [object, attribute] = name.split(".");
    context.setAttribute(object, attribute, value);
  }
  const batch = new Batch({ ...options, context });
  for (const name of VARIABLES) batch.addVariable(name);
  for (const [name, parameters, body] of functions) batch.addFunction(name, parameters, body);
  for (const expression of expressions) batch.addExpression(expression);
  return batch;
}
