import { describe, expect, test } from "vitest";
import { Arena, Batch, type BatchOptions, Context, LinearMemory, Status } from "zexpr";
import { codeOf, errorOf } from "./outcomes.ts";

describe("after dispose", () => {
  const actions: Readonly<Record<string, (batch: Batch) => unknown>> = {
    evaluate: (batch) => batch.evaluate(),
    prepare: (batch) => batch.prepare(),
    variables: (batch) => batch.variables,
    results: (batch) => batch.results,
    addVariable: (batch) => batch.addVariable("y"),
    setVariable: (batch) => batch.setVariable(0, 1),
    setVariableByName: (batch) => batch.setVariableByName("x", 1),
    addExpression: (batch) => batch.addExpression("1"),
    setExpression: (batch) => batch.setExpression(0, "1"),
    removeExpression: (batch) => batch.removeExpression(0),
    addFunction: (batch) => batch.addFunction("f", [], "1"),
    removeFunction: (batch) => batch.removeFunction("f"),
    toProgram: (batch) => batch.toProgram(),
    diagnostics: (batch) => batch.diagnostics(),
    clear: (batch) => batch.clear(),
  };

  test.each(Object.entries(actions))("%s is StaleHandle", (_, action) => {
    for (const options of [{}, { arena: new Arena() }, { memory: new LinearMemory() }] as BatchOptions[]) {
      const batch = new Batch(options);
      batch.addVariable("x");
      batch.addExpression("x");
      batch.evaluate();
      batch.dispose();
      expect(codeOf(() => action(batch))).toBe("StaleHandle");
      expect(batch.tryEvaluate()).toBe(Status.StaleHandle);
    }
  });

  test("a second dispose is harmless or StaleHandle, and statistics can still be read", () => {
    const batch = new Batch();
    batch.addExpression("1");
    batch.evaluate();
    batch.dispose();
    expect(["Ok", "StaleHandle"]).toContain(codeOf(() => batch.dispose()));
    expect(batch.statistics().evaluations).toBe(1);
  });

  test("the next batch may get its place: both tell their own figures, and the old one stays stale", () => {
    const first = new Batch();
    first.addExpression("1 + 1");
    first.evaluate();
    first.dispose();
    const next = new Batch();
    const x = next.addVariable("x", 20);
    next.addExpression("x * 2");
    next.evaluate();
    const { used, allocated, highWater, allocations } = next.statistics().arena;
    expect([allocations, highWater]).toEqual([1, used]);
    expect(used).toBeLessThanOrEqual(allocated);
    const old = first.statistics().arena;
    expect([old.used, old.allocated, old.highWater, old.chunks, old.allocations]).toEqual([0, 0, 0, 0, 0]);
    expect(first.tryEvaluate()).toBe(Status.StaleHandle);
    next.setVariable(x, 21);
    next.evaluate();
    expect(next.results[0]).toBe(42);
  });

  test("an arena that a host function takes away is a status, also while held views are served", () => {
    const arena = new Arena();
    const context = new Context();
    let take = false;
    context.addFunction("f", 0, () => {
      if (take) arena.reset();
      return 1;
    });
    context.setArray("a", [1]);
    const batch = new Batch({ arena, context });
    batch.addVariable("x", 1);
    batch.addExpression("f() + a[0] + x");
    const { variables } = batch;
    batch.evaluate();
    // Outgrows its place, so that variables and results are served at the old one.
    context.setArray("a", Array(1_000).fill(2));
    batch.evaluate();
    variables[0] = 5;
    batch.evaluate();
    expect(batch.results[0]).toBe(8);
    take = true;
    expect(batch.tryEvaluate()).toBe(Status.StaleHandle);
  });
});

describe("options", () => {
  test.each<readonly [string, BatchOptions]>([
    ["an unknown tier", { tier: "jit" as "wasm" }],
    ["an unknown precision", { precision: "f16" as "f32" }],
  ])("%s is refused", (_, options) => {
    const error = errorOf(() => new Batch(options));
    expect([error.code, error.status]).toEqual(["Other", 99]);
    expect(error.message).toContain(Object.values(options)[0]);
  });

  test.each<BatchOptions>([{ tier: "auto" }, { tier: "interpreter" }, { precision: "f64" }, { limits: {} }])(
    "%j is accepted",
    (options) => {
      const batch = new Batch(options);
      batch.addExpression("1 + 1");
      batch.evaluate();
      expect(batch.results[0]).toBe(2);
    },
  );
});

test("statistics count evaluations over edits, failures included", () => {
  const batch = new Batch();
  batch.addVariable("n", 3);
  batch.addFunction("f", ["n"], "n > 0 ? f(n - 1) + 1 : 0");
  batch.addExpression("f(n)");
  for (let i = 0; i < 3; i++) batch.evaluate();
  batch.addExpression("nosuch");
  for (let i = 0; i < 4; i++) batch.tryEvaluate();
  const statistics = batch.statistics();
  expect(statistics.evaluations).toBe(7);
  expect(statistics.framesHighWater).toBe(4);
  expect(statistics.frames).toBeGreaterThanOrEqual(4);
  expect(statistics.registersHighWater).toBeLessThanOrEqual(statistics.registers);
  expect(statistics.programBytes).toBeGreaterThan(0);
  expect(statistics.arena.used).toBeLessThanOrEqual(statistics.arena.allocated);
  expect(statistics.arena.highWater).toBeGreaterThanOrEqual(statistics.arena.used);
});
