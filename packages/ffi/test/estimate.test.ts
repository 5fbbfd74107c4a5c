import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import { native, tableOf } from "./wasm.ts";

const program = new Program({ table: tableOf([native(() => 1)]) });
const { library } = program;
const withNatives = library.expr_context_new();
for (const name of ["n", "f"]) library.expr_context_add_function(withNatives, program.text(name), 0, 1);
library.expr_context_add_function(withNatives, program.text("+"), 2, 1);
library.expr_context_add_function(withNatives, program.text("g"), 1_000, 1);

/**
 * Evaluates these expressions, after as many variables, in an arena of the size that the library recommends. Gives the
 * bytes that were not to be had, 0 if it was enough.
 */
function lack(variables: readonly string[], expressions: readonly string[], context: number): number {
  const characters = expressions.reduce((sum, source) => sum + source.length, 0);
  const size = library.expr_estimate_arena_size(expressions.length, characters, variables.length, 1_000_000);
  const arena = library.expr_arena_new(size);
  const batch = library.expr_batch_new(arena);
  for (const name of variables) expect(program.addVariable(batch, name).status).toBe(0);
  for (const source of expressions)
    expect([source.slice(0, 80), program.addExpression(batch, source).status]).toEqual([
      source.slice(0, 80),
      0,
    ]);
  library.expr_batch_evaluate(batch, context);
  library.expr_batch_evaluate(batch, context);
  const missing = library.expr_arena_capacity(arena) - size;
  expect(missing > 0 || library.expr_arena_used(arena) > 0).toBe(true);
  library.expr_batch_free(batch);
  library.expr_arena_free(arena);
  return missing;
}

function repeat(piece: (i: number) => string, count: number, separator: string): string {
  return Array.from({ length: count }, (_, i) => piece(i)).join(separator);
}

/** A name of its own for each index, as short as it gets. */
function short(i: number): string {
  const letters = "abcdefhijklmopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  return i < letters.length
    ? letters[i]
    : short(Math.floor(i / letters.length) - 1) + letters[i % letters.length];
}

/** Texts that make as much as they can of each character. `n` is how many pieces. */
const ADVERSARIAL: Readonly<Record<string, (n: number) => string>> = {
  "unknown names": (n) => repeat(short, n, "+"),
  "one unknown name": (n) => repeat(() => "a", n, "+"),
  "unknown functions": (n) => repeat((i) => `${short(i)}()`, n, "+"),
  "unknown attributes": (n) => repeat((i) => `${short(i)}.a`, n, "+"),
  "unknown arrays": (n) => repeat((i) => `${short(i)}[1]`, n, "+"),
  "wrong arity": (n) => repeat(() => "pi(1)", n, "+"),
  "names of functions": (n) => repeat(() => "e+ln", n, "+"),
  "numbers that differ": (n) => `${repeat(String, n, "+x+")}+x`,
  "digits to a variable": (n) => repeat((i) => `${i % 10}`, n, "-x-"),
  conditions: (n) => `${"x?".repeat(Math.min(n, 1_900))}1${":2".repeat(Math.min(n, 1_900))}`,
  "conditions with unknown names": (n) =>
    `${repeat((i) => `${short(i)}?${short(i)}:`, Math.min(n, 1_900), "")}x`,
  "short circuits": (n) => repeat(() => "x", n, "||"),
  "mixed short circuits": (n) => repeat((i) => (i % 2 ? "x&&y" : "y"), n, "||"),
  commas: (n) => repeat(() => "x", n, ","),
  "commas of unknown names": (n) => repeat(short, n, ","),
  prefixes: (n) => `${"-!~".repeat(Math.min(n, 600))}x`,
  "double negation": (n) => repeat(() => "!x", n, "+"),
  "nested brackets, right to left": (n) =>
    `${"x-(".repeat(Math.min(n, 1_900))}x${")".repeat(Math.min(n, 1_900))}`,
  powers: (n) => repeat(() => "x", Math.min(n, 1_900), "^"),
  "many registers": (n) => `${"x/y-(".repeat(Math.min(n, 1_900))}x${")".repeat(Math.min(n, 1_900))}`,
  "calls of no arguments": (n) => repeat(() => "n()", n, "-"),
  "wide calls": (n) => `g(${repeat((i) => (i % 2 ? "x" : "y"), 1_000, ",")})${"-x".repeat(n)}`,
  "wide calls of a built-in": (n) => `max(${repeat(() => "x", Math.min(n, 1_000), ",")})`,
  lerp: (n) => repeat(() => "lerp(x,y,x)", n, "-"),
  smoothstep: (n) => repeat(() => "smoothstep(x,y,x)", n, "-"),
  clamp: (n) => repeat((i) => `clamp(x,${i},y)`, n, "-"),
  if: (n) => repeat(() => "if(x,y,a)", n, "-"),
  rotations: (n) => repeat(() => "x", n, "<<<"),
  comparisons: (n) => repeat(() => "x", n, "<"),
  "overridden operator": (n) => repeat(() => "x", n, "+"),
  "deg and rad": (n) => repeat((i) => (i % 2 ? "deg(x)" : "rad(y)"), n, "*"),
  fract: (n) => repeat(() => "fract(x)", n, "*"),
  "trapped in a condition": (n) => repeat(() => "(x?a:1)", n, "+"),
  "one letter": () => "x",
  "one unknown letter": () => "a",
  "one number": () => "7",
};

