import { ExprError } from "@zexpr/errors";
import { describe, expect, test } from "vitest";
import { parse } from "../src/index.ts";

/** The error that parsing `source` throws. */
function errorOf(source: string): ExprError {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof ExprError) return error;
    throw error;
  }
  throw new Error(`\`${source}\` parsed`);
}

function marked(source: string): string {
  const { span } = errorOf(source);
  return source.slice(span?.start, span?.end);
}

describe("status, and what the span marks", () => {
  test.each([
    // Tokenizer: bad characters
    ["1 $ 2", "Tokenizer", "$"],
    ["x = 1", "Tokenizer", "="],
    ["a =< b", "Tokenizer", "="],
    ["é + 1", "Tokenizer", "é"],
    ["1 + 😀", "Tokenizer", "😀"],
    ["\ud83d", "Tokenizer", "\ud83d"],
    ['"text"', "Tokenizer", '"'],
    ["{1}", "Tokenizer", "{"],
    ["1\u200b+2", "Tokenizer", "\u200b"],
    ["1\ufeff", "Tokenizer", "\ufeff"],
    ["1\u180e", "Tokenizer", "\u180e"],
    ["\u0000", "Tokenizer", "\u0000"],
    // Tokenizer: malformed numbers
    ["1..2", "Tokenizer", "1..2"],
    ["1.2.3", "Tokenizer", "1.2.3"],
    ["1e", "Tokenizer", "1e"],
    ["1e+", "Tokenizer", "1e+"],
    ["1e-x", "Tokenizer", "1e-x"],
    ["1e5.3", "Tokenizer", "1e5.3"],
    ["1e5e3", "Tokenizer", "1e5e3"],
    [".5.", "Tokenizer", ".5."],
    ["5..", "Tokenizer", "5.."],
    ["2x + 1", "Tokenizer", "2x"],
    ["1_000", "Tokenizer", "1_000"],
    ["0x1F", "Tokenizer", "0x1F"],
    ["5e3x", "Tokenizer", "5e3x"],
    ["5.x", "Tokenizer", "5.x"],
    // UnmatchedParenthesis: nothing closes, closes nothing, another kind
    ["(1 + 2", "UnmatchedParenthesis", "("],
    ["(", "UnmatchedParenthesis", "("],
    ["sin(", "UnmatchedParenthesis", "("],
    ["sin (x, 2", "UnmatchedParenthesis", "("],
    ["a[1", "UnmatchedParenthesis", "["],
    ["((1)", "UnmatchedParenthesis", "("],
    [")", "UnmatchedParenthesis", ")"],
    ["1)", "UnmatchedParenthesis", ")"],
    ["1 ? 2)", "UnmatchedParenthesis", ")"],
    ["1 + ]", "UnmatchedParenthesis", "]"],
    ["(1]", "UnmatchedParenthesis", "]"],
    ["a[1)", "UnmatchedParenthesis", ")"],
    ["f(1]", "UnmatchedParenthesis", "]"],
    ["(1 + ]", "UnmatchedParenthesis", "]"],
    // Parse: nothing there, or not all
    ["1 +", "Parse", ""],
    ["-", "Parse", ""],
    ["1,", "Parse", ""],
    ["f(1,", "Parse", ""],
    ["(1 +", "Parse", ""],
    ["c ? 1", "Parse", "?"],
    ["c ? 1 :", "Parse", ""],
    ["(c ? 1", "Parse", "?"],
    ["p.", "Parse", ""],
    // Syntax: a value is missing
    ["()", "Syntax", ")"],
    ["f(,1)", "Syntax", ","],
    ["f(1,)", "Syntax", ")"],
    ["f(1,,2)", "Syntax", ","],
    ["f(-)", "Syntax", ")"],
    ["a[]", "Syntax", "]"],
    ["* 2", "Syntax", "*"],
    ["1 * / 2", "Syntax", "/"],
    ["1 ? : 2", "Syntax", ":"],
    ["1 &&& 2", "Syntax", "&"],
    ["a. .5", "Syntax", ".5"],
    [". 5", "Syntax", "."],
    ["[1]", "Syntax", "["],
    // Syntax: an operator is missing
    ["2 x", "Syntax", "x"],
    ["sin x", "Syntax", "x"],
    ["(2)3", "Syntax", "3"],
    ["2(3)", "Syntax", "("],
    ["(2)(3)", "Syntax", "("],
    ["sin(1)(2)", "Syntax", "("],
    ["a[0](1)", "Syntax", "("],
    ["p.x(1)", "Syntax", "("],
    ["(a + b)(1)", "Syntax", "("],
    ["(+f)(1)", "Syntax", "("],
    ["f(x)[0]", "Syntax", "["],
    ["(1)[0]", "Syntax", "["],
    ["a[1][2]", "Syntax", "["],
    ["p.x[0]", "Syntax", "["],
    ["a.b.c", "Syntax", "."],
    ["f(x).a", "Syntax", "."],
    ["a[1].x", "Syntax", "."],
    ["1 .x", "Syntax", "."],
    ["p.(x)", "Syntax", "("],
    ["p .5", "Syntax", ".5"],
    ["1 ! 2", "Syntax", "!"],
    ["x~", "Syntax", "~"],
    ["a : b", "Syntax", ":"],
    ["(c ? 1)", "Syntax", "?"],
    ["f(c ? 1, 2 : 3)", "Syntax", "?"],
    ["f(1; 2)", "Syntax", ";"],
    ["f(c ? 1 : 2; 3)", "Syntax", ";"],
    ["f(c ? 1; 2 : 3)", "Syntax", ";"],
    ["f(x y)", "Syntax", "y"],
  ])("%j: %s at %j", (source, code, text) => {
    expect(errorOf(source)).toMatchObject({ name: "ExprError", code, source });
    expect(marked(source)).toBe(text);
  });

  test.each(["", " ", "\t\n\u3000"])("nothing in %j", (source) => {
    expect(errorOf(source)).toMatchObject({ code: "Parse", span: { start: 0, end: source.length } });
  });

  test("what is missing at the end is missing behind the last token", () => {
    expect(errorOf("1 +  \n ").span).toEqual({ start: 3, end: 3 });
  });
});

describe("messages say what to do", () => {
  test.each([
    ["a = 1", "U+003D"],
    ["a = 1", "=="],
    ["1 + é", "U+00E9"],
    ["😀", "U+1F600"],
    ["\u0007", "U+0007"],
    ["2x", "2*x"],
    ["2 x", "2*x"],
    ["(a)(b + 1) c", "(a)(b + 1)*c"],
    ["3(x)", "3*("],
    ["sin x", "sin(x)"],
    ["max(1 2)", "comma"],
    ["max(1; 2)", "comma"],
    ["1e", "1e-3"],
    ["(1", ")"],
    ["(1]", ")"],
    ["c ? 1", ":"],
    ["", "empty"],
  ])("%j: %s", (source, text) => {
    expect(errorOf(source).message).toContain(text);
  });

  test("they stay short however long the source is", () => {
    const long = `${"(a+".repeat(500)}a${")".repeat(500)}`;
    for (const source of [`${long} b`, `1${"0".repeat(50_000)}x`]) {
      expect(errorOf(source).message.length).toBeLessThan(300);
    }
  });
});
