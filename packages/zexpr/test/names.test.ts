import { describe, expect, test } from "vitest";
import { Batch, Context, evaluate } from "zexpr";
import { codeOf } from "./outcomes.ts";

describe("a name is looked up in this order", () => {
  /** Places where `pi` can be defined, first found first. Each returns how to take it away again. */
  const PLACES = [
    "batch variable",
    "context variable",
    "context constant",
    "parent variable",
    "parent constant",
    "grandparent variable",
    "grandparent constant",
  ] as const;

  /** Value of `pi` when it is defined in the places from `first` on, each with its index as value. */
  function lookUp(first: number, name = "pi"): number {
    const grandparent = new Context();
    const parent = new Context({ parent: grandparent });
    const context = new Context({ parent });
    const batch = new Batch({ context });
    const define = [
      (value: number) => batch.addVariable(name, value),
      (value: number) => context.setVariable(name, value),
      (value: number) => context.setConstant(name, value),
      (value: number) => parent.setVariable(name, value),
      (value: number) => parent.setConstant(name, value),
      (value: number) => grandparent.setVariable(name, value),
      (value: number) => grandparent.setConstant(name, value),
    ];
    // Against the order, so that a later registration cannot be what wins.
    for (let i = define.length - 1; i >= first; i--) define[i](i);
    batch.addExpression(name);
    batch.evaluate();
    return batch.results[0];
  }

  test.each(PLACES.map((place, i) => [place, i] as const))("%s", (_, i) => {
    expect(lookUp(i)).toBe(i);
  });

  test("built-in constant last", () => {
    expect(lookUp(PLACES.length)).toBe(Math.PI);
    for (const [name, value] of Object.entries({
      e: Math.E,
      E: Math.E,
      PI: Math.PI,
      tau: 2 * Math.PI,
      TAU: 2 * Math.PI,
    })) {
      expect(lookUp(PLACES.length, name)).toBe(value);
      expect(lookUp(PLACES.length - 1, name)).toBe(PLACES.length - 1);
    }
  });

  test("a parameter of the enclosing function first", () => {
    const context = new Context();
    context.setVariable("pi", 2);
    const batch = new Batch({ context });
    batch.addVariable("pi", 1);
    batch.addFunction("f", ["pi"], "pi");
    batch.addExpression("f(9) * 10 + pi");
    batch.evaluate();
    expect(batch.results[0]).toBe(91);
  });
});

