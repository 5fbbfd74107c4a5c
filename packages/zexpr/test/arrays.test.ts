import { describe, expect, test } from "vitest";
import { Batch, Context, evaluate } from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

describe("arrays and attributes", () => {
  const grandparent = new Context();
  const parent = new Context({ parent: grandparent });
  const context = new Context({ parent });
  grandparent.setArray("far", [1, 2, 3]);
  grandparent.setAttribute("point", "x", 10);
  grandparent.setAttribute("point", "y", 20);
  grandparent.setAttribute("point", "z", 30);
  parent.setArray("far", [4, 5]);
  parent.setAttribute("point", "y", 200);
  context.setArray("near", [6]);
  context.setAttribute("point", "z", 3000);

  test.each([
    ["far[0] + far[1]", 9],
    ["near[0]", 6],
    ["point.x", 10],
    ["point.y", 200],
    ["point.z", 3000],
    ["point.x + near[far[0] - 4]", 16],
  ])("resolve through parents, nearest first: %s is %d", (source, expected) => {
    expect(evaluate(source, {}, { context })).toBe(expected);
  });

  test.each([
    ["far[2]", "ArrayIndexOutOfBounds", "far[2]"],
    ["1 + point.w", "AttributeNotFound", "point.w"],
    ["1 + nosuch.x", "AttributeNotFound", "nosuch.x"],
    ["1 + nosuch[0]", "UnknownVariable", "nosuch[0]"],
    ["2 * far", "UnknownVariable", "far"],
    ["2 * point", "UnknownVariable", "point"],
    ["far.x", "AttributeNotFound", "far.x"],
    ["point[0]", "UnknownVariable", "point[0]"],
    ["x[0]", "UnknownVariable", "x[0]"],
  ])("%s fails with %s at %s", (source, code, place) => {
    const error = errorOf(() => evaluate(source, { x: 1 }, { context }));
    expect([error.code, marked(error)]).toEqual([code, place]);
  });

  test.each([
    ["a[0]", 10],
    ["a[-0]", 10],
    ["a[-0.999]", 10],
    ["a[0.999]", 10],
    ["a[1.5]", 20],
    ["a[2.999999]", 30],
  ])("an index is truncated toward zero: %s is %d", (source, expected) => {
    const own = new Context();
    own.setArray("a", [10, 20, 30]);
    expect(evaluate(source, {}, { context: own })).toBe(expected);
  });

  test.each([
    "-1",
    "-1.5",
    "3",
    "3.5",
    "0/0",
    "1/0",
    "-1/0",
    "2^31",
    "2^32",
    "2^32+1",
    "2^53",
    "1e300",
    "-1e300",
  ])("index %s is out of bounds, constant or not", (index) => {
    const own = new Context();
    own.setArray("a", [10, 20, 30]);
    own.setArray("empty", []);
    const i = evaluate(index);
    for (const source of [`a[${index}]`, "a[i]", "empty[i]", "empty[0]"]) {
      expect(
        codeOf(() => evaluate(source, { i }, { context: own })),
        source,
      ).toBe("ArrayIndexOutOfBounds");
    }
  });

  test.each([-0.5, -5e-324, -0.999, -0, 0, 0.5])("an empty array has no element: index %d", (i) => {
    const own = new Context();
    own.setArray("empty", []);
    const batch = new Batch({ context: own });
    batch.addVariable("i", i);
    batch.addExpression("empty[i] + (i + 1) * 2");
    expect(codeOf(() => batch.evaluate())).toBe("ArrayIndexOutOfBounds");
  });

  test("one name may be a variable, an array, an object and a function at once", () => {
    const own = new Context();
    own.setVariable("n", 1);
    own.setArray("n", [2]);
    own.setAttribute("n", "n", 3);
    own.addExpressionFunction("n", ["n"], "n * 10 + n[0] * 100 + n.n * 1000");
    expect(evaluate("n(n)", {}, { context: own })).toBe(3210);
  });

  test("an array is copied when it is set", () => {
    const own = new Context();
    const values = [1, 2];
    own.setArray("a", values);
    values[0] = 5;
    expect(evaluate("a[0]", {}, { context: own })).toBe(1);
    own.setArray("a", Float32Array.of(0.5, 7));
    expect(evaluate("a[0]", {}, { context: own })).toBe(0.5);
  });
});
