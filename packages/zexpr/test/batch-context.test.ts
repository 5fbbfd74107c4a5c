import { describe, expect, test } from "vitest";
import { Batch, Context, ExprError, Status } from "zexpr";

function contextWith(gain: number): Context {
  const context = new Context();
  context.setVariable("gain", gain);
  return context;
}

describe("Batch.setContext", () => {
  test("the next evaluation finds the other context's names, and variables keep their values", () => {
    const batch = new Batch({ context: contextWith(2) });
    const x = batch.addVariable("x", 10);
    batch.addExpression("x * gain");
    batch.evaluate();
    batch.variables[x] = 7;
    batch.setContext(contextWith(3));
    batch.evaluate();
    expect(batch.results[0]).toBe(21);
  });

  test("changes of the context that was left are not seen, those of the new one are", () => {
    const [first, second] = [contextWith(2), contextWith(3)];
    const batch = new Batch({ context: first });
    batch.addExpression("gain");
    batch.evaluate();
    batch.setContext(second);
    batch.evaluate();
    first.setVariable("gain", 20);
    batch.evaluate();
    expect(batch.results[0]).toBe(3);
    second.setVariable("gain", 30);
    batch.evaluate();
    expect(batch.results[0]).toBe(30);
  });

  test("the same context again compiles nothing, so views stay", () => {
    const context = contextWith(2);
    const batch = new Batch({ context });
    batch.addExpression("gain");
    batch.evaluate();
    const { results } = batch;
    batch.setContext(context);
    expect(batch.results).toBe(results);
  });

  test("a name that only the old context has is unknown, with suggestions from the new one", () => {
    const other = new Context();
    other.setVariable("grain", 1);
    const batch = new Batch({ context: contextWith(2) });
    batch.addExpression("gain");
    batch.setContext(other);
    expect(batch.tryEvaluate()).toBe(Status.UnknownVariable);
    expect(batch.lastError?.suggestions).toEqual(["grain"]);
  });

  test("an empty context takes the built-ins away, and they come back", () => {
    const batch = new Batch();
    batch.addExpression("sin(0)");
    batch.setContext(Context.empty());
    expect(batch.tryEvaluate()).toBe(Status.UnknownFunction);
    batch.setContext(new Context());
    expect(batch.tryEvaluate()).toBe(Status.Ok);
  });

  test("refuses what is no context, and a disposed batch", () => {
    const batch = new Batch();
    expect(() => batch.setContext({} as Context)).toThrow(expect.objectContaining({ code: "Other" }));
    batch.dispose();
    expect(() => batch.setContext(new Context())).toThrow(expect.objectContaining({ code: "StaleHandle" }));
  });
});

describe("Batch.failedExpression", () => {
  test("is the index of the expression that failed, and -1 when none did", () => {
    const batch = new Batch();
    const x = batch.addVariable("x", 1);
    batch.addExpression("x");
    batch.addExpression("x ? 1 : nosuch");
    batch.addExpression("x + 2");
    expect(batch.failedExpression).toBe(-1);
    batch.evaluate();
    expect(batch.failedExpression).toBe(-1);
    batch.variables[x] = 0;
    batch.tryEvaluate();
    expect(batch.failedExpression).toBe(1);
    batch.variables[x] = 1;
    batch.evaluate();
    expect(batch.failedExpression).toBe(-1);
  });

  test("is the caller's index when a function fails inside", () => {
    const batch = new Batch();
    batch.addFunction("f", [], "nosuch");
    batch.addExpression("1");
    batch.addExpression("f()");
    batch.tryEvaluate();
    expect(batch.failedExpression).toBe(1);
  });

  test("is -1 when nothing could be compiled", () => {
    const batch = new Batch({ limits: { arenaBytes: 300 } });
    batch.addExpression("1+x+y+z");
    expect(batch.tryEvaluate()).toBe(Status.ArenaExhausted);
    expect(batch.failedExpression).toBe(-1);
  });
});

test("Batch.running is true inside a host function only", () => {
  const seen: boolean[] = [];
  const context = new Context();
  context.addFunction("look", 0, () => {
    seen.push(batch.running);
    expect(() => batch.setContext(new Context())).toThrow(ExprError);
    return 1;
  });
  const batch = new Batch({ context });
  batch.addExpression("look()");
  expect(batch.running).toBe(false);
  batch.evaluate();
  expect([seen, batch.running]).toEqual([[true], false]);
});

test("views stay valid across another context, even one that needs a larger program", () => {
  const context = new Context();
  context.setArray("t", new Float64Array(5_000).fill(2));
  const batch = new Batch();
  const x = batch.addVariable("x", 1);
  batch.addExpression("1 || t[x]");
  batch.addExpression("x && t[x]");
  const { variables, results } = batch;
  expect(batch.tryEvaluate()).toBe(Status.UnknownVariable);
  batch.setContext(context);
  variables[x] = 3;
  batch.evaluate();
  expect([...results]).toEqual([1, 1]);
});

test("Batch.failedExpression is -1 while a host function runs", () => {
  const seen: number[] = [];
  const context = new Context();
  context.addFunction("look", 0, () => {
    seen.push(batch.failedExpression);
    return 1;
  });
  const batch = new Batch({ context });
  batch.addExpression("look()");
  batch.addExpression("nosuch");
  batch.tryEvaluate();
  batch.tryEvaluate();
  expect([seen, batch.failedExpression]).toEqual([[-1, -1], 1]);
});
