import { describe, expect, test } from "vitest";
import { Arena, Batch, Context, compile, LinearMemory, Status } from "zexpr";
import { type Family, family } from "./family.ts";
import { codeOf } from "./outcomes.ts";

/** Value, or code of the error. */
type Outcome = number | string;

const CHANGES: readonly (readonly [
  what: string,
  source: string,
  before: Outcome,
  change: (family: Family) => unknown,
  after: Outcome,
])[] = [
  ["a variable's value", "v", 1, (f) => f.context.setVariable("v", 5), 5],
  ["a constant's value", "c", 10, (f) => f.context.setConstant("c", 5), 5],
  ["a parent's variable", "vP", 2, (f) => f.parent.setVariable("vP", 5), 5],
  ["a grandparent's constant", "cG", 12, (f) => f.grandparent.setConstant("cG", 5), 5],
  ["an attribute", "o.x", 20, (f) => f.context.setAttribute("o", "x", 5), 5],
  ["a grandparent's attribute", "oG.x", 22, (f) => f.grandparent.setAttribute("oG", "x", 5), 5],
  ["an array's elements", "a[1]", 100, (f) => f.context.setArray("a", [1, 5]), 5],
  ["a grandparent's array's elements", "aG[1]", 102, (f) => f.grandparent.setArray("aG", [1, 5]), 5],
  ["a longer array", "a[2]", "ArrayIndexOutOfBounds", (f) => f.context.setArray("a", [1, 2, 5]), 5],
  [
    "a much longer array",
    "aP[999] + v",
    "ArrayIndexOutOfBounds",
    (f) => f.parent.setArray("aP", Array(1000).fill(4)),
    5,
  ],
  ["a shorter array", "a[1]", 100, (f) => f.context.setArray("a", [1]), "ArrayIndexOutOfBounds"],
  ["an empty array", "a[0]", 0, (f) => f.context.setArray("a", []), "ArrayIndexOutOfBounds"],
  ["a new variable", "n", "UnknownVariable", (f) => f.context.setVariable("n", 5), 5],
  ["a new constant in the grandparent", "n", "UnknownVariable", (f) => f.grandparent.setConstant("n", 5), 5],
  ["a new array", "n[0]", "UnknownVariable", (f) => f.context.setArray("n", [5]), 5],
  ["a new attribute", "o.y", "AttributeNotFound", (f) => f.context.setAttribute("o", "y", 5), 5],
  ["a new function", "n(5)", "UnknownFunction", (f) => f.context.addFunction("n", 1, (x) => x), 5],
  ["a name that hides the parent's", "vP", 2, (f) => f.context.setVariable("vP", 5), 5],
  ["a variable that hides a constant", "c", 10, (f) => f.context.setVariable("c", 5), 5],
  ["a constant under a variable", "v", 1, (f) => f.context.setConstant("v", 5), 1],
  ["a name that hides a built-in constant", "pi", Math.PI, (f) => f.grandparent.setVariable("pi", 5), 5],
  ["an array that hides the parent's", "aP[0]", 1, (f) => f.context.setArray("aP", [5, 6]), 5],
  ["an attribute that hides the parent's", "oP.x", 21, (f) => f.context.setAttribute("oP", "x", 5), 5],
  ["a removed variable", "v", 1, (f) => f.context.removeVariable("v"), "UnknownVariable"],
  [
    "a removed variable that hid another",
    "vP",
    2,
    (f) => [f.grandparent.setVariable("vP", 5), f.parent.removeVariable("vP")],
    5,
  ],
  [
    "a removed variable, its place taken by a new one",
    "v",
    1,
    (f) => [f.context.removeVariable("v"), f.context.setVariable("w", 9)],
    "UnknownVariable",
  ],
  [
    "a variable removed and set again",
    "v",
    1,
    (f) => [f.context.removeVariable("v"), f.context.setVariable("w", 9), f.context.setVariable("v", 5)],
    5,
  ],
  ["a replaced native", "f(1)", 1, (f) => f.context.addFunction("f", 1, () => 5), 5],
  [
    "a replaced expression function",
    "g(1)",
    2,
    (f) => f.context.addExpressionFunction("g", ["x"], "x + 4"),
    5,
  ],
  [
    "a native replaced by an expression function",
    "fP(1)",
    2,
    (f) => f.parent.addExpressionFunction("fP", ["x"], "x + 4"),
    5,
  ],
  ["a grandparent's function replaced", "gG(1)", 4, (f) => f.grandparent.addFunction("gG", 1, () => 5), 5],
  ["another arity", "f(1)", 1, (f) => f.context.addFunction("f", 2, () => 5), "InvalidFunctionCall"],
  ["a removed function", "f(1)", 1, (f) => f.context.removeFunction("f"), "UnknownFunction"],
  ["a removed function that hid a built-in", "abs(-5)", 7, (f) => f.context.removeFunction("abs"), 5],
  ["an overridden operator", "v + 2", 3, (f) => f.grandparent.addFunction("+", 2, () => 5), 5],
  ["another parent", "vP", 2, (f) => f.context.setParent(withVariable("vP", 5)), 5],
  ["another grandparent", "vG", 3, (f) => f.parent.setParent(withVariable("vG", 5)), 5],
  ["a change in the new parent", "vP", 2, (f) => changeLater(f), 5],
  ["no parent", "vP", 2, (f) => f.context.setParent(undefined), "UnknownVariable"],
  [
    "a change in a former parent",
    "v",
    1,
    (f) => [f.context.setParent(undefined), f.parent.setVariable("v", 9)],
    1,
  ],
  [
    "many changes",
    "v + c + a[0]",
    11,
    (f) => [
      f.context.setVariable("v", 3),
      f.context.setVariable("q", 1),
      f.context.setConstant("c", 1),
      f.context.setArray("a", [1]),
    ],
    5,
  ],
];

