import { describe, expect, test } from "vitest";
import { Batch, type BatchOptions, Context, compile, evaluate, Program } from "zexpr";
import { codeOf } from "./outcomes.ts";

/** What JavaScript callers pass by mistake. */
const STRANGE: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, Number.NaN, 5n, Symbol("s"), "", "x", "1 + 1"],
  ...[
    [],
    ["x"],
    [null],
    {},
    { length: 2 },
    new Map(),
    new Date(0),
    () => 1,
    Object.create(null),
    new Proxy({}, {}),
  ],
];

/** Every call with a place for something strange where data goes: names, values, texts, indices. Options are code. */
const CALLS: Readonly<Record<string, (strange: never, batch: Batch, context: Context) => unknown>> = {
  "new Batch({ context })": (it) => new Batch({ context: it }),
  "new Batch({ limits })": (it) => new Batch({ limits: it } as BatchOptions),
  addVariable: (it, batch) => batch.addVariable(it),
  "addVariable, value": (it, batch) => batch.addVariable("v", it),
  setVariable: (it, batch) => batch.setVariable(it, 1),
  "setVariable, value": (it, batch) => batch.setVariable(0, it),
  setVariableByName: (it, batch) => batch.setVariableByName(it, 1),
  "setVariableByName, value": (it, batch) => batch.setVariableByName("x", it),
  variableIndex: (it, batch) => batch.variableIndex(it),
  addExpression: (it, batch) => batch.addExpression(it),
  setExpression: (it, batch) => batch.setExpression(it, "1"),
  "setExpression, source": (it, batch) => batch.setExpression(0, it),
  removeExpression: (it, batch) => batch.removeExpression(it),
  addFunction: (it, batch) => batch.addFunction(it, [], "1"),
  "addFunction, parameters": (it, batch) => batch.addFunction("f", it, "1"),
  "addFunction, body": (it, batch) => batch.addFunction("f", [], it),
  removeFunction: (it, batch) => batch.removeFunction(it),
  "new Context({ parent })": (it) => new Context({ parent: it }),
  setParent: (it, _, context) => context.setParent(it),
  "context.setVariable": (it, _, context) => context.setVariable(it, 1),
  "context.setVariable, value": (it, _, context) => context.setVariable("k", it),
  "context.setConstant": (it, _, context) => context.setConstant(it, 1),
  "context.setArray": (it, _, context) => context.setArray(it, [1]),
  "context.setArray, values": (it, _, context) => context.setArray("a", it),
  "context.setArray, element": (it, _, context) => context.setArray("a", [1, it]),
  "context.setAttribute": (it, _, context) => context.setAttribute(it, it, it),
  "context.addFunction": (it, _, context) => context.addFunction(it, 1, () => 1),
  "context.addFunction, arity": (it, _, context) => context.addFunction("f", it, () => 1),
  "context.addFunction, function": (it, _, context) => context.addFunction("f", 1, it),
  "context.addExpressionFunction, parameters": (it, _, context) =>
    context.addExpressionFunction("f", it, "1"),
  "context.addExpressionFunction, body": (it, _, context) => context.addExpressionFunction("f", [], it),
  "context.removeVariable": (it, _, context) => context.removeVariable(it),
  "context.removeFunction": (it, _, context) => context.removeFunction(it),
  evaluate: (it) => evaluate(it),
  "evaluate, variables": (it) => evaluate("1", it),
  "evaluate, functions": (it) => evaluate("1", {}, { functions: it }),
  compile: (it) => compile(it),
  "compile, names": (it) => compile("1", it),
  "compile, call": (it) => compile("x", ["x"]).call(it),
  "Program.load": (it) => Program.load(it),
};

describe("a wrong argument gives an ExprError or is accepted, and the batch works on", () => {
  test.each(Object.entries(CALLS))("%s", (_, call) => {
    for (const strange of STRANGE) {
      const context = new Context();
      context.setVariable("k", 5);
      const batch = new Batch({ context });
      batch.addVariable("x", 1);
      batch.addExpression("x + 1");
      codeOf(() => call(strange as never, batch, context));
      // Whatever was accepted, and whatever that means, the next evaluation ends with a status.
      expect(Number.isInteger(batch.tryEvaluate())).toBe(true);
      const last = batch.addExpression("2 + 3");
      if (batch.tryEvaluate() === 0) expect(batch.results[last]).toBe(5);
    }
  });
});
