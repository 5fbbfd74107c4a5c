import { describe, expect, test } from "vitest";
import * as zexpr from "zexpr";
import { Context, check, compile, type ExpressionOptions, evaluate, LinearMemory } from "zexpr";
import * as interpreter from "zexpr/interpreter";
import { codeOf, errorOf, marked } from "./outcomes.ts";

describe("evaluate", () => {
  test("takes variables by name", () => {
    expect(evaluate("2 + 3 * 4")).toBe(14);
    expect(evaluate("x^2 + y", { x: 3, y: 4 })).toBe(13);
    expect(
      evaluate("x", Object.create({ x: 5 }, { y: { value: 1, enumerable: true } }), withContext("x", 6)),
    ).toBe(6);
  });

  test("variables need not be identifiers, and unused ones do no harm", () => {
    expect(evaluate("x", { x: 1, "not an identifier": 2, "1": 3, sin: 4, "+": 5 })).toBe(1);
  });

  test.each(["1", undefined, null, {}, 5n, true])("a variable's value of %s is refused", (value) => {
    expect(codeOf(() => evaluate("x", { x: value as number }))).toBe("Other");
    expect(codeOf(() => evaluate("1", { x: value as number }))).toBe("Other");
  });

  test("keeps late errors", () => {
    expect(evaluate("0 ? nosuch(1) : 2")).toBe(2);
    expect(codeOf(() => evaluate("nosuch(1)"))).toBe("UnknownFunction");
  });

  test("holds on to no memory, whether it succeeds or fails", () => {
    const memory = new LinearMemory({ backing: "array-buffer" });
    const used: number[] = [];
    for (let i = 0; i < 300; i++) {
      evaluate("x + 1", { x: i }, { memory });
      for (const source of ["1 +", "nosuch", "sin(1,2)"]) codeOf(() => evaluate(source, {}, { memory }));
      codeOf(() => compile("nosuch", [], { memory }));
      check("nosuch + 1", [], { memory });
      compile("x", ["x"], { memory }).dispose();
      used.push(memory.used);
    }
    expect(new Set(used)).toEqual(new Set([used[0]]));
  });
});

describe("compile", () => {
  test("gives an expression with args, result, run, call, names and source", () => {
    const f = compile("a*x^2 + b*x + c", ["a", "b", "c", "x"]);
    f.args.set([1, 2, 3, 4]);
    f.run();
    expect([f.result[0], f.result.length, f.args.length]).toEqual([27, 1, 4]);
    f.args[3] = 5;
    f.run();
    expect(f.result[0]).toBe(38);
    expect(f.call(1, 1, 1, 1)).toBe(3);
    expect([f.names, f.source]).toEqual([["a", "b", "c", "x"], "a*x^2 + b*x + c"]);
    expect(f.statistics().evaluations).toBe(3);
  });

  test("args and result are the same views from run to run", () => {
    const f = compile("x * 2", ["x"]);
    const { args, result } = f;
    for (let i = 0; i < 1_000; i++) {
      args[0] = i;
      f.run();
      expect(result[0]).toBe(2 * i);
    }
    expect([f.args, f.result]).toEqual([args, result]);
    expect(f.args).toBe(args);
  });

  test.each<readonly [source: string, code: string, place: string]>([
    ["1 || nosuch", "UnknownVariable", "nosuch"],
    ["0 ? nosuch(1) : x", "UnknownFunction", "nosuch(1)"],
    ["0 && sin(1, 2)", "InvalidFunctionCall", "sin(1, 2)"],
    ["1 ? x : o.y", "AttributeNotFound", "o.y"],
    ["0 && sin", "Syntax", "sin"],
    ["1 ? x : a[0]", "UnknownVariable", "a[0]"],
    ["x + y", "UnknownVariable", "y"],
  ])("throws early: %s is %s at %s", (source, code, place) => {
    const error = errorOf(() => compile(source, ["x"]));
    expect([error.code, marked(error)]).toEqual([code, place]);
  });

  test("an index out of bounds is known only at evaluation", () => {
    const context = new Context();
    context.setArray("a", [1]);
    const f = compile("a[i]", ["i"], { context });
    expect(f.call(0)).toBe(1);
    expect(codeOf(() => f.call(1))).toBe("ArrayIndexOutOfBounds");
    expect(f.result[0]).toBeNaN();
    expect(f.call(0)).toBe(1);
  });

  test("call with another number of arguments is InvalidFunctionCall", () => {
    const f = compile("a + b", ["a", "b"]);
    for (const args of [[], [1], [1, 2, 3]])
      expect(codeOf(() => f.call(...args))).toBe("InvalidFunctionCall");
    expect(f.call(1, 2)).toBe(3);
  });

  test("names of a kind twice are DuplicateParameter", () => {
    expect(codeOf(() => compile("a", ["a", "a"]))).toBe("DuplicateParameter");
    expect(check("a", ["a", "a"]).map((error) => error.code)).toEqual(["DuplicateParameter"]);
  });

  test("after dispose everything is StaleHandle", () => {
    const f = compile("x", ["x"]);
    f.dispose();
    for (const use of [() => f.run(), () => f.call(1), () => f.args, () => f.result, () => f.toProgram()]) {
      expect(codeOf(use)).toBe("StaleHandle");
    }
  });

  test("follows its context", () => {
    const context = withContext("k", 2).context as Context;
    const f = compile("x * k", ["x"], { context });
    expect(f.call(3)).toBe(6);
    context.setVariable("k", 5);
    expect(f.call(3)).toBe(15);
  });
});

