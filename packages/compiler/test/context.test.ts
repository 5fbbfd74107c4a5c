import { describe, expect, test } from "vitest";
import { Context, contextChanges } from "../src/index.ts";

const other = expect.objectContaining({ code: "Other" });
const tooLong = expect.objectContaining({ code: "StringTooLong" });

/** What a change does to the counters that batches watch. */
function effect(
  context: Context,
  change: () => void,
): { shape: boolean; version: boolean; counted: boolean } {
  const before = [context.shape, context.version, contextChanges()];
  change();
  return {
    shape: context.shape !== before[0],
    version: context.version !== before[1],
    counted: contextChanges() !== before[2],
  };
}

const NEW_SHAPE = { shape: true, version: false, counted: true };
const NEW_VALUE = { shape: false, version: true, counted: true };
const NOTHING = { shape: false, version: false, counted: false };

describe("counters", () => {
  const changes: [string, (context: Context) => void, object][] = [
    ["a new variable", (c) => c.setVariable("b", 1), NEW_SHAPE],
    ["a known variable", (c) => c.setVariable("a", 2), NEW_VALUE],
    ["a new constant", (c) => c.setConstant("l", 1), NEW_SHAPE],
    ["a known constant", (c) => c.setConstant("k", 2), NEW_VALUE],
    ["a new attribute", (c) => c.setAttribute("o", "q", 1), NEW_SHAPE],
    ["a known attribute", (c) => c.setAttribute("o", "p", 2), NEW_VALUE],
    ["a new array", (c) => c.setArray("t", [1]), NEW_SHAPE],
    ["an array of the same length", (c) => c.setArray("s", [3, 4]), NEW_VALUE],
    ["an array of another length", (c) => c.setArray("s", [1]), NEW_SHAPE],
    ["a new function", (c) => c.addFunction("g", 1, (x) => x), NEW_SHAPE],
    ["another function of the same name", (c) => c.addFunction("f", 1, (x) => x), NEW_SHAPE],
    ["a removed function", (c) => c.removeFunction("f"), NEW_SHAPE],
    ["a function that was not there", (c) => c.removeFunction("g"), NOTHING],
    ["a removed variable", (c) => c.removeVariable("a"), NEW_SHAPE],
    ["a variable that was not there", (c) => c.removeVariable("b"), NOTHING],
    ["a parent", (c) => c.setParent(new Context()), NEW_SHAPE],
    ["no parent", (c) => c.setParent(undefined), NEW_SHAPE],
  ];
  test.each(changes)("%s", (_, change, expected) => {
    const context = new Context();
    context.setVariable("a", 1);
    context.setConstant("k", 1);
    context.setAttribute("o", "p", 1);
    context.setArray("s", [1, 2]);
    context.addFunction("f", 1, (x) => x);
    expect(effect(context, () => change(context))).toEqual(expected);
  });

  test("a refused change counts as none", () => {
    const context = new Context();
    context.setArray("s", [1]);
    const refused: (() => void)[] = [
      () => context.setVariable("", 1),
      () => context.setVariable("v", "1" as unknown as number),
      () => context.setArray("s", [1, undefined as unknown as number]),
      () => context.addFunction("1f", 1, () => 0),
      () => context.setParent(context),
    ];
    for (const change of refused)
      expect(effect(context, () => expect(change).toThrow(other))).toEqual(NOTHING);
    expect([...(context.array("s") as Float64Array)]).toEqual([1]);
  });

  test("stay small integers", () => {
    expect(Number.isInteger(contextChanges()) && contextChanges() < 2 ** 30).toBe(true);
  });
});

