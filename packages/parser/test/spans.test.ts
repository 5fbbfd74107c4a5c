import { describe, expect, test } from "vitest";
import { parse } from "../src/index.ts";

/** The source text of every node, in order of evaluation. */
function spans(source: string): string[] {
  const tree = parse(source);
  return Array.from({ length: tree.length }, (_, node) => source.slice(tree.start(node), tree.end(node)));
}

describe("every node spans its source", () => {
  test.each([
    [" 12.5 ", ["12.5"]],
    [" abc ", ["abc"]],
    ["a + b", ["a", "b", "a + b"]],
    ["a+b*c", ["a", "b", "c", "b*c", "a+b*c"]],
    ["a - b - c", ["a", "b", "a - b", "c", "a - b - c"]],
    ["2 ^ 3 ^ 4", ["2", "3", "4", "3 ^ 4", "2 ^ 3 ^ 4"]],
    ["- x ^ 2", ["x", "2", "x ^ 2", "- x ^ 2"]],
    ["!~x", ["x", "~x", "!~x"]],
    ["f( a , b )", ["a", "b", "f( a , b )"]],
    ["f ( )", ["f ( )"]],
    ["a [ i ]", ["i", "a [ i ]"]],
    ["p . x", ["p . x"]],
    ["c ? t : e", ["c", "t", "e", "c ? t : e"]],
    ["a && b || c", ["a", "b", "a && b", "c", "a && b || c"]],
    ["a, b; c", ["a", "b", "a, b", "c", "a, b; c"]],
  ])("%j", (source, expected) => {
    expect(spans(source)).toEqual(expected);
  });
});

describe("brackets belong to what is around them", () => {
  test.each([
    ["(a)", ["a"]],
    ["((a + b))", ["a", "b", "a + b"]],
    ["(a) + ((b))", ["a", "b", "(a) + ((b))"]],
    ["(a + b) * c", ["a", "b", "a + b", "c", "(a + b) * c"]],
    ["-(a)", ["a", "-(a)"]],
    ["f((a), (b))", ["a", "b", "f((a), (b))"]],
    ["(f)(a)", ["a", "(f)(a)"]],
    ["((f)) ()", ["((f)) ()"]],
    ["1 + (a)[i]", ["1", "i", "(a)[i]", "1 + (a)[i]"]],
    ["(p).x", ["(p).x"]],
    ["(c) ? (t) : (e)", ["c", "t", "e", "(c) ? (t) : (e)"]],
  ])("%j", (source, expected) => {
    expect(spans(source)).toEqual(expected);
  });
});

describe("unary plus, which leaves no node, counts as a bracket would", () => {
  test.each([
    ["+a", ["a"]],
    ["+a + +b", ["a", "b", "+a + +b"]],
    ["-+a", ["a", "-+a"]],
    ["+-a", ["a", "-a"]],
  ])("%j", (source, expected) => {
    expect(spans(source)).toEqual(expected);
  });
});
