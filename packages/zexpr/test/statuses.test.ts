import { describe, expect, test } from "vitest";
import {
  Arena,
  Batch,
  Context,
  ExprError,
  evaluate,
  LinearMemory,
  Status,
  type StatusName,
  statusName,
} from "zexpr";
import { codeOf, errorOf } from "./outcomes.ts";

/** SPEC 4. */
const NUMBERS: Readonly<Record<StatusName, number>> = {
  Ok: 0,
  Parse: 1,
  Tokenizer: 2,
  Syntax: 3,
  UnmatchedParenthesis: 4,
  UnknownVariable: 5,
  UnknownFunction: 6,
  InvalidFunctionCall: 7,
  ArrayIndexOutOfBounds: 8,
  AttributeNotFound: 9,
  DivideByZero: 10,
  RecursionLimit: 11,
  CapacityExceeded: 12,
  StringTooLong: 13,
  DuplicateParameter: 14,
  InvalidParameterIndex: 15,
  ArenaExhausted: 16,
  BudgetExceeded: 17,
  StaleHandle: 18,
  Other: 99,
};

test("numbers are those of the specification, and no others", () => {
  expect(Status).toEqual(NUMBERS);
  for (const [name, number] of Object.entries(NUMBERS)) {
    expect(statusName(number)).toBe(name);
    expect(new ExprError(name as StatusName, "text").status).toBe(number);
  }
  for (const number of [-1, 19, 50, 98, 100, 1.5, Number.NaN]) expect(statusName(number)).toBe("Other");
});

describe("each status is reached by", () => {
  const limits = { callDepth: 3, instructions: 40 };
  const recursive = {
    f: { parameters: ["n"], body: "f(n)" },
    g: { parameters: ["n"], body: "n && g(n - 1) + g(n - 2)" },
  };

  const actions: Readonly<Partial<Record<StatusName, readonly (() => unknown)[]>>> = {
    Ok: [() => evaluate("1")],
    Tokenizer: [() => evaluate("1 # 2"), () => evaluate("1..2")],
    Syntax: [() => evaluate("1 2"), () => evaluate("sin + 1"), () => evaluate("max(1,)")],
    UnmatchedParenthesis: [() => evaluate("(1"), () => evaluate("1)"), () => evaluate("(1]")],
    UnknownVariable: [() => evaluate("nosuch"), () => new Batch().setVariableByName("nosuch", 1)],
    UnknownFunction: [() => evaluate("nosuch(1)")],
    InvalidFunctionCall: [() => evaluate("sin(1, 2)")],
    ArrayIndexOutOfBounds: [() => evaluate("a[3]", {}, { context: withArray() })],
    AttributeNotFound: [() => evaluate("o.x")],
    RecursionLimit: [
      () => evaluate("f(1)", {}, { functions: recursive, limits }),
      () => evaluate(`${"(".repeat(2_001)}1`),
    ],
    CapacityExceeded: [() => evaluate("1+1+1", {}, { limits: { nodes: 4 } })],
    StringTooLong: [() => evaluate("x".repeat(256))],
    DuplicateParameter: [
      () => new Batch().addFunction("f", ["x", "x"], "1"),
      () => new Context().addExpressionFunction("f", ["x", "x"], "1"),
      () => {
        const batch = new Batch();
        batch.addVariable("x");
        batch.addVariable("x");
      },
    ],
    InvalidParameterIndex: [
      () => new Batch().setVariable(0, 1),
      () => new Batch().setExpression(0, "1"),
      () => new Batch().removeExpression(0),
    ],
    ArenaExhausted: [
      () => evaluate("1", {}, { limits: { arenaBytes: 8 } }),
      () => evaluate("1", {}, { memory: new LinearMemory({ initialBytes: 0, maximumBytes: 0 }) }),
    ],
    BudgetExceeded: [
      () => evaluate("g(30)", {}, { functions: recursive, limits: { ...limits, callDepth: 100 } }),
    ],
    StaleHandle: [
      () => {
        const arena = new Arena();
        const batch = new Batch({ arena });
        batch.addExpression("1");
        batch.evaluate();
        arena.reset();
        batch.evaluate();
      },
    ],
    Other: [
      () => new Batch({ tier: "jit" as "wasm" }),
      () => new Batch({ tier: "wasm", memory: new LinearMemory({ backing: "array-buffer" }) }),
      () =>
        evaluate(
          "f()",
          {},
          {
            functions: {
              f: () => {
                throw new Error("boom");
              },
            },
          },
        ),
    ],
  };

  function withArray(): Context {
    const context = new Context();
    context.setArray("a", [1, 2, 3]);
    return context;
  }

  // No call gives DivideByZero: it is reserved, since division by zero is ±inf or NaN. No call of this library gives Parse:
  // every mistake in a text has one of the statuses after it. Both can still be returned by a native function.
  test.each(Object.entries(actions))("%s", (code, ways) => {
    for (const action of ways) {
      expect(codeOf(action)).toBe(code);
      if (code !== "Ok") expect(errorOf(action).status).toBe(NUMBERS[code as StatusName]);
    }
  });

  test("all are covered but Parse and DivideByZero", () => {
    const missing = Object.keys(NUMBERS).filter((name) => !(name in actions));
    expect(missing).toEqual(["Parse", "DivideByZero"]);
  });

  test("division by zero is no error", () => {
    expect([evaluate("1/0"), evaluate("-1/0"), evaluate("0/0"), evaluate("5 % 0")]).toEqual([
      ...[Infinity, -Infinity, Number.NaN, Number.NaN],
    ]);
  });
});
