import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { Arena, Batch, Context, check, compile, ExprError, evaluate, parse } from "zexpr";
import { codes, DOCUMENT, migrationTables, SCOPE } from "./migration-tables.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** What a `// → …` comment says that the line prints. */
const PRINTED = /\/\/ → (.*)/g;

const EXAMPLES: readonly (readonly [name: string, run: () => Promise<unknown>])[] = [
  ["exp-rs", () => import("./migration/exp-rs.ts")],
  ["mathjs", () => import("./migration/mathjs.ts")],
  ["mathjs-meaning", () => import("./migration/mathjs-meaning.ts")],
  ["expr-eval", () => import("./migration/expr-eval.ts")],
  ["expr-eval-meaning", () => import("./migration/expr-eval-meaning.ts")],
];

// What the other libraries do is tested in benchmarks/test/migration-peers.test.ts and migration-c.test.ts.
describe("the examples of MIGRATION.md", () => {
  test("are these", () => {
    const blocks = [...DOCUMENT.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(blocks).toEqual(EXAMPLES.map(([name]) => read(`./migration/${name}.ts`)));
  });

  test.each(EXAMPLES)("%s runs and prints what it says", async (name, run) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      await run();
      const printed = log.mock.calls.map((values) => values.join(" ")).join("\n");
      const said = [...read(`./migration/${name}.ts`).matchAll(PRINTED)].map(([, text]) => text);
      expect(printed).toBe(said.join("\n"));
    } finally {
      log.mockRestore();
    }
  });
});

const context = new Context();
context.setArray("t", SCOPE.t);
context.setAttribute("p", "x", SCOPE.p.x);

/** As a cell says it: a value, or `error` and its code. */
function outcome(formula: string): string {
  try {
    return String(evaluate(formula, { x: 3, y: 4 }, { context }));
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    return `error ${error.code}`;
  }
}

const TABLES = migrationTables();
const DIFFERENCES = TABLES.filter(({ header }) => header[0] === "formula");
const TRANSLATIONS = TABLES.filter(({ header }) => header[0]?.startsWith("formula in"));

test("MIGRATION.md has a table of differences for three libraries, and of translations for two", () => {
  expect(DIFFERENCES.map(({ header }) => header[1])).toEqual(["exp-rs", "mathjs", "expr-eval"]);
  expect(TRANSLATIONS.map(({ header }) => header[0])).toEqual(["formula in mathjs", "formula in expr-eval"]);
});

describe.each(DIFFERENCES)("formulas with another meaning, $section", ({ rows }) => {
  test.each(rows)("%s: %s there, %s here", (formula, _, here) => {
    const [beginning, rest] = here.replaceAll("`", "").split("…");
    const value = outcome(codes(formula)[0] as string);
    expect(value.slice(0, beginning.length)).toBe(beginning);
    if (rest === undefined) expect(value).toBe(beginning);
    else expect(value.endsWith(rest)).toBe(true);
  });
});

describe.each(TRANSLATIONS)("formulas with another text, $section", ({ rows }) => {
  test.each(rows)("%s: %s", (theirs, ours) => {
    for (const formula of codes(ours)) expect(check(formula, ["x", "y"], { context })).toEqual([]);
    if (codes(ours).length > 0) return;
    expect(["none", "register a function", "set a constant", "see above"]).toContain(ours);
    for (const formula of codes(theirs)) {
      const problem = check(formula, ["x", "y"], { context })[0];
      expect([formula, problem]).toEqual([formula, expect.any(ExprError)]);
    }
  });
});

describe("names of zexpr in MIGRATION.md", () => {
  const javascript = TABLES.filter(({ header }) => header[1] === "zexpr").flatMap(({ rows }) =>
    rows.flatMap(([, ours]) => codes(ours)),
  );
  const [batch, arena, formula] = [new Batch(), new Arena(), compile("1")];
  const error = new ExprError("Other", "");
  const owners: Record<string, object> = { batch, arena, formula, error, context, Context, tree: parse("1") };

  test("are there", () => {
    const members = javascript.flatMap((code) => [...code.matchAll(/\b([a-zA-Z]+)\.([a-zA-Z]+)/g)]);
    expect(members.length).toBeGreaterThan(40);
    for (const [text, owner, member] of members) {
      if (owner === "Object") continue;
      const object = owners[owner as string] ?? {};
      // `in` does not call getters.
      expect([text, (member as string) in object]).toEqual([text, true]);
    }
  });

  test("options of limits are there", () => {
    expect(() => new Batch({ limits: { callDepth: 10, nesting: 10 } })).not.toThrow();
    expect(javascript).toContain("limits: { callDepth, nesting }");
  });

  test("in C are those of zexpr.h, all of them", () => {
    const header = read("../../ffi/include/zexpr.h");
    const declared = new Set([...header.matchAll(/^ZEXPR_IMPORT\((\w+)\)/gm)].map(([, name]) => name));
    const ours = TABLES.filter(({ header }) => header[1] === "zexpr.h")
      .flatMap(({ rows }) => rows.flatMap((row) => codes(row[1])))
      .filter((code) => code.startsWith("expr_"));
    const fresh = /^New: [\s\S]*?\n\n/m.exec(DOCUMENT)?.[0] ?? "";
    const named = new Set([...ours, ...codes(fresh)]);
    expect([...named].sort()).toEqual([...declared].sort());
    for (const name of codes(DOCUMENT).filter((code) => /^EXPR_\w+$/.test(code)))
      expect(header).toContain(`  ${name} = `);
  });

  test("in links are headings", () => {
    for (const [, file, anchor] of DOCUMENT.matchAll(/\]\(([^)#\s]*)(?:#([^)]*))?\)/g)) {
      const path = file === "" ? "MIGRATION.md" : (file as string);
      const page = read(`../../../${path.endsWith(".md") ? path : `${path}/README.md`}`);
      const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        (heading as string)
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, "")
          .replaceAll(" ", "-"),
      );
      if (anchor !== undefined) expect(headings).toContain(anchor);
    }
  });
});

