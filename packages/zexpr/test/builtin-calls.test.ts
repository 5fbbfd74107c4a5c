import { describe, expect, test } from "vitest";
import { Context, evaluate } from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

describe("lazy if", () => {
  test.each([
    ["if(1, 2, nosuch)", 2],
    ["if(0, nosuch, 3)", 3],
    ["if(0, nosuch(1), 3)", 3],
    ["if(if(0, 1, 0), nosuch, if(1, 4, nosuch))", 4],
    ["if(1, 2, a[9])", 2],
    ["if((1, 0), 2, 3)", 3],
  ])("%s is %d", (source, expected) => {
    expect(evaluate(source)).toBe(expected);
  });

  test.each([
    ["if(1, nosuch, 3)", "UnknownVariable", "nosuch"],
    ["if(nosuch, 1, 2)", "UnknownVariable", "nosuch"],
    ["if(1, 2)", "InvalidFunctionCall", "if(1, 2)"],
    ["if(nosuch, 2)", "UnknownVariable", "nosuch"],
    ["if()", "InvalidFunctionCall", "if()"],
    ["if(1, 2, 3, 4)", "InvalidFunctionCall", "if(1, 2, 3, 4)"],
    ["if", "Syntax", "if"],
  ])("%s fails with %s at %s", (source, code, place) => {
    const error = errorOf(() => evaluate(source));
    expect([error.code, marked(error)]).toEqual([code, place]);
  });

  test("a registered `if` is an ordinary function: all arguments are evaluated", () => {
    const context = new Context();
    context.addExpressionFunction("if", ["c", "t", "f"], "c + t + f");
    expect(evaluate("if(1, 2, 3)", {}, { context })).toBe(6);
    expect(codeOf(() => evaluate("if(1, 2, nosuch)", {}, { context }))).toBe("UnknownVariable");
    expect(evaluate("1 ? 2 : nosuch", {}, { context })).toBe(2);
  });
});

describe("number of arguments of each built-in", () => {
  const arities: Readonly<Record<string, readonly number[]>> = {
    ...Object.fromEntries(
      (
        "abs acos asin atan ceil cos cosh exp floor round ln log log10 sin sinh sqrt tan tanh sign neg log2 exp2 expm1 " +
        "log1p cbrt trunc fract asinh acosh atanh deg rad isnan isinf isfinite"
      )
        .split(" ")
        .map((name) => [name, [1]]),
    ),
    ...Object.fromEntries(
      "max min add sub mul div fmod comma hypot step xor".split(" ").map((name) => [name, [2]]),
    ),
    ...Object.fromEntries("clamp lerp smoothstep if".split(" ").map((name) => [name, [3]])),
    atan2: [1, 2],
    pow: [1, 2],
    pi: [0],
    e: [0],
  };

  test.each(Object.entries(arities))("%s takes %j", (name, counts) => {
    for (let count = 0; count <= 5; count++) {
      const source = `${name}(${Array(count).fill("1")})`;
      expect(
        codeOf(() => evaluate(source)),
        source,
      ).toBe(counts.includes(count) ? "Ok" : "InvalidFunctionCall");
    }
    expect(codeOf(() => evaluate(`${name} + 1`))).toBe(counts.includes(0) ? "Ok" : "Syntax");
  });
});
