import { Arena, LinearMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import { NODE_CALL, NODE_WORDS } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { parse, parseInto, Tree } from "../src/index.ts";

const SOURCE = "c ? f(a, -b) : p.x + a[i]";

describe("Tree.walk", () => {
  test("enters parents before and leaves them after their children", () => {
    const tree = parse(SOURCE);
    const log: string[] = [];
    tree.walk({
      enter: (node) => log.push(`<${SOURCE.slice(tree.start(node), tree.end(node))}`),
      leave: (node) => log.push(`${SOURCE.slice(tree.start(node), tree.end(node))}>`),
    });
    expect(log).toEqual([
      `<${SOURCE}`,
      "<c",
      "c>",
      "<f(a, -b)",
      "<a",
      "a>",
      "<-b",
      "<b",
      "b>",
      "-b>",
      "f(a, -b)>",
      "<p.x + a[i]",
      "<p.x",
      "p.x>",
      "<a[i]",
      "<i",
      "i>",
      "a[i]>",
      "p.x + a[i]>",
      `${SOURCE}>`,
    ]);
  });

  test("leaves nodes in the order of their indices", () => {
    const tree = parse(SOURCE);
    const order: number[] = [];
    tree.walk({ leave: (node) => order.push(node) });
    expect(order).toEqual(Array.from({ length: tree.length }, (_, node) => node));
  });

  test("skips what `enter` returns false for", () => {
    const tree = parse("f(a, g(b)) + g(c) + d");
    const left: string[] = [];
    tree.walk({
      enter: (node) => !(tree.kind(node) === NODE_CALL && tree.name(node) === "g"),
      leave: (node) => left.push(tree.source.slice(tree.start(node), tree.end(node))),
    });
    expect(left).toEqual(["a", "f(a, g(b))", "f(a, g(b)) + g(c)", "d", "f(a, g(b)) + g(c) + d"]);
  });

  test("skips the root", () => {
    const left: number[] = [];
    parse("a + b").walk({ enter: () => false, leave: (node) => left.push(node) });
    expect(left).toEqual([]);
  });

  test("without functions, of a single node", () => {
    parse("a").walk({});
  });
});

describe("Tree.toString", () => {
  test.each([
    ["((a)+((b)*c))", "a + b * c"],
    ["(a+b)*c", "(a + b) * c"],
    ["a-(b-c)", "a - (b - c)"],
    ["(a-b)-c", "a - b - c"],
    ["(a^b)^c", "(a ^ b) ^ c"],
    ["a^(b^c)", "a ^ b ^ c"],
    ["(a**b)^c", "(a ** b) ^ c"],
    ["(-a)^b", "(-a) ^ b"],
    ["-(a^b)", "-a ^ b"],
    ["a^(-b)", "a ^ -b"],
    ["a^(-(b^c))", "a ^ -b ^ c"],
    ["(a^-b)*c", "a ^ -b * c"],
    ["a-(-b)", "a - -b"],
    ["-(-a)", "--a"],
    ["-(a*b)", "-(a * b)"],
    ["+a", "a"],
    ["(a?b:c)?d:e", "(a ? b : c) ? d : e"],
    ["a?(b?c:d):(e?f:g)", "a ? b ? c : d : e ? f : g"],
    ["(a,b)?(c,d):(e,f)", "a, b ? c, d : e, f"],
    ["a,(b?c:d)", "a, (b ? c : d)"],
    ["(a?b:c),d", "(a ? b : c), d"],
    ["a,(b;c)", "a, (b; c)"],
    ["f((a,b),c)", "f((a, b), c)"],
    ["f((a,b),(c?(d,e):(g;h)))", "f((a, b), c ? (d, e) : (g; h))"],
    ["f(((a,b)?c:d))", "f((a, b) ? c : d)"],
    ["f(((a,b),c))", "f((a, b, c))"],
    ["f(x[(a,b)])", "f(x[a, b])"],
    ["a||(b&&c)", "a || b && c"],
    ["(a||b)&&c", "(a || b) && c"],
    ["a&&(b&&c)", "a && (b && c)"],
    ["(p).x+(a)[0]+(f)()", "p.x + a[0] + f()"],
  ])("%s", (source, expected) => {
    expect(parse(source).toString()).toBe(expected);
    expect(parse(expected).toString()).toBe(expected);
  });

  test.each([
    ["0", "0"],
    ["5.", "5"],
    [".5", "0.5"],
    ["1e3", "1000"],
    ["1e15", "1000000000000000"],
    ["1e16", "1e16"],
    ["123456789e20", "1.23456789e28"],
    ["0.0001", "0.0001"],
    ["0.00001", "1e-5"],
    ["5e-324", "5e-324"],
    ["1.7976931348623157e308", "1.7976931348623157e308"],
    ["1e400", "1e999"],
    ["1e-400", "0"],
  ])("the number %s", (source, expected) => {
    expect(parse(source).toString()).toBe(expected);
  });

  test("is what string conversion uses", () => {
    expect(`${parse("a+b")}`).toBe("a + b");
  });
});

describe("Tree.toSExpression", () => {
  test.each([
    ["1", "1.0"],
    ["1e20", "1e20"],
    ["1e400", "1e999"],
    ["a", "a"],
    ["pi()", "(pi)"],
    ["-a+~b", "(+ (neg a) (~ b))"],
    ["a.b", "(. a b)"],
    ["a[0]", "([] a 0.0)"],
    ["a?b:c", "(?: a b c)"],
    ["a&&b||c", "(|| (&& a b) c)"],
  ])("%s", (source, expected) => {
    expect(parse(source).toSExpression()).toBe(expected);
  });

  test("shows the argument that built-in pow and atan2 take when it is left out; the tree does not have it", () => {
    const tree = parse("pow(x) + atan2(y)");
    expect(tree.toSExpression()).toBe("(+ (pow x 2.0) (atan2 y 1.0))");
    expect(tree.toString()).toBe("pow(x) + atan2(y)");
    expect(tree.length).toBe(5);
  });
});

describe("parseInto", () => {
  test("gives the arena the nodes and takes the stack back", () => {
    const arena = new Arena();
    arena.alloc(5, 1);
    const tree = parseInto(arena, "a+b");
    expect(tree.offset % 8).toBe(0);
    expect(arena.used).toBe(8 + 3 * NODE_WORDS * 4);
  });

  test.each(["", "1 +", "f(1", "2x", "x".repeat(300)])(
    "after the error in %j the arena is as it was",
    (source) => {
      const arena = new Arena();
      const first = parseInto(arena, "a+b");
      const used = arena.used;
      expect(() => parseInto(arena, source)).toThrow(ExprError);
      expect(arena.used).toBe(used);
      expect(new Tree(first).toString()).toBe("a + b");
    },
  );

  test("equal sources leave equal bytes", () => {
    const bytes = [0, 255].map((filling) => {
      const arena = new Arena();
      const offset = arena.alloc(4_096);
      arena.memory.u8.fill(filling, offset, offset + 4_096);
      arena.reset();
      const tree = parseInto(arena, "a?f(1,-b.c):x[2]&&0.5||!y");
      return arena.memory.u8.slice(tree.offset, tree.offset + tree.length * NODE_WORDS * 4);
    });
    expect(bytes[0]).toEqual(bytes[1]);
  });

  test("a tree whose arena was reset or disposed is stale", () => {
    const stale = expect.objectContaining({ code: "StaleHandle" });
    for (const end of ["reset", "dispose"] as const) {
      const arena = new Arena();
      const tree = new Tree(parseInto(arena, "a+b"), arena);
      arena[end]();
      expect(() => tree.toString()).toThrow(stale);
      expect(() => tree.toSExpression()).toThrow(stale);
      expect(() => tree.walk({})).toThrow(stale);
      if (end === "dispose") expect(() => parseInto(arena, "a")).toThrow(stale);
    }
  });

  describe.each(["wasm", "array-buffer"] as const)(
    "in %s memory that moves at every allocation",
    (backing) => {
      test.each([
        "sin(x) * cos(y) + sqrt(x*x + y*y)",
        `${"(-f(1,a[x^2^".repeat(20)}y${"]))".repeat(20)}`,
        "1+".repeat(300).concat("1"),
        "0 ? ".repeat(40).concat("1", " : 2".repeat(40)),
      ])("%s", (source) => {
        const arena = new Arena({ memory: new LinearMemory({ backing, debug: true }), capacity: 64 });
        const first = parse("a + b", { arena });
        const tree = parse(source, { arena });
        const later = parse("c - d", { arena });
        expect(tree.toSExpression()).toBe(parse(source).toSExpression());
        expect([first.toString(), later.toString()]).toEqual(["a + b", "c - d"]);
      });
    },
  );

  test("sees that a caller's memory grew", () => {
    const wasm = new WebAssembly.Memory({ initial: 1 });
    const arena = new Arena({ memory: new LinearMemory({ memory: wasm }) });
    const first = new Tree(parseInto(arena, "a + b"), arena);
    wasm.grow(1);
    const second = new Tree(parseInto(arena, "c + d"), arena);
    wasm.grow(1);
    expect(first.toString()).toBe("a + b");
    expect(second.toString()).toBe("c + d");
  });
});

test("parse without an arena takes no bytes of the shared memory, and grows when nesting is deep", () => {
  const tree = parse(`${"(".repeat(2_000)}1${")".repeat(2_000)}`);
  expect(tree.memory.wasm).toBeUndefined();
  expect(tree.toString()).toBe("1");
});
