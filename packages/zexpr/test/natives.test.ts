import { describe, expect, test } from "vitest";
import { Batch, Context, evaluate } from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

/** A context with `t`, which notes its argument and returns it, both kinds of native in turn. */
function tracing(): { readonly context: Context; readonly calls: number[] } {
  const calls: number[] = [];
  const context = new Context();
  context.addFunction("t", 1, (x) => {
    calls.push(x);
    return x;
  });
  context.addFunctionInPlace("u", 1, (memory, args, _, result) => {
    calls.push(memory.f64[args / 8]);
    memory.f64[result / 8] = memory.f64[args / 8];
  });
  context.addExpressionFunction("second", ["a", "b"], "b");
  context.addExpressionFunction("none", ["a"], "7");
  context.addExpressionFunction("twice", ["a"], "a + a");
  context.addExpressionFunction("inside", [], "t(1) + t(1)");
  context.addExpressionFunction("count", ["n"], "n > 0 ? count(n - 1) + t(n) : 0");
  context.setArray("a", [0, 10, 20, 30]);
  return { context, calls };
}

describe("natives are called once per evaluation of their node, in order", () => {
  const rows: readonly (readonly [source: string, value: number, ...calls: number[]])[] = [
    ["t(1) + t(2) * t(3)", 7, 1, 2, 3],
    ["t(1) - u(2) - t(3)", -4, 1, 2, 3],
    ["t(2) ^ t(3) ^ t(1)", 8, 2, 3, 1],
    ["t(1) > t(2)", 0, 1, 2],
    ["t(1) >= t(2)", 0, 1, 2],
    ["t(1) < t(2)", 1, 1, 2],
    ["t(3) >> t(1)", 1, 3, 1],
    ["max(t(1), t(2))", 2, 1, 2],
    ["clamp(t(5), t(1), t(3))", 3, 5, 1, 3],
    ["smoothstep(t(0), t(2), t(1))", 0.5, 0, 2, 1],
    ["lerp(t(1), t(3), t(0.5))", 2, 1, 3, 0.5],
    ["step(t(2), t(1))", 0, 2, 1],
    ["pow(t(3))", 9, 3],
    ["t(3)^2", 9, 3],
    ["fract(t(1.25))", 0.25, 1.25],
    ["isnan(t(1))", 0, 1],
    ["atan2(t(0))", 0, 0],
    ["t(4) - t(4)", 0, 4, 4],
    ["t(4) * 0", 0, 4],
    ["0 * t(4)", 0, 4],
    ["t(4) && 0", 0, 4],
    ["t(1), t(2); t(3)", 3, 1, 2, 3],
    ["comma(t(1), t(2))", 2, 1, 2],
    ["a[t(1)] + a[t(2)]", 30, 1, 2],
    ["t(t(t(1)) + t(1))", 2, 1, 1, 1, 2],
    ["-t(1) + +t(2) + !t(3) + ~t(4)", -4, 1, 2, 3, 4],
    ["t(1) ? t(2) : t(3)", 2, 1, 2],
    ["t(0) ? t(2) : t(3)", 3, 0, 3],
    ["if(t(0), t(2), t(3))", 3, 0, 3],
    ["t(0) && t(1)", 0, 0],
    ["t(2) && t(3)", 1, 2, 3],
    ["t(2) || t(3)", 1, 2],
    ["t(0) || t(3)", 1, 0, 3],
    ["t(1) && (t(0) || t(0)) && t(5)", 0, 1, 0, 0],
    ["0 && t(1)", 0],
    ["1 || t(1)", 1],
    ["0 ? t(1) : 2", 2],
    ["second(t(1), t(2))", 2, 1, 2],
    ["none(t(1))", 7, 1],
    ["twice(t(1))", 2, 1],
    ["inside() + inside()", 4, 1, 1, 1, 1],
    ["count(3)", 6, 1, 2, 3],
    ["second(twice(t(1)), none(t(2))) + t(3)", 10, 1, 2, 3],
    ["(t(1) + 1) * (t(1) + 1)", 4, 1, 1],
    ["t(1) ? (t(0) ? t(8) : t(9)), t(2) : t(3)", 2, 1, 0, 9, 2],
  ];

  const cases = rows.map(([source, value, ...expected]) => ({ source, value, expected }));
  test.each(cases)("$source is $value", ({ source, value, expected }) => {
    const { context, calls } = tracing();
    const batch = new Batch({ context });
    batch.addExpression(source);
    for (let evaluation = 0; evaluation < 3; evaluation++) {
      calls.length = 0;
      batch.evaluate();
      expect([batch.results[0], calls]).toEqual([value, expected]);
    }
  });

  test("equal expressions of a batch each make their calls, in the order of the expressions", () => {
    const { context, calls } = tracing();
    const batch = new Batch({ context });
    for (const source of ["t(1) + t(2)", "t(1) + t(2)", "t(3)", "u(3)"]) batch.addExpression(source);
    batch.evaluate();
    expect(calls).toEqual([1, 2, 1, 2, 3, 3]);
  });

  test("compiling, checking and preparing call nothing", () => {
    const { context, calls } = tracing();
    const batch = new Batch({ context });
    batch.addExpression("t(1) + t(2)");
    batch.prepare();
    batch.toProgram();
    batch.diagnostics();
    expect(calls).toEqual([]);
  });

  test("a result is never reused: each call counts", () => {
    let n = 0;
    const functions = { next: () => ++n };
    expect(evaluate("next() * 100 + next() * 10 + next()", {}, { functions })).toBe(123);
  });

  test("a failure stops further calls, in this and later expressions", () => {
    const { context, calls } = tracing();
    const batch = new Batch({ context });
    for (const source of ["t(1)", "t(2) + nosuch + t(3)", "t(4)"]) batch.addExpression(source);
    expect(codeOf(() => batch.evaluate())).toBe("UnknownVariable");
    expect(calls).toEqual([1, 2]);
  });

  test("wrong arity: the arguments are evaluated, the function is not called", () => {
    const { context, calls } = tracing();
    const error = errorOf(() => evaluate("1 + t(t(1), t(2))", {}, { context }));
    expect([error.code, marked(error), calls]).toEqual(["InvalidFunctionCall", "t(t(1), t(2))", [1, 2]]);
  });
});

