import { describe, expect, test } from "vitest";
import { code, compile, hostContext, listing } from "./compile.ts";
import { add, and, attribute, binary, call, choose, index, mul, or, type Tree, unary } from "./tree.ts";

describe("operators", () => {
  test.each<[string, string]>([
    ["+", "add"],
    ["-", "sub"],
    ["*", "mul"],
    ["/", "div"],
    ["%", "mod"],
    ["^", "pow"],
    ["**", "pow"],
    ["==", "eq"],
    ["!=", "ne"],
    ["<>", "ne"],
    ["<", "lt"],
    ["<=", "le"],
    ["|", "bit_or"],
    ["&", "bit_and"],
    ["<<", "shl"],
    [">>", "shr"],
    ["<<<", "rol"],
    [">>>", "ror"],
  ])("x %s y is %s, straight into the result", (op, name) => {
    expect(code(binary(op, "x", "y"))).toEqual([`${name} out[0], x, y`]);
  });

  test.each<[string, string]>([
    [">", "lt"],
    [">=", "le"],
  ])("x %s y is %s with operands exchanged", (op, name) => {
    expect(code(binary(op, "x", "y"))).toEqual([`${name} out[0], y, x`]);
  });

  test.each<[string, string]>([
    ["-", "neg"],
    ["~", "bit_not"],
    ["!", "not"],
  ])("%sx is %s", (op, name) => {
    expect(code(unary(op, "x"))).toEqual([`${name} out[0], x`]);
  });

  test.each<[Tree, string]>([
    ["x", "move out[0], x"],
    [2.5, "move out[0], #2.5"],
    ["pi", "move out[0], #3.141592653589793"],
    [binary(",", "x", "y"), "move out[0], y"],
    [attribute("point", "left"), "move out[0], point.left"],
    ["gain", "move out[0], gain"],
  ])("%o is a move", (tree, line) => {
    expect(code(tree, { context: hostContext() })).toEqual([line]);
  });

  test("evaluates operands from left to right, into registers that are used again", () => {
    const tree = binary("-", mul("x", "y"), binary("/", add("x", "z"), add("y", "z")));
    expect(code(tree)).toEqual([
      "mul r0, x, y",
      "add r1, x, z",
      "add r2, y, z",
      "div r2, r1, r2",
      "sub out[0], r0, r2",
    ]);
  });
});

describe("powers", () => {
  test.each<[string, Tree]>([
    ["x^2", binary("^", "x", 2)],
    ["x**2", binary("**", "x", 2)],
    ["pow(x, 2)", call("pow", "x", 2)],
    ["pow(x)", call("pow", "x")],
  ])("%s is x * x", (_, tree) => {
    expect(code(tree)).toEqual(["mul out[0], x, x"]);
  });

  test.each<[string, Tree]>([
    ["x^3", binary("^", "x", 3)],
    ["x^-2", binary("^", "x", -2)],
    ["x^y", binary("^", "x", "y")],
    ["3^x", binary("^", 3, "x")],
  ])("%s is a power", (_, tree) => {
    expect(code(tree)[0]).toMatch(/^pow out\[0\], /);
  });

  test("2^x is exp2(x), and 2^2 a product", () => {
    expect(code(binary("^", 2, "x"))).toEqual(["exp2 out[0], x"]);
    expect(code(call("pow", 2, "x"))).toEqual(["exp2 out[0], x"]);
    expect(code(binary("^", 2, 2))).toEqual([expect.stringMatching(/^move out\[0\], /)]);
  });
});

