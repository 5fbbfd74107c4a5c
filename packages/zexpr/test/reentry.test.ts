import { describe, expect, test } from "vitest";
import { Arena, Batch, Context, check, compile, ExprError, evaluate, LinearMemory, Status } from "zexpr";
import { codeOf, errorOf, marked } from "./outcomes.ts";

/** A batch of `1 + f(x) + 10` with x = 100, whose native `f` runs `action` and gives 1000. */
function calling(action: (batch: Batch, context: Context) => unknown, arena?: Arena): Batch {
  const context = new Context();
  context.setVariable("k", 1);
  const batch = new Batch({ context, arena });
  context.addFunction("f", 1, () => {
    action(batch, context);
    return 1000;
  });
  batch.addFunction("g", ["a"], "a");
  batch.addVariable("x", 100);
  batch.addExpression("x + f(x) + 10");
  batch.addExpression("k");
  return batch;
}

describe("calling a batch from inside its own evaluation, or changing it there, is an error", () => {
  const actions: Readonly<Record<string, (batch: Batch) => unknown>> = {
    evaluate: (batch) => batch.evaluate(),
    prepare: (batch) => batch.prepare(),
    addVariable: (batch) => batch.addVariable("y"),
    setVariable: (batch) => batch.setVariable(0, 5),
    setVariableByName: (batch) => batch.setVariableByName("x", 5),
    addExpression: (batch) => batch.addExpression("1"),
    setExpression: (batch) => batch.setExpression(0, "1"),
    removeExpression: (batch) => batch.removeExpression(0),
    addFunction: (batch) => batch.addFunction("g", [], "1"),
    removeFunction: (batch) => batch.removeFunction("g"),
    clear: (batch) => batch.clear(),
    dispose: (batch) => batch.dispose(),
  };

  test.each(Object.entries(actions))("%s, not caught: the evaluation fails with it as cause", (_, action) => {
    const batch = calling(action);
    const error = errorOf(() => batch.evaluate());
    expect([error.status, marked(error)]).toEqual([99, "f(x)"]);
    expect(error.cause).toBeInstanceOf(ExprError);
    expect([...batch.results]).toEqual([Number.NaN, Number.NaN]);
  });

  test.each(Object.entries(actions))(
    "%s, caught: nothing has changed and the evaluation goes on",
    (_, action) => {
      const codes: string[] = [];
      const batch = calling((self) => codes.push(codeOf(() => action(self))));
      for (let i = 0; i < 2; i++) {
        batch.evaluate();
        expect([...batch.results]).toEqual([1110, 1]);
      }
      expect(codes).toEqual(["Other", "Other"]);
      expect(batch.lastError).toBeUndefined();
    },
  );

  test("tryEvaluate returns a failure there, and lastError says so", () => {
    const seen: unknown[] = [];
    const batch = calling((self) => seen.push(self.tryEvaluate(), self.lastError?.code));
    batch.evaluate();
    expect(seen).toEqual([Status.Other, "Other"]);
    expect(batch.results[0]).toBe(1110);
  });

  test("so is an expression that calls itself by way of a native", () => {
    const context = new Context();
    const f = compile("x + again()", ["x"], { context: withAgain() });
    function withAgain(): Context {
      context.addFunction("again", 0, () => f.call(1));
      return context;
    }
    expect(codeOf(() => f.call(5))).toBe("Other");
  });
});

describe("looking is allowed", () => {
  test("variables and results can be read inside", () => {
    const seen: number[] = [];
    const batch = calling((self) =>
      seen.push(self.variables[0], self.results.length, self.variableIndex("x")),
    );
    batch.evaluate();
    expect(seen).toEqual([100, 2, 0]);
  });

  test.each<readonly [string, (batch: Batch) => unknown]>([
    ["variables", (batch) => batch.variables[0]],
    ["results", (batch) => batch.results.length],
    ["lastError", (batch) => batch.lastError?.code],
    ["statistics", (batch) => batch.statistics().evaluations],
    ["diagnostics", (batch) => batch.diagnostics().length],
    ["toProgram", (batch) => batch.toProgram().length > 0],
  ])("%s, after a change of the context inside, throws nothing but ExprError", (_, look) => {
    const batch = calling((self, context) => {
      context.setVariable("k", 2);
      codeOf(() => look(self));
    });
    batch.evaluate();
    expect(batch.results[0]).toBe(1110);
    batch.evaluate();
    expect([...batch.results]).toEqual([1110, 2]);
  });
});

