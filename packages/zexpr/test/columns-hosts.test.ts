import { describe, expect, test } from "vitest";
import { Batch, type Columns, Context, type ExprError, type Limits, Status } from "zexpr";
import { type ColumnsTier, columnsFor, difference } from "./columns-rows.ts";
import { codeOf, errorOf, marked } from "./outcomes.ts";

const TIERS: readonly ColumnsTier[] = ["simd", "interpreter"];
const ROWS = 7;
const X = Array.from({ length: ROWS }, (_, i) => i + 1);

/** Columns of `x + note(x)` and `note(x) > 3 ? twice(x, 2) : 0`, whose functions call `action`. */
function calling(
  tier: ColumnsTier,
  action: (name: string, args: number[], table: Columns, batch: Batch) => void,
): { batch: Batch; table: Columns } {
  const context = new Context();
  context.addFunction("note", 1, (x) => {
    action("note", [x], table, batch);
    return x * 10;
  });
  context.addFunction("twice", 2, (x, y) => {
    action("twice", [x, y], table, batch);
    return x * y;
  });
  const batch = new Batch({ context });
  batch.addVariable("x");
  batch.addVariable("other");
  batch.addExpression("x + note(x)");
  batch.addExpression("x > 3 ? twice(x, 2) : 0");
  const table: Columns = columnsFor(batch, { x: X }, ROWS, tier);
  return { batch, table };
}