describe("built-ins", () => {
  test.each<[string, Tree, string[]]>([
    ["sin(x)", call("sin", "x"), ["sin out[0], x"]],
    ["atan2(x)", call("atan2", "x"), ["atan2 out[0], x, #1"]],
    ["clamp(x, y, z)", call("clamp", "x", "y", "z"), ["max r0, x, y", "min out[0], z, r0"]],
    ["step(x, y)", call("step", "x", "y"), ["lt r0, y, x", "not out[0], r0"]],
    ["pi()", call("pi"), ["move out[0], #3.141592653589793"]],
    ["comma(x, y)", call("comma", "x", "y"), ["move out[0], y"]],
    ["lerp(x, y, z)", call("lerp", "x", "y", "z"), ["sub r0, y, x", "mul r0, z, r0", "add out[0], x, r0"]],
  ])("%s", (_, tree, lines) => {
    expect(code(tree)).toEqual(lines);
  });

  test("every one lowers to its steps and ends in the result", () => {
    for (const name of ["smoothstep", "fract", "isinf", "deg", "hypot", "cbrt"]) {
      const parameters = { smoothstep: 3, hypot: 2 }[name] ?? 1;
      const lines = code(call(name, ...["x", "y", "z"].slice(0, parameters)));
      expect(lines.at(-1)).toMatch(/^\w+ out\[0\]/);
      expect(lines.some((line) => line.startsWith("move"))).toBe(false);
    }
  });
});

describe("shared subexpressions", () => {
  test("are computed once within an expression", () => {
    expect(code(add(mul("x", "y"), mul("x", "y")))).toEqual(["mul r0, x, y", "add out[0], r0, r0"]);
  });

  test("commutative operands may be exchanged, others not", () => {
    expect(code(binary("-", mul("x", "y"), mul("y", "x")))).toEqual(["mul r0, x, y", "sub out[0], r0, r0"]);
    expect(code(mul(binary("-", "x", "y"), binary("-", "y", "x")))).toEqual([
      "sub r0, x, y",
      "sub r1, y, x",
      "mul out[0], r0, r1",
    ]);
    expect(code(add(binary("<", "x", "y"), binary(">", "y", "x")))).toEqual([
      "lt r0, x, y",
      "add out[0], r0, r0",
    ]);
  });

  test("are computed once across expressions; a result is used in place", () => {
    const { words } = compile({
      variables: ["x", "y"],
      expressions: [add("x", "y"), mul(add("x", "y"), "x"), add("y", "x"), call("sin", add("x", "y"))],
    });
    const lines = listing(words).expressions.flat();
    expect(lines.filter((line) => line.startsWith("add"))).toHaveLength(1);
    expect(lines).toHaveLength(4);
  });

  test("are not computed twice under different spellings of one instruction", () => {
    expect(code(add(binary("^", "x", 2), mul("x", "x")))).toEqual(["mul r0, x, x", "add out[0], r0, r0"]);
  });

  test("of one branch are not used in the other, nor behind it", () => {
    const shared = call("sin", "x");
    expect(code(add(choose("y", shared, add(shared, 1)), shared))).toEqual([
      "jump_false +3, y",
      "sin r0, x",
      "jump +3",
      "sin r1, x",
      "add r0, #1, r1",
      "sin r1, x",
      "add out[0], r0, r1",
    ]);
  });

  test("from before a branch are used in it; a condition's too", () => {
    const shared = call("sin", "x");
    expect(code(add(shared, choose(binary("<", shared, "y"), shared, 0)))).toEqual([
      "sin r0, x",
      "lt r1, r0, y",
      "jump_false +3, r1",
      "move r1, r0",
      "jump +2",
      "move r1, #0",
      "add out[0], r0, r1",
    ]);
  });

  test("from the jumped-over side of && and || are not used behind it", () => {
    const slow = call("sin", "x");
    const lines = code(add(and("y", slow), slow));
    expect(lines.filter((line) => line.startsWith("sin"))).toHaveLength(2);
  });

  test("host functions, calls and array reads are never shared", () => {
    const lines = code(
      add(add(call("one", "x"), call("one", "x")), add(index("table", "y"), index("table", "y"))),
      {
        context: hostContext(),
      },
    );
    expect(lines.filter((line) => line.startsWith("native"))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith("index"))).toHaveLength(2);
  });

  test("in a function, the batch's values are fetched once", () => {
    const { words } = compile({
      variables: ["x"],
      functions: { f: [["p"], mul(add("p", "x"), add("x", 1))] },
      expressions: [call("f", 2)],
    });
    expect(listing(words).functions.f).toEqual([
      "global r0, x",
      "add r1, r0, p0",
      "global r2, #1",
      "add r2, r0, r2",
      "mul r2, r1, r2",
      "return r2",
    ]);
  });

  test("nothing is shared with optimise: false", () => {
    expect(code(add(mul("x", "y"), mul("x", "y")), {}, { optimise: false })).toEqual([
      "mul r0, x, y",
      "mul r1, x, y",
      "add out[0], r0, r1",
    ]);
  });
});