describe("pure natives", () => {
  test("may be shared, and give the same values", () => {
    const context = new Context();
    let calls = 0;
    context.addFunctionInPlace(
      "p",
      1,
      (memory, args, _, result) => {
        calls++;
        memory.f64[result / 8] = memory.f64[args / 8] + 1;
      },
      { pure: true },
    );
    const batch = new Batch({ context });
    batch.addVariable("x", 1);
    batch.addExpression("p(x) * p(x) + p(p(x))");
    for (const x of [1, 5]) {
      calls = 0;
      batch.setVariable(0, x);
      batch.evaluate();
      expect(batch.results[0]).toBe((x + 1) ** 2 + x + 2);
      expect(calls).toBeLessThanOrEqual(4);
      expect(calls).toBeGreaterThanOrEqual(2);
    }
  });

  test("are not called in a branch that is not taken, nor before an error that comes first", () => {
    const context = new Context();
    const fail = () => {
      throw new Error("called");
    };
    context.addFunctionInPlace("p", 1, fail, { pure: true });
    expect(evaluate("0 ? p(1) : 2", {}, { context })).toBe(2);
    expect(evaluate("1 || p(1)", {}, { context })).toBe(1);
    expect(codeOf(() => evaluate("nosuch + p(1)", {}, { context }))).toBe("UnknownVariable");
    expect(codeOf(() => evaluate("p(1) + nosuch", {}, { context }))).toBe("Other");
  });
});

describe("arguments and results", () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 20])("%i arguments arrive in order, bit for bit", (count) => {
    const context = new Context();
    let seen: number[] = [];
    context.addFunction("plain", count, (...args) => {
      seen = args;
      return count;
    });
    context.addFunctionInPlace("place", count, (memory, args, length, result) => {
      seen = [...memory.f64.subarray(args / 8, args / 8 + length)];
      memory.f64[result / 8] = length;
    });
    const special = [-0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, -1];
    const values = Array.from({ length: count }, (_, i) => special[i] ?? i);
    const variables = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
    for (const name of ["plain", "place"]) {
      seen = [];
      expect(evaluate(`${name}(${Object.keys(variables)})`, variables, { context })).toBe(count);
      expect(seen).toEqual(values);
    }
  });

  test("an in-place function that writes nothing gives NaN, not what was there before", () => {
    const context = new Context();
    context.addFunctionInPlace("silent", 1, () => undefined);
    const batch = new Batch({ context });
    batch.addExpression("(1 + x) * 2 + silent(x) * 0");
    batch.addExpression("silent(5)");
    batch.addVariable("x", 3);
    batch.evaluate();
    expect([...batch.results]).toEqual([Number.NaN, Number.NaN]);
  });

  test.each([-0, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324])(
    "a result of %d arrives as it is",
    (value) => {
      expect(evaluate("f()", {}, { functions: { f: () => value } })).toBe(value);
    },
  );

  test("results that are no numbers never give another exception than ExprError", () => {
    for (const value of [
      undefined,
      null,
      "5",
      "x",
      true,
      {},
      [],
      5n,
      Symbol("s"),
      () => 1,
      Object.create(null),
    ]) {
      const functions = { f: () => value as number };
      expect(["Ok", "Other"]).toContain(codeOf(() => evaluate("f() + 1", {}, { functions })));
    }
  });
});
