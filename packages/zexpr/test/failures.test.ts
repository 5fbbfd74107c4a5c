import { describe, expect, test } from "vitest";
import { Batch, Context, type ExprError, Status } from "zexpr";
import { codeOf, text } from "./outcomes.ts";

const NAN = Number.NaN;

/** Expressions that fail while `bad` is true; each with the code of its error. */
const FAILURES: Readonly<Record<string, readonly [source: string, code: string]>> = {
  "an unknown variable": ["bad ? nosuch : 5", "UnknownVariable"],
  "an unknown function": ["bad ? nosuch(1) : 5", "UnknownFunction"],
  "a wrong arity": ["bad ? sin(1, 2) : 5", "InvalidFunctionCall"],
  "an index": ["a[bad * 9] + 5", "ArrayIndexOutOfBounds"],
  "an attribute": ["bad ? o.nosuch : 5", "AttributeNotFound"],
  "a built-in's name": ["bad ? sin : 5", "Syntax"],
  "endless recursion": ["bad ? endless(1) : 5", "RecursionLimit"],
  "too many instructions": ["bad ? tree(30) : 5", "BudgetExceeded"],
  "a native that throws": ["throws(bad) + 5", "Other"],
  "a native that returns a status": ["status(bad) + 5", "DivideByZero"],
  "a failure deep in calls": ["f(f(f(bad))) + 5", "ArrayIndexOutOfBounds"],
};

/** A batch of `x + 1`, `source`, `x + 2`, `x + 3`, with the first failing place of the error. */
function batchOf(source: string): Batch {
  const context = new Context();
  context.setArray("a", [0]);
  context.addFunction("throws", 1, (x) => {
    if (x) throw new Error("boom");
    return 0;
  });
  context.addFunctionInPlace("status", 1, (memory, args, _, result) => {
    memory.f64[result / 8] = 0;
    return memory.f64[args / 8] ? Status.DivideByZero : Status.Ok;
  });
  const batch = new Batch({ context, limits: { instructions: 10_000 } });
  batch.addFunction("endless", ["n"], "endless(n)");
  batch.addFunction("tree", ["n"], "n > 0 ? tree(n - 1) + tree(n - 1) : 1");
  batch.addFunction("f", ["n"], "n ? a[n] : 0");
  batch.addVariable("x", 10);
  batch.addVariable("bad", 0);
  for (const each of ["x + 1", source, "x + 2", "x + 3"]) batch.addExpression(each);
  return batch;
}

describe.each(Object.entries(FAILURES))("after a failure by %s", (_, [source, code]) => {
  test("its result and every later one are NaN, earlier ones are right, and the next evaluation is right", () => {
    const batch = batchOf(source);
    for (let i = 0; i < 5; i++) {
      batch.setVariable(0, i * 10);
      batch.setVariable(1, 0);
      expect(batch.tryEvaluate()).toBe(Status.Ok);
      expect([...batch.results]).toEqual([i * 10 + 1, 5, i * 10 + 2, i * 10 + 3]);
      expect(batch.lastError).toBeUndefined();
      batch.setVariable(0, i * 10 + 5);
      batch.setVariable(1, 1);
      expect(batch.tryEvaluate()).toBe(Status[code as "Other"]);
      expect([...batch.results]).toEqual([i * 10 + 6, NAN, NAN, NAN]);
      expect(batch.lastError?.code).toBe(code);
      expect(codeOf(() => batch.evaluate())).toBe(code);
    }
  });

  test("a held view of the results shows it", () => {
    const batch = batchOf(source);
    batch.evaluate();
    const { results } = batch;
    batch.setVariable(1, 1);
    batch.tryEvaluate();
    expect([...results]).toEqual([11, NAN, NAN, NAN]);
  });

  test("in the first and in the last expression", () => {
    const batch = batchOf(source);
    batch.setExpression(0, source);
    batch.setExpression(1, "7");
    batch.evaluate();
    batch.setVariable(1, 1);
    batch.tryEvaluate();
    expect([...batch.results]).toEqual([NAN, NAN, NAN, NAN]);
    batch.setExpression(0, "x");
    batch.setExpression(3, source);
    batch.tryEvaluate();
    expect([...batch.results]).toEqual([10, 7, 12, NAN]);
  });

  test("values shared with a failing expression are not left behind", () => {
    const batch = batchOf(`sqrt(x + 6) + (${source})`);
    batch.setExpression(2, "sqrt(x + 6)");
    batch.setExpression(3, "sqrt(x + 6) + 1");
    batch.setExpression(0, "sqrt(x + 6) * 2");
    batch.evaluate();
    expect([...batch.results]).toEqual([8, 9, 4, 5]);
    batch.setVariable(1, 1);
    batch.tryEvaluate();
    expect([...batch.results]).toEqual([8, NAN, NAN, NAN]);
  });
});

