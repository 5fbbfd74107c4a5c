import { describe, expect, test } from "vitest";
import { Batch, Context, compile } from "zexpr";
import { family } from "./family.ts";
import { codeOf } from "./outcomes.ts";

describe("views", () => {
  function batchWithView(): { batch: Batch; context: Context; view: Float64Array } {
    const context = family().context;
    const batch = new Batch({ context });
    batch.addVariable("x", 3);
    batch.addExpression("x * v + a[0] * 0 + f(0) + g(0)");
    batch.evaluate();
    return { batch, context, view: batch.variables };
  }

  const valueChanges: Readonly<Record<string, (context: Context) => void>> = {
    nothing: () => {},
    "a new value": (context) => context.setVariable("v", 2),
    "a new value in the parent": (context) => context.parent?.setVariable("vP", 2),
    "new elements": (context) => context.setArray("a", [7, 8]),
  };
  const shapeChanges: Readonly<Record<string, (context: Context) => void>> = {
    "a new name": (context) => context.setVariable("n", 2),
    "a removed name": (context) => context.removeVariable("w"),
    "a replaced native": (context) => context.addFunction("f", 1, () => 0),
    "a larger function": (context) =>
      context.addExpressionFunction(
        "g",
        ["x"],
        Array.from({ length: 500 }, (_, i) => `x * ${i}`).join(" + "),
      ),
    "a longer array": (context) => context.setArray("a", Array(10_000).fill(1)),
    "another parent": (context) => context.setParent(new Context()),
  };

  test.each(Object.entries(valueChanges))("are the same objects after %s", (_, change) => {
    const { batch, context, view } = batchWithView();
    const results = batch.results;
    change(context);
    batch.evaluate();
    expect(batch.variables).toBe(view);
    expect(batch.results).toBe(results);
    expect(results[0]).toBe(change === valueChanges["a new value"] ? 6 : 3);
  });

  // Only a batch's own set-up calls can replace `variables`.
  test.each(Object.entries({ ...valueChanges, ...shapeChanges }))(
    "of the variables, held by the caller, work on after %s",
    (_, change) => {
      const { batch, context, view } = batchWithView();
      const factor = batch.results[0] / 3;
      context.setVariable("w", 1);
      change(context);
      batch.evaluate();
      view[0] = 5;
      batch.evaluate();
      expect(batch.results[0]).toBe(5 * (change === valueChanges["a new value"] ? 2 : factor));
      expect(batch.variables[0]).toBe(5);
    },
  );

  test.each(Object.entries({ ...valueChanges, ...shapeChanges }))(
    "of results show the last evaluation until the next one, after %s too",
    (_, change) => {
      const { batch, context } = batchWithView();
      const held = batch.results;
      const value = held[0];
      change(context);
      expect(held[0]).toBe(value);
      expect(batch.results[0]).toBe(value);
    },
  );

  test("a variable set after a context change, before the evaluation, keeps its value", () => {
    for (const change of Object.values({ ...valueChanges, ...shapeChanges })) {
      const { batch, context } = batchWithView();
      change(context);
      batch.setVariable(0, 7);
      batch.evaluate();
      expect(batch.variables[0]).toBe(7);
      change(context);
      batch.variables[0] = 8;
      batch.evaluate();
      expect(batch.variables[0]).toBe(8);
    }
  });
});

test.each(["", 5, null, undefined])("a name like %j is refused, and nothing changes", (name) => {
  const context = new Context();
  const bad = name as string;
  for (const action of [
    () => context.setVariable(bad, 1),
    () => context.setConstant(bad, 1),
    () => context.setArray(bad, [1]),
    () => context.setAttribute(bad, "x", 1),
    () => context.setAttribute("x", bad, 1),
    () => context.addFunction(bad, 1, () => 1),
    () => context.addExpressionFunction(bad, [], "1"),
  ]) {
    expect(codeOf(action)).toBe("Other");
  }
});

test.each(["1", null, undefined, 5n, {}])("a value like %s is refused, and the old one stays", (value) => {
  const { context } = family();
  const bad = value as number;
  expect(codeOf(() => context.setVariable("v", bad))).toBe("Other");
  expect(codeOf(() => context.setConstant("c", bad))).toBe("Other");
  expect(codeOf(() => context.setAttribute("o", "x", bad))).toBe("Other");
  expect(codeOf(() => context.setArray("a", [1, bad]))).toBe("Other");
  const f = compile("v * 1000000 + c * 10000 + o.x * 100 + a[0]", [], { context });
  expect(f.call()).toBe(1_102_000);
});
