import { describe, expect, test } from "vitest";
import { Batch, Context, evaluate } from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

type Definition = readonly [name: string, parameters: readonly string[], body: string];

const FIB: Definition = ["fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)"];
const FACT: Definition = ["fact", ["n"], "n <= 1 ? 1 : n * fact(n - 1)"];
const EVEN: Definition = ["even", ["n"], "n == 0 ? 1 : odd(n - 1)"];
const ODD: Definition = ["odd", ["n"], "n == 0 ? 0 : even(n - 1)"];
const ACK: Definition = [
  "ack",
  ["m", "n"],
  "m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1))",
];
const GCD: Definition = ["gcd", ["a", "b"], "b == 0 ? a : gcd(b, a % b)"];
const M91: Definition = ["m91", ["n"], "n > 100 ? n - 10 : m91(m91(n + 11))"];
const TAK: Definition = [
  "tak",
  ["x", "y", "z"],
  "y >= x ? z : tak(tak(x-1,y,z), tak(y-1,z,x), tak(z-1,x,y))",
];
const HANOI: Definition = ["hanoi", ["n"], "n && 2 * hanoi(n - 1) + 1"];
const POWER: Definition = [
  "power",
  ["x", "n"],
  "if(n == 0, 1, (n % 2 ? x : 1) * power(x * x, floor(n / 2)))",
];
const SUM: Definition = ["sum", ["n"], "(n > 0) * (n + (n > 0 ? sum(n - 1) : 0))"];

const HOMES = {
  batch: (definitions: readonly Definition[], source: string): number => {
    const batch = new Batch();
    for (const definition of definitions) batch.addFunction(...definition);
    batch.addExpression(source);
    batch.evaluate();
    return batch.results[0];
  },
  context: (definitions: readonly Definition[], source: string): number => {
    const context = new Context();
    for (const definition of definitions) context.addExpressionFunction(...definition);
    return evaluate(source, {}, { context });
  },
  "context's parent": (definitions: readonly Definition[], source: string): number => {
    const parent = new Context();
    for (const definition of definitions) parent.addExpressionFunction(...definition);
    return evaluate(source, {}, { context: new Context({ parent: new Context({ parent }) }) });
  },
  "functions option": (definitions: readonly Definition[], source: string): number => {
    const functions = Object.fromEntries(
      definitions.map(([name, parameters, body]) => [name, { parameters, body }]),
    );
    return evaluate(source, {}, { functions });
  },
};

describe.each(Object.entries(HOMES))("recursion in functions of the %s", (_, run) => {
  test.each<readonly [source: string, expected: number, ...definitions: Definition[]]>([
    ["fib(10)", 55, FIB],
    ["fib(20)", 6765, FIB],
    ["fib(fib(7))", 233, FIB],
    ["fib(5) * 1000 + fib(6)", 5008, FIB],
    ["fact(10) + fact(5)", 3_628_920, FACT],
    ["even(100) * 10 + odd(100)", 10, EVEN, ODD],
    ["odd(999)", 1, EVEN, ODD],
    ["ack(2, 3)", 9, ACK],
    ["ack(1, 10)", 12, ACK],
    ["gcd(1071, 462)", 21, GCD],
    ["m91(1)", 91, M91],
    ["tak(8, 4, 2)", 3, TAK],
    ["power(3, 13)", 1_594_323, POWER],
    ["sum(100)", 5050, SUM],
    ["fib(gcd(fact(3), even(4) + 3))", 1, FIB, GCD, FACT, EVEN, ODD],
  ])("%s is %d", (source, expected, ...definitions) => {
    expect(run(definitions as Definition[], source as string)).toBe(expected);
  });

  test("`n && …` gives 0 or 1, so hanoi collapses to its truth", () => {
    expect(run([HANOI], "hanoi(5)")).toBe(1);
  });
});