describe("values", () => {
  test("lie in slots of one array", () => {
    const context = new Context();
    context.setVariable("a", 1);
    context.setConstant("k", 2);
    context.setAttribute("o", "p", 3);
    const slots = [context.variableSlot("a"), context.constantSlot("k"), context.attributeSlot("o.p")];
    expect(slots.map((slot) => context.values[slot as number])).toEqual([1, 2, 3]);
    expect(new Set(slots).size).toBe(3);
  });

  test("keep their slots when they change and when others are added", () => {
    const context = new Context();
    context.setVariable("a", 1);
    const slot = context.variableSlot("a") as number;
    for (let i = 0; i < 100; i++) context.setVariable(`v${i}`, i);
    context.setVariable("a", 5);
    expect([context.variableSlot("a"), context.values[slot]]).toEqual([slot, 5]);
    expect(context.values[context.variableSlot("v99") as number]).toBe(99);
  });

  test("a removed variable's slot is used again", () => {
    const context = new Context();
    context.setVariable("a", 1);
    context.setVariable("b", 2);
    const slot = context.variableSlot("a");
    expect(context.removeVariable("a")).toBe(true);
    expect(context.variableSlot("a")).toBeUndefined();
    expect(context.removeVariable("a")).toBe(false);
    context.setConstant("c", 3);
    expect(context.constantSlot("c")).toBe(slot);
    expect(context.values[context.variableSlot("b") as number]).toBe(2);
  });

  test("a hundred thousand names that come and go take one slot", () => {
    const context = new Context();
    for (let i = 0; i < 100_000; i++) {
      context.setVariable(`v${i}`, i);
      context.removeVariable(`v${i}`);
    }
    expect(context.values.length).toBe(8);
  });

  test("a variable and a constant of one name are two values", () => {
    const context = new Context();
    context.setVariable("a", 1);
    context.setConstant("a", 2);
    expect(context.variableSlot("a")).not.toBe(context.constantSlot("a"));
    context.removeVariable("a");
    expect(context.values[context.constantSlot("a") as number]).toBe(2);
  });

  test("arrays are copies", () => {
    const context = new Context();
    const values = [1, 2, 3];
    context.setArray("t", values);
    values[0] = 9;
    expect([...(context.array("t") as Float64Array)]).toEqual([1, 2, 3]);
    const held = context.array("t");
    context.setArray("t", Float32Array.of(4, 5, 6));
    expect(context.array("t")).toBe(held);
    expect([...(held as Float64Array)]).toEqual([4, 5, 6]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -0])("may be %o", (value) => {
    const context = new Context();
    context.setVariable("a", value);
    expect(context.values[context.variableSlot("a") as number]).toBe(value);
  });

  test.each([["1"], [undefined], [null], [1n], [{}], [true]])("may not be %o", (value) => {
    const context = new Context();
    const wrong = value as unknown as number;
    expect(() => context.setVariable("a", wrong)).toThrow(other);
    expect(() => context.setConstant("a", wrong)).toThrow(other);
    expect(() => context.setAttribute("o", "a", wrong)).toThrow(other);
    expect(() => context.setArray("a", [wrong])).toThrow(other);
    expect(context.variableSlot("a")).toBeUndefined();
  });
});

describe("names", () => {
  const setters: [string, (name: string) => void][] = [
    ["variable", (name) => new Context().setVariable(name, 1)],
    ["constant", (name) => new Context().setConstant(name, 1)],
    ["array", (name) => new Context().setArray(name, [])],
    ["object", (name) => new Context().setAttribute(name, "a", 1)],
    ["attribute", (name) => new Context().setAttribute("o", name, 1)],
  ];
  test.each(setters)("of a %s may be any text up to 255 characters", (_, set) => {
    for (const name of ["a", "field name", "ä", "1", "__proto__", "a".repeat(254), "a".repeat(255)])
      set(name);
    expect(() => set("a".repeat(256))).toThrow(tooLong);
    for (const name of ["", undefined, 5, null]) expect(() => set(name as string)).toThrow(other);
  });

  test.each(["f", "_", "F9_", "a".repeat(255), "+", "neg", "!", "~", ",", "<<<", "&&", "||"])(
    "of a function may be %s",
    (name) => {
      const context = new Context();
      context.addFunction(name, 0, () => 0);
      context.addExpressionFunction(name, [], "1");
      expect(context.function(name)?.kind).toBe("expression");
    },
  );

  test.each(["", "1f", "a b", "a.b", "ä", "?:", "--", "="])("of a function may not be %o", (name) => {
    expect(() => new Context().addFunction(name, 0, () => 0)).toThrow(other);
    expect(() => new Context().addExpressionFunction(name, [], "1")).toThrow(other);
  });

  test("of a function has at most 255 characters", () => {
    expect(() => new Context().addFunction("f".repeat(256), 0, () => 0)).toThrow(tooLong);
  });

  test("are listed by kind, of this context alone", () => {
    const context = new Context({ parent: new Context() });
    context.parent?.setVariable("far", 1);
    context.setVariable("v", 1);
    context.setConstant("k", 1);
    context.setArray("t", []);
    context.setAttribute("o", "a", 1);
    context.addFunction("f", 0, () => 0);
    const kinds = ["variables", "arrays", "attributes", "functions"] as const;
    expect(kinds.map((kind) => [...context.names(kind)])).toEqual([["v", "k"], ["t"], ["o.a"], ["f"]]);
  });
});

describe("functions", () => {
  test.each([-1, 1.5, Number.NaN, 4_097, "1", undefined])("may not take %o arguments", (arity) => {
    expect(() => new Context().addFunctionInPlace("f", arity as number, () => 0)).toThrow(other);
    expect(() => new Context().addFunction("f", arity as number, () => 0)).toThrow(other);
  });

  test.each([0, 1, 4_096])("may take %i", (arity) => {
    const context = new Context();
    context.addFunctionInPlace("f", arity, () => 0);
    expect(context.function("f")).toMatchObject({ kind: "native", arity, pure: false });
  });

  test("are pure only if registered so", () => {
    const context = new Context();
    context.addFunctionInPlace("p", 1, () => 0, { pure: true });
    context.addFunctionInPlace("q", 1, () => 0, {});
    expect([context.function("p"), context.function("q")]).toMatchObject([{ pure: true }, { pure: false }]);
  });

  test.each([[undefined], [null], ["x"], [5]])("must be functions, not %o", (call) => {
    expect(() => new Context().addFunction("f", 1, call as unknown as () => number)).toThrow(other);
    expect(() => new Context().addFunctionInPlace("f", 1, call as unknown as () => number)).toThrow(other);
  });

  test("of expressions keep a copy of their parameters", () => {
    const context = new Context();
    const parameters = ["a", "b"];
    context.addExpressionFunction("f", parameters, "a + b");
    parameters.push("c");
    expect(context.function("f")).toEqual({
      kind: "expression",
      name: "f",
      parameters: ["a", "b"],
      body: "a + b",
    });
  });

  test("name each parameter once, with an identifier", () => {
    const add = (parameters: string[]): void => new Context().addExpressionFunction("f", parameters, "1");
    expect(() => add(["a", "b", "a"])).toThrow(expect.objectContaining({ code: "DuplicateParameter" }));
    for (const name of ["", "1", "a b", "+"]) expect(() => add([name])).toThrow(other);
    expect(() => add(["a".repeat(256)])).toThrow(tooLong);
  });

  test("have at most as many parameters as the limit", () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i}`);
    new Context().addExpressionFunction("f", names(1_024), "1");
    expect(() => new Context().addExpressionFunction("f", names(1_025), "1")).toThrow(
      expect.objectContaining({ code: "CapacityExceeded" }),
    );
  });

  test("of the same name replace each other, whatever their kind", () => {
    const context = new Context();
    context.addFunction("f", 1, (x) => x);
    context.addExpressionFunction("f", ["a", "b"], "a");
    expect(context.function("f")?.kind).toBe("expression");
    expect([context.removeFunction("f"), context.function("f")]).toEqual([true, undefined]);
  });
});

describe("parents", () => {
  test("may not make a cycle", () => {
    const [a, b, c] = [new Context(), new Context(), new Context()] as const;
    b.setParent(a);
    c.setParent(b);
    for (const parent of [a, b, c]) expect(() => a.setParent(parent)).toThrow(other);
    expect(a.parent).toBeUndefined();
    c.setParent(undefined);
    a.setParent(c);
    expect(a.parent).toBe(c);
  });

  test.each([[{}], [null], [5], [Context]])("must be contexts, not %o", (parent) => {
    expect(() => new Context({ parent: parent as Context })).toThrow(other);
  });

  test("an empty context has no built-in functions, nor has one below it", () => {
    const empty = Context.empty();
    const child = new Context({ parent: new Context({ parent: empty }) });
    expect([new Context(), empty, child].map((context) => context.builtins)).toEqual([true, false, false]);
    child.setParent(new Context());
    expect(child.builtins).toBe(true);
  });

  test("a chain of twenty thousand is walked without recursion", () => {
    const context = new Context();
    let outermost = context;
    for (let i = 0; i < 20_000; i++) {
      const parent = i === 19_999 ? Context.empty() : new Context();
      outermost.setParent(parent);
      outermost = parent;
    }
    expect(context.builtins).toBe(false);
  });

  test("a class that extends Context makes its own empty ones", () => {
    class Own extends Context {}
    expect(Own.empty()).toBeInstanceOf(Own);
  });
});
