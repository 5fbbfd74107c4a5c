import { describe, expect, test } from "vitest";
import { firstDifference, Program, RESULT_BYTES } from "./program.ts";
import { native, tableOf } from "./wasm.ts";

const PAGE = 65_536;

/** A program with its own memory, and a copy of it to compare with later. */
function world() {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const table = tableOf([native(() => 1)], memory);
  const program = new Program({ memory, table, data: 1_024 });
  const batch = program.batch(["x"], ["x * 2", "nosuch"]);
  const context = program.library.expr_context_new();
  const texts = { name: program.text("fresh"), object: program.text("o"), source: program.text("1 + 1") };
  // Doubles are passed in 8 bytes of the library's, which hold 1 from now on: the calls below pass 1 as well.
  program.library.expr_batch_set_variable(batch, 0, 1);
  program.library.expr_batch_evaluate(batch, context);
  // So that the last page is the program's, not the library's.
  memory.grow(1);
  return { program, library: program.library, batch, context, ...texts };
}

type World = ReturnType<typeof world>;

/** Addresses at which a struct of `size` bytes with this alignment cannot lie, with the status. */
function wrongAddresses(memory: number, size: number, align: number): [address: number, status: number][] {
  const misaligned = Array.from({ length: align - 1 }, (_, i) => 4_096 + i + 1);
  const last = memory - size;
  const outside = [last + align, memory, memory + align, 0x7fffff00, 0x80000000, 0xfffffff8, -8];
  return [
    [0, -1],
    ...misaligned.map((address): [number, number] => [address, -5]),
    ...outside.map((address): [number, number] => [address, -5]),
  ];
}

/** Where functions are given something to write to or to read from, with its size and alignment. */
const PLACES: Readonly<
  Record<string, { size: number; align: number; call: (world: World, address: number) => number }>
> = {
  expr_batch_add_variable: {
    size: RESULT_BYTES,
    align: 8,
    call: ({ library, batch, name }, address) => library.expr_batch_add_variable(address, batch, name, 1),
  },
  expr_batch_add_expression: {
    size: RESULT_BYTES,
    align: 8,
    call: ({ library, batch, source }, address) => library.expr_batch_add_expression(address, batch, source),
  },
  expr_batch_evaluate_ex: {
    size: RESULT_BYTES,
    align: 8,
    call: ({ library, batch, context }, address) => library.expr_batch_evaluate_ex(address, batch, context),
  },
  expr_batch_is_valid: {
    size: RESULT_BYTES,
    align: 8,
    call: ({ library, batch }, address) => library.expr_batch_is_valid(address, batch),
  },
  expr_alloc_stats: { size: 16, align: 4, call: ({ library }, address) => library.expr_alloc_stats(address) },
  expr_context_set_array: {
    size: 24,
    align: 8,
    call: ({ library, context, name }, address) => library.expr_context_set_array(context, name, address, 3),
  },
};

describe.each(Object.entries(PLACES))("%s", (name, { size, align, call }) => {
  test("at an address that cannot be meant: a status, no byte is written, and nothing has changed", () => {
    const it = world();
    const before = it.program.bytes.slice();
    for (const [address, status] of wrongAddresses(before.length, size, align))
      expect([address, call(it, address)]).toEqual([address, status]);
    expect(firstDifference(it.program.bytes, before)).toBe(-1);
    expect(it.program.addVariable(it.batch, "next").index).toBe(1);
    expect(it.program.addExpression(it.batch, "1").index).toBe(2);
  });

  test("at the last address that fits: nothing before it is written", () => {
    const it = world();
    const address = it.program.bytes.length - size;
    // Evaluating changes the batch, which is in the third page; the program has the others.
    const own = () => [...it.program.bytes.slice(0, 2 * PAGE), ...it.program.bytes.slice(3 * PAGE, address)];
    const before = own();
    expect(call(it, address)).toBe(name === "expr_batch_evaluate_ex" ? 5 : 0);
    expect(firstDifference(Uint8Array.from(own()), Uint8Array.from(before))).toBe(-1);
  });
});

test("an address past the end of the memory is right once C has added that page", () => {
  const it = world();
  const address = it.program.bytes.length;
  expect(it.library.expr_batch_is_valid(address, it.batch)).toBe(-5);
  (it.library.memory as WebAssembly.Memory).grow(1);
  expect(it.library.expr_batch_is_valid(address, it.batch)).toBe(0);
  expect(it.program.read(address)).toEqual({ status: 0, value: 1, index: 0, error: "" });
});

