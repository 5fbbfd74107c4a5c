import { describe, expect, test } from "vitest";
import { Batch, Context, evaluate } from "zexpr";
import { codeOf, errorOf, marked, text } from "./outcomes.ts";

const BINARY = [",", ";", "|", "&", "==", "!=", "<>", "<", ">", "<=", ">=", "<<", ">>", "<<<", ">>>"].concat([
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "**",
]);
const UNARY: Readonly<Record<string, string>> = { neg: "-", "~": "~", "!": "!" };

/** Expressions with one operator each, and with each built-in that an operator resembles. */
const OTHERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(BINARY.map((operator) => [operator, `(6 ${operator} 3)`])),
  ...Object.fromEntries(Object.entries(UNARY).map(([name, spelling]) => [name, `${spelling}x`])),
  "unary +": "+x",
  "&&": "6 && 3",
  "||": "0 || 3",
  "?:": "6 ? 3 : 2",
  ...Object.fromEntries(
    ["add", "sub", "mul", "div", "fmod", "pow", "comma", "xor"].map((name) => [`${name}()`, `${name}(6, 3)`]),
  ),
};

describe.each([
  [
    "a native",
    (context: Context, name: string, arity: number) => context.addFunction(name, arity, () => 1234),
  ],
  [
    "an expression function",
    (context: Context, name: string, arity: number) =>
      context.addExpressionFunction(name, ["a", "b", "c"].slice(0, arity), "1234"),
  ],
] as const)("%s overrides one spelling alone", (_, register) => {
  test.each([...BINARY, ...Object.keys(UNARY)])("%s", (name) => {
    const context = new Context();
    register(context, name, BINARY.includes(name) ? 2 : 1);
    for (const [other, source] of Object.entries(OTHERS)) {
      const expected = other === name ? 1234 : evaluate(source, { x: 5 });
      expect(evaluate(source, { x: 5 }, { context }), source).toBe(expected);
    }
    if (name === "neg") expect(evaluate("neg(5)", {}, { context })).toBe(1234);
  });

  test.each(["sin", "max", "pow", "comma", "fmod", "add", "pi", "clamp"])("built-in %s", (name) => {
    const args = { sin: "1", pi: "", clamp: "1, 2, 3" }[name] ?? "1, 2";
    const context = new Context();
    register(context, name, args === "" ? 0 : args.split(",").length);
    expect(evaluate(`${name}(${args})`, {}, { context })).toBe(1234);
    for (const source of Object.values(OTHERS)) {
      if (source.startsWith(`${name}(`)) continue;
      expect(evaluate(source, { x: 5 }, { context }), source).toBe(evaluate(source, { x: 5 }));
    }
  });
});

describe("an overriding function gets its operands in order", () => {
  test.each(BINARY)("a %s b", (operator) => {
    const context = new Context();
    context.addFunction(operator, 2, (a, b) => a * 1000 + b);
    const batch = new Batch({ context });
    batch.addVariable("a", 7);
    batch.addVariable("b", 3);
    batch.addExpression(`a ${operator} b`);
    batch.addExpression(`b ${operator} a`);
    batch.addExpression(`7 ${operator} 3`);
    batch.evaluate();
    expect([...batch.results]).toEqual([7003, 3007, 7003]);
  });

  test("precedence and associativity stay", () => {
    const context = new Context();
    context.addFunction("-", 2, (a, b) => a * 10 + b);
    context.addFunction("^", 2, (a, b) => a * 10 + b);
    expect(evaluate("1 - 2 - 3", {}, { context })).toBe(123);
    expect(evaluate("1 ^ 2 ^ 3", {}, { context })).toBe(33);
    expect(evaluate("1 - 2 * 3", {}, { context })).toBe(16);
  });

  test("every evaluation of the operator calls it, equal operands or constant ones too", () => {
    const context = new Context();
    let calls = 0;
    context.addFunction("+", 2, (a, b) => a + b + ++calls * 0);
    const batch = new Batch({ context });
    batch.addVariable("x", 1);
    for (const source of ["x + x", "x + x", "1 + 2 + 3", "1 + 2"]) batch.addExpression(source);
    batch.evaluate();
    expect(calls).toBe(5);
  });
});

