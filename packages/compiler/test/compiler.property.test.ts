import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Context } from "../src/index.ts";
import { compile, freshCompiler, type Source } from "./compile.ts";
import { evaluateTrees, type World } from "./meaning.ts";
import { simulate } from "./simulator.ts";
import { add, and, attribute, binary, call, choose, index, or, type Tree, unary } from "./tree.ts";

const ARRAYS = { table: [10, -0, 0.5], empty: [] };
const NATIVES = { one: 1, two: 2, none: 0 };
const VALUES = { gain: 0.5, limit: 3 };
const CALL_DEPTH = 5;

function host(name: string, args: readonly number[]): number {
  return name === "none" ? 42 : args.reduce((sum, arg, i) => sum + arg * (i + 2), 0);
}

function contextWith(operators: readonly string[]): Context {
  const context = new Context();
  for (const [name, arity] of Object.entries(NATIVES)) context.addFunctionInPlace(name, arity, () => 0);
  for (const name of operators) context.addFunctionInPlace(name, 2, () => 0);
  for (const [name, values] of Object.entries(ARRAYS)) context.setArray(name, values);
  context.setVariable("gain", VALUES.gain);
  context.setConstant("limit", VALUES.limit);
  return context;
}

const INFIX = ["+", "-", "*", "/", "^", "<", ">", "<=", "==", "!=", "&", ","];
const leaf = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom<Tree>("x", "y", "p", "q") },
  { weight: 30, arbitrary: fc.constantFrom<Tree>(0, 1, 2, 0.5, -3, 1e300, "pi", "gain", "limit") },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Tree>(call("none"), call("none"), "nosuch", "sqrt", attribute("no", "such")),
  },
);

/** Small trees, mostly sound, with a few faults; equal subtrees are frequent. */
const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
  const sub = tie("tree");
  const pair = fc.tuple(sub, sub);
  const triple = fc.tuple(sub, sub, sub);
  return {
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "medium", withCrossShrink: true },
      { weight: 24, arbitrary: leaf },
      {
        weight: 64,
        arbitrary: fc.tuple(fc.constantFrom(...INFIX), pair).map(([op, [a, b]]) => binary(op, a, b)),
      },
      { weight: 16, arbitrary: sub.map((a) => add(a, a)) },
      { weight: 16, arbitrary: fc.tuple(fc.constantFrom("-", "!"), sub).map(([op, a]) => unary(op, a)) },
      { weight: 24, arbitrary: pair.map(([a, b]) => and(a, b)) },
      { weight: 24, arbitrary: pair.map(([a, b]) => or(a, b)) },
      { weight: 24, arbitrary: triple.map(([c, t, f]) => choose(c, t, f)) },
      { weight: 8, arbitrary: triple.map(([c, t, f]) => call("if", c, t, f)) },
      { weight: 16, arbitrary: sub.map((a) => call("one", a)) },
      { weight: 16, arbitrary: pair.map(([a, b]) => call("two", a, b)) },
      { weight: 8, arbitrary: pair.map(([a, b]) => call("f", a, b)) },
      { weight: 8, arbitrary: sub.map((a) => call("g", a)) },
      { weight: 8, arbitrary: sub.map((a) => call("sin", a)) },
      { weight: 8, arbitrary: pair.map(([a, b]) => call("max", a, b)) },
      { weight: 8, arbitrary: triple.map(([a, b, c]) => call("clamp", a, b, c)) },
      { weight: 8, arbitrary: triple.map(([a, b, c]) => call("lerp", a, b, c)) },
      { weight: 8, arbitrary: sub.map((a) => index("table", call("clamp", a, -0.5, 2.5))) },
      {
        weight: 2,
        arbitrary: fc.constantFrom<Tree>(
          index("table", "x"),
          call("max", "x"),
          call("nosuch", "x", "y"),
          index("empty", 0),
        ),
      },
    ),
  };
});

/** p and q are variables of the batch, and parameters of f and g hide them. */
const program = fc.record({
  expressions: fc.array(fc.option(tree, { nil: undefined, freq: 8 }), { minLength: 1, maxLength: 4 }),
  f: tree,
  g: tree,
  overridden: fc.constantFrom<string[]>([], [], [], ["+"], ["<", "*"]),
  x: fc.constantFrom(0, -0, 1, 2.5, -1, Number.NaN, 3),
  y: fc.constantFrom(0, 1, -2, 0.25, Number.POSITIVE_INFINITY),
});

describe("compiled programs", () => {
  test("do what their trees mean, with and without sharing and folding", () => {
    const compiler = freshCompiler(true);
    const seen = new Map<number, number>();
    fc.assert(
      fc.property(program, ({ expressions, f, g, overridden, x, y }) => {
        const functions = { f: [["p", "q"], f], g: [["p"], g] } as const;
        const natives = { ...NATIVES, ...Object.fromEntries(overridden.map((name) => [name, 2])) };
        const world: World = {
          variables: { x, y, p: 7, q: -0.5 },
          values: VALUES,
          arrays: ARRAYS,
          natives,
          functions,
          callDepth: CALL_DEPTH,
          host,
        };
        // Two functions that call each other twice at every level end after 2^5 calls; more would only take time.
        const expected = evaluateTrees(expressions, world);
        fc.pre(expected.calls.length < 2_000);
        seen.set(expected.status, (seen.get(expected.status) ?? 0) + 1);
        const source: Source = {
          variables: ["x", "y", "p", "q"],
          functions,
          expressions,
          context: contextWith(overridden),
          limits: { callDepth: CALL_DEPTH },
        };
        for (const optimise of [true, false]) {
          const { words } = compile(source, { optimise }, compiler);
          expect({ optimise, ...simulate(words, [x, y, 7, -0.5], host) }).toEqual({ optimise, ...expected });
        }
      }),
      { numRuns: 400 },
    );
    // The samples are worth something: successes and several ways to fail were among them.
    expect(seen.get(0)).toBeGreaterThan(50);
    expect(seen.size).toBeGreaterThan(4);
  });
});
