import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";

const PAGE = 65_536;

/** A batch and a context, ready for every function that takes a text. */
function world(): { program: Program; batch: number; context: number } {
  const memory = new WebAssembly.Memory({ initial: 8 });
  const program = new Program({ memory, data: 1_024 });
  const batch = program.batch(["x"], ["x"]);
  program.addExpressionFunction(batch, "f", "a", "a");
  return { program, batch, context: program.library.expr_context_new() };
}

type World = ReturnType<typeof world>;

/** Every parameter that is a text: the status of a call with this address there and proper texts elsewhere. */
const TEXTS: Readonly<Record<string, (world: World, address: number) => number>> = {
  "add_expression, expression": ({ program, batch }, address) =>
    program.library.expr_batch_add_expression(program.result, batch, address),
  "add_variable, name": ({ program, batch }, address) =>
    program.library.expr_batch_add_variable(program.result, batch, address, 1),
  "add_expression_function, name": ({ program, batch }, address) =>
    program.library.expr_batch_add_expression_function(batch, address, program.text("a"), program.text("a")),
  "add_expression_function, parameters": ({ program, batch }, address) =>
    program.library.expr_batch_add_expression_function(batch, program.text("g"), address, program.text("1")),
  "add_expression_function, body": ({ program, batch }, address) =>
    program.library.expr_batch_add_expression_function(batch, program.text("g"), program.text("a"), address),
  "remove_expression_function, name": ({ program, batch }, address) =>
    program.library.expr_batch_remove_expression_function(batch, address),
  "set_variable, name": ({ program, context }, address) =>
    program.library.expr_context_set_variable(context, address, 1),
  "set_constant, name": ({ program, context }, address) =>
    program.library.expr_context_set_constant(context, address, 1),
  "set_array, name": ({ program, context }, address) =>
    program.library.expr_context_set_array(context, address, program.doubles([1]), 1),
  "set_attribute, object": ({ program, context }, address) =>
    program.library.expr_context_set_attribute(context, address, program.text("x"), 1),
  "set_attribute, attribute": ({ program, context }, address) =>
    program.library.expr_context_set_attribute(context, program.text("o"), address, 1),
};

// biome-ignore format: one sequence a line
const INVALID: Readonly<Record<string, readonly number[]>> = {
  "a lone continuation byte": [0x61, 0x80],
  "a lead byte before the end": [0x61, 0xc3],
  "a lead byte before ASCII": [0xc3, 0x61],
  "two of three bytes": [0xe2, 0x82],
  "three of four bytes": [0xf0, 0x9f, 0x98],
  "an overlong slash": [0xc0, 0xaf],
  "an overlong NUL": [0xc0, 0x80],
  "an overlong form of three bytes": [0xe0, 0x80, 0xaf],
  "an overlong form of four bytes": [0xf0, 0x80, 0x80, 0xaf],
  "a high surrogate": [0xed, 0xa0, 0x80],
  "a pair of surrogates": [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  "past U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
  "a byte that is never used": [0xff],
  "an error behind 5,000 good bytes": [...Array(5_000).fill(0x20), 0xfe],
};

describe.each(Object.entries(TEXTS))("%s", (_, call) => {
  test("NULL, outside the memory, without an end: a status, and nothing has changed", () => {
    const it = world();
    const size = it.program.bytes.length;
    it.program.bytes.fill(0x31, size - 10);
    for (const [address, status] of [
      [0, -1],
      [size, -5],
      [size + 1, -5],
      [0x7fffffff, -5],
      [0x80000000, -5],
      [-1, -5],
      [size - 1, -5],
      [size - 10, -5],
    ])
      expect([address, call(it, address)]).toEqual([address, status]);
    expectUnchanged(it);
  });

  test("that is not UTF-8: -2, and nothing has changed", () => {
    for (const [name, bytes] of Object.entries(INVALID)) {
      const it = world();
      expect([name, call(it, it.program.raw(bytes))]).toEqual([name, -2]);
      expectUnchanged(it);
    }
  });

  test("is read to the last byte of the memory, where its NUL is", () => {
    const it = world();
    const { bytes } = it.program;
    bytes.set([0x61, 0x31, 0], bytes.length - 3);
    expect([0, 1]).toContain(call(it, bytes.length - 3));
  });

  test("is read from memory that C has added since", () => {
    const it = world();
    const memory = it.program.library.memory as WebAssembly.Memory;
    const start = memory.grow(1) * PAGE;
    new Uint8Array(memory.buffer).set([0x61, 0x31, 0], start);
    expect([0, 1]).toContain(call(it, start));
  });
});

function expectUnchanged({ program, batch, context }: World): void {
  const { library } = program;
  expect([program.addVariable(batch, "next").index, program.addExpression(batch, "f(5) + x").index]).toEqual([
    1, 1,
  ]);
  expect([library.expr_batch_evaluate(batch, context), ...program.results(batch, 2)]).toEqual([0, 1, 6]);
  const missing = ["o.x", "g()", "g(1)"].map((source) => {
    const other = program.batch([], [source]);
    return library.expr_batch_evaluate(other, context);
  });
  expect(missing).toEqual([9, 6, 6]);
}

describe("names and expressions with characters beyond ASCII", () => {
  test("a name of any text is accepted, and told from others", () => {
    const { program, batch } = world();
    expect(program.addVariable(batch, "größe 😀", 4).status).toBe(0);
    expect(program.addVariable(batch, "größe 😀", 4).status).toBe(14);
    expect(program.addVariable(batch, "grösse 😀", 4).status).toBe(0);
  });

  test("white space of Unicode separates, other characters are named by their code point", () => {
    const { program, batch } = world();
    expect(program.addExpression(batch, "\u00a0x\u2003+\u30001").status).toBe(0);
    expect(program.addExpression(batch, "x + é").error).toContain("U+00E9");
    expect(program.addExpression(batch, "x + 😀").error).toContain("U+1F600");
  });

  test("lengths are limited in UTF-16 units: names to 255, expressions to 65,536", () => {
    const { program, batch } = world();
    const statusOf = (name: string): number => program.addVariable(batch, name).status;
    expect(["é".repeat(255), "é".repeat(256), "😀".repeat(127), "😀".repeat(128)].map(statusOf)).toEqual([
      0, 13, 0, 13,
    ]);
    expect(program.addExpression(batch, `1${"\u3000".repeat(65_535)}`).status).toBe(0);
    expect(program.addExpression(batch, `1${"\u3000".repeat(65_536)}`).status).toBe(12);
  });

  test("an empty text is no expression and no name", () => {
    const it = world();
    for (const [name, call] of Object.entries(TEXTS)) {
      const status = call(it, it.program.text(""));
      if (name.endsWith("parameters") || name.startsWith("remove")) expect([name, status]).toEqual([name, 0]);
      else expect([name, status > 0]).toEqual([name, true]);
    }
  });
});