describe("expr_estimate_arena_size is enough", () => {
  test.each(Object.entries(ADVERSARIAL))("for %s", (_, make) => {
    for (const n of [1, 2, 7, 60, 600]) {
      for (const context of [0, withNatives])
        expect([n, lack(["x", "y"], [make(n)], context)]).toEqual([n, 0]);
    }
  });

  test("for many short expressions", () => {
    for (const source of ["x", "1", "a", "e", "-x", "a()", "x?1:2", "a.b", "a[x]", "sin", "n()", "pi()"]) {
      for (const count of [1, 10, 400])
        expect([source, lack(["x"], Array(count).fill(source), withNatives)]).toEqual([source, 0]);
    }
    expect(
      lack(
        [],
        Array.from({ length: 2_000 }, (_, i) => short(i)),
        0,
      ),
    ).toBe(0);
    expect(
      lack(
        [],
        Array.from({ length: 2_000 }, (_, i) => `${i}`),
        0,
      ),
    ).toBe(0);
  });

  test("for no expressions, no variables, many variables", () => {
    expect(lack([], [], 0)).toBe(0);
    for (const count of [1, 100, 5_000]) {
      expect(
        lack(
          Array.from({ length: count }, (_, i) => `v${i}`),
          [],
          0,
        ),
      ).toBe(0);
      expect(
        lack(
          Array.from({ length: count }, (_, i) => `${"v".repeat(10)}${100_000 + i}`),
          ["1"],
          0,
        ),
      ).toBe(0);
    }
  });

  test("for random expressions, with built-ins, unknown names and native functions", () => {
    const leaf = fc.constantFrom(
      "x",
      "y",
      "1",
      "2.5",
      "a",
      "bc",
      "e",
      "n()",
      "a()",
      "o.p",
      "l[1]",
      "sin",
      "1e9",
    );
    const tree = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        { weight: 2, arbitrary: leaf },
        {
          weight: 4,
          arbitrary: fc
            .tuple(
              tie("tree"),
              fc.constantFrom(..."+ - * / % ^ ** , ; | & == != < > <= >= << >> <<< >>> && ||".split(" ")),
              tie("tree"),
            )
            .map(([left, operator, right]) => `(${left}${operator}${right})`),
        },
        {
          weight: 2,
          arbitrary: fc.tuple(fc.constantFrom("-", "!", "~"), tie("tree")).map((parts) => parts.join("")),
        },
        {
          weight: 2,
          arbitrary: fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([a, b, c]) => `(${a}?${b}:${c})`),
        },
        {
          weight: 1,
          arbitrary: fc
            .tuple(fc.constantFrom("sin", "max", "a", "f"), tie("tree"))
            .map(([name, arg]) => `${name}(${arg},${arg})`),
        },
        {
          weight: 1,
          arbitrary: fc
            .array(tie("tree"), { minLength: 3, maxLength: 3 })
            .map((args) => `smoothstep(${args})`),
        },
      ),
    })).tree;
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 6 }), fc.boolean(), (expressions, hasNatives) => {
        expect(lack(["x", "y"], expressions, hasNatives ? withNatives : 0)).toBe(0);
      }),
      { seed: 9, numRuns: 400 },
    );
  });
});

test("it grows with each of its arguments but the evaluations, and never wraps around", () => {
  const base = library.expr_estimate_arena_size(10, 100, 5, 0);
  expect(library.expr_estimate_arena_size(11, 100, 5, 0)).toBeGreaterThan(base);
  expect(library.expr_estimate_arena_size(10, 101, 5, 0)).toBeGreaterThan(base);
  expect(library.expr_estimate_arena_size(10, 100, 6, 0)).toBeGreaterThan(base);
  expect(library.expr_estimate_arena_size(10, 100, 5, 0xffffffff)).toBe(base);
  for (const most of [
    [0xffffffff, 0, 0, 0],
    [0, -1, 0, 0],
    [0, 0, 0x80000000, 0],
    [-1, -1, -1, -1],
  ])
    expect(library.expr_estimate_arena_size(...most) >>> 0).toBe(0xffffffff);
});
