import { describe, expect, test } from "vitest";
import { Batch, Context, check, compile, evaluate, type Limits } from "zexpr";
import { codeOf, errorOf } from "./outcomes.ts";

/** A context with a function of any number of arguments, and an array. */
function contextWith(arity: number): Context {
  const context = new Context();
  context.addFunctionInPlace("many", Math.min(arity, 4_096), (memory, _, count, result) => {
    memory.f64[result / 8] = count;
  });
  context.setArray("a", [0]);
  return context;
}

const ENOUGH: Partial<Limits> = { sourceLength: 1_048_576, nodes: 1_048_576 };

interface Row {
  readonly limit: keyof Limits;
  readonly fallback: number;
  readonly cap: number;
  readonly code: string;
  /** Source that needs exactly n. */
  readonly source: (n: number) => string;
}

const ROWS: Readonly<Record<string, Row>> = {
  "source length": {
    ...{ limit: "sourceLength", fallback: 65_536, cap: 1_048_576, code: "CapacityExceeded" },
    source: (n) => " ".repeat(n - 1).concat("1"),
  },
  "source length, counted in UTF-16 units with white space beyond Latin-1": {
    ...{ limit: "sourceLength", fallback: 65_536, cap: 1_048_576, code: "CapacityExceeded" },
    source: (n) => "\u3000".repeat(n - 1).concat("1"),
  },
  "nesting of brackets": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => `${"(".repeat(n)}1${")".repeat(n)}`,
  },
  "nesting of calls": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => `${"abs(".repeat(n)}1${")".repeat(n)}`,
  },
  "nesting of indices": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => `${"a[".repeat(n)}0${"]".repeat(n)}`,
  },
  "nesting of prefixes": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => "-".repeat(n).concat("1"),
  },
  "nesting of powers": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => "1^".repeat(n).concat("1"),
  },
  "nesting of conditionals": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => "0?1:".repeat(n).concat("2"),
  },
  "nesting of lazy ifs": {
    ...{ limit: "nesting", fallback: 2_000, cap: 10_000, code: "RecursionLimit" },
    source: (n) => `${"if(0,1,".repeat(n)}2${")".repeat(n)}`,
  },
  nodes: {
    ...{ limit: "nodes", fallback: 65_536, cap: 1_048_576, code: "CapacityExceeded" },
    // A sum of k terms has 2k - 1 nodes; a minus adds one.
    source: (n) => (n % 2 === 1 ? "" : "-").concat("1", "+1".repeat(Math.ceil(n / 2) - 1)),
  },
  "arguments of a call": {
    ...{ limit: "arguments", fallback: 1_024, cap: 4_096, code: "CapacityExceeded" },
    source: (n) => `many(${Array(n).fill("1")})`,
  },
};

/** Codes of adding and evaluating `source` by every way in. */
function codes(source: string, limits: Partial<Limits>, arity: number): string[] {
  const options = { limits: { ...limits }, context: contextWith(arity) };
  const inBody = () => {
    const batch = new Batch(options);
    batch.addFunction("f", [], source);
    batch.addExpression("f()");
    batch.evaluate();
  };
  return [
    codeOf(() => evaluate(source, {}, options)),
    codeOf(() => compile(source, [], options).call()),
    check(source, [], options)[0]?.code ?? "Ok",
    codeOf(inBody),
  ];
}

describe.each(Object.entries(ROWS))("%s", (_, { limit, fallback, cap, code, source }) => {
  function expectEdge(edge: number, limits: Partial<Limits>): void {
    for (const [n, expected] of [
      [edge - 1, "Ok"],
      [edge, "Ok"],
      [edge + 1, code],
    ] as const) {
      expect(codes(source(n), limits, n), `${n}`).toEqual(Array(4).fill(expected));
    }
  }

  test.each([4, 5, 10, 99])("limit %i", (n) => {
    expectEdge(n, { ...ENOUGH, [limit]: n });
  });

  test(`default ${fallback}`, () => {
    expectEdge(fallback, limit === "sourceLength" ? {} : { sourceLength: ENOUGH.sourceLength as number });
  });

  test(`hard cap ${cap}`, () => {
    const limits = { ...ENOUGH, [limit]: cap };
    // A million nodes take a second.
    if (limit !== "nodes") expectEdge(cap, limits);
    else
      for (const n of [cap, cap + 1])
        expect(codeOf(() => evaluate(source(n), {}, { limits }))).toBe(n > cap ? code : "Ok");
    expect(codeOf(() => new Batch({ limits: { [limit]: cap + 1 } }))).toBe("Other");
  });
});

describe("identifier length: 255, not configurable", () => {
  const [fits, fitsNot] = ["a".repeat(255), "a".repeat(256)];

  test("in source", () => {
    expect(evaluate(fits, { [fits]: 5 })).toBe(5);
    for (const source of [fitsNot, `${fitsNot}(1)`, `${fitsNot}[0]`, `x.${fitsNot}`, `${fitsNot}.x`]) {
      const error = errorOf(() => evaluate(`1 + ${source}`));
      expect([error.code, error.status, error.span?.start]).toEqual([
        "StringTooLong",
        13,
        source.indexOf("aaa") + 4,
      ]);
    }
  });

  test("at registration", () => {
    for (const [name, expected] of [
      ["a".repeat(254), "Ok"],
      [fits, "Ok"],
      [fitsNot, "StringTooLong"],
    ] as const) {
      const context = new Context();
      const actions = [
        () => new Batch().addVariable(name),
        () => new Batch().addFunction(name, [], "1"),
        () => new Batch().addFunction("f", [name], "1"),
        () => context.setVariable(name, 1),
        () => context.setConstant(name, 1),
        () => context.setArray(name, [1]),
        () => context.setAttribute(name, "x", 1),
        () => context.setAttribute("x", name, 1),
        () => context.addFunction(name, 0, () => 1),
        () => context.addExpressionFunction(name, [], "1"),
      ];
      expect(actions.map(codeOf)).toEqual(actions.map(() => expected));
    }
  });
});