describe("what MIGRATION.md says beside its tables", () => {
  const run = (source: string, values: Record<string, number> = {}): number =>
    evaluate(source, values, { context });

  test.each([
    ["-2^2", -4],
    ["2^3^2", 512],
    ["5 % 3", 2],
    ["2 ** 3", 8],
    ["!0", 1],
    ["x - y > 0 ? x : y", 4],
    ["t[0]", 10],
    ["1 || nosuch", 1],
    ["0 ? nosuch : 2", 2],
  ])("%s is %d", (source, value) => {
    expect(run(source, { x: 3, y: 4 })).toBe(value);
  });

  test("a function without parameters stands for an assignment", () => {
    const batch = new Batch();
    batch.addVariable("x", 3);
    batch.addFunction("a", [], "2 * x");
    batch.addExpression("a() + 1");
    batch.evaluate();
    expect(batch.results[0]).toBe(7);
  });

  test("a function needs brackets", () => {
    expect(() => run("sin x", { x: 3 })).toThrow(expect.objectContaining({ code: "Syntax" }));
  });

  test("recursion: fib(10) is 55", () => {
    const batch = new Batch();
    batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
    batch.addExpression("fib(10)");
    batch.evaluate();
    expect([...batch.results]).toEqual([55]);
  });

  test("a function does not see the parameters of the one that calls it", () => {
    const batch = new Batch();
    batch.addFunction("f", ["a"], "g()");
    batch.addFunction("g", [], "a");
    batch.addExpression("f(1)");
    expect([batch.tryEvaluate(), batch.lastError?.code]).toEqual([5, "UnknownVariable"]);
  });

  test("a body's mistake shows when the function is added; a new body counts at the next evaluation", () => {
    const batch = new Batch();
    expect(() => batch.addFunction("f", [], "1 +")).toThrow(ExprError);
    batch.addFunction("f", [], "1");
    batch.addExpression("f()");
    batch.evaluate();
    batch.addFunction("f", [], "2");
    batch.evaluate();
    expect([...batch.results]).toEqual([2]);
  });

  test("results are NaN before the first evaluation, and from the failed one on", () => {
    const batch = new Batch();
    const x = batch.addVariable("x", 0);
    for (const source of ["x + 1", "x ? nosuch : 2", "3"]) batch.addExpression(source);
    expect([...batch.results]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    batch.evaluate();
    expect([...batch.results]).toEqual([1, 2, 3]);
    batch.variables[x] = 1;
    expect(batch.tryEvaluate()).toBe(5);
    expect([...batch.results]).toEqual([2, Number.NaN, Number.NaN]);
  });

  test("arrays and attributes of parents are found, and changes are seen", () => {
    const child = new Context({ parent: context });
    expect(evaluate("t[2] + p.x", {}, { context: child })).toBe(33);
    const batch = new Batch({ context: child });
    batch.addExpression("gain");
    child.setVariable("gain", 1);
    batch.evaluate();
    child.setVariable("gain", 2);
    batch.evaluate();
    expect(batch.results[0]).toBe(2);
  });

  test("a function with the name of a built-in goes first", () => {
    const own = new Context();
    own.addFunction("lerp", 1, (x) => x + 1);
    expect(evaluate("lerp(1)", {}, { context: own })).toBe(2);
  });

  test("the number of arguments is fixed, for `...` too", () => {
    const calls: [string, object][] = [
      ["min(1, 2, 3)", {}],
      ["max(1)", {}],
      ["sum(1, 2)", { sum: (...values: number[]) => values.length }],
    ];
    for (const [source, functions] of calls)
      expect(() => evaluate(source, {}, { functions: { ...functions } })).toThrow(
        expect.objectContaining({ code: "InvalidFunctionCall" }),
      );
  });

  test("values are numbers", () => {
    for (const value of [true, "1", [1], { a: 1 }])
      expect(() => evaluate("x", { x: value as unknown as number })).toThrow(ExprError);
  });

  test("variables go before constants", () => {
    expect(evaluate("E + pi", { E: 1, pi: 2 })).toBe(3);
  });

  test("compile and check report at once, and check with a span for each name, wherever it stands", () => {
    expect(() => compile("1 || nosuch")).toThrow(expect.objectContaining({ code: "UnknownVariable" }));
    const text = "a > 0 ? b : c";
    const names = check(text).map(({ span }) => text.slice(span?.start, span?.end));
    expect(names).toEqual(["a", "b", "c"]);
  });

  test("an empty context has operators and no functions", () => {
    const options = { context: Context.empty() };
    expect(evaluate("1 + 2 * pi > 3 & 1", {}, options)).toBe(1);
    expect(() => evaluate("sin(1)", {}, options)).toThrow(
      expect.objectContaining({ code: "UnknownFunction" }),
    );
  });

  test("an operator of a context counts, and a constant has its value", () => {
    const own = new Context();
    own.addFunction("+", 2, (a, b) => a * b);
    own.setConstant("R", 8);
    expect(evaluate("3 + R", {}, { context: own })).toBe(24);
  });

  test("batches are stale after their arena's reset", () => {
    const arena = new Arena({ capacity: 4_096 });
    const batch = new Batch({ arena });
    batch.addExpression("1");
    batch.evaluate();
    arena.reset();
    expect(() => batch.evaluate()).toThrow(expect.objectContaining({ code: "StaleHandle" }));
  });
});