describe("check", () => {
  test.each<readonly [source: string, ...problems: string[]]>([
    ["1 + 2"],
    ["x + 1"],
    ["1 || nosuch", "UnknownVariable nosuch"],
    [
      "nosuch(first, sin(1, 2)) + max",
      "UnknownVariable first",
      "InvalidFunctionCall sin(1, 2)",
      "UnknownFunction nosuch(first, sin(1, 2))",
      "Syntax max",
    ],
    ["x ? first : second", "UnknownVariable first", "UnknownVariable second"],
    ["first && second || third", "UnknownVariable first", "UnknownVariable second", "UnknownVariable third"],
    ["first + first", "UnknownVariable first", "UnknownVariable first"],
  ])("%s: all problems in evaluation order, %#", (source, ...problems) => {
    expect(check(source, ["x"]).map((error) => `${error.code} ${marked(error)}`)).toEqual(problems);
  });

  test("reports one syntax error alone", () => {
    const problems = check("(1] + nosuch");
    expect(problems.map((error) => [error.code, marked(error)])).toEqual([["UnmatchedParenthesis", "]"]]);
  });

  test("reports problems of reached expression functions, with the body as source", () => {
    const functions = {
      f: { parameters: ["p"], body: "p + nosuch" },
      unused: { parameters: [], body: "other" },
    };
    const problems = check("1 ? 2 : f(1)", [], { functions });
    expect(problems.map((error) => [error.code, error.source, marked(error)])).toEqual([
      ["UnknownVariable", "p + nosuch", "nosuch"],
    ]);
  });

  test("never throws, whatever it is given", () => {
    const strange: readonly unknown[] = [
      undefined,
      null,
      1,
      {},
      [],
      () => 1,
      Symbol("x"),
      5n,
      true,
      Object.create(null),
    ];
    for (const value of strange) {
      expect(() => check(value as string)).not.toThrow();
      expect(() => check("1", value as string[])).not.toThrow();
      expect(() => check("1", [value as string])).not.toThrow();
      expect(() => check("1", [], value as ExpressionOptions)).not.toThrow();
      for (const name of ["context", "functions", "tier", "limits", "memory"]) {
        expect(() => check("f(1)", [], { [name]: value }), name).not.toThrow();
      }
      expect(() => check("f(1)", [], { functions: { f: value as () => number } })).not.toThrow();
      for (const problem of check(value as string)) expect(problem).toBeInstanceOf(zexpr.ExprError);
    }
  });
});

function withContext(name: string, value: number): ExpressionOptions {
  const context = new Context();
  context.setVariable(name, value);
  return { context };
}

/** The three ways in, all giving the value of the expression or throwing. */
const WAYS: Readonly<Record<string, (source: string, options: ExpressionOptions) => unknown>> = {
  evaluate: (source, options) => evaluate(source, {}, options),
  compile: (source, options) => compile(source, [], options).call(),
  check: (source, options) => {
    const [problem] = check(source, [], options);
    if (problem !== undefined) throw problem;
    return evaluate(source, {}, options);
  },
};