test("an expression function has at most as many parameters as a call arguments", () => {
  for (const [limit, options] of [
    [1_024, {}],
    [7, { limits: { arguments: 7 } }],
    [4_096, { limits: { arguments: 4_096, sourceLength: 100_000 } }],
  ] as const) {
    const batch = new Batch(options);
    const names = (n: number) => Array.from({ length: n }, (_, i) => `p${i}`);
    batch.addFunction("f", names(limit), `p0 + p${limit - 1}`);
    batch.addExpression(`f(${names(limit).map((_, i) => i)})`);
    batch.evaluate();
    expect(batch.results[0]).toBe(limit - 1);
    expect(codeOf(() => batch.addFunction("f", names(limit + 1), "1"))).toBe("CapacityExceeded");
  }
});

test("a context's function beyond the limits of one batch is an error there, shown in its body, and works in others", () => {
  const context = new Context();
  const body = `${"(".repeat(20)}n${")".repeat(20)}`;
  context.addExpressionFunction("f", ["n"], body);
  const batch = new Batch({ context, limits: { nesting: 10 } });
  const last = batch.addExpression("f(1)");
  const error = errorOf(() => batch.evaluate());
  expect([error.code, error.source]).toEqual(["RecursionLimit", body]);
  expect(evaluate("f(1)", {}, { context })).toBe(1);
  batch.setExpression(last, "2");
  batch.evaluate();
  expect(batch.results[0]).toBe(2);
  context.addExpressionFunction("f", ["n"], "n + 1");
  batch.setExpression(last, "f(1)");
  batch.evaluate();
  expect(batch.results[0]).toBe(2);
});

describe("limit options", () => {
  const names: readonly (keyof Limits)[] = [
    ...(["sourceLength", "nesting", "nodes", "arguments"] as const),
    ...(["callDepth", "instructions", "arenaBytes"] as const),
  ];

  test.each(names)("%s must be a whole number from 1 on", (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, "5", {}, true, 5n]) {
      const limits = { [name]: value as number };
      const ways = [
        () => new Batch({ limits }),
        () => evaluate("1", {}, { limits }),
        () => compile("1", [], { limits }),
      ];
      expect(ways.map(codeOf), `${typeof value} ${String(value)}`).toEqual(ways.map(() => "Other"));
      expect(check("1", [], { limits }).map((error) => error.code)).toEqual(["Other"]);
    }
    expect(codeOf(() => new Batch({ limits: { [name]: undefined } }))).toBe("Ok");
  });

  test.each(names)("%s may be Infinity only where there is no cap", (name) => {
    const uncapped = name === "instructions" || name === "arenaBytes";
    expect(codeOf(() => new Batch({ limits: { [name]: Infinity } }))).toBe(uncapped ? "Ok" : "Other");
  });

  test("an unknown limit is refused, not ignored", () => {
    expect(codeOf(() => new Batch({ limits: { depth: 5 } as Partial<Limits> }))).toBe("Other");
  });
});

describe("flat chains are not nesting", () => {
  const operators = ["+", "-", "*", "/", "%", ",", ";", "|", "&", "&&", "||", "==", "<", "<<", ">>>"];

  test.each(operators)("10,000 terms of %s, as constants and as variables", (operator) => {
    const limits = { nesting: 5 };
    const constants = evaluate(Array(10_000).fill("1").join(operator), {}, { limits });
    const variables = evaluate(Array(10_000).fill("x").join(operator), { x: 1 }, { limits });
    let expected = 1;
    const step = compile(`a ${operator} 1`, ["a"]);
    for (let i = 1; i < 10_000; i++) expected = step.call(expected);
    expect([constants, variables]).toEqual([expected, expected]);
  });

  test("10,000 flat conditions, calls and list members", () => {
    const terms = Array.from({ length: 10_000 }, (_, i) => `(x > ${i} ? 1 : 0)`);
    expect(evaluate(terms.join("+"), { x: 5_000 }, { limits: ENOUGH })).toBe(5_000);
    const calls = Array.from({ length: 10_000 }, (_, i) => `f(x, ${i})`).join("+");
    const options = {
      functions: { f: { parameters: ["a", "b"], body: "a > b" } },
      limits: ENOUGH,
    };
    expect(evaluate(calls, { x: 5_000 }, options)).toBe(5_000);
  });

  test("a batch of 10,000 expressions", () => {
    const batch = new Batch();
    const x = batch.addVariable("x", 2);
    for (let i = 0; i < 10_000; i++) batch.addExpression(`x * ${i}`);
    batch.evaluate();
    batch.setVariable(x, 3);
    batch.evaluate();
    expect([...batch.results]).toEqual(Array.from({ length: 10_000 }, (_, i) => 3 * i));
  });
});
