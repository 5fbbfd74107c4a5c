import { ExprError } from "@zexpr/errors";
import { NO_NODE, OPERATORS, WORD_EXTRA, WORD_FIRST, WORD_KIND, WORD_NEXT, WORD_SYMBOL } from "@zexpr/ir";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, type Tree } from "../src/index.ts";

/**
 * A random expression: fully bracketed source, and the tree it has to parse to. Neither needs the printers'
 * rules.
 */
interface Sample {
  readonly source: string;
  readonly tree: string;
}

const name = fc.constantFrom("a", "b", "x1", "_", "e", "sin", "E3");
const number = fc
  .oneof(fc.nat(), fc.double({ min: 0, noNaN: true }), fc.constantFrom(0, 1e16, 1e-5, 5e-324, Infinity))
  .map((value): Sample => {
    const source = value === Infinity ? "1e400" : String(Math.abs(value));
    return { source, tree: `#${source === "1e400" ? Infinity : source}` };
  });

const { sample } = fc.letrec<{ sample: Sample }>((tie) => {
  const inner = tie("sample");
  const infix = ["&&", "||", ...OPERATORS.filter(({ arity }) => arity === 2).map(({ spelling }) => spelling)];
  const prefixes = OPERATORS.filter(({ arity }) => arity === 1);
  return {
    sample: fc.oneof(
      { maxDepth: 6, depthSize: "medium" },
      number,
      name.map((text) => ({ source: text, tree: text })),
      fc.tuple(name, name).map(([a, b]) => ({ source: `${a}.${b}`, tree: `(. ${a} ${b})` })),
      fc.tuple(fc.constantFrom(...prefixes), inner).map(([operator, { source, tree }]) => ({
        source: `${operator.spelling}(${source})`,
        tree: `(${operator.name} ${tree})`,
      })),
      fc.tuple(inner, fc.constantFrom(...infix), inner).map(([a, operator, b]) => ({
        source: `(${a.source})${operator}(${b.source})`,
        tree: `(${operator} ${a.tree} ${b.tree})`,
      })),
      fc.tuple(inner, inner, inner).map(([c, t, e]) => ({
        source: `(${c.source})?(${t.source}):(${e.source})`,
        tree: `(?: ${c.tree} ${t.tree} ${e.tree})`,
      })),
      fc.tuple(name, fc.array(inner, { maxLength: 4 })).map(([callee, list]) => ({
        source: `${callee}(${list.map(({ source }) => `(${source})`)})`,
        tree: `(${[callee, ...list.map(({ tree }) => tree)].join(" ")})`,
      })),
      fc.tuple(name, inner).map(([array, { source, tree }]) => ({
        source: `${array}[${source}]`,
        tree: `([] ${array} ${tree})`,
      })),
    ),
  };
});

/** The S-expression with numbers as JavaScript writes their values, so that only values count. */
function shape(tree: Tree): string {
  return tree.toSExpression().replace(/(?<=^|[ (])\d[\w.-]*/g, (text) => `#${Number(text)}`);
}

/** All that a tree holds but spans and numbers' bytes. */
function words(tree: Tree): unknown[] {
  return Array.from({ length: tree.length }, (_, node) => {
    const links = [WORD_KIND, WORD_FIRST, WORD_NEXT, WORD_SYMBOL].map((word) => tree.word(node, word));
    return [...links, tree.first(node) === NO_NODE ? tree.value(node) : tree.word(node, WORD_EXTRA)];
  });
}

describe("random trees", () => {
  test("parse to the expected tree", () => {
    fc.assert(
      fc.property(sample, ({ source, tree }) => {
        expect(shape(parse(source))).toBe(tree);
      }),
    );
  });

  test("print and parse to the same tree, bit for bit", () => {
    fc.assert(
      fc.property(sample, ({ source }) => {
        const tree = parse(source);
        const again = parse(tree.toString());
        expect(words(again)).toEqual(words(tree));
        expect(again.names).toEqual(tree.names);
        expect(again.toString()).toBe(tree.toString());
      }),
      { numRuns: 500 },
    );
  });

  test("are printed without a bracket too many", () => {
    fc.assert(
      fc.property(sample, ({ source }) => {
        const tree = parse(source);
        const printed = tree.toString();
        for (const [open, close] of groups(printed)) {
          const without = printed.slice(0, open) + printed.slice(open + 1, close) + printed.slice(close + 1);
          expect(shapeOrError(without)).not.toBe(shape(tree));
        }
      }),
    );
  });

  test("have children inside their parent's span, in order, and leave nodes in the order of their indices", () => {
    fc.assert(
      fc.property(sample, ({ source }) => {
        const tree = parse(source);
        const order: number[] = [];
        tree.walk({ leave: (node) => order.push(node) });
        expect(order).toEqual([...order.keys()]);
        for (let node = 0; node < tree.length; node++) {
          let position = tree.start(node);
          for (let child = tree.first(node); child >= 0; child = tree.next(child)) {
            expect(tree.start(child)).toBeGreaterThanOrEqual(position);
            position = tree.end(child);
            if (tree.next(child) < 0) expect(~tree.next(child)).toBe(node);
          }
          expect(tree.end(node)).toBeGreaterThanOrEqual(position);
        }
      }),
    );
  });
});

/** Offsets of round brackets that group, in printed source: not those of calls. */
function groups(source: string): [open: number, close: number][] {
  const open: number[] = [];
  const found: [number, number][] = [];
  for (let i = 0; i < source.length; i++) {
    if (source[i] === "(") open.push(i);
    if (source[i] !== ")") continue;
    const start = open.pop() as number;
    if (!/\w/.test(source.charAt(start - 1))) found.push([start, i]);
  }
  return found;
}

function shapeOrError(source: string): string {
  try {
    return shape(parse(source));
  } catch (error) {
    if (error instanceof ExprError) return error.code;
    throw error;
  }
}

describe("random text throws nothing but ExprError with a span inside the source", () => {
  function check(source: string): void {
    try {
      const tree = parse(source);
      expect(shape(parse(tree.toString()))).toBe(shape(tree));
    } catch (error) {
      if (!(error instanceof ExprError)) throw error;
      const { start, end } = error.span as { start: number; end: number };
      expect(start >= 0 && start <= end && end <= source.length).toBe(true);
      expect(error.source).toBe(source);
      expect(["Parse", "Tokenizer", "Syntax", "UnmatchedParenthesis"]).toContain(error.code);
      error.frame();
    }
  }

  test("any characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), check));
    fc.assert(fc.property(fc.string({ unit: "binary-ascii" }), check));
  });

  test("characters of expressions", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."01.eEax_+-*/%^&|<>=!~?:,;()[] \t") }), check),
      {
        numRuns: 1_000,
      },
    );
  });

  test("tokens in any order", () => {
    const spellings = [...new Set(OPERATORS.map(({ spelling }) => spelling))];
    const tokens = [
      ...spellings,
      "&&",
      "||",
      "?",
      ":",
      "(",
      ")",
      "[",
      "]",
      ".",
      "1",
      ".5",
      "2e3",
      "a",
      "f(",
      " ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 30 }), (list) => check(list.join(""))),
      {
        numRuns: 1_000,
      },
    );
  });

  test("an expression with one character changed", () => {
    const change = fc.constantFrom(..."()[]?:,;.+-^ae1é", "");
    fc.assert(
      fc.property(sample, fc.nat(), change, ({ source }, at, text) => {
        const place = at % source.length;
        check(source.slice(0, place) + text + source.slice(place + 1));
      }),
      { numRuns: 500 },
    );
  });
});