describe.each(TIERS)("host functions: %s", (tier) => {
  test("are called once for each row and place, in the order of rows, only where a branch is taken", () => {
    const calls: string[] = [];
    const { table } = calling(tier, (name, args) => calls.push(`${name} ${args}`));
    table.evaluate();
    expect(calls).toEqual(X.flatMap((x) => (x > 3 ? [`note ${x}`, `twice ${x},2`] : [`note ${x}`])));
    expect([...table.output(0)]).toEqual(X.map((x) => x * 11));
    expect([...table.output(1)]).toEqual(X.map((x) => (x > 3 ? x * 2 : 0)));
    expect(table.statistics().tier).toBe(tier === "simd" ? "wasm" : tier);
    calls.length = 0;
    table.evaluate(2);
    expect(calls).toEqual(["note 1", "note 2"]);
  });

  test("that throw fail their row, with the cause; the others go on", () => {
    const thrown = new Error("no luck");
    const calls: number[] = [];
    const { table } = calling(tier, (name, [x]) => {
      calls.push(x);
      if ((name === "note" && x === 6) || (name === "twice" && x === 4)) throw thrown;
    });
    const error = errorOf(() => table.evaluate());
    expect(error.message).toBe("row 3: `twice` failed: no luck");
    expect([error.cause, marked(error), error.code]).toEqual([thrown, "twice(x, 2)", "Other"]);
    expect(table).toMatchObject({ failedRow: 3, failedExpression: 1 });
    expect([...table.output(0)]).toEqual([11, 22, 33, 44, 55, NaN, 77]);
    expect([...table.output(1)]).toEqual([0, 0, 0, NaN, 10, NaN, 14]);
    expect(calls).toEqual([1, 2, 3, 4, 4, 5, 5, 6, 7, 7]);
    expect(table.lastError?.cause).toBe(thrown);
  });

  test("may throw anything", () => {
    for (const thrown of [undefined, null, 0, "text", { a: 1 }]) {
      const { table } = calling(tier, (_, [x]) => {
        if (x === 2) throw thrown;
      });
      const error = errorOf(() => table.evaluate());
      expect("cause" in error && error.cause).toBe(thrown);
      expect(error.message).toMatch(/^row 1: `note` failed/);
    }
  });

  test("that evaluate the columns, or dispose of them, get an error; uncaught, it is the row's", () => {
    const actions: readonly ((table: Columns) => unknown)[] = [
      (table) => table.evaluate(),
      (table) => table.dispose(),
    ];
    for (const action of actions) {
      const codes: string[] = [];
      const { table } = calling(tier, (_, [x], self) => {
        if (x === 2) codes.push(codeOf(() => action(self)));
      });
      table.evaluate();
      expect(codes).toEqual(["Other"]);
      expect([...table.output(0)]).toEqual(X.map((x) => x * 11));

      const careless = calling(tier, (_, [x], self) => {
        if (x === 2) action(self);
      });
      const error = errorOf(() => careless.table.evaluate());
      expect(error.message).toMatch(/^row 1: `note` failed: a host function may not evaluate/);
      expect((error.cause as ExprError).code).toBe("Other");
      expect([...careless.table.output(0)]).toEqual(X.map((x) => (x === 2 ? NaN : x * 11)));
    }
  });

  test("tryEvaluate inside of an evaluation returns the failure, and the outer one is whole", () => {
    const statuses: number[] = [];
    const { table } = calling(tier, (_, [x], self) => {
      if (x === 7) statuses.push(self.tryEvaluate());
    });
    expect(table.tryEvaluate()).toBe(Status.Ok);
    expect(statuses[0]).toBe(Status.Other);
    expect([...table.output(0)]).toEqual(X.map((x) => x * 11));
    expect(table.lastError).toBeUndefined();
  });

  test("may use the batch, and other columns", () => {
    const seen: number[] = [];
    const { table, batch } = calling(tier, (name, [x], _, self) => {
      if (name === "twice" || x !== 3 || seen.length > 0) return;
      seen.push(0);
      self.setVariable(0, 9);
      self.evaluate();
      seen.push(...self.results);
      const other = self.columns({ rows: 2 });
      other.input("x").set([1, 2]);
      other.evaluate();
      seen.push(...other.output(0));
      other.dispose();
    });
    table.evaluate();
    expect(seen).toEqual([0, 99, 18, 11, 22]);
    expect([...table.output(0)]).toEqual(X.map((x) => x * 11));
    expect(batch.variables[0]).toBe(9);
  });

  test("may edit the batch, even dispose of it, while its columns are evaluated", () => {
    const { table, batch } = calling(tier, (_, [x], __, self) => {
      if (x === 2) self.setExpression(0, "1");
      if (x === 3) self.dispose();
    });
    table.evaluate();
    expect([...table.output(0)]).toEqual(X.map((x) => x * 11));
    expect(codeOf(() => batch.evaluate())).toBe("StaleHandle");
    expect(table.tryEvaluate()).toBe(Status.StaleHandle);
  });

  test("may write to the columns: later rows see it", () => {
    const { table } = calling(tier, (name, [x], self) => {
      if (name === "note" && x === 1) self.input("x").fill(5);
    });
    table.evaluate();
    expect([...table.output(0)]).toEqual([11, 55, 55, 55, 55, 55, 55]);
  });

  test("a further variable cannot become a column meanwhile", () => {
    const codes: string[] = [];
    const { table } = calling(tier, (name, [x], self) => {
      if (name !== "note" || x !== 2) return;
      for (const action of [() => self.input("other"), () => self.evaluate(), () => self.dispose()])
        codes.push(codeOf(action));
    });
    table.evaluate();
    expect([...table.output(0)]).toEqual(X.map((x) => x * 11));
    expect(codes).toEqual(["Other", "Other", "Other"]);
  });

  test("may change values of the context: the next evaluation sees them", () => {
    const context = new Context();
    context.setVariable("gain", 1);
    context.addFunction("bump", 1, (x) => {
      context.setVariable("gain", x + 1);
      return 0;
    });
    const batch = new Batch({ context });
    batch.addVariable("x");
    batch.addExpression("gain + bump(x)");
    const table = columnsFor(batch, { x: [1, 2, 3] }, 3, tier);
    table.evaluate();
    expect([...table.output(0)]).toEqual([1, 1, 1]);
    table.evaluate();
    expect([...table.output(0)]).toEqual([4, 4, 4]);
  });

  test("called by expression functions, under conditions", () => {
    const context = new Context();
    const calls: number[] = [];
    context.addFunction("note", 1, (x) => {
      calls.push(x);
      return x;
    });
    context.addExpressionFunction("f", ["p"], "p > 2 ? note(p) + note(-p) : p");
    const batch = new Batch({ context });
    batch.addVariable("x");
    batch.addExpression("x < 4 && f(x)");
    const table = columnsFor(batch, { x: X }, ROWS, tier);
    table.evaluate();
    expect(calls).toEqual([3, -3]);
    expect([...table.output(0)]).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });
});

