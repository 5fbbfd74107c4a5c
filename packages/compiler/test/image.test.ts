import { Arena, LinearMemory } from "@zexpr/arena";
import {
  DEFAULT_LIMITS,
  type Limits,
  NODE_AND,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
  programCapacity,
  resolveLimits,
  symbolName,
} from "@zexpr/ir";
import * as op from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { Compiler } from "../src/index.ts";
import {
  code,
  compile,
  environmentOf,
  freshCompiler,
  hostContext,
  imageOf,
  listing,
  type Source,
} from "./compile.ts";
import { nested } from "./nested.ts";
import { add, and, build, call, choose, index, mul, type Tree } from "./tree.ts";

const everything: Source = {
  variables: ["x", "yy"],
  context: hostContext(),
  functions: { f: [["p"], add("p", call("one", "x"))] },
  expressions: [
    add("x", call("sin", 1)),
    undefined,
    call("two", index("table", "x"), call("f", "gain")),
    choose("x", "nosuch", 2),
  ],
};

/** Rows of a table of the image. */
function rows(words: Int32Array, table: number, count: number, width: number): number[][] {
  const start = words[table] as number;
  return Array.from({ length: count }, (_, i) => [
    ...words.subarray(start + i * width, start + (i + 1) * width),
  ]);
}

describe("image", () => {
  const compiled = compile(everything);
  const { words } = compiled;
  const h = (field: number): number => words[field] as number;

  test("counts its cells: variables, results, context values, constants, arrays", () => {
    expect([op.H_VARIABLES, op.H_RESULTS, op.H_CONTEXT, op.H_CONSTANTS, op.H_ARRAY_CELLS].map(h)).toEqual([
      2, 4, 1, 4, 3,
    ]);
    const cells = new Float64Array(words.buffer, h(op.H_CELLS) * 4);
    // Constants: 1, 0 (value of a trap), 2, and sin(1), which is not computed yet.
    expect([...cells]).toEqual([0, 0, NaN, NaN, NaN, NaN, 0.5, 1, 0, 2, 0, 10, 20, 30]);
  });

  test("names variables, context values, arrays, host and other functions, and what may fail", () => {
    const symbols = rows(words, op.H_SYMBOLS, h(op.H_SYMBOL_COUNT), op.SYMBOL_WORDS).map(([kind, at], i) => [
      symbolName(words, i),
      kind,
      kind === op.KIND_NAME ? 0 : at,
    ]);
    expect(symbols.sort()).toEqual(
      [
        ["x", op.KIND_VARIABLE, 0],
        ["yy", op.KIND_VARIABLE, 1],
        ["gain", op.KIND_CONTEXT, 6],
        ["table", op.KIND_ARRAY, 0],
        ["two", op.KIND_NATIVE, 0],
        ["one", op.KIND_NATIVE, 1],
        ["f", op.KIND_FUNCTION, 0],
        ["table", op.KIND_NAME, 0],
        ["nosuch", op.KIND_NAME, 0],
      ].sort(),
    );
  });

  test("has a site for each instruction that can fail, sorted, with its source and span", () => {
    const sites = rows(words, op.H_SITES, h(op.H_SITE_COUNT), op.SITE_WORDS);
    expect(sites.map(([, source]) => source)).toEqual([2, 2, 2, 3, ~0]);
    const pcs = sites.map(([pc]) => pc as number);
    expect(pcs).toEqual([...pcs].sort((a, b) => a - b));
    const text = build(everything.expressions[2] as Tree).source;
    expect(sites.slice(0, 3).map(([, , start, end]) => text.slice(start, end))).toEqual([
      "table[x]",
      "f(gain)",
      text,
    ]);
    expect(sites.map(([, , , , symbol]) => symbolName(words, symbol as number))).toEqual([
      "table",
      "f",
      "two",
      "nosuch",
      "one",
    ]);
  });

  test("knows where each expression starts; one that was removed has no instructions", () => {
    const starts = [...words.subarray(h(op.H_EXPRESSIONS), h(op.H_EXPRESSIONS) + 4)];
    expect(starts[0]).toBe(h(op.H_MAIN));
    expect(starts[1]).toBe(starts[2]);
    expect(listing(words).expressions[1]).toEqual([]);
  });

  test("charges as many instructions as a part has", () => {
    const [row] = rows(words, op.H_FUNCTIONS, 1, op.FUNCTION_WORDS);
    expect(row?.[op.FUNCTION_COST]).toBe(listing(words).functions.f?.length);
    expect(h(op.H_COST)).toBe(((row?.[op.FUNCTION_ENTRY] as number) - h(op.H_MAIN)) / 4);
    expect(h(op.H_ARGUMENTS)).toBe(2);
  });

  test("carries the limits", () => {
    const at = (limits: Partial<Limits>): number[] => {
      const image = compile({ expressions: [1], limits }).words;
      return [op.H_CALL_DEPTH, op.H_BUDGET_LOW, op.H_BUDGET_HIGH].map((field) => image[field] as number);
    };
    expect(at({})).toEqual([1000, 100_000_000, 0]);
    expect(at({ callDepth: 7, instructions: 2 ** 30 - 1 })).toEqual([7, 2 ** 30 - 1, 0]);
    expect(at({ instructions: 2 ** 30 })).toEqual([1000, 0, 1]);
    expect(at({ instructions: 2 ** 40 + 5 })).toEqual([1000, 5, 1024]);
    expect(at({ instructions: Number.POSITIVE_INFINITY })).toEqual([1000, 0, 2 ** 23]);
  });

  test("its capacity is that of its words", () => {
    expect(compiled.capacity).toEqual(programCapacity(words));
  });

  test("the same bytes whatever the memory held", () => {
    for (const variables of [[], ["a"], ["ab"], ["abc"], ["abc", "de"]]) {
      const source = { variables, expressions: [1] };
      const again = freshCompiler().compile([build(1)], environmentOf(source), resolveLimits(undefined));
      expect(imageOf(again, 0xa5)).toEqual(imageOf(again, 0));
    }
  });

  test("keeps names of any UTF-16 units", () => {
    const { words: image } = compile({ variables: ["π", "\u{1f600}", "\ud800"], expressions: [1] });
    expect([0, 1, 2].map((i) => symbolName(image, i))).toEqual(["π", "\u{1f600}", "\ud800"]);
  });
});