describe("limits of overriding", () => {
  test("unary + and the lazy operators cannot be: registering their names changes nothing, or is refused", () => {
    for (const name of ["&&", "||", "?:"]) {
      const context = new Context();
      codeOf(() => context.addFunction(name, 2, () => 1234));
      expect(evaluate("(2 && 3) + (0 || 0) * 10 + (1 ? 20 : 30)", {}, { context })).toBe(21);
    }
    const context = new Context();
    context.addFunction("+", 1, () => 1234);
    expect(text(evaluate("+x", { x: -0 }, { context }))).toBe("-0");
    const error = errorOf(() => evaluate("2 * (x + 1)", { x: 1 }, { context }));
    expect([error.code, marked(error)]).toEqual(["InvalidFunctionCall", "x + 1"]);
  });

  test("the arity error comes after the operands' errors", () => {
    const context = new Context();
    context.addFunction("!", 2, () => 0);
    expect(codeOf(() => evaluate("!1", {}, { context }))).toBe("InvalidFunctionCall");
    expect(codeOf(() => evaluate("!nosuch", {}, { context }))).toBe("UnknownVariable");
    expect(evaluate("0 ? !1 : 2", {}, { context })).toBe(2);
  });

  test("a comma between arguments is no operator", () => {
    const functions = { ",": (a: number, b: number) => a * 10 + b };
    expect(evaluate("max(1, 2)", {}, { functions })).toBe(2);
    expect(evaluate("max((1, 2), 3)", {}, { functions })).toBe(12);
  });

  test("an operator that uses itself in its body recurses until the call depth is reached", () => {
    const batch = new Batch({ limits: { callDepth: 50 } });
    batch.addFunction("+", ["a", "b"], "a + b");
    batch.addExpression("1 + 2");
    expect(codeOf(() => batch.evaluate())).toBe("RecursionLimit");
    batch.addFunction("+", ["a", "b"], "a - -b");
    batch.evaluate();
    expect(batch.results[0]).toBe(3);
  });

  test("unary minus in `2^-2` and `-2^2` is neg", () => {
    const functions = { neg: (x: number) => x + 100 };
    expect(evaluate("2^-2 / 2^100", {}, { functions })).toBe(4);
    expect(evaluate("-2^2", {}, { functions })).toBe(104);
    expect(evaluate("1 - 2", {}, { functions })).toBe(-1);
    expect(evaluate("1e-2", {}, { functions })).toBe(0.01);
  });

  test("overriding works in an empty context, and in a parent", () => {
    const parent = Context.empty();
    parent.addFunction("*", 2, (a, b) => a + b);
    expect(evaluate("3 * 4", {}, { context: parent })).toBe(7);
    expect(evaluate("3 * 4", {}, { context: new Context({ parent }) })).toBe(7);
  });

  test("a batch's function comes before the context's; removing gives the operator back", () => {
    const context = new Context();
    context.addFunction("-", 2, () => 1);
    const batch = new Batch({ context });
    batch.addVariable("x", 9);
    batch.addFunction("-", ["a", "b"], "2");
    batch.addExpression("x - 4");
    const seen: number[] = [];
    const look = () => {
      batch.evaluate();
      seen.push(batch.results[0]);
    };
    look();
    batch.removeFunction("-");
    look();
    context.removeFunction("-");
    look();
    expect(seen).toEqual([2, 1, 5]);
  });
});

test("built-ins that compute like operators do not use overridden ones", () => {
  const context = new Context();
  for (const name of [...BINARY, "min", "max", "floor", "mul", "abs"])
    context.addFunction(name, 2, () => 1234);
  context.addFunction("!", 1, () => 1234);
  context.addFunction("neg", 1, () => 1234);
  const sources: Readonly<Record<string, number>> = {
    "pow(x)": 6.25,
    "clamp(x, 0, 1)": 1,
    "lerp(x, 4.5, 0.5)": 3.5,
    "smoothstep(0, 5, x)": 0.5,
    "step(x, 1)": 0,
    "fract(x)": 0.5,
    "deg(x)": 2.5 * (180 / Math.PI),
    "isnan(x)": 0,
    "isinf(x)": 0,
    "isfinite(x)": 1,
    "hypot(1.5, 2)": 2.5,
    "x && x": 1,
    "!x ? 1 : 0": 1,
  };
  for (const [source, expected] of Object.entries(sources)) {
    expect(evaluate(source, { x: 2.5 }, { context }), source).toBe(expected);
  }
});