describe("each call has its own parameters", () => {
  test.each<readonly [source: string, expected: number, ...definitions: Definition[]]>([
    ["f(1, 2)", 12, ["f", ["a", "b"], "a * 10 + b"]],
    ["f(f(1, 2), f(3, 4))", 154, ["f", ["a", "b"], "a * 10 + b"]],
    ["f(3)", 3210, ["f", ["n"], "n <= 0 ? 0 : n * 10^n + f(n - 1)"]],
    ["f(3)", 6, ["f", ["n"], "n <= 0 ? 0 : f(n - 1) + n"]],
    ["f(4)", 24, ["f", ["n"], "n <= 1 ? 1 : f(n - 1) * n"]],
    ["f(2, 5)", 3, ["f", ["x", "y"], "x > y ? x - y : f(y, x)"]],
    ["f(1, 2, 3)", 231, ["f", ["a", "b", "c"], "a == 1 ? f(b, c, a) : a * 100 + b * 10 + c"]],
    ["g(2)", 26, ["f", ["x"], "x * x"], ["g", ["y"], "f(y + 1) + y + f(y) + f(y + 1) + y"]],
    ["k() + k()", 14, ["k", [], "7"]],
    ["f(2)", 2, ["f", ["f"], "f"]],
    ["f(4)", 2, ["f", ["sqrt"], "sqrt(sqrt)"]],
    ["f(1)", 1, ["f", ["pi"], "pi"]],
    ["f(1)", 1, ["f", ["e"], "e"]],
  ])("%s is %d", (source, expected, ...definitions) => {
    expect(HOMES.batch(definitions as Definition[], source as string)).toBe(expected);
  });
});

describe("scope is lexical", () => {
  /** `f` calls `g`, whose body names the parameter of `f`. */
  function batchOf(prepare: (batch: Batch, context: Context) => void): Batch {
    const context = new Context();
    const batch = new Batch({ context });
    batch.addFunction("f", ["x"], "g() + x");
    batch.addFunction("g", [], "x");
    prepare(batch, context);
    batch.addExpression("f(1)");
    return batch;
  }

  test("a caller's parameter is not seen: the batch variable is", () => {
    const batch = batchOf((b) => b.addVariable("x", 100));
    batch.evaluate();
    expect(batch.results[0]).toBe(101);
  });

  test("a caller's parameter is not seen: the context variable is", () => {
    const batch = batchOf((_, context) => context.setVariable("x", 200));
    batch.evaluate();
    expect(batch.results[0]).toBe(201);
  });

  test("a caller's parameter is not seen: it is unknown, and the error shows the callee's body", () => {
    const error = errorOf(() => batchOf(() => {}).evaluate());
    expect([error.code, error.source, error.span]).toEqual(["UnknownVariable", "x", { start: 0, end: 1 }]);
  });

  test("a parameter hides variables and constants only inside its body", () => {
    expect(evaluate("f(1) + x + pi", { x: 10 }, { functions: { f: { parameters: ["x"], body: "x" } } })).toBe(
      11 + Math.PI,
    );
  });

  test("a parameter hides neither arrays nor functions of its name", () => {
    const context = new Context();
    context.setArray("a", [5, 6]);
    context.addExpressionFunction("f", ["a"], "a[a] + abs(a)");
    expect(evaluate("f(1)", {}, { context })).toBe(7);
  });
});