describe("folding", () => {
  test("computes on constants when the program is loaded", () => {
    const { words } = compile({
      variables: ["x"],
      expressions: [mul("x", call("sin", add(1, "pi"))), add(1, "pi")],
    });
    const { init, expressions } = listing(words);
    expect(init.map((line) => line.split(" ")[0])).toEqual(["add", "sin"]);
    expect(expressions.flat().map((line) => line.split(" ")[0])).toEqual(["mul", "move"]);
  });

  test("a negated literal is a literal", () => {
    const { words } = compile({ variables: ["x"], expressions: [add("x", unary("-", 2.5)), unary("-", 0)] });
    expect(listing(words)).toMatchObject({
      init: [],
      expressions: [["add out[0], x, #-2.5"], ["move out[1], #0"]], // #0 is how -0 prints
    });
  });

  test("0 and -0 are two literals, NaN is one", () => {
    const { words } = compile({
      variables: ["x"],
      expressions: [add("x", 0), add("x", unary("-", 0)), add("x", 0)],
    });
    const cells = new Float64Array(words.buffer, (words[32] as number) * 4);
    expect([...cells.subarray(4)]).toEqual([0, -0]);
  });

  test("variables of a context are not constants, host functions not pure", () => {
    const context = hostContext();
    context.setConstant("k", 3);
    expect(code(add("gain", "gain"), { context })).toEqual(["add out[0], gain, gain"]);
    expect(code(add("k", 1), { context })).toEqual(["add out[0], k, #1"]);
    expect(code(call("none"), { context })).toEqual(["native out[0], r0, none"]);
  });

  test("constant conditions still choose when evaluated", () => {
    expect(code(choose(1, "x", call("nosuch")))).toEqual([
      "jump_false +3, #1",
      "move out[0], x",
      "jump +3",
      "trap 6, 0, 0",
      "move out[0], #0",
    ]);
  });

  test("the same constant is computed once for the batch and its functions", () => {
    const { words } = compile({
      variables: ["x"],
      functions: { f: [["p"], add("p", call("exp", 2))] },
      expressions: [call("exp", 2), call("f", "x")],
    });
    expect(listing(words).init).toHaveLength(1);
    expect(listing(words).functions.f?.[0]).toMatch(/^global r0, #/);
  });
});

describe("&& and ||", () => {
  test("with a cheap right side need no jump", () => {
    expect(code(and(binary(">", "x", 3), binary("<", "x", "y")))).toEqual([
      "lt r0, #3, x",
      "lt r1, x, y",
      "logical_and out[0], r0, r1",
    ]);
    expect(code(or("x", "y"))).toEqual(["logical_or out[0], x, y"]);
  });

  test("up to four cheap instructions are cheap", () => {
    const sum = (terms: number): Tree => {
      let tree: Tree = "y";
      for (let i = 0; i < terms; i++) tree = add(tree, "z");
      return tree;
    };
    expect(code(and("x", sum(4))).join()).not.toContain("jump");
    expect(code(and("x", sum(5))).join()).toContain("jump_false");
  });

  test.each<[string, Tree]>([
    ["a slow function", call("sin", "y")],
    ["a power", binary("^", "y", "z")],
    ["an array element", index("table", "y")],
    ["a host function", call("one", "y")],
    ["an unknown name", "nosuch"],
    ["a choice", choose("y", 1, 2)],
  ])("jump over %s", (_, right) => {
    const lines = code(and("x", right), { context: hostContext() });
    expect(lines.slice(0, 2)).toEqual([
      "bool out[0], x",
      expect.stringMatching(/^jump_false \+\d+, out\[0\]$/),
    ]);
    expect(code(or("x", right), { context: hostContext() })[1]).toMatch(/^jump_true/);
  });

  test("a value that is 0 or 1 already is not converted", () => {
    expect(code(and(binary("<", "x", "y"), call("isnan", call("sin", "x"))))).toEqual([
      "lt out[0], x, y",
      "jump_false +3, out[0]",
      "sin r0, x",
      "ne out[0], r0, r0",
    ]);
  });

  test("nest", () => {
    expect(code(or(and("x", "y"), "z"))).toEqual(["logical_and r0, x, y", "logical_or out[0], z, r0"]);
    const lines = code(and(and("x", call("sin", "y")), call("cos", "z")));
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "bool",
      "jump_false",
      "sin",
      "bool",
      "jump_false",
      "cos",
      "bool",
    ]);
  });

  test("are always jumps with optimise: false", () => {
    expect(code(and("x", "y"), {}, { optimise: false })).toEqual([
      "bool out[0], x",
      "jump_false +2, out[0]",
      "bool out[0], y",
    ]);
  });
});

