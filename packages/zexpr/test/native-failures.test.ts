import { describe, expect, test } from "vitest";
import { Batch, Context, ExprError, evaluate, Status } from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

describe("natives that fail", () => {
  test.each([new Error("boom"), new TypeError("x"), "text", undefined, null, 42, { a: 1 }])(
    "throwing %s: status 99, the thrown value as cause, the call as span",
    (thrown) => {
      const context = new Context();
      const fail = () => {
        throw thrown;
      };
      context.addFunction("fail", 1, fail);
      context.addFunctionInPlace("failInPlace", 1, fail);
      for (const call of ["fail(2)", "failInPlace(2)"]) {
        const error = errorOf(() => evaluate(`1 + ${call} * 2`, {}, { context }));
        expect([error.status, error.code, marked(error)]).toEqual([99, "Other", call]);
        expect("cause" in error && error.cause).toBe(thrown);
      }
    },
  );

  test("throwing an ExprError of its own is still status 99, with it as cause", () => {
    const thrown = new ExprError("UnknownVariable", "mine", { span: { start: 7, end: 8 } });
    const functions = {
      fail: () => {
        throw thrown;
      },
    };
    const error = errorOf(() => evaluate("fail()", {}, { functions }));
    expect([error.status, error.cause, marked(error)]).toEqual([99, thrown, "fail()"]);
  });

  test.each(Object.entries(Status).filter(([name]) => name !== "Ok"))(
    "an in-place function that returns Status.%s fails the evaluation with it, at the call",
    (code, status) => {
      const context = new Context();
      context.addFunctionInPlace("f", 1, () => status);
      const batch = new Batch({ context });
      batch.addExpression("1");
      batch.addExpression("2 + f(3)");
      batch.addExpression("4");
      expect(batch.tryEvaluate()).toBe(status);
      expect([...batch.results]).toEqual([1, Number.NaN, Number.NaN]);
      const error = batch.lastError as ExprError;
      expect([error.code, error.status, marked(error)]).toEqual([code, status, "f(3)"]);
    },
  );

  test.each([0, undefined])("one that returns %s succeeds", (status) => {
    const context = new Context();
    context.addFunctionInPlace("f", 0, (memory, _, __, result) => {
      memory.f64[result / 8] = 5;
      return status;
    });
    expect(evaluate("f()", {}, { context })).toBe(5);
  });

  test.each([-1, 19, 98, 100, 1.5, Number.NaN, Infinity, 2 ** 40, "5", null, {}, true])(
    "one that returns %s, which is no Status, fails with Other",
    (status) => {
      const context = new Context();
      context.addFunctionInPlace("f", 0, () => status as number);
      const error = errorOf(() => evaluate("1 + f()", {}, { context }));
      expect([error.code, marked(error)]).toEqual(["Other", "f()"]);
    },
  );

  test("an error that no native caused carries no cause, not even an earlier one's", () => {
    const context = new Context();
    context.addFunction("fail", 0, () => {
      throw new Error("once");
    });
    const batch = new Batch({ context });
    const x = batch.addVariable("x");
    batch.addExpression("x ? nosuch : fail()");
    expect(batch.tryEvaluate()).toBe(Status.Other);
    batch.setVariable(x, 1);
    expect(batch.tryEvaluate()).toBe(Status.UnknownVariable);
    expect(batch.lastError?.cause).toBeUndefined();
    expect("cause" in (batch.lastError as ExprError)).toBe(false);
  });
});

test.each([-1, 1.5, Number.NaN, 4097, Infinity, "1"])("an arity of %s is refused", (arity) => {
  const context = new Context();
  expect(codeOf(() => context.addFunction("f", arity as number, () => 1))).toBe("Other");
  expect(codeOf(() => context.addFunctionInPlace("f", arity as number, () => 1))).toBe("Other");
});

test.each([undefined, null, 5, "x"])("%s instead of a function is refused", (call) => {
  const context = new Context();
  expect(codeOf(() => context.addFunction("f", 1, call as unknown as () => number))).toBe("Other");
  expect(codeOf(() => context.addFunctionInPlace("f", 1, call as unknown as () => number))).toBe("Other");
});