function withVariable(name: string, value: number): Context {
  const context = new Context();
  context.setVariable(name, value);
  return context;
}

function changeLater(f: Family): void {
  const parent = withVariable("vP", 4);
  f.context.setParent(parent);
  parent.setVariable("vP", 5);
}

/** Value of a batch's first expression after an evaluation, or code of its error. */
function outcome(batch: Batch): Outcome {
  const status = batch.tryEvaluate();
  if (status !== Status.Ok) expect(batch.results[0]).toBeNaN();
  return status === Status.Ok ? batch.results[0] : (batch.lastError?.code ?? "");
}

describe("the next evaluation of every batch sees", () => {
  test.each(CHANGES)("%s", (_, source, before, change, after) => {
    const members = family();
    members.context.addFunction("abs", 1, () => 7);
    const child = new Context({ parent: members.context });
    const debug = new LinearMemory({ backing: "array-buffer", debug: true });
    const batches = [
      new Batch({ context: members.context }),
      new Batch({ context: members.context, arena: new Arena() }),
      new Batch({ context: members.context, memory: debug }),
      new Batch({ context: child }),
    ];
    for (const [i, batch] of batches.entries()) {
      batch.addVariable("x", i);
      batch.addExpression(source);
      batch.addExpression("x");
      if (i % 2 === 0) batch.prepare();
    }
    for (const batch of batches) expect(outcome(batch)).toBe(before);
    for (const batch of batches) expect(outcome(batch)).toBe(before);
    change(members);
    for (const [i, batch] of batches.entries()) {
      expect(outcome(batch)).toBe(after);
      if (typeof after === "number") expect(batch.results[1]).toBe(i);
      expect(batch.variables[0]).toBe(i);
    }
    for (const batch of batches) expect(outcome(batch)).toBe(after);
  });

  test("a change while nobody evaluates, and through `compile`", () => {
    const { context } = family();
    const f = compile("v * x", ["x"], { context });
    expect(f.call(2)).toBe(2);
    for (let i = 0; i < 100; i++) context.setVariable("v", i);
    expect(f.call(2)).toBe(198);
    context.removeVariable("v");
    expect(codeOf(() => f.call(2))).toBe("UnknownVariable");
  });

  test("a change of an unrelated context does not disturb", () => {
    const batch = new Batch({ context: family().context });
    batch.addExpression("v");
    batch.evaluate();
    const { programBytes } = batch.statistics();
    family().context.setVariable("zzz", 1);
    batch.evaluate();
    expect([batch.results[0], batch.statistics().programBytes]).toEqual([1, programBytes]);
  });
});