describe("choices", () => {
  test("evaluate one side, both into the same place", () => {
    expect(code(choose("x", add("y", 1), mul("y", 2)))).toEqual([
      "jump_false +3, x",
      "add out[0], y, #1",
      "jump +2",
      "mul out[0], y, #2",
    ]);
  });

  test("`if` is the same", () => {
    expect(code(call("if", "x", add("y", 1), mul("y", 2)))).toEqual(
      code(choose("x", add("y", 1), mul("y", 2))),
    );
  });

  test("in a chain all go into the same place", () => {
    const lines = code(choose("x", 1, choose("y", 2, choose("z", 3, add("x", "y")))));
    expect(lines.filter((line) => line.includes("out[0]"))).toHaveLength(4);
    expect(lines.filter((line) => /^(move|add)/.test(line))).toHaveLength(4);
  });
});

describe("calls", () => {
  const functions = {
    f: [["a", "b"], add("a", "b")],
    g: [["a"], mul("a", "a")],
    zero: [[], 7],
  } as const;
  const batch = (tree: Tree): string[] => code(tree, { functions, context: hostContext() });

  test("evaluate arguments straight into the callee's window", () => {
    expect(batch(call("f", add("x", 1), mul("y", 2)))).toEqual([
      "add r0, x, #1",
      "mul r1, y, #2",
      "call out[0], r0, f",
    ]);
    expect(batch(call("two", call("sin", "x"), call("cos", "y")))).toEqual([
      "sin r0, x",
      "cos r1, y",
      "native out[0], r0, two",
    ]);
  });

  test("copy what exists already", () => {
    expect(batch(call("f", "x", 1))).toEqual(["move r0, x", "move r1, #1", "call out[0], r0, f"]);
    expect(batch(call("f", call("sin", "x"), call("sin", "x")))).toEqual([
      "sin r1, x",
      "move r0, r1",
      "call out[0], r0, f",
    ]);
  });

  test("a call's value goes straight into the window of the next", () => {
    expect(batch(call("g", call("g", call("g", "x"))))).toEqual([
      "move r2, x",
      "call r1, r2, g",
      "call r0, r1, g",
      "call out[0], r0, g",
    ]);
  });

  test("inner windows lie above the arguments that wait", () => {
    expect(batch(call("f", add("x", 1), call("f", add("y", 1), "z")))).toEqual([
      "add r0, x, #1",
      "add r2, y, #1",
      "move r3, z",
      "call r1, r2, f",
      "call out[0], r0, f",
    ]);
  });

  test("a choice as an argument goes into the window too", () => {
    expect(batch(call("g", choose("x", add("y", 1), 2)))).toEqual([
      "jump_false +3, x",
      "add r0, y, #1",
      "jump +2",
      "move r0, #2",
      "call out[0], r0, g",
    ]);
  });

  test("without arguments need no window", () => {
    expect(batch(call("zero"))).toEqual(["call out[0], r0, zero"]);
    expect(batch(call("none"))).toEqual(["native out[0], r0, none"]);
  });

  test("a function's body reads parameters in place", () => {
    const { words } = compile({ functions, expressions: [call("f", 1, 2)] });
    expect(listing(words).functions.f).toEqual(["add r0, p0, p1", "return r0"]);
  });

  test("only functions that are reached are in the program", () => {
    const { words } = compile({ functions, expressions: [call("g", 1)] });
    expect(Object.keys(listing(words).functions)).toEqual(["g"]);
  });

  test("overridden operators are calls", () => {
    const own = { "+": [["a", "b"], mul("a", "b")], neg: [["a"], "a"], ",": [["a", "b"], "a"] } as const;
    expect(code(add("x", "y"), { functions: own })).toEqual([
      "move r0, x",
      "move r1, y",
      "call out[0], r0, +",
    ]);
    expect(code(unary("-", "x"), { functions: own })).toEqual(["move r0, x", "call out[0], r0, neg"]);
    expect(code(binary(",", "x", "y"), { functions: own }).at(-1)).toBe("call out[0], r0, ,");
  });

  test("each spelling is overridden alone", () => {
    const own = { "^": [["a", "b"], "a"] } as const;
    expect(code(binary("^", "x", 2), { functions: own }).at(-1)).toMatch(/^call/);
    expect(code(binary("**", "x", 2), { functions: own })).toEqual(["mul out[0], x, x"]);
    expect(code(call("pow", "x", 2), { functions: own })).toEqual(["mul out[0], x, x"]);
  });
});