describe("a native may change the context: the next evaluation sees it", () => {
  test("new values, names, arrays and functions", () => {
    const batch = calling((_, context) => {
      context.setVariable("k", 5);
      context.setVariable("extra", 7);
      context.setArray("a", [1, 2, 3]);
      context.addFunction("f", 1, () => 2000);
    });
    batch.evaluate();
    expect(batch.results[0]).toBe(1110);
    batch.evaluate();
    expect([...batch.results]).toEqual([2110, 5]);
  });
});

describe("a native may use other batches", () => {
  test("evaluates, builds, edits and disposes another one", () => {
    const other = new Batch();
    const y = other.addVariable("y");
    other.addExpression("y * 2");
    let n = 0;
    const batch = calling(() => {
      other.setVariable(y, ++n);
      other.evaluate();
      other.addExpression(`y + ${n}`);
      other.evaluate();
      const fresh = new Batch();
      fresh.addExpression("1 + 2");
      fresh.evaluate();
      fresh.dispose();
    });
    for (let i = 1; i <= 50; i++) {
      batch.evaluate();
      expect(batch.results[0]).toBe(1110);
      expect(other.results[0]).toBe(2 * i);
      expect(other.results[i]).toBe(2 * i);
    }
  });

  test("evaluate, compile and check inside a native", () => {
    const f = (x: number) => {
      const compiled = compile("a + 1", ["a"]);
      return (
        evaluate("sin(0) + y", { y: x }) + compiled.call(1) + check("1 +").length + check("nosuch").length
      );
    };
    expect(evaluate("f(10) * f(20)", {}, { functions: { f } })).toBe(14 * 24);
  });

  test("a second batch with the same context and the same native, nested", () => {
    const context = new Context();
    const batches = [1, 2, 3, 4].map((n) => {
      const batch = new Batch({ context });
      batch.addExpression(`${n} + next(${n})`);
      return batch;
    });
    context.addFunction("next", 1, (n) => {
      if (n === batches.length) return 0;
      batches[n].evaluate();
      return batches[n].results[0] * 10;
    });
    batches[0].evaluate();
    expect(batches.map((batch) => batch.results[0])).toEqual([4321, 432, 43, 4]);
  });

  test("two batches that call each other: the inner call of the first fails", () => {
    const context = new Context();
    const [a, b] = [new Batch({ context }), new Batch({ context })];
    const result = (batch: Batch): number => {
      batch.evaluate();
      return batch.results[0];
    };
    context.addFunction("callB", 0, () => result(b));
    context.addFunction("callA", 0, () => result(a));
    a.addExpression("callB()");
    b.addExpression("callA()");
    expect(codeOf(() => a.evaluate())).toBe("Other");
    expect(a.results[0]).toBeNaN();
    context.addFunction("callA", 0, () => 3);
    a.evaluate();
    expect(a.results[0]).toBe(3);
  });

  test("a native that calls itself by one-shot evaluations without end fails, and all stays usable", () => {
    const functions: Record<string, () => number> = { f: () => evaluate("1 + f()", {}, { functions }) };
    // Other depths to begin at, so that the JavaScript stack ends at many places inside the library.
    const from = (depth: number): string =>
      depth > 0 ? from(depth - 1) : codeOf(() => evaluate("f()", {}, { functions }));
    for (let depth = 0; depth < 40; depth++) {
      expect(from(depth)).toBe("Other");
      expect(evaluate("1 + 2 * x", { x: 3 })).toBe(7);
      const batch = calling(() => {});
      batch.addFunction("g", ["a", "b"], "a * b - 3 * (a ? 4 : b)");
      batch.addExpression("g(x, 5) + f(x) + 6");
      batch.evaluate();
      expect([...batch.results]).toEqual([1110, 1, 1494]);
      batch.dispose();
    }
  });
});

describe("a native that takes the arena away", () => {
  test.each<readonly [string, (arena: Arena) => void]>([
    ["resets it", (arena) => arena.reset()],
    [
      "resets it and writes over the program",
      (arena) => {
        const { used } = arena;
        arena.reset();
        const offset = arena.alloc(used);
        arena.memory.u8.fill(0, offset, offset + used);
      },
    ],
    ["disposes of it", (arena) => arena.dispose()],
  ])("%s: the evaluation fails with StaleHandle", (_, take) => {
    const memory = new LinearMemory({ backing: "array-buffer" });
    const arena = new Arena({ memory });
    const batch = calling(() => take(arena), arena);
    expect(batch.tryEvaluate()).toBe(Status.StaleHandle);
    expect(batch.lastError?.code).toBe("StaleHandle");
  });
});