describe("definitions", () => {
  test("a later definition takes effect at the next evaluation, also for callers of it", () => {
    const batch = new Batch();
    batch.addFunction("f", ["x"], "g(x) + 1");
    batch.addFunction("g", ["x"], "x * 10");
    batch.addExpression("f(1)");
    batch.evaluate();
    expect(batch.results[0]).toBe(11);
    batch.addFunction("g", ["x"], "x * 20");
    batch.evaluate();
    expect(batch.results[0]).toBe(21);
  });

  test("a definition with other parameters makes earlier calls an arity error", () => {
    const batch = new Batch();
    batch.addFunction("f", ["x"], "x");
    batch.addExpression("1 + f(1)");
    batch.evaluate();
    batch.addFunction("f", ["x", "y"], "x + y");
    const error = errorOf(() => batch.evaluate());
    expect([error.code, marked(error)]).toEqual(["InvalidFunctionCall", "f(1)"]);
    expect(batch.results[0]).toBeNaN();
  });

  test("removeFunction says whether it was there, and uncovers the next one: context, parent, built-in", () => {
    const parent = new Context();
    const context = new Context({ parent });
    const batch = new Batch({ context });
    batch.addFunction("sqrt", ["x"], "1");
    context.addExpressionFunction("sqrt", ["x"], "2");
    parent.addFunction("sqrt", 1, () => 3);
    batch.addExpression("sqrt(16)");
    const results = [batch, context, parent, parent].map((owner) => {
      batch.evaluate();
      return [batch.results[0], owner.removeFunction("sqrt")];
    });
    expect(results).toEqual([
      [1, true],
      [2, true],
      [3, true],
      [4, false],
    ]);
  });

  test("a removed function is unknown", () => {
    const batch = new Batch();
    batch.addFunction("myfunc", ["x"], "x");
    batch.addExpression("myfunc(1)");
    batch.evaluate();
    batch.removeFunction("myfunc");
    expect(codeOf(() => batch.evaluate())).toBe("UnknownFunction");
    batch.addFunction("myfunc", ["x"], "x + 1");
    batch.evaluate();
    expect(batch.results[0]).toBe(2);
  });

  const faults: readonly (readonly [code: string, ...definition: Definition])[] = [
    ["DuplicateParameter", "f", ["x", "y", "x"], "x"],
    ["Syntax", "f", ["x"], "x +"],
    ["Syntax", "f", ["x"], ""],
    ["UnmatchedParenthesis", "f", ["x"], "(x"],
    ["Tokenizer", "f", ["x"], "x # 1"],
    ["StringTooLong", "f", ["x".repeat(256)], "1"],
    ["StringTooLong", "f".repeat(256), [], "1"],
    ["Other", "", [], "1"],
    ["Other", "2x", [], "1"],
    ["Other", "f", ["2x"], "1"],
    ["Other", "f", [""], "1"],
  ];

  test.each(faults)(
    "%s is reported at registration of %s(%j) = %s, and the old one stays",
    (code, ...definition) => {
      const context = new Context();
      const batch = new Batch({ context });
      const name = definition[0];
      batch.addExpression("f(1)");
      batch.addFunction("f", ["x"], "x + 41");
      context.addExpressionFunction("f", ["x"], "x + 40");
      const actual = [
        codeOf(() => batch.addFunction(...definition)),
        codeOf(() => context.addExpressionFunction(...definition)),
      ];
      // An empty expression and one that ends too early may be any status from 1 to 4.
      if (code === "Syntax")
        for (const each of actual)
          expect(["Parse", "Tokenizer", "Syntax", "UnmatchedParenthesis"]).toContain(each);
      else expect(actual, name).toEqual([code, code]);
      batch.evaluate();
      expect(batch.results[0]).toBe(42);
      batch.removeFunction("f");
      batch.evaluate();
      expect(batch.results[0]).toBe(41);
    },
  );

  test("names and arity in a body are looked at when evaluation gets there, never at registration", () => {
    const batch = new Batch();
    batch.addFunction("f", ["c"], "c ? nosuch + sin(1, 2) + nofunc(3) : 5");
    batch.addExpression("f(0)");
    batch.addExpression("f(1)");
    expect(codeOf(() => batch.evaluate())).toBe("UnknownVariable");
    expect([...batch.results]).toEqual([5, Number.NaN]);
  });

  test("a syntax error's span and source belong to the body", () => {
    const error = errorOf(() => new Batch().addFunction("f", ["x"], "x + (1]"));
    expect([error.source, marked(error)]).toEqual(["x + (1]", "]"]);
  });

  test.each(["f", "f + 1", "sqrt(f)"])("%s: a function's name alone is no variable", (source) => {
    const error = errorOf(() => evaluate(source, {}, { functions: { f: { parameters: [], body: "1" } } }));
    expect([error.code, marked(error)]).toEqual(["UnknownVariable", "f"]);
  });
});