describe("late errors", () => {
  test.each<[string, Tree, string[]]>([
    ["an unknown variable", "nosuch", ["trap 5, 0, 0", "move out[0], #0"]],
    ["an unknown attribute", attribute("no", "such"), ["trap 9, 0, 0", "move out[0], #0"]],
    ["a built-in's name as a value", "sin", ["trap 3, 0, 0", "move out[0], #0"]],
    [
      "an unknown array, after its index",
      index("none", call("sin", "x")),
      ["sin r0, x", "trap 5, 0, 0", "move out[0], #0"],
    ],
    [
      "an unknown function, after its arguments",
      call("no", call("sin", "x")),
      ["sin r0, x", "trap 6, 0, 0", "move out[0], #0"],
    ],
    [
      "too many arguments, after them",
      call("sin", call("cos", "x"), "y"),
      ["cos r0, x", "trap 7, 2, 1", "move out[0], #0"],
    ],
    ["too few arguments", call("max", "x"), ["trap 7, 1, 2", "move out[0], #0"]],
    ["`if` with two arguments", call("if", "x", "y"), ["trap 7, 2, 3", "move out[0], #0"]],
  ])("%s is a trap where evaluation meets it", (_, tree, lines) => {
    expect(code(tree)).toEqual(lines);
  });

  test("arguments are evaluated first, from left to right", () => {
    const { problems } = compile({
      expressions: [add(call("no", "a", call("sin", "b", "c")), "d"), choose(0, "g", "h")],
    });
    expect(problems.map(({ code, name }) => [code, name])).toEqual([
      ["UnknownVariable", "a"],
      ["UnknownVariable", "b"],
      ["UnknownVariable", "c"],
      ["InvalidFunctionCall", "sin"],
      ["UnknownFunction", "no"],
      ["UnknownVariable", "d"],
      ["UnknownVariable", "g"],
      ["UnknownVariable", "h"],
    ]);
  });

  test("problems say where they are", () => {
    const { problems } = compile({
      functions: { f: [["p"], add("p", "q")] },
      expressions: [1, add(1, call("f", "r"))],
    });
    expect(problems).toEqual([
      { code: "UnknownVariable", name: "r", found: 0, expected: 0, source: 1, span: { start: 7, end: 8 } },
      { code: "UnknownVariable", name: "q", found: 0, expected: 0, source: ~0, span: { start: 5, end: 6 } },
    ]);
  });

  test("a parameter hides everything of its name; it is unknown outside", () => {
    const { problems } = compile({
      variables: ["x"],
      functions: { f: [["x", "sin"], add("x", "sin")] },
      expressions: [call("f", 1, 2), "sin"],
    });
    expect(problems.map(({ code }) => code)).toEqual(["Syntax"]);
  });
});
