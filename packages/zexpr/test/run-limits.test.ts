import { describe, expect, test } from "vitest";
import { Arena, Batch, Context, evaluate, type Limits, Status } from "zexpr";
import { bundle, runInWorker } from "./bundle.ts";
import { codeOf, errorOf, marked } from "./outcomes.ts";

describe("expression-function call depth", () => {
  const BODIES: Readonly<Record<string, readonly string[]>> = {
    "tail call": ["n > 1 ? f(n - 1) : 1"],
    "call with work after it": ["n > 1 ? 1 + f(n - 1) * 2 - f(0) : 1"],
    "two functions in turn": ["n > 1 ? g(n - 1) : 1", "n > 1 ? f(n - 1) : 1"],
    "a call in an argument": ["n > 1 ? f(f(0) + n - 2) : 1"],
  };

  /** Depth of `f(n)` is n, except that bodies which call `f(0)` at the bottom need one more level to be safe. */
  function codeAt(bodies: readonly string[], depth: number, limits: Partial<Limits>): string {
    const batch = new Batch({ limits });
    batch.addFunction("f", ["n"], bodies[0]);
    batch.addFunction("g", ["n"], bodies[1] ?? "n");
    batch.addVariable("n", depth);
    batch.addExpression("f(n)");
    const code = codeOf(() => batch.evaluate());
    expect(Number.isNaN(batch.results[0])).toBe(code !== "Ok");
    batch.dispose();
    return code;
  }

  test.each(Object.entries(BODIES))("%s: limit - 1 and limit work, limit + 1 does not", (_, bodies) => {
    for (const callDepth of [3, 10, 99, undefined, 10_000]) {
      const limit = callDepth ?? 1_000;
      const limits = callDepth === undefined ? {} : { callDepth };
      const codes = [limit - 1, limit, limit + 1].map((depth) => codeAt(bodies, depth, limits));
      expect(codes, `${limit}`).toEqual(["Ok", "Ok", "RecursionLimit"]);
    }
  });

  test("limit 1 allows calls, but none inside another", () => {
    const functions = { f: { parameters: ["x"], body: "x + 1" }, g: { parameters: ["x"], body: "f(x)" } };
    const limits = { callDepth: 1 };
    expect(evaluate("f(f(f(1))) + f(2)", {}, { functions, limits })).toBe(7);
    expect(codeOf(() => evaluate("g(1)", {}, { functions, limits }))).toBe("RecursionLimit");
    expect(codeOf(() => evaluate("g(1)", {}, { functions, limits: { callDepth: 2 } }))).toBe("Ok");
  });

  test("without recursion each function of a chain is a level", () => {
    const functions = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `f${i}`,
        { parameters: ["x"], body: i === 0 ? "x" : `f${i - 1}(x) + 1` },
      ]),
    );
    for (const [callDepth, code] of [
      [19, "RecursionLimit"],
      [20, "Ok"],
      [21, "Ok"],
    ] as const) {
      expect(codeOf(() => evaluate("f19(1)", {}, { functions, limits: { callDepth } }))).toBe(code);
    }
  });

  test("the error marks the call in the body, and what comes after works", () => {
    const batch = new Batch({ limits: { callDepth: 5 } });
    batch.addFunction("f", ["n"], "n > 0 ? 1 + f(n - 1) : 0");
    batch.addVariable("n", 9);
    batch.addExpression("f(3)");
    batch.addExpression("f(n)");
    batch.addExpression("7");
    const error = errorOf(() => batch.evaluate());
    expect([error.status, error.source, marked(error)]).toEqual([11, "n > 0 ? 1 + f(n - 1) : 0", "f(n - 1)"]);
    expect([...batch.results]).toEqual([3, Number.NaN, Number.NaN]);
    batch.setVariable(0, 4);
    batch.evaluate();
    expect([...batch.results]).toEqual([3, 4, 7]);
  });

  test("endless recursion of every kind ends with a status", () => {
    const definitions: readonly (readonly (readonly [string, string])[])[] = [
      [["f", "f(x)"]],
      [["f", "f(f(x))"]],
      [["f", "1 + f(x + 1) + f(x - 1)"]],
      [
        ["f", "g(x)"],
        ["g", "f(x)"],
      ],
      [["f", "x ? f(x) : f(x)"]],
      [["f", "f(x) && f(x)"]],
    ];
    for (const definition of definitions) {
      for (const callDepth of [1, 100, 10_000]) {
        const batch = new Batch({ limits: { callDepth } });
        for (const [name, body] of definition) batch.addFunction(name, ["x"], body);
        batch.addExpression("f(1)");
        expect(batch.tryEvaluate()).toBe(Status.RecursionLimit);
      }
    }
  });

  test("wide frames at the hard cap fit into memory or are refused with a status", () => {
    const parameters = Array.from({ length: 200 }, (_, i) => `p${i}`);
    const batch = new Batch({ limits: { callDepth: 10_000 } });
    batch.addFunction(
      "f",
      parameters,
      `p0 > 1 ? p199 + f(p0 - 1, ${parameters.slice(1)}) : ${parameters.join("+")}`,
    );
    batch.addVariable("n", 10_000);
    batch.addExpression(`f(n, ${parameters.slice(1).map(() => 1)})`);
    batch.evaluate();
    expect(batch.results[0]).toBe(9_999 + 200);
    batch.setVariable(0, 10_001);
    expect(batch.tryEvaluate()).toBe(Status.RecursionLimit);
  });
});

