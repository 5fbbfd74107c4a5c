import { describe, expect, test } from "vitest";
import { Batch, Context, Status } from "zexpr";
import { codeOf, errorOf } from "./outcomes.ts";

describe("variables", () => {
  test("have the indices 0, 1, 2 … in the order of addition, and a start value of 0 unless given", () => {
    const batch = new Batch();
    expect(
      ["a", "b", "c"].map((name, i) => (i === 1 ? batch.addVariable(name, 5) : batch.addVariable(name))),
    ).toEqual([0, 1, 2]);
    expect([...batch.variables]).toEqual([0, 5, 0]);
    expect(["a", "b", "c", "d"].map((name) => batch.variableIndex(name))).toEqual([0, 1, 2, -1]);
  });

  test("of a name there can be only one: the second is DuplicateParameter and changes nothing", () => {
    const batch = new Batch();
    batch.addVariable("x", 1);
    expect(codeOf(() => batch.addVariable("x", 2))).toBe("DuplicateParameter");
    expect([...batch.variables]).toEqual([1]);
    expect(batch.addVariable("y")).toBe(1);
  });

  test.each([-1, 2, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 32, "0", null, undefined])(
    "setVariable(%s) is InvalidParameterIndex and changes nothing",
    (index) => {
      const batch = new Batch();
      batch.addVariable("x", 1);
      batch.addVariable("y", 2);
      for (let round = 0; round < 2; round++) {
        expect(codeOf(() => batch.setVariable(index as number, 5))).toBe("InvalidParameterIndex");
        expect([...batch.variables]).toEqual([1, 2]);
      }
    },
  );

  test("setVariableByName of an unknown name is UnknownVariable, with suggestions", () => {
    const batch = new Batch();
    batch.addVariable("velocity", 1);
    const error = errorOf(() => batch.setVariableByName("velocty", 5));
    expect([error.code, error.suggestions]).toEqual(["UnknownVariable", ["velocity"]]);
    batch.setVariableByName("velocity", 6);
    expect([...batch.variables]).toEqual([6]);
  });

  test.each(["1", null, {}, 5n, true])("a value of %s is refused and changes nothing", (value) => {
    const batch = new Batch();
    batch.addVariable("x", 1);
    const bad = value as number;
    expect(codeOf(() => batch.addVariable("y", bad))).toBe("Other");
    expect(codeOf(() => batch.setVariable(0, bad))).toBe("Other");
    expect(codeOf(() => batch.setVariableByName("x", bad))).toBe("Other");
    expect([...batch.variables]).toEqual([1]);
    expect(batch.addVariable("y")).toBe(1);
  });

  test("can be set before, between and after compilations, by every way", () => {
    const batch = new Batch();
    const x = batch.addVariable("x", 1);
    batch.setVariable(x, 2);
    batch.addExpression("x * 10");
    batch.evaluate();
    expect(batch.results[0]).toBe(20);
    batch.variables[x] = 3;
    const y = batch.addVariable("y", 7);
    batch.setVariableByName("y", 8);
    batch.addExpression("x + y");
    batch.evaluate();
    expect([...batch.results]).toEqual([30, 11]);
    batch.variables[y] = 9;
    batch.setVariable(x, 4);
    batch.evaluate();
    expect([...batch.results]).toEqual([40, 13]);
  });

  test("keep their values over every edit", () => {
    const batch = new Batch();
    batch.addVariable("x", 1);
    const edits: readonly (() => unknown)[] = [
      () => batch.addExpression("x"),
      () => batch.addVariable("y", 5),
      () => batch.setExpression(0, "x + y"),
      () => batch.addFunction("f", ["a"], "a * x"),
      () => batch.addExpression(Array.from({ length: 3_000 }, (_, i) => `f(x) * ${i}`).join("+")),
      () => batch.removeFunction("f"),
      () => batch.removeExpression(1),
      () => batch.prepare(),
    ];
    for (const [i, edit] of edits.entries()) {
      batch.setVariable(0, i);
      edit();
      expect(batch.variables[0]).toBe(i);
      batch.tryEvaluate();
      expect(batch.variables[0]).toBe(i);
    }
  });
});

