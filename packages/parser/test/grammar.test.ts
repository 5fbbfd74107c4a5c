import { describe, expect, test } from "vitest";
import { isWhiteSpace } from "../src/characters.ts";
import { parse } from "../src/index.ts";

function tree(source: string): string {
  return parse(source).toSExpression();
}

describe("binding", () => {
  test.each([
    ["-2^2", "(neg (^ 2.0 2.0))"],
    ["2^-2", "(^ 2.0 (neg 2.0))"],
    ["2^-3^2", "(^ 2.0 (neg (^ 3.0 2.0)))"],
    ["2^-3*4", "(* (^ 2.0 (neg 3.0)) 4.0)"],
    ["-a*b", "(* (neg a) b)"],
    ["2**3^2", "(** 2.0 (^ 3.0 2.0))"],
    ["!a == b", "(== (! a) b)"],
    ["~-+!a", "(~ (neg (! a)))"],
    ["1--1", "(- 1.0 (neg 1.0))"],
    ["3>2>1", "(> (> 3.0 2.0) 1.0)"],
    ["a<<<b>>>c", "(>>> (<<< a b) c)"],
    ["a<>b!=c", "(!= (<> a b) c)"],
    ["a|b&c==d<<e+f*g", "(| a (& b (== c (<< d (+ e (* f g))))))"],
    ["a||b&&c|d", "(|| a (&& b (| c d)))"],
    ["a;b,c", "(, (; a b) c)"],
  ])("%s", (source, expected) => {
    expect(tree(source)).toBe(expected);
  });
});

describe("conditionals", () => {
  test.each([
    ["a?b:c?d:e", "(?: a b (?: c d e))"],
    ["a?b?c:d:e", "(?: a (?: b c d) e)"],
    ["0?1:2,3", "(?: 0.0 1.0 (, 2.0 3.0))"],
    ["1?2,3:4", "(?: 1.0 (, 2.0 3.0) 4.0)"],
    ["1,0?2:3", "(?: (, 1.0 0.0) 2.0 3.0)"],
    ["a||b?c:d", "(?: (|| a b) c d)"],
    ["-a?b:c", "(?: (neg a) b c)"],
    ["1+(a?b:c)", "(+ 1.0 (?: a b c))"],
    ["f(1?2:3,1)", "(f (?: 1.0 2.0 3.0) 1.0)"],
    ["f(a?b:c?d:e,1)", "(f (?: a b (?: c d e)) 1.0)"],
    ["f((1?2:3,1))", "(f (?: 1.0 2.0 (, 3.0 1.0)))"],
    ["f(a[0?1:2,3])", "(f ([] a (?: 0.0 1.0 (, 2.0 3.0))))"],
    ["f(a?(b;c):d)", "(f (?: a (; b c) d))"],
  ])("%s", (source, expected) => {
    expect(tree(source)).toBe(expected);
  });
});

describe("names with brackets and points", () => {
  test.each([
    ["f()", "(f)"],
    ["f\n(\t)", "(f)"],
    ["(sin)(1)", "(sin 1.0)"],
    ["((x))()", "(x)"],
    ["(p).x", "(. p x)"],
    ["(a)[0]", "([] a 0.0)"],
    ["p . x", "(. p x)"],
    ["a [1,2]", "([] a (, 1.0 2.0))"],
    ["-f(x)^p.x", "(neg (^ (f x) (. p x)))"],
    ["a[a[a[0]]]", "([] a ([] a ([] a 0.0)))"],
    ["e1+E", "(+ e1 E)"],
    ["_a0_", "_a0_"],
  ])("%j", (source, expected) => {
    expect(tree(source)).toBe(expected);
  });

  test("names are listed once, in order of appearance", () => {
    expect(parse("f(x) + p.x + x[y] + f(p)").names).toEqual(["f", "x", "p", "y"]);
  });

  test("many names keep their indices", () => {
    const names = Array.from({ length: 100 }, (_, i) => `n${i}`);
    const found = parse([...names, ...names].join("+"));
    expect(found.names).toEqual(names);
    expect(found.toString().split(" + ")).toEqual([...names, ...names]);
  });
});

describe("numbers are the nearest doubles", () => {
  test.each([
    "0",
    "007",
    "12",
    "1.5",
    ".5",
    "5.",
    "1.e3",
    "1e3",
    "1.5E-7",
    "2e+4",
    "00.10",
    "0.1",
    "123456789012345",
    "1234567890123456",
    "9007199254740993",
    "9007199254740992999",
    "000000000000000000001",
    "179769313486231580793e289",
    "1e308",
    "1e309",
    "1e-400",
    "4.9e-324",
    "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "0.1000000000000000055511151231257827021181583404541015625",
    `1${"0".repeat(400)}`,
    `.${"0".repeat(400)}1`,
  ])("%s", (source) => {
    const number = parse(source);
    expect(number.length).toBe(1);
    expect(number.value(number.root)).toBe(Number(source));
  });
});

describe("whitespace is what Unicode calls White_Space", () => {
  const units = Array.from({ length: 0x10000 }, (_, code) => code);

  test("for every UTF-16 unit", () => {
    const expected = units.filter((code) => /\p{White_Space}/u.test(String.fromCharCode(code)));
    expect(units.filter(isWhiteSpace)).toEqual(expected);
  });

  test("everywhere between tokens", () => {
    const spaces = String.fromCharCode(...units.filter(isWhiteSpace));
    expect(tree(["", "f", "(", "a", ".", "b", ",", "-", "c", "[", "1", "]", ")", ""].join(spaces))).toBe(
      "(f (. a b) (neg ([] c 1.0)))",
    );
  });
});
