import { Arena } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import { type Limits, resolveLimits } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { parse } from "../src/index.ts";

/** Code of the error, and what it marks; "Ok" if there is none. */
function outcome(source: string, limits: Partial<Limits> = {}): string {
  try {
    parse(source, { limits });
    return "Ok";
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    return `${error.code} ${source.slice(error.span?.start, error.span?.end)}`;
  }
}

describe("nesting: limit - 1 and limit work, limit + 1 does not", () => {
  const levels: Record<string, (n: number) => string> = {
    "round brackets": (n) => `${"(".repeat(n)}1${")".repeat(n)}`,
    calls: (n) => `${"f(".repeat(n)}1${")".repeat(n)}`,
    "second arguments": (n) => `${"f(0,".repeat(n)}1${")".repeat(n)}`,
    indices: (n) => `${"a[".repeat(n)}1${"]".repeat(n)}`,
    "unary minus": (n) => `${"-".repeat(n)}1`,
    "unary plus": (n) => `${"+".repeat(n)}1`,
    not: (n) => `${"!~".repeat(n).slice(0, n)}1`,
    "^": (n) => "x^".repeat(n).concat("1"),
    "**": (n) => "x**".repeat(n).concat("1"),
    "last branches": (n) => "0?1:".repeat(n).concat("2"),
    "first branches": (n) => `${"1?".repeat(n)}2${":3".repeat(n)}`,
    "all at once": (n) => {
      const pieces = ["-", "x^", "(", "f(", "a[", "0?", "+"];
      const closers = ["", "", ")", ")", "]", ":1", ""];
      let source = "1";
      for (let i = n - 1; i >= 0; i--) source = `${pieces[i % 7]}${source}${closers[i % 7]}`;
      return source;
    },
  };

  test.each(Object.entries(levels))("%s", (_, build) => {
    for (const nesting of [1, 2, 7, 50]) {
      expect(outcome(build(nesting - 1), { nesting })).toBe("Ok");
      expect(outcome(build(nesting), { nesting })).toBe("Ok");
      expect(outcome(build(nesting + 1), { nesting })).toMatch(/^RecursionLimit ./);
    }
    expect(outcome(build(2_000))).toBe("Ok");
    expect(outcome(build(2_001))).toMatch(/^RecursionLimit ./);
    expect(outcome(build(10_000), { nesting: 10_000, sourceLength: 100_000 })).toBe("Ok");
  });

  test("what was closed or completed does not count", () => {
    expect(outcome("(1)+(1)*f(1)+a[1]-(-1)^2^(3)", { nesting: 3 })).toBe("Ok");
    expect(outcome("-1 - -1 - -1 - -1", { nesting: 1 })).toBe("Ok");
    expect(outcome("1^2+1^2*1^2", { nesting: 1 })).toBe("Ok");
    expect(outcome("f(-1,-1,-1)", { nesting: 2 })).toBe("Ok");
  });

  test.each(["+", "-", "*", "/", "%", ",", ";", "|", "&", "&&", "||", "<", "==", "<<", ">>>"])(
    "chains of 10,000 terms with %s are not nesting",
    (operator) => {
      const source = Array(10_000).fill("x").join(operator);
      expect(outcome(source, { nesting: 1 })).toBe("Ok");
    },
  );

  test("30,000 terms", () => {
    expect(outcome(`1${"+1".repeat(29_999)}`)).toBe("Ok");
  });
});

describe("other limits at limit - 1, limit and limit + 1", () => {
  test("source length", () => {
    expect(outcome("1+1", { sourceLength: 4 })).toBe("Ok");
    expect(outcome("1+11", { sourceLength: 4 })).toBe("Ok");
    expect(outcome("1+111", { sourceLength: 4 })).toBe("CapacityExceeded 1");
    expect(outcome(" ".repeat(65_535).concat("1"))).toBe("Ok");
    expect(outcome(" ".repeat(65_536).concat("1"))).toBe("CapacityExceeded 1");
  });

  test("nodes", () => {
    for (const [source, nodes] of [
      ["1+2*3", 5],
      ["f(a)", 2],
      ["f()", 1],
      ["f(g(),h())", 3],
      ["p.x+a[1]", 4],
      ["a?b:c", 4],
      ["-(+a)", 2],
    ] as const) {
      expect(outcome(source, { nodes: nodes + 1 })).toBe("Ok");
      expect(outcome(source, { nodes })).toBe("Ok");
      if (nodes > 1) expect(outcome(source, { nodes: nodes - 1 })).toMatch(/^CapacityExceeded ./);
    }
  });

  test("arguments", () => {
    expect(outcome("f(1,2)", { arguments: 3 })).toBe("Ok");
    expect(outcome("f(1,2,3)", { arguments: 3 })).toBe("Ok");
    expect(outcome("f(1,2,3,4+5)", { arguments: 3 })).toBe("CapacityExceeded 4+5");
    expect(outcome("f(1,2,3,(4),5)", { arguments: 3 })).toBe("CapacityExceeded (4)");
    expect(outcome("f(f(1),f(f(2)))+a[1]+f((1,2,3))", { arguments: 2 })).toBe("Ok");
    expect(outcome(`f(${Array(1_024).fill("1")})`)).toBe("Ok");
    expect(outcome(`f(${Array(1_025).fill("1")})`)).toBe("CapacityExceeded 1");
  });

  test.each(["%s", "%s(1)", "%s[1]", "%s.x", "p.%s"])("identifier length in %s", (form) => {
    for (const [length, code] of [
      [254, "Ok"],
      [255, "Ok"],
      [256, `StringTooLong ${"x".repeat(256)}`],
    ] as const) {
      expect(outcome(form.replace("%s", "x".repeat(length)))).toBe(code);
    }
  });

  test("arena bytes", () => {
    const source = `${"(x+".repeat(40)}1${")".repeat(40)}`;
    expect(parse(source, { arena: new Arena({ limit: 16_384 }) }).length).toBe(81);
    const arena = new Arena({ limit: 2_048 });
    expect(() => parse(source, { arena })).toThrow(expect.objectContaining({ code: "ArenaExhausted" }));
    expect(arena.used).toBe(0);
    expect(parse("x+1", { arena }).toString()).toBe("x + 1");
  });

  test("limits that make no sense are refused", () => {
    expect(() => parse("1", { limits: { nesting: 10_001 } })).toThrow(
      expect.objectContaining({ code: "Other" }),
    );
    expect(() => resolveLimits({ nodes: 0 })).toThrow(expect.objectContaining({ code: "Other" }));
  });
});

test("time grows linearly", () => {
  const arena = new Arena({ capacity: 1 << 22 });
  const limits = { sourceLength: 1 << 20, nodes: 1 << 20, nesting: 10_000 };
  const forms: ((n: number) => string)[] = [
    (n) => Array(n).fill("x*1.5").join("+"),
    (n) => Array.from({ length: n }, (_, i) => `name${i}`).join("+"),
    (n) => `${"(".repeat(n / 4)}1${")".repeat(n / 4)}`,
    (n) => `${"f(1,".repeat(n / 4)}1${")".repeat(n / 4)}`,
  ];
  for (const form of forms) {
    const [once, twice] = [form(10_000), form(20_000)].map((source) => {
      const times = Array.from({ length: 7 }, () => {
        arena.reset();
        const start = performance.now();
        parse(source, { arena, limits }).toString();
        return performance.now() - start;
      });
      return Math.min(...times);
    });
    // Quadratic time would give 4; the rest is noise of a shared machine.
    expect(twice / once).toBeLessThan(3.2);
  }
});
