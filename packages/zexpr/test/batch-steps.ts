import fc from "fast-check";
import type { Node } from "./naive.ts";
import { type FUNCTIONS, trees, VARIABLES, variableValue } from "./random-trees.ts";

export const PARAMETERS = { f: ["p"], g: ["p", "q"], h: [] } as const;
export type FunctionName = keyof typeof FUNCTIONS;
const NAMES = ["f", "g", "h"] as const;

/** Random bodies, by function: each calls only those before it, so that nothing is endless. */
const bodies = {
  f: trees([...VARIABLES, "p"], []),
  g: trees([...VARIABLES, "p", "q"], ["f"]),
  h: trees(VARIABLES, ["f", "g"]),
};

/** One call of the API. Indices are taken modulo what there is. */
export type Step =
  | { readonly do: "addVariable" | "removeContextVariable"; readonly name: string; readonly level: number }
  | { readonly do: "setVariable"; readonly way: number; readonly index: number; readonly value: number }
  | {
      readonly do: "setContextVariable";
      readonly name: string;
      readonly level: number;
      readonly value: number;
    }
  | { readonly do: "setArray"; readonly level: number; readonly length: number; readonly value: number }
  | { readonly do: "addExpression" | "setExpression"; readonly index: number; readonly tree: Node }
  | { readonly do: "removeExpression"; readonly index: number }
  | { readonly do: "addFunction"; readonly level: number; readonly name: FunctionName; readonly body: Node }
  | { readonly do: "addNative" | "removeFunction"; readonly level: number; readonly name: FunctionName }
  | { readonly do: "setParent" | "evaluate" | "prepare" | "grow" | "view" | "toProgram" | "clear" };

const level = fc.nat(1);
const name = fc.constantFrom(...VARIABLES);
const index = fc.nat(5);
const fn = fc.constantFrom(...NAMES);

const addFunction = fn.chain((each) =>
  fc.record({
    do: fc.constant("addFunction" as const),
    level: fc.nat(2),
    name: fc.constant(each),
    body: bodies[each],
  }),
);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ do: "evaluate" }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("addVariable" as const), name: fc.constantFrom("x", "y"), level }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("setVariable" as const),
      way: fc.nat(3),
      index,
      value: variableValue,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("addExpression", "setExpression"),
      index,
      tree: trees(VARIABLES, [...NAMES]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("removeExpression" as const), index }) },
  { weight: 3, arbitrary: addFunction },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("addNative", "removeFunction"), level: fc.nat(2), name: fn }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("setContextVariable" as const),
      name,
      level,
      value: variableValue,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("removeContextVariable" as const), name, level }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("setArray" as const),
      level,
      length: fc.nat(4),
      value: variableValue,
    }),
  },
  ...(["setParent", "prepare", "grow", "grow", "view", "toProgram", "clear"] as const).map((each) =>
    fc.constant<Step>({ do: each }),
  ),
);

/** Steps to begin with, so that most names are known: z is never a variable of the batch. */
export const beginning: fc.Arbitrary<Step[]> = fc
  .tuple(fc.array(trees(VARIABLES, [...NAMES]), { minLength: 2, maxLength: 4 }), bodies.f, bodies.g, bodies.h)
  .map(([list, f, g, h]) => [
    ...VARIABLES.map(
      (each, i): Step => ({ do: "setContextVariable", name: each, level: i % 2, value: i + 0.5 }),
    ),
    { do: "setArray", level: 0, length: 3, value: 4 },
    { do: "setParent" },
    { do: "addFunction", level: 0, name: "f", body: f },
    { do: "addFunction", level: 1, name: "g", body: g },
    { do: "addFunction", level: 2, name: "h", body: h },
    ...list.map((tree): Step => ({ do: "addExpression", index: 0, tree })),
    { do: "evaluate" },
  ]);
