import { readFileSync } from "node:fs";
import { Parser } from "expr-eval-fork";
import * as mathjs from "mathjs";
import { describe, expect, test, vi } from "vitest";
import { Context, evaluate } from "zexpr";
import { codes, DOCUMENT, migrationTables, SCOPE } from "./migration-tables.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** What a `// → …` comment says that the line prints. */
const PRINTED = /\/\/ → (.*)/g;

const EXAMPLES: readonly (readonly [name: string, run: () => Promise<unknown>])[] = [
  ["mathjs", () => import("./migration/mathjs.js")],
  ["expr-eval", () => import("./migration/expr-eval.js")],
];

// What zexpr does is tested in packages/zexpr/test/migration.test.ts.
describe("the examples of other libraries in MIGRATION.md", () => {
  test("are these, but for a line that TypeScript wants", () => {
    const blocks = [...DOCUMENT.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text]) => text);
    const files = EXAMPLES.map(([name]) => read(`./migration/${name}.js`).replace(/^.*ts-nocheck.*\n/, ""));
    expect(blocks).toEqual(files);
  });

  test.each(EXAMPLES)("%s runs and prints what it says", async (name, run) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      await run();
      const printed = log.mock.calls.map((values) => values.join(" ")).join("\n");
      const said = [...read(`./migration/${name}.js`).matchAll(PRINTED)].map(([, text]) => text);
      expect(printed).toBe(said.join("\n"));
    } finally {
      log.mockRestore();
    }
  });
});

type Values = Record<string, unknown>;

/** Peers by the name that heads their columns. Values are copied, since formulas may assign. */
const PEERS: Readonly<Record<string, (formula: string, values: Values) => unknown>> = {
  mathjs: (formula, values) => mathjs.evaluate(formula, { ...SCOPE, ...values }),
  "expr-eval": (formula, values) => Parser.evaluate(formula, { ...SCOPE, ...values } as never),
};

const context = new Context();
context.setArray("t", SCOPE.t);
context.setAttribute("p", "x", SCOPE.p.x);

const TABLES = migrationTables();

describe.each(Object.entries(PEERS))("formulas with another meaning in %s", (name, peer) => {
  const table = TABLES.find(({ header }) => header[0] === "formula" && header[1] === name);

  test.each(table?.rows ?? [])("%s: %s there, %s here", (formula, there) => {
    const source = codes(formula as string)[0] as string;
    const run = (): unknown => peer(source, { x: 3, y: 4 });
    if (there === "error") return expect(run).toThrow();
    const [beginning, rest] = (codes(there as string)[0] as string).split("…");
    const value = String(run());
    expect(value.slice(0, beginning?.length)).toBe(beginning);
    if (rest === undefined) expect(value).toBe(beginning);
    else expect(value.endsWith(rest)).toBe(true);
  });
});

/** Formulas that must mean the same everywhere: the order of the operators. */
const COMMON = [
  "-2^2",
  "2^-1",
  "2^3^2",
  "2 - 3 - 4",
  "8 / 4 / 2",
  "2 * 3 ^ 2 + 1",
  "-2 * 3 + 4",
  "1 + 2 == 3",
  "2 < 3 + 1",
];
const ORDER: Readonly<Record<string, readonly string[]>> = {
  mathjs: [
    "1 << 2 + 1",
    "7 & 3 | 8",
    "1 | 6 & 3",
    "4 & 2 == 2",
    "1 | 2 < 3",
    "16 >> 1 * 2",
    "3 > 2 ? 1 + 1 : 0",
  ],
  "expr-eval": ["7 % 4 * 2", "-7 % 4 + 1", "3 > 2 ? 1 + 1 : 0", "0 ? 1 : 0 ? 2 : 3", "1 ? 2 ? 3 : 4 : 5"],
};

describe.each(Object.entries(PEERS))("the order of the operators in %s", (name, peer) => {
  test.each([...COMMON, ...(ORDER[name] ?? [])])("%s is the same", (formula) => {
    expect(Number(peer(formula, {}))).toBe(evaluate(formula));
  });

  test.each([
    ["1 or 0 and 0", "1 || 0 && 0"],
    ["0 and 0 or 1", "0 && 0 || 1"],
    ["1 < 2 and 2 < 3", "1 < 2 && 2 < 3"],
    ["1 or 1 ? 2 : 3", "1 || 1 ? 2 : 3"],
    ["not 0 and 0", "!0 && 0"],
    ["not 1 == 2", "!1 == 2"],
  ])("%s is %s", (theirs, ours) => {
    expect(Number(peer(theirs, {}))).toBe(evaluate(ours));
  });
});

/** Numbers to try the translations with. Where a peer fails or gives a complex number, there is nothing to compare. */
const SAMPLES = [1, 2, 3, 0, -7, 2.345, 0.5, -0.25].flatMap((x) => [3, 1, 0, -2, 2.5].map((y) => ({ x, y })));

