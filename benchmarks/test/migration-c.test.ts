import { createLibrary } from "@zexpr/ffi";
import { describe, expect, test } from "vitest";

const library = createLibrary();
const memory = library.linearMemory;
const result = memory.allocate(280);

function text(value: string): number {
  const bytes = new TextEncoder().encode(`${value}\0`);
  const address = memory.allocate(bytes.length);
  memory.u8.set(bytes, address);
  return address;
}

const status = (): number | undefined => memory.i32[result / 4];
const index = (): number | undefined => memory.i32[result / 4 + 4];

/** A batch of its own with a variable `x`, which is 1, and these expressions. */
function batchOf(...expressions: string[]): number {
  const batch = library.expr_batch_new_sized(0);
  library.expr_batch_add_variable(result, batch, text("x"), 1);
  for (const expression of expressions) {
    library.expr_batch_add_expression(result, batch, text(expression));
    expect(status()).toBe(0);
  }
  return batch;
}

// The other column of the table is exp-rs, which cannot be run here.
describe("what MIGRATION.md says of zexpr.h", () => {
  test("expr_batch_new takes an arena: sizes give NULL", () => {
    expect([0, 8_192].map((size) => library.expr_batch_new(size))).toEqual([0, 0]);
    expect([0, 8_192].map((size) => library.expr_batch_new_sized(size)).every((batch) => batch > 0)).toBe(
      true,
    );
    const arena = library.expr_arena_new(0);
    expect(library.expr_arena_capacity(arena)).toBe(8_192);
    const batch = library.expr_batch_new(arena);
    library.expr_batch_free(batch);
    expect(library.expr_batch_new(arena)).toBeGreaterThan(0);
  });

  test("a freed batch is 18, a made-up one -5", () => {
    const batch = batchOf();
    library.expr_batch_is_valid(result, batch);
    expect(status()).toBe(0);
    library.expr_batch_free(batch);
    library.expr_batch_is_valid(result, batch);
    expect(status()).toBe(18);
    library.expr_batch_is_valid(result, 12_345);
    expect(status()).toBe(-5);
  });

  test("wrong indices and failures are positive statuses", () => {
    const batch = batchOf("1", "nosuch");
    expect(library.expr_batch_get_result(batch, 0)).toBeNaN();
    expect(library.expr_batch_set_variable(batch, 1, 0)).toBe(15);
    expect(library.expr_batch_evaluate(batch, 0)).toBe(5);
    library.expr_batch_evaluate_ex(result, batch, 0);
    expect([status(), index()]).toEqual([5, 1]);
    expect([0, 1].map((i) => library.expr_batch_get_result(batch, i))).toEqual([1, Number.NaN]);
  });

  test("expression functions are parsed when they are added", () => {
    const batch = batchOf();
    const add = (body: string): number =>
      library.expr_batch_add_expression_function(batch, text("f"), text("a, b"), text(body));
    expect(add("a +")).toBe(1);
    expect(add("a + b")).toBe(0);
    const remove = (): number => library.expr_batch_remove_expression_function(batch, text("f"));
    expect([remove(), remove()]).toEqual([1, 0]);
    library.expr_batch_free(batch);
    expect(remove()).toBe(-18);
  });

  test("clearing over and over takes no more memory, and bytes are those in use", () => {
    const arena = library.expr_arena_new(64 * 1_024);
    const batch = library.expr_batch_new(arena);
    const used: number[] = [];
    for (let i = 0; i < 20; i++) {
      library.expr_batch_add_expression(result, batch, text("1 + 2"));
      library.expr_batch_evaluate(batch, 0);
      used.push(library.expr_batch_arena_bytes(batch));
      library.expr_batch_clear(batch);
    }
    expect(used.at(-1)).toBe(used[3]);
    expect(used[3]).toBeLessThan(library.expr_arena_capacity(arena));
  });

  test("a context: operators work in an empty one and are not counted; a freed one is 18", () => {
    const batch = batchOf("1 + 2 & 3");
    const empty = library.expr_context_new_empty();
    expect(library.expr_batch_evaluate(batch, empty)).toBe(0);
    expect(library.expr_context_native_function_count(empty)).toBe(0);
    library.expr_context_free(empty);
    expect(library.expr_batch_evaluate(batch, empty)).toBe(18);
    const context = library.expr_context_new();
    const size = library.expr_context_get_native_function_name(context, 0, 0, 0);
    const name = memory.allocate(16);
    memory.u8.fill(1, name, name + 16);
    library.expr_context_get_native_function_name(context, 0, name, 16);
    expect(memory.u8[name + size]).toBe(0);
  });

  test("batches in an arena that was reset or freed are 18", () => {
    for (const end of ["expr_arena_reset", "expr_arena_free"] as const) {
      const arena = library.expr_arena_new(0);
      const batch = library.expr_batch_new(arena);
      library[end](arena);
      expect(library.expr_batch_evaluate(batch, 0)).toBe(18);
    }
  });
});