/** Fewest instructions with which `works`, by halving. */
function threshold(works: (limit: number) => boolean): number {
  let low = 0;
  let high = 1;
  while (!works(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (works(middle)) high = middle;
    else low = middle;
  }
  return high;
}

describe("instructions per evaluation", () => {
  function run(source: string, x: number, instructions: number): number {
    const batch = new Batch({ limits: { instructions } });
    batch.addFunction("f", ["n"], "n > 0 ? n * 2 + f(n - 1) : 0");
    batch.addFunction("once", ["n"], "n * 3 + sin(n)");
    batch.addVariable("x", x);
    batch.addExpression("x * 2 + 1");
    batch.addExpression(source);
    batch.addExpression("x * 3 + 1");
    const first = batch.tryEvaluate();
    // Nothing adds up over evaluations.
    for (let i = 0; i < 5; i++) expect(batch.tryEvaluate()).toBe(first);
    if (first !== Status.Ok) expect([...batch.results].slice(1)).toEqual([Number.NaN, Number.NaN]);
    batch.dispose();
    return first;
  }

  function cost(source: string, x: number): number {
    const limit = threshold((n) => run(source, x, n) === Status.Ok);
    expect([limit - 1, limit, limit + 1].map((n) => run(source, x, Math.max(1, n)))).toEqual([17, 0, 0]);
    return limit;
  }

  test("limit - 1 fails with BudgetExceeded, limit and limit + 1 work", () => {
    for (const source of ["x", "x + 1", "f(x)", "once(x)", "x ? f(x) : 0"]) cost(source, 3);
  });

  test("the batch's own instructions are charged alike, whichever branch is taken", () => {
    expect(cost("x > 0 ? x * x * x * x : sqrt(x + 1)", 1)).toBe(
      cost("x > 0 ? x * x * x * x : sqrt(x + 1)", -1),
    );
  });

  test("entering a function charges its body each time, and not entering it charges nothing", () => {
    const recursion = [0, 1, 2, 3, 10].map((x) => cost("f(x)", x));
    const body = recursion[1] - recursion[0];
    expect(body).toBeGreaterThan(2);
    expect(recursion).toEqual([0, 1, 2, 3, 10].map((x) => recursion[0] + body * x));
    const branches = [0, 1].map((x) => cost("x ? once(x) : 0", x));
    expect(branches[1]).toBeGreaterThan(branches[0]);
    expect(cost("x && once(x)", 1) - cost("x && once(x)", 0)).toBe(branches[1] - branches[0]);
  });

  // In a bundle, as users run it: unbundled, the loop is thirty times slower.
  test("a default of 100,000,000 lets long evaluations through and ends endless ones", async () => {
    const script = `
      const batch = new zexpr.Batch();
      batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
      batch.addVariable("n");
      batch.addExpression("fib(n)");
      for (const n of [27, 100, 10]) {
        batch.setVariable(0, n);
        post([batch.tryEvaluate(), batch.results[0]]);
      }`;
    const { code } = await bundle("zexpr", "zexpr");
    expect(await runInWorker(code + script)).toEqual([
      [Status.Ok, 196_418],
      [Status.BudgetExceeded, Number.NaN],
      [Status.Ok, 55],
    ]);
  });

  test.each([2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, Infinity])(
    "a limit of %d works",
    (instructions) => {
      expect(run("f(x)", 50, instructions)).toBe(Status.Ok);
    },
  );

  test("the error marks the call that went over", () => {
    const batch = new Batch({ limits: { instructions: 50 } });
    batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
    batch.addExpression("fib(20)");
    const error = errorOf(() => batch.evaluate());
    expect([error.status, error.source, marked(error)]).toEqual([
      17,
      "n < 2 ? n : fib(n - 1) + fib(n - 2)",
      "fib(n - 1)",
    ]);
  });
});

describe("arena bytes", () => {
  function batchWith(limits: Partial<Limits>, arena?: Arena): Batch {
    const batch = new Batch({ limits, arena });
    batch.addVariable("x", 3);
    batch.addExpression("x * 2 + sin(x)");
    return batch;
  }

  test("limit - 1 fails with ArenaExhausted, limit and limit + 1 work", () => {
    const limit = threshold((arenaBytes) => batchWith({ arenaBytes }).tryEvaluate() === Status.Ok);
    const statuses = [limit - 1, limit, limit + 1].map((arenaBytes) =>
      batchWith({ arenaBytes }).tryEvaluate(),
    );
    expect(statuses).toEqual([Status.ArenaExhausted, Status.Ok, Status.Ok]);
    expect(batchWith({ arenaBytes: limit }).statistics().arena.limit).toBe(limit);
    const inArena = threshold((n) => batchWith({}, new Arena({ limit: n })).tryEvaluate() === Status.Ok);
    expect(batchWith({}, new Arena({ limit: inArena - 1 })).tryEvaluate()).toBe(Status.ArenaExhausted);
    expect(inArena).toBe(limit);
  });

  test("evaluate throws it, and prepare", () => {
    expect(codeOf(() => evaluate("1", {}, { limits: { arenaBytes: 1 } }))).toBe("ArenaExhausted");
    expect(codeOf(() => batchWith({ arenaBytes: 1 }).prepare())).toBe("ArenaExhausted");
    expect(codeOf(() => batchWith({ arenaBytes: 1 }).evaluate())).toBe("ArenaExhausted");
  });

  test("a batch that outgrew its limit works again when it is made smaller, variables kept", () => {
    const batch = batchWith({ arenaBytes: 4_096 });
    batch.evaluate();
    batch.setVariable(0, 5);
    const big = batch.addExpression(Array.from({ length: 2_000 }, (_, i) => `x*${i}`).join("+"));
    expect(batch.tryEvaluate()).toBe(Status.ArenaExhausted);
    expect(batch.tryEvaluate()).toBe(Status.ArenaExhausted);
    expect(batch.lastError?.code).toBe("ArenaExhausted");
    batch.setVariable(0, 7);
    batch.removeExpression(big);
    batch.evaluate();
    expect([...batch.results]).toEqual([14 + Math.sin(7), Number.NaN]);
    expect(batch.lastError).toBeUndefined();
  });

  test("all kinds of data count", () => {
    const context = new Context();
    context.setArray("a", Array(10_000).fill(1));
    const batch = new Batch({ context, limits: { arenaBytes: 70_000 } });
    batch.addExpression("a[0]");
    expect(batch.tryEvaluate()).toBe(Status.ArenaExhausted);
    context.setArray("a", [5]);
    batch.evaluate();
    expect(batch.results[0]).toBe(5);
  });
});