describe("expressions", () => {
  test("have the indices 0, 1, 2 …; results are NaN before the first evaluation", () => {
    const batch = new Batch();
    expect([batch.addExpression("1"), batch.addExpression("2"), batch.addExpression("3")]).toEqual([0, 1, 2]);
    expect([...batch.results]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    batch.evaluate();
    expect([...batch.results]).toEqual([1, 2, 3]);
  });

  test("one with a syntax error is not added", () => {
    const batch = new Batch();
    batch.addExpression("1");
    expect(codeOf(() => batch.addExpression("1 +"))).not.toBe("Ok");
    expect(batch.addExpression("2")).toBe(1);
    batch.evaluate();
    expect([...batch.results]).toEqual([1, 2]);
  });

  test("removeExpression leaves NaN, later indices stay; setExpression fills the place again", () => {
    const batch = new Batch();
    for (const source of ["1", "2", "3"]) batch.addExpression(source);
    batch.evaluate();
    batch.removeExpression(1);
    batch.evaluate();
    expect([...batch.results]).toEqual([1, Number.NaN, 3]);
    expect(batch.addExpression("4")).toBe(3);
    batch.removeExpression(1);
    batch.removeExpression(3);
    batch.evaluate();
    expect([...batch.results]).toEqual([1, Number.NaN, 3, Number.NaN]);
    batch.setExpression(1, "20");
    batch.evaluate();
    expect([...batch.results]).toEqual([1, 20, 3, Number.NaN]);
  });

  test("setExpression with a syntax error keeps the old one", () => {
    const batch = new Batch();
    batch.addExpression("1");
    expect(codeOf(() => batch.setExpression(0, "1 +"))).not.toBe("Ok");
    batch.evaluate();
    expect(batch.results[0]).toBe(1);
  });

  test.each([-1, 1, 0.5, Number.NaN, Infinity, "0", null, undefined])(
    "index %s is InvalidParameterIndex",
    (index) => {
      const batch = new Batch();
      batch.addExpression("1");
      expect(codeOf(() => batch.setExpression(index as number, "2"))).toBe("InvalidParameterIndex");
      expect(codeOf(() => batch.removeExpression(index as number))).toBe("InvalidParameterIndex");
    },
  );

  test("that are not text are refused with an ExprError", () => {
    const batch = new Batch();
    for (const source of [undefined, null, 1, {}, [], Symbol("x"), 5n, Object.create(null)]) {
      expect(codeOf(() => batch.addExpression(source as string))).toBe("Other");
      expect(codeOf(() => batch.addFunction("f", [], source as string))).toBe("Other");
    }
  });

  test("results of one batch do not see each other", () => {
    const batch = new Batch();
    batch.addVariable("x", 2);
    for (const source of ["x + 1", "x + 1", "x + 1 + (x + 1)", "-(x + 1)", "1 + x"])
      batch.addExpression(source);
    batch.evaluate();
    expect([...batch.results]).toEqual([3, 3, 6, -3, 3]);
  });
});

describe("a batch without expressions", () => {
  const empty: Readonly<Record<string, () => Batch>> = {
    "a new one": () => new Batch(),
    "one with variables": () => {
      const batch = new Batch();
      batch.addVariable("x", 1);
      return batch;
    },
    "a cleared one": () => {
      const batch = new Batch();
      batch.addVariable("x", 1);
      batch.addExpression("x");
      batch.evaluate();
      batch.clear();
      return batch;
    },
  };

  test.each(Object.entries(empty))("%s evaluates, and can be filled", (_, make) => {
    const batch = make();
    expect(batch.tryEvaluate()).toBe(Status.Ok);
    expect(batch.results).toHaveLength(0);
    batch.toProgram();
    batch.addVariable("y", 2);
    batch.addExpression("y");
    batch.evaluate();
    expect([...batch.results]).toEqual([2]);
  });

  test("one whose only expression was removed gives NaN", () => {
    const batch = new Batch();
    batch.addExpression("1");
    batch.removeExpression(0);
    expect(batch.tryEvaluate()).toBe(Status.Ok);
    expect([...batch.results]).toEqual([Number.NaN]);
  });
});

test("clear removes variables, expressions and functions; the context stays", () => {
  const context = new Context();
  context.setVariable("k", 3);
  const batch = new Batch({ context });
  batch.addVariable("x", 1);
  batch.addFunction("f", [], "1");
  batch.addExpression("x + f() + k");
  batch.evaluate();
  batch.clear();
  expect([batch.variables.length, batch.results.length, batch.variableIndex("x")]).toEqual([0, 0, -1]);
  expect(batch.lastError).toBeUndefined();
  expect(batch.addVariable("x", 2)).toBe(0);
  expect(batch.addExpression("x + k")).toBe(0);
  batch.addExpression("f()");
  expect(batch.tryEvaluate()).toBe(Status.UnknownFunction);
  expect([...batch.results]).toEqual([5, Number.NaN]);
});