function limited(expression: string, limits: Partial<Limits>): Batch {
  const batch = new Batch({ limits });
  batch.addVariable("x");
  batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
  batch.addFunction("deep", ["n"], "n > 1 ? 1 + deep(n - 1) : 1");
  batch.addFunction("f", ["p"], "p * p + p * 2 + p * 3 + p * 4 + p * 5 + p * 6");
  batch.addFunction("g", ["p"], "p > 2 ? f(p) + f(p + 1) + f(p + 2) : f(p)");
  batch.addExpression("x + 1");
  batch.addExpression(expression);
  batch.addExpression("x + 2");
  return batch;
}

describe.each(TIERS)("calls and limits: %s", (tier) => {
  const N = [...X, 15, 2, -1, 0.5, Number.NaN, 12, 3];

  test("recursion in each row", () => {
    const batch = limited("fib(x) + (x > 3 ? fib(5) : deep(x))", {});
    expect(difference(batch, { x: N }, N.length, tier)).toBeUndefined();
    const table = columnsFor(batch, { x: [10, 1, 20] }, 3, tier);
    table.evaluate();
    expect([...table.output(1)]).toEqual([60, 2, 6770]);
  });

  test.each([1, 2, 3, 7, 12])("a call depth of %i, for each row anew", (callDepth) => {
    const batch = limited("deep(x)", { callDepth });
    expect(difference(batch, { x: N }, N.length, tier)).toBeUndefined();
    const table = columnsFor(batch, { x: N }, N.length, tier);
    expect(table.tryEvaluate()).toBe(Status.RecursionLimit);
    const fits = (x: number) => !(x > callDepth);
    expect([...table.output(1)]).toEqual(N.map((x) => (fits(x) ? Math.max(1, Math.ceil(x || 1)) : NaN)));
    expect([...table.output(0)]).toEqual(N.map((x) => x + 1));
    expect(table.failedRow).toBe(N.findIndex((x) => !fits(x)));
    expect(table.lastError?.message).toMatch(/^row \d+: calls of expression functions are nested deeper/);
  });

  test.each([10, 30, 40, 41, 50, 60, 100, 300, 1_000])(
    "a budget of %i instructions, for each row anew",
    (instructions) => {
      for (const expression of ["fib(x)", "g(x)", "x > 3 ? g(x) + g(x) : f(x)", "f(f(f(x)))", "g(g(x))"]) {
        const batch = limited(expression, { instructions });
        // A batch that costs too much alone is never translated.
        const all = difference(batch, { x: N }, N.length, tier);
        if (all === "the tier is interpreter")
          expect(difference(batch, { x: N }, N.length, "interpreter")).toBeUndefined();
        else expect(all, expression).toBeUndefined();
      }
    },
  );

  test("a budget that some rows exceed", () => {
    const batch = limited("fib(x)", { instructions: 500 });
    const table = columnsFor(batch, { x: [3, 12, 4, 15] }, 4, tier);
    const error = errorOf(() => table.evaluate());
    expect(error.message).toBe(
      "row 1: the evaluation takes more than 500 instructions (limits.instructions)",
    );
    expect([...table.output(1)]).toEqual([2, NaN, 3, NaN]);
  });

  test("a budget that the batch alone exceeds", () => {
    const batch = limited("x", { instructions: 2 });
    const table = columnsFor(batch, { x: [1, 2] }, 2, tier);
    expect(table.tryEvaluate()).toBe(Status.BudgetExceeded);
    expect(table).toMatchObject({ failedRow: 0, failedExpression: 0 });
    expect([0, 1, 2].map((i) => [...table.output(i)])).toEqual(Array(3).fill([NaN, NaN]));
  });

  test("recursion that ends the host's stack leaves no value in any row of the block", () => {
    const batch = new Batch({ limits: { callDepth: 10_000, sourceLength: 1_048_576, nodes: 1_048_576 } });
    batch.addVariable("x");
    batch.addFunction("down", ["n"], "n > 0 ? 1 + down(n - 1) : 0");
    batch.addExpression("down(x)");
    expect(difference(batch, { x: [1, 9_999, 10_000, 2] }, 4, tier)).toBeUndefined();
  });
});