test("an array reaches from its address to any length that fits, and no further", () => {
  const { program, library, context, name, batch } = world();
  const address = program.doubles([1.5, -0, Number.NaN, 4]);
  const set = (at: number, length: number) => library.expr_context_set_array(context, name, at, length);
  const size = program.bytes.length;
  for (const length of [0x20000000, 0x1fffffff, 0xffffffff, -1, (size - address) / 8 + 1])
    expect([length, set(address, length)]).toEqual([length, -5]);
  expect(set(address, (size - address) / 8)).toBe(0);
  expect(set(0, 1)).toBe(-1);
  expect(set(0, 0)).toBe(0);
  expect(set(12_345, 0)).toBe(0);
  expect(set(address, 4)).toBe(0);
  library.expr_batch_clear(batch);
  for (const i of [0, 1, 2, 3]) program.addExpression(batch, `fresh[${i}]`);
  program.view.setFloat64(address, 99, true); // a copy was taken
  expect(library.expr_batch_evaluate(batch, context)).toBe(0);
  expect(program.results(batch, 4)).toEqual([1.5, -0, Number.NaN, 4]);
});

/** Calls that fail because of their first argument, with one that is NULL, freed, of another kind or made up. */
const FAILING: Readonly<Record<string, (world: World, handle: number) => number>> = {
  set_variable: ({ library }, handle) => library.expr_batch_set_variable(handle, 0, 1),
  add_expression_function: ({ library, name, source }, handle) =>
    library.expr_batch_add_expression_function(handle, name, name, source),
  remove_expression_function: ({ library, name }, handle) =>
    library.expr_batch_remove_expression_function(handle, name),
  prepare: ({ library }, handle) => library.expr_batch_prepare(handle, 0),
  evaluate: ({ library }, handle) => library.expr_batch_evaluate(handle, 0),
  clear: ({ library }, handle) => library.expr_batch_clear(handle),
  add_function: ({ library, name }, handle) => library.expr_context_add_function(handle, name, 1, 1),
  context_set_variable: ({ library, name }, handle) => library.expr_context_set_variable(handle, name, 1),
  set_constant: ({ library, name }, handle) => library.expr_context_set_constant(handle, name, 1),
  set_array: ({ library, name }, handle) => library.expr_context_set_array(handle, name, 0, 0),
  set_attribute: ({ library, name, object }, handle) =>
    library.expr_context_set_attribute(handle, object, name, 1),
  set_parent: ({ library }, handle) => library.expr_context_set_parent(handle, 0),
};

test.each(Object.entries(FAILING))("%s on a handle that is none changes no byte", (name, call) => {
  const it = world();
  const freed = { batch: it.library.expr_batch_new_sized(64), context: it.library.expr_context_new() };
  it.library.expr_batch_free(freed.batch);
  it.library.expr_context_free(freed.context);
  const before = it.program.bytes.slice();
  const stale = name === "remove_expression_function" ? -18 : 18;
  const other = [
    "add_function",
    "context_set_variable",
    "set_constant",
    "set_array",
    "set_attribute",
    "set_parent",
  ].includes(name)
    ? it.batch
    : it.context;
  expect([0, freed.batch, freed.context, other, 77, -1].map((handle) => call(it, handle))).toEqual([
    -1,
    stale,
    stale,
    -5,
    -5,
    -5,
  ]);
  expect(firstDifference(it.program.bytes, before)).toBe(-1);
});

test("every function that writes an ExprResult writes none but its 280 bytes, on success and on failure", () => {
  const { program, library, batch, context, source, name } = world();
  const room = program.room(3 * 512);
  const address = room + 512;
  const calls = [
    () => library.expr_batch_is_valid(address, batch),
    () => library.expr_batch_is_valid(address, 0),
    () => library.expr_batch_add_expression(address, batch, source),
    () => library.expr_batch_add_expression(address, batch, program.text("(")),
    () => library.expr_batch_add_expression(address, batch, 0),
    () => library.expr_batch_add_variable(address, batch, name, 1),
    () => library.expr_batch_add_variable(address, batch, program.text("é".repeat(200)), 1),
    () => library.expr_batch_add_variable(address, batch, program.text("é".repeat(200)), 1),
  ];
  program.text("é".repeat(200));
  program.text("(");
  for (const call of calls) {
    const before = program.bytes.slice();
    call();
    const after = program.bytes.slice();
    after.set(before.subarray(address, address + RESULT_BYTES), address);
    expect(firstDifference(after, before)).toBe(-1);
  }
  // Evaluating changes the batch's own bytes; the room around the struct is the program's.
  program.bytes.fill(0xaa, room, room + 3 * 512);
  library.expr_batch_evaluate_ex(address, batch, context);
  const around = [
    ...program.bytes.slice(room, address),
    ...program.bytes.slice(address + RESULT_BYTES, room + 3 * 512),
  ];
  expect(around.every((byte) => byte === 0xaa)).toBe(true);
});