describe("after an evaluation that could not be compiled", () => {
  const causes: Readonly<Record<string, (batch: Batch, context: Context) => unknown>> = {
    "a context's function is beyond the batch's limits": (_, context) =>
      context.addExpressionFunction("f", [], `${"(".repeat(20)}1${")".repeat(20)}`),
    "there is not enough memory": (_, context) => context.setArray("a", Array(10_000).fill(1)),
    "an edit needs too much memory": (batch) => batch.setExpression(0, Array(2_000).fill("x").join("*2+")),
  };

  test.each(Object.entries(causes))(
    "since %s, all results are NaN, variables stay, and undoing it helps",
    (_, cause) => {
      const context = new Context();
      context.addExpressionFunction("f", [], "1");
      context.setArray("a", [1]);
      const batch = new Batch({ context, limits: { nesting: 10, arenaBytes: 8_192 } });
      batch.addVariable("x", 5);
      for (const source of ["x", "f() + a[0] + x"]) batch.addExpression(source);
      batch.evaluate();
      cause(batch, context);
      for (let i = 0; i < 2; i++) {
        const status = batch.tryEvaluate();
        expect([Status.RecursionLimit, Status.ArenaExhausted]).toContain(status);
        expect(batch.lastError?.status).toBe(status);
        expect([...batch.results]).toEqual([NAN, NAN]);
        expect([...batch.variables]).toEqual([5]);
        batch.setVariable(0, 5);
      }
      context.addExpressionFunction("f", [], "1");
      context.setArray("a", [1]);
      batch.setExpression(0, "x + 1");
      batch.evaluate();
      expect([...batch.results]).toEqual([6, 7]);
      expect(batch.lastError).toBeUndefined();
    },
  );
});

describe("lastError", () => {
  test("is undefined before any evaluation and after a success, and is the last failure's otherwise", () => {
    const batch = batchOf("bad ? nosuch : 5");
    expect(batch.lastError).toBeUndefined();
    batch.evaluate();
    expect(batch.lastError).toBeUndefined();
    batch.setVariable(1, 1);
    batch.tryEvaluate();
    const { span, source, suggestions } = batch.lastError as ExprError;
    expect([span, source, suggestions]).toEqual([{ start: 6, end: 12 }, "bad ? nosuch : 5", []]);
  });

  test("tells the expression's own text after others were edited", () => {
    const batch = new Batch();
    batch.addExpression("1 + 1");
    batch.addExpression("2 + missing");
    batch.tryEvaluate();
    batch.setExpression(0, "100 + 200 + 300");
    batch.tryEvaluate();
    expect([batch.lastError?.source, batch.lastError?.span]).toEqual(["2 + missing", { start: 4, end: 11 }]);
  });

  test("thrown errors are fresh objects, so that one can be kept", () => {
    const batch = new Batch();
    batch.addExpression("one");
    batch.tryEvaluate();
    const first = batch.lastError;
    batch.setExpression(0, "two");
    batch.tryEvaluate();
    expect([first?.source, batch.lastError?.source]).toEqual(["one", "two"]);
  });
});

describe("tryEvaluate never throws", () => {
  test("whatever state the batch is in", () => {
    const batch = batchOf("nosuch");
    const seen = [batch.tryEvaluate()];
    batch.setExpression(1, "throws(1)");
    seen.push(batch.tryEvaluate());
    batch.clear();
    seen.push(batch.tryEvaluate());
    batch.dispose();
    seen.push(batch.tryEvaluate(), batch.tryEvaluate());
    expect(seen).toEqual([5, 99, 0, 18, 18]);
    expect(batch.lastError?.code).toBe("StaleHandle");
  });
});

test("evaluation leaves variables alone, whatever their bits", () => {
  const batch = new Batch();
  const values = [-0, NAN, Infinity, 5e-324];
  for (const [i, value] of values.entries()) batch.addVariable(`v${i}`, value);
  for (const source of ["v0 + 1", "v1 ? v2 : v3", "v3 / 2", "nosuch"]) batch.addExpression(source);
  batch.tryEvaluate();
  expect([...batch.variables].map(text)).toEqual(values.map(text));
});
