import { beforeAll, describe, expect, test } from "vitest";
import { type Bundle, bundle, runInWorker } from "./bundle.ts";

let zexpr: Bundle;
beforeAll(async () => {
  zexpr = await bundle("zexpr", "zexpr");
});

/** How deep a function can go: the proof that the stack is small. */
const DEPTH = "let depth = 0; (function descend() { depth++; try { descend(); } catch {} })();";

describe("on a JavaScript stack too small to recurse", () => {
  test("10,000 levels are evaluated, checked, compiled and called", async () => {
    const script = `${DEPTH}
      post(depth);
      const n = 10000;
      const sources = {
        "(": "(".repeat(n) + "x" + ")".repeat(n),
        "-": "-".repeat(n) + "x",
        "!": "!".repeat(n) + "x",
        "^": "1^".repeat(n) + "x",
        "abs(": "abs(".repeat(n) + "x" + ")".repeat(n),
        "max(1,": "max(1,".repeat(n) + "x" + ")".repeat(n),
        "f(": "f(".repeat(n) + "x" + ")".repeat(n),
        "g(": "g(".repeat(n) + "x" + ")".repeat(n),
        "if(": "if(".repeat(n) + "x" + ",5,6)".repeat(n),
        "a[": "a[".repeat(n) + "x" + "]".repeat(n),
        "?": "x?".repeat(n) + "2" + ":3".repeat(n),
        ":": "0?1:".repeat(n) + "x",
        "&&": "x&&(".repeat(n) + "2" + ")".repeat(n),
        "||": "0||(".repeat(n) + "x" + ")".repeat(n),
        "+": "x+(".repeat(n) + "0" + ")".repeat(n),
      };
      const context = new zexpr.Context();
      context.setArray("a", [0, 1]);
      context.addFunction("f", 1, (x) => x);
      context.addExpressionFunction("g", ["x"], "x");
      const limits = { nesting: n, sourceLength: 1 << 20, nodes: 1 << 20 };
      for (const [name, source] of Object.entries(sources)) {
        const value = zexpr.evaluate(source, { x: 1 }, { context, limits });
        const problems = zexpr.check(source, ["x"], { context, limits }).length;
        const compiled = zexpr.compile(source, ["x"], { context, limits });
        const batch = new zexpr.Batch({ limits, context });
        batch.addFunction("h", ["x"], source);
        batch.addExpression("h(1)");
        batch.evaluate();
        const loaded = zexpr.Program.load(compiled.toProgram(), undefined, { f: zexpr.inPlace((x) => x, 1) });
        loaded.variables[0] = 1;
        loaded.evaluate();
        post([name, value, problems, compiled.call(1), batch.results[0], loaded.results[0]]);
      }`;
    const [depth, ...rows] = await runInWorker(zexpr.code + script, { stackSizeMb: 0.4 });
    expect(depth).toBeLessThan(5_000);
    const values = Object.fromEntries(
      (rows as [string, ...number[]][]).map(([name, ...numbers]) => [name, numbers]),
    );
    const expected = { "?": 2, "+": 10_000, "if(": 5, "-": 1, "!": 1 } as Readonly<Record<string, number>>;
    for (const [name, numbers] of Object.entries(values)) {
      const value = expected[name] ?? 1;
      expect(numbers, name).toEqual([value, 0, value, value, value]);
    }
    expect(Object.keys(values)).toHaveLength(15);
  });

  test("one level more is RecursionLimit, and unclosed brackets are a syntax error, never a RangeError", async () => {
    const script = `
      const limits = { nesting: 10000, sourceLength: 1 << 20, nodes: 1 << 20 };
      for (const opening of ["(", "-", "1^", "abs(", "a[", "0?1:", "1?", "if(", "max(1,", "!"]) {
        for (const n of [10000, 10001, 300000]) {
          const source = opening.repeat(n).slice(0, 1 << 20);
          try { zexpr.evaluate(source, {}, { limits }); post("Ok"); } catch (error) { post(error.code ?? error.name); }
          post(zexpr.check(source, [], { limits })[0].code);
        }
      }`;
    const codes = await runInWorker(zexpr.code + script, { stackSizeMb: 0.4 });
    expect(codes).toHaveLength(60);
    for (const code of codes) {
      expect([
        "Parse",
        "Tokenizer",
        "Syntax",
        "UnmatchedParenthesis",
        "RecursionLimit",
        "CapacityExceeded",
      ]).toContain(code);
    }
  });

  test("calls of expression functions 10,000 deep", async () => {
    const script = `
      const functions = { f: { parameters: ["n"], body: "n > 0 ? 1 + f(n - 1) : 0" } };
      post(zexpr.evaluate("f(9999)", {}, { functions, limits: { callDepth: 10000 } }));
      try { zexpr.evaluate("f(10000)", {}, { functions, limits: { callDepth: 10000 } }); } catch (error) { post(error.code); }`;
    expect(await runInWorker(zexpr.code + script, { stackSizeMb: 0.4 })).toEqual([9_999, "RecursionLimit"]);
  });

  test("chains of contexts and of functions 10,000 long", async () => {
    const script = `
      let context = new zexpr.Context();
      context.setVariable("k", 5);
      context.setArray("a", [6]);
      for (let i = 0; i < 10000; i++) context = new zexpr.Context({ parent: context });
      const options = (context) => ({ context, limits: { callDepth: 10000 } });
      post(zexpr.evaluate("k + a[0] + abs(-1)", {}, options(context)));
      const flat = new zexpr.Context();
      flat.addExpressionFunction("f0", ["x"], "x");
      for (let i = 1; i < 10000; i++) flat.addExpressionFunction("f" + i, ["x"], "f" + (i - 1) + "(x) + 1");
      post(zexpr.evaluate("f9999(1)", {}, options(flat)));`;
    expect(await runInWorker(zexpr.code + script, { stackSizeMb: 0.4 })).toEqual([12, 10_000]);
  });

  test("texts for which the memory grows are parsed whole, or the host says that the stack has ended", async () => {
    const script = `
      const batch = new zexpr.Batch({ limits: { sourceLength: 1 << 20, nodes: 1 << 20 } });
      let [text, done] = ["", true];
      const names = new Set();
      function descend(...more) {
        try { descend(...more); } catch {}
        if (done) return;
        try {
          batch.addExpression(text);
          done = true;
        } catch (error) {
          names.add(error.name);
        }
      }
      for (let round = 0; round < 15; round++) {
        batch.clear();
        batch.addVariable("x", 3);
        batch.addExpression("x * 5");
        // Longer each time, so that the memory has to grow.
        const terms = Math.floor(4000 * 1.3 ** round);
        text = "x" + "+x".repeat(terms - 1);
        done = false;
        descend(...Array(round).fill(1));
        batch.evaluate();
        post([terms, ...batch.results]);
      }
      post([...names].join());`;
    const values = await runInWorker(zexpr.code + script, { stackSizeMb: 0.4 });
    expect(values.pop()).toBe("RangeError");
    expect(values).toHaveLength(15);
    for (const value of values) {
      const [terms, ...results] = value as number[];
      expect(results).toEqual([15, 3 * (terms as number)]);
    }
  });

  // The stack's end may fall on any instruction of the library. What is half done then must not stay.
  test("natives that recurse without end fail, and leave the library whole", async () => {
    const script = `
      const from = (depth, action) => (depth > 0 ? from(depth - 1, action) : action());
      for (let depth = 0; depth < 30; depth++) {
        const functions = { f: () => zexpr.evaluate("1 + f() * 2 - sin(3)", {}, { functions }) };
        try { from(depth, () => zexpr.evaluate("f()", {}, { functions })); } catch (error) { post(error.code ?? error.name); }
        post(zexpr.evaluate("1 + 2 * x", { x: 3 }));
        const g = { parameters: ["a"], body: "a * a + 7 ? 8 : 9" };
        post(zexpr.evaluate("g(x) + 4 * 5 - 6", { x: 3 }, { functions: { g } }));
      }`;
    for (const stackSizeMb of [0.3, 0.32, 0.35, 0.4, 0.45, 0.5]) {
      const values = await runInWorker(zexpr.code + script, { stackSizeMb });
      expect(values, `${stackSizeMb}`).toEqual(Array(30).fill(["Other", 7, 22]).flat());
    }
  }, 120_000);
});