describe.each(Object.entries(PEERS))("formulas with another text in %s", (name, peer) => {
  const table = TABLES.find(({ header }) => header[0] === `formula in ${name}`);
  const rows = table?.rows ?? [];
  const pairs = rows.flatMap(([theirs, ours]) => {
    const [left, right] = [codes(theirs as string), codes(ours as string)];
    return left.map((formula, i) => [formula, right.length > 1 ? right[i] : right[0]] as const);
  });

  test("are one to one, or all the same", () => {
    for (const [theirs, ours] of rows) {
      const count = codes(ours as string).length;
      if (count > 1) expect([theirs, codes(theirs as string).length]).toEqual([theirs, count]);
    }
  });

  test.each(pairs.filter(([, ours]) => ours !== undefined))("%s is %s", (theirs, ours) => {
    let compared = 0;
    for (const sample of SAMPLES) {
      let value: unknown;
      try {
        value = peer(theirs, sample);
      } catch {
        continue;
      }
      if (typeof value !== "number" && typeof value !== "boolean") continue;
      const mine = evaluate(ours as string, sample, { context });
      if (Math.abs(Number(value) - mine) > 1e-12 * Math.abs(mine))
        expect([sample, mine]).toEqual([sample, value]);
      if (!Number.isNaN(mine)) compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(3);
  });

  test.each(pairs.filter(([, ours]) => ours === undefined))("%s evaluates there", (theirs) => {
    const sample = { x: 3, y: 4 };
    expect(() => peer(theirs, sample)).not.toThrow();
  });
});

describe("what MIGRATION.md says of mathjs beside its tables", () => {
  test.each([
    ["-2^2", -4],
    ["2^3^2", 512],
    ["3!", 6],
  ])("%s is %d", (formula, value) => {
    expect(mathjs.evaluate(formula)).toBe(value);
  });

  test("a prefix ! is an error, and names are looked up when evaluation reaches them", () => {
    expect(() => mathjs.parse("!x")).toThrow(SyntaxError);
    expect(mathjs.evaluate("1 or nosuch")).toBe(true);
    expect(() => mathjs.evaluate("1 and nosuch")).toThrow(/nosuch/);
  });

  test("several texts give several values, a Map is a scope, a parser has variables, an error has a place", () => {
    expect(mathjs.evaluate(["x + 1", "x + 2"], new Map([["x", 1]]))).toEqual([2, 3]);
    const parser = mathjs.parser();
    parser.set("a", 3);
    expect(parser.evaluate("a + 1")).toBe(4);
    expect(() => mathjs.evaluate("1 + * 2")).toThrow(expect.objectContaining({ char: 5 }));
  });

  test.each(["compile", "parse", "parser", "evaluate", "create", "simplify", "derivative"])(
    "has %s",
    (name) => {
      expect(mathjs).toHaveProperty(name, expect.any(Function));
    },
  );

  test.each(["traverse", "transform", "toTex", "toString"])("nodes have %s", (name) => {
    expect(mathjs.parse("x + 1")).toHaveProperty(name, expect.any(Function));
  });
});

describe("what MIGRATION.md says of expr-eval beside its tables", () => {
  test.each([
    ["-7 % 3", -1],
    ["-2^2", -4],
    ["2^3^2", 512],
    ["t[0]", 10],
    ["p.x", 3],
  ])("%s is %d", (formula, value) => {
    expect(Parser.evaluate(formula, { ...SCOPE } as never)).toBe(value);
  });

  test.each(["2 ** 3", "5 & 3", "5 | 3", "~5", "pi", "e", "tau"])("%s is an error", (formula) => {
    expect(() => Parser.evaluate(formula)).toThrow();
  });

  test("constants win over values", () => {
    expect(Parser.evaluate("PI", { PI: 1 })).toBe(Math.PI);
    expect(Parser.evaluate("E", { E: 1 })).toBe(Math.E);
    expect(Parser.evaluate("true", { true: 5 })).toBe(true);
  });

  test("names are looked up when evaluation reaches them", () => {
    expect(Parser.evaluate("1 or nosuch")).toBe(true);
    expect(() => Parser.evaluate("1 and nosuch")).toThrow(/nosuch/);
  });

  test("|| joins texts", () => {
    expect(Parser.evaluate("2 || 0")).toBe("20");
  });

  test("parsers and expressions have what the table names", () => {
    const parser = new Parser({ operators: { logical: false } });
    expect(() => parser.parse("1 and 2")).toThrow();
    // The fork's types lack it.
    const { binaryOps } = parser as unknown as {
      binaryOps: Record<string, (a: number, b: number) => number>;
    };
    binaryOps["+"] = (a, b) => a * b;
    expect(parser.evaluate("3 + 4")).toBe(12);
    delete parser.functions.fac;
    expect(() => parser.evaluate("fac(3)")).toThrow();
    const expression = Parser.parse("x * y + 1");
    expect(expression.variables()).toEqual(["x", "y"]);
    expect(String(expression.simplify({ y: 4 }))).toBe("((x * 4) + 1)");
    expect(String(expression.substitute("x", "a + 1"))).toBe("(((a + 1) * y) + 1)");
    expect(expression.toJSFunction("x, y")(2, 3)).toBe(7);
  });

  test("the fork refuses functions among the values; a parser's own are called", () => {
    expect(() => Parser.evaluate("f(4)", { f: Math.sqrt } as never)).toThrow();
    const parser = new Parser();
    parser.functions.f = Math.sqrt;
    expect(parser.evaluate("f(4)")).toBe(2);
  });
});