describe("a function is looked up in this order", () => {
  test("batch, context, parent, grandparent, built-in; native or expression function alike", () => {
    const grandparent = new Context();
    const parent = new Context({ parent: grandparent });
    const context = new Context({ parent });
    const batch = new Batch({ context });
    batch.addExpression("abs(-5)");
    const seen: number[] = [];
    const look = () => {
      batch.evaluate();
      seen.push(batch.results[0]);
    };
    look();
    grandparent.addFunction("abs", 1, () => 4);
    look();
    parent.addExpressionFunction("abs", ["x"], "3");
    look();
    context.addFunctionInPlace("abs", 1, (memory, _, __, result) => {
      memory.f64[result / 8] = 2;
    });
    look();
    batch.addFunction("abs", ["x"], "1");
    look();
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  test("a context has one function of a name: native and expression function replace each other", () => {
    const context = new Context();
    context.addFunction("f", 0, () => 1);
    context.addExpressionFunction("f", [], "2");
    expect(evaluate("f()", {}, { context })).toBe(2);
    context.addFunction("f", 0, () => 3);
    expect(evaluate("f()", {}, { context })).toBe(3);
    expect(context.removeFunction("f")).toBe(true);
    expect(codeOf(() => evaluate("f()", {}, { context }))).toBe("UnknownFunction");
  });

  test("the nearest context's function counts, even if only a farther one takes so many arguments", () => {
    const parent = new Context();
    parent.addFunction("f", 2, () => 1);
    const context = new Context({ parent });
    context.addFunction("f", 1, () => 2);
    expect(codeOf(() => evaluate("f(1, 2)", {}, { context }))).toBe("InvalidFunctionCall");
  });

  test("variables and functions of one name do not meet", () => {
    const context = new Context();
    context.addFunction("twice", 1, (x) => 2 * x);
    expect(evaluate("twice(twice)", { twice: 5 }, { context })).toBe(10);
    expect(evaluate("sin + sin(0)", { sin: 3 })).toBe(3);
    expect(codeOf(() => evaluate("x(1)", { x: 3 }))).toBe("UnknownFunction");
  });

  test("names and bodies of a parent's function are looked up from the batch", () => {
    const parent = new Context();
    parent.addExpressionFunction("f", [], "g() + k + v");
    parent.setVariable("k", 1);
    const context = new Context({ parent });
    context.setVariable("k", 2);
    const batch = new Batch({ context });
    batch.addVariable("v", 30);
    batch.addFunction("g", [], "400");
    batch.addExpression("f()");
    batch.evaluate();
    expect(batch.results[0]).toBe(432);
  });
});

describe("names that JavaScript objects have are nothing special", () => {
  const NAMES = [
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "prototype",
    "undefined",
    "this",
  ];

  test.each(NAMES)("%s", (name) => {
    expect(codeOf(() => evaluate(name))).toBe("UnknownVariable");
    expect(codeOf(() => evaluate(`${name}(1)`))).toBe("UnknownFunction");
    expect(codeOf(() => evaluate(`${name}[0]`))).toBe("UnknownVariable");
    expect(codeOf(() => evaluate(`${name}.${name}`))).toBe("AttributeNotFound");
    const context = new Context();
    context.setVariable(name, 1);
    context.setArray(name, [2]);
    context.setAttribute(name, name, 3);
    context.addFunction(name, 1, (x) => x * 10);
    expect(evaluate(`${name}(${name}) + ${name}[0] + ${name}.${name}`, {}, { context })).toBe(15);
    const batch = new Batch();
    batch.addVariable(name, 4);
    batch.addFunction("f", [name], `${name} + 1`);
    batch.addExpression(`f(${name})`);
    batch.evaluate();
    expect(batch.results[0]).toBe(5);
  });

  test("nothing of the host can be reached", () => {
    for (const source of [
      "Math.PI",
      "globalThis.x",
      "process.pid",
      "x.length",
      "constructor.name",
      "a.constructor",
    ]) {
      expect(
        codeOf(() => evaluate(source, { x: 1 })),
        source,
      ).toBe("AttributeNotFound");
    }
  });
});

describe("empty context", () => {
  test.each([
    ["1 + 2 * 3 ^ 2 % 4 - -1", 4],
    ["!0 + ~0 + (5 & 3) + (1 << 2) + (3 <> 4)", 6],
    ["pi == PI && e == E && tau == TAU", 1],
    ["1 ? 2 : 3", 2],
  ])("operators and built-in constants work: %s is %d", (source, expected) => {
    expect(evaluate(source, {}, { context: Context.empty() })).toBe(expected);
  });

  test.each(["sin(0)", "pi()", "if(1,2,3)", "max(1,2)", "neg(1)", "comma(1,2)"])(
    "%s is unknown",
    (source) => {
      expect(codeOf(() => evaluate(source, {}, { context: Context.empty() }))).toBe("UnknownFunction");
    },
  );

  test("a built-in function's name is an unknown variable there", () => {
    expect(codeOf(() => evaluate("sin + 1", {}, { context: Context.empty() }))).toBe("UnknownVariable");
  });

  test("registered functions work", () => {
    const context = Context.empty();
    context.addFunction("sin", 1, (x) => x + 1);
    context.addExpressionFunction("f", ["x"], "sin(x) * 2");
    expect(evaluate("f(2)", {}, { context })).toBe(6);
  });
});

test("a context cannot be its own ancestor, and a parent must be a context", () => {
  const a = new Context();
  const b = new Context({ parent: a });
  const c = new Context({ parent: b });
  for (const parent of [a, b, c]) expect(codeOf(() => a.setParent(parent))).toBe("Other");
  expect(codeOf(() => new Context({ parent: {} as Context }))).toBe("Other");
  expect(codeOf(() => a.setParent(null as unknown as Context))).toBe("Other");
  a.setVariable("k", 5);
  expect(evaluate("k", {}, { context: c })).toBe(5);
});
