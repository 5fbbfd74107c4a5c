import { describe, expect, test } from "vitest";
import { badProgram, type Problem, problemMessage } from "../src/index.ts";

function message(code: Problem["code"], found = 0, expected = 0): string {
  return problemMessage({ code, name: "nm", found, expected });
}

/** A host function that returned a status, or threw something. */
function hostMessage(code: Problem["code"], thrown?: { cause: unknown }): string {
  return problemMessage({ code, name: "nm", found: 0, expected: 0, isNative: true, ...thrown });
}

describe("problemMessage", () => {
  test.each<[Problem["code"], number, number, string[]]>([
    ["UnknownVariable", 0, 0, ["variable `nm`"]],
    ["UnknownFunction", 0, 0, ["function `nm`"]],
    ["InvalidFunctionCall", 3, 2, ["`nm`", "2 arguments,", "got 3"]],
    ["InvalidFunctionCall", 0, 1, ["`nm`", "1 argument,", "got 0"]],
    ["ArrayIndexOutOfBounds", 7, 3, ["`nm`", "index 7", "0 to 2"]],
    ["ArrayIndexOutOfBounds", Number.NaN, 3, ["index NaN"]],
    ["ArrayIndexOutOfBounds", 0, 0, ["index 0", "empty"]],
    ["AttributeNotFound", 0, 0, ["attribute `nm`"]],
    ["Syntax", 0, 0, ["`nm` is a function", "`nm("]],
    ["RecursionLimit", 0, 1000, ["1000", "limits.callDepth", "`nm`"]],
    ["BudgetExceeded", 0, 100, ["100", "limits.instructions"]],
    ["DivideByZero", 0, 0, ["`nm`", "DivideByZero"]],
  ])("%s with %o of %o", (code, found, expected, parts) => {
    for (const part of parts) expect(message(code, found, expected)).toContain(part);
  });

  test.each<Problem["code"]>(["UnknownVariable", "ArrayIndexOutOfBounds", "RecursionLimit", "Other"])(
    "says that a host function returned %s",
    (code) => {
      expect(hostMessage(code)).toBe(`\`nm\` failed with status ${code}`);
    },
  );

  test.each<[unknown, string]>([
    [undefined, "undefined"],
    [new TypeError("no sound"), "no sound"],
    ["a text", "a text"],
    [42, "42"],
    [null, "null"],
  ])("says what a host function threw: %o", (cause, text) => {
    expect(hostMessage("Other", { cause })).toBe(`\`nm\` failed: ${text}`);
  });

  test.each<[string, unknown]>([
    ["a symbol", Symbol("s")],
    ["an object without prototype", Object.create(null)],
    [
      "an object whose text throws",
      {
        toString: () => {
          throw new Error("no");
        },
      },
    ],
  ])("copes with a host function that threw %s", (_, cause) => {
    expect(hostMessage("Other", { cause })).toContain("`nm` failed");
  });
});

describe("badProgram", () => {
  test("throws Other with the reason", () => {
    expect(() => badProgram("it is no good")).toThrow(
      expect.objectContaining({ code: "Other", message: expect.stringContaining("it is no good") }),
    );
  });
});
