import { describe, expect, test } from "vitest";
import { Status, statusName } from "../src/index.ts";

/** The numbers of the language's contract. Callers store them: this list only grows. */
const CONTRACT = [
  [0, "Ok"],
  [1, "Parse"],
  [2, "Tokenizer"],
  [3, "Syntax"],
  [4, "UnmatchedParenthesis"],
  [5, "UnknownVariable"],
  [6, "UnknownFunction"],
  [7, "InvalidFunctionCall"],
  [8, "ArrayIndexOutOfBounds"],
  [9, "AttributeNotFound"],
  [10, "DivideByZero"],
  [11, "RecursionLimit"],
  [12, "CapacityExceeded"],
  [13, "StringTooLong"],
  [14, "DuplicateParameter"],
  [15, "InvalidParameterIndex"],
  [16, "ArenaExhausted"],
  [17, "BudgetExceeded"],
  [18, "StaleHandle"],
  [99, "Other"],
] as const;

describe("Status", () => {
  test("holds the numbers of the contract and no others", () => {
    expect(Object.entries(Status)).toEqual(CONTRACT.map(([number, name]) => [name, number]));
  });

  test.each(CONTRACT)("%i is named %s", (number, name) => {
    expect(statusName(number)).toBe(name);
  });

  test.each([-1, 19, 98, 1.5, Number.NaN])("the unknown number %d is named Other", (number) => {
    expect(statusName(number)).toBe("Other");
  });
});