describe.each(Object.entries(WAYS))("options of %s", (_, run) => {
  test("functions: native ones take as many arguments as their length, expression functions their parameters", () => {
    const functions = {
      none: () => 1,
      two: (a: number, b: number) => a * 10 + b,
      text: { parameters: ["a", "b", "c"], body: "a + b * c" },
      sqrt: (x: number) => x + 0.5,
    };
    expect(run("none() + two(1, 2) + text(1, 2, 3) + sqrt(9)", { functions })).toBe(1 + 12 + 7 + 9.5);
    for (const source of ["none(1)", "two(1)", "text(1, 2)"]) {
      expect(codeOf(() => run(source, { functions }))).toBe("InvalidFunctionCall");
    }
  });

  test("functions come before the context's, and leave the context alone", () => {
    const context = new Context();
    context.addFunction("f", 0, () => 1);
    context.addFunction("g", 0, () => 2);
    expect(run("f() * 10 + g()", { context, functions: { f: () => 5 } })).toBe(52);
    expect(run("f()", { context })).toBe(1);
  });

  test.each([
    5,
    "x + 1",
    null,
    {},
    { parameters: "x", body: "1" },
    { body: "1" },
    { parameters: [] },
    { parameters: [1], body: "1" },
  ])("a function given as %j is refused", (definition) => {
    const functions = { f: definition as unknown as () => number };
    expect(codeOf(() => run("1", { functions }))).not.toBe("Ok");
  });

  test("a mistake in a function's body shows the body", () => {
    const functions = { f: { parameters: ["x"], body: "x + (1]" } };
    const error = errorOf(() => run("f(1)", { functions }));
    expect([error.source, marked(error)]).toEqual(["x + (1]", "]"]);
  });

  test("tier: all three work, unknown ones are refused, and wasm in a memory that is none of WebAssembly", () => {
    for (const tier of ["auto", "interpreter", "wasm"] as const) expect(run("1 + 1", { tier })).toBe(2);
    const memory = new LinearMemory({ backing: "array-buffer" });
    expect(run("1 + 1", { memory, tier: "auto" })).toBe(2);
    expect(codeOf(() => run("1 + 1", { memory, tier: "wasm" }))).toBe("Other");
    for (const wasmAfter of [-1, Number.NaN]) expect(codeOf(() => run("1 + 1", { wasmAfter }))).toBe("Other");
    for (const wasmAfter of [0, 0.5, 1e12, Infinity]) expect(run("1 + 1", { wasmAfter })).toBe(2);
    expect(codeOf(() => run("1 + 1", { tier: "x" as "wasm" }))).toBe("Other");
  });

  test("limits and memory are used", () => {
    expect(codeOf(() => run("((1))", { limits: { nesting: 1 } }))).toBe("RecursionLimit");
    for (const memory of [new LinearMemory({ backing: "wasm" }), new LinearMemory({ debug: true })]) {
      const before = memory.used;
      expect(run("1 + 1", { memory })).toBe(2);
      expect(memory.used).toBeGreaterThanOrEqual(before);
    }
  });

  test.each([{}, 5, "x", true])("a context given as %j is refused with an ExprError", (context) => {
    expect(codeOf(() => run("sin(0) + 1", { context: context as unknown as Context }))).toBe("Other");
  });
});

test("zexpr/interpreter has the same names", () => {
  expect(Object.keys(interpreter).sort()).toEqual(Object.keys(zexpr).sort());
  expect(interpreter.evaluate("1 + 2")).toBe(3);
});

test("parse gives a tree that prints as source and as an S-expression", () => {
  const tree = zexpr.parse("-(a.b + 2 * x[1]) ? f(y, 3) : 1");
  expect(tree.toSExpression().replaceAll(".0", "")).toBe("(?: (neg (+ (. a b) (* 2 ([] x 1)))) (f y 3) 1)");
  expect(zexpr.parse(tree.toString()).toSExpression()).toBe(tree.toSExpression());
  expect(errorOf(() => zexpr.parse("1 +")).status).toBeLessThanOrEqual(4);
});

test("the names of the public API are there", () => {
  for (const name of [
    "evaluate",
    "compile",
    "check",
    "Batch",
    "Context",
    "ExprError",
    "Status",
    "parse",
    "Program",
  ]) {
    expect(zexpr, name).toHaveProperty(name);
  }
});
