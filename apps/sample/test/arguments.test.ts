import { describe, expect, test } from "vitest";
import { readArguments, UsageError } from "../src/arguments.ts";

describe("readArguments", () => {
  test("gives nothing for no arguments: the built-in samples are shown", () => {
    expect(readArguments([])).toBeUndefined();
  });

  test("reads an expression and its variables", () => {
    expect(readArguments(["a*x^2+1", "a=2", "x = -3.5e1"])).toEqual({
      source: "a*x^2+1",
      variables: { a: 2, x: -35 },
    });
  });

  test.each(["x", "x=", "=3", "x=three", "2x=3", "x=1 2"])("refuses %j as a variable", (text) => {
    expect(() => readArguments(["x", text])).toThrow(UsageError);
  });
});
