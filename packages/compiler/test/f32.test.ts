import { H_PRECISION, PRECISION_F32 } from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { code, compile, hostContext, listing, type Source } from "./compile.ts";
import { add, and, attribute, binary, call, choose, index, mul, type Tree, unary } from "./tree.ts";

const F32 = { precision: "f32" } as const;

/** What stands behind the two instructions that round x and y. */
function behind(tree: Tree, source: Partial<Source> = {}): string[] {
  const lines = code(add("x", "y"), source, F32).slice(0, 2);
  expect(lines).toEqual(["fround r0, x", "fround r1, y"]);
  const all = code(tree, source, F32);
  expect(all.slice(0, 2)).toEqual(lines);
  return all.slice(2);
}

describe("programs of f32", () => {
  test("say so in their header; others are what they were", () => {
    const source: Source = { variables: ["x", "y"], expressions: [add(mul("x", 0.1), "y")] };
    expect(compile(source, F32).words[H_PRECISION]).toBe(PRECISION_F32);
    for (const options of [{}, { precision: "f64" }, { precision: undefined }] as const) {
      const { words } = compile(source, options);
      expect(words[H_PRECISION]).toBe(0);
      expect(listing(words).expressions).toEqual([["mul r0, x, #0.1", "add out[0], y, r0"]]);
    }
  });

  test.each(["+", "-", "*", "/", "|", "<<", ">>", "<<<", ">>>", "&"])("x %s y is rounded", (op) => {
    const [operation, rounding, ...more] = behind(binary(op, "x", "y"));
    expect(operation).toMatch(/^\w+ r1, r0, r1$/);
    expect([rounding, ...more]).toEqual(["fround out[0], r1"]);
  });

  test.each(["%", "^", "<", "<=", ">", ">=", "==", "!="])("x %s y is not", (op) => {
    const [operation, ...more] = behind(binary(op, "x", "y"));
    expect(operation).toMatch(/^\w+ out\[0\], r[01], r[01]$/);
    expect(more).toEqual([]);
  });

  test.each(["min", "max", "fmod", "hypot", "atan2", "pow"])("%s(x, y) is not", (name) => {
    expect(behind(call(name, "x", "y")).join()).toMatch(/^\w+ out\[0\], r0, r1$/);
  });

  test.each(
    "abs sign floor ceil round trunc sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 expm1 ln log2".split(
      " ",
    ),
  )("%s(x) is not, sqrt(x) is", (name) => {
    expect(code(call(name, "x"), {}, F32)).toEqual(["fround r0, x", `${name} out[0], r0`]);
    expect(code(call("sqrt", "x"), {}, F32)).toEqual(["fround r0, x", "sqrt r0, r0", "fround out[0], r0"]);
  });

  test("-x and !x are not, ~x is", () => {
    expect(code(unary("-", "x"), {}, F32)).toEqual(["fround r0, x", "neg out[0], r0"]);
    expect(code(unary("!", "x"), {}, F32)).toEqual(["fround r0, x", "not out[0], r0"]);
    expect(code(unary("~", "x"), {}, F32)).toEqual(["fround r0, x", "bit_not r0, r0", "fround out[0], r0"]);
  });

  test("a value is rounded once", () => {
    const { words } = compile(
      { variables: ["x"], expressions: [mul("x", "x"), add(mul("x", "x"), "x")] },
      F32,
    );
    expect(listing(words).expressions).toEqual([
      ["fround r0, x", "mul r1, r0, r0", "fround out[0], r1"],
      ["add r0, r0, out[0]", "fround out[1], r0"],
    ]);
  });

  test("literals and constants are rounded when they are written, and folding rounds", () => {
    expect(code(0.1, {}, F32)).toEqual([`move out[0], #${Math.fround(0.1)}`]);
    expect(code("pi", {}, F32)).toEqual([`move out[0], #${Math.fround(Math.PI)}`]);
    expect(code(unary("-", 0.1), {}, F32)).toEqual([`move out[0], #${-Math.fround(0.1)}`]);
    const { words } = compile({ expressions: [add(0.1, 0.2)] }, F32);
    expect(listing(words).init.map((line) => line.split(" ")[0])).toEqual(["add", "fround"]);
  });

  test("values of contexts, elements of arrays and what host functions give are rounded", () => {
    const context = hostContext();
    expect(code("gain", { context }, F32)).toEqual(["fround out[0], gain"]);
    expect(code(attribute("point", "left"), { context }, F32)).toEqual(["fround out[0], point.left"]);
    expect(code(index("table", 1), { context }, F32)).toEqual(["index r0, table, #1", "fround out[0], r0"]);
    expect(code(call("one", "x"), { context }, F32)).toEqual([
      ...["fround r0, x", "native r0, r0, one", "fround out[0], r0"].map((line) =>
        line.startsWith("native")
          ? expect.stringMatching(/^native r\d, r\d, one$/)
          : expect.stringMatching(/^fround /),
      ),
    ]);
  });

  test("parameters and what expression functions give are f32 already", () => {
    const functions: Source["functions"] = { f: [["a"], mul("a", "y")], id: [["a"], "a"] };
    const { words } = compile(
      { variables: ["x", "y"], functions, expressions: [call("f", call("id", "x"))] },
      F32,
    );
    const { expressions, functions: bodies } = listing(words);
    expect(bodies).toEqual({
      f: ["global r0, y", "fround r0, r0", "mul r0, p0, r0", "fround r0, r0", "return r0"],
      id: ["return p0"],
    });
    expect(expressions[0]?.map((line) => line.split(" ")[0])).toEqual(["fround", "call", "call"]);
  });

  test("a value rounded in a branch is not used outside it", () => {
    const lines = code(add(choose("x", mul("y", 2), "z"), "y"), {}, F32);
    expect(lines.filter((line) => /^fround r\d, y$/.test(line))).toHaveLength(2);
  });

  test("a cheap right side of && needs no jump", () => {
    expect(code(and("x", binary("<", "y", 1)), {}, F32).join()).not.toMatch("jump");
  });

  test("one compiler alternates between the precisions", () => {
    const source: Source = { variables: ["x"], expressions: [add("x", 0.1)] };
    const before = code(add("x", 0.1));
    compile(source, F32);
    expect(code(add("x", 0.1))).toEqual(before);
  });
});