describe("Compiler", () => {
  test("gives the same image again, and after any other program", () => {
    const compiler = freshCompiler(true);
    const image = compile(everything, {}, compiler).words;
    compile({ expressions: [and("a", call("sin", "b"))] }, {}, compiler);
    expect(compile(everything, {}, compiler).words).toEqual(image);
    expect(compile(everything).words).toEqual(image);
  });

  test("works on after a body that cannot be parsed, and after too large a stack", () => {
    const compiler = freshCompiler(true);
    const image = compile(everything, {}, compiler).words;
    const broken = environmentOf(everything);
    const parse = (): never => {
      throw new Error("no such body");
    };
    const tree = build(everything.expressions[2] as Tree);
    expect(() => compiler.compile([tree], { ...broken, parse }, resolveLimits(undefined))).toThrow(
      "no such body",
    );
    expect(compile(everything, {}, compiler).words).toEqual(image);
  });

  test("its working memory does not grow with the number of programs", () => {
    const arena = new Arena({ memory: new LinearMemory({ backing: "array-buffer" }) });
    const compiler = new Compiler(arena);
    compile(everything, {}, compiler);
    const { used } = arena;
    for (let round = 0; round < 300; round++) compile(everything, {}, compiler);
    expect(arena.used).toBe(used);
  });

  test("works on after its arena was exhausted, at whatever point", () => {
    let large: Tree = "x";
    for (let i = 0; i < 400; i++)
      large = add(mul(large, call("sin", add("x", i))), choose("x", call("one", i), "y"));
    const image = compile(everything).words;
    let exhausted = 0;
    for (let limit = 20_000; limit < 120_000; limit += 3_000) {
      const arena = new Arena({ memory: new LinearMemory({ backing: "array-buffer" }), limit });
      const compiler = new Compiler(arena);
      try {
        compile({ variables: ["x"], context: hostContext(), expressions: [large] }, {}, compiler);
      } catch (error) {
        expect(error).toMatchObject({ code: "ArenaExhausted" });
        exhausted++;
      }
      expect(compile(everything, {}, compiler).words).toEqual(image);
    }
    expect(exhausted).toBeGreaterThan(10);
  });

  test("an empty batch is a program", () => {
    const { words, problems } = compile({ expressions: [] });
    expect(words[op.H_RESULTS]).toBe(0);
    expect(words[op.H_COST]).toBe(1);
    expect(problems).toEqual([]);
  });

  const shapes: [string, number, number, number][] = [
    ["calls", NODE_CALL, 1, 0],
    ["expression-function calls", NODE_CALL, 2, 0],
    ["prefix operators", NODE_UNARY, OPERATORS.findIndex(({ name }) => name === "neg"), 0],
    ["binary operators", NODE_BINARY, OPERATORS.findIndex(({ name }) => name === "-"), 1],
    ["&&", NODE_AND, 0, 1],
    ["||", NODE_OR, 0, 1],
    ["choices", NODE_CONDITIONAL, 0, 2],
  ];
  test.each(shapes)("%s nested 20,000 deep need no JavaScript stack", (_, kind, symbol, leaves) => {
    const environment = environmentOf({ variables: ["x"], functions: { f: [["p"], "p"] }, expressions: [] });
    const compiled = freshCompiler().compile(
      [nested(kind, symbol, 20_000, leaves)],
      environment,
      DEFAULT_LIMITS,
    );
    expect(imageOf(compiled)[op.H_RESULTS]).toBe(1);
    expect(compiled.problems).toEqual([]);
  });

  test("bindings refresh context values and arrays in place", () => {
    const context = hostContext();
    const { bindings } = compile({ context, expressions: [add("gain", index("table", 1)), mul("gain", 2)] });
    const cells = new Float64Array(8).fill(-1);
    context.setVariable("gain", 7);
    context.setArray("table", [1, 2, 3]);
    bindings.refresh(cells, 1, 4, new Uint16Array(cells.buffer));
    expect([...cells]).toEqual([-1, 7, -1, -1, 1, 2, 3, -1]);
  });

  test("bindings hold host functions in the order of their indices", () => {
    const { bindings } = compile({
      context: hostContext(),
      expressions: [call("two", 1, call("one", 2)), call("none")],
    });
    expect(bindings.natives.map(({ name, arity }) => [name, arity])).toEqual([
      ["two", 2],
      ["one", 1],
      ["none", 0],
    ]);
  });
});

test("names resolve in the order of the specification", () => {
  const grandparent = hostContext();
  grandparent.setVariable("v", 1);
  grandparent.setVariable("pi", 3);
  const parent = hostContext();
  parent.setConstant("v", 2);
  parent.setParent(grandparent);
  const child = hostContext();
  child.setParent(parent);
  const value = (tree: Tree, variables: string[] = []): number => {
    const { words } = compile({ variables, context: child, expressions: [tree] });
    const cells = new Float64Array(words.buffer, (words[op.H_CELLS] as number) * 4);
    const instruction = words.subarray(words[op.H_MAIN] as number);
    return (instruction[2] as number) < variables.length ? -1 : (cells[instruction[2] as number] as number);
  };
  expect(value("v")).toBe(2);
  expect(value("pi")).toBe(3);
  expect(value("tau")).toBe(2 * Math.PI);
  expect(value("v", ["v"])).toBe(-1);
  child.setConstant("v", 5);
  expect(value("v")).toBe(5);
  child.setVariable("v", 6);
  expect(value("v")).toBe(6);
  child.removeVariable("v");
  expect(value("v")).toBe(5);
  parent.setArray("table", [9]);
  expect(code(index("table", 0), { context: child })).toEqual(["index out[0], table, #0"]);
});
