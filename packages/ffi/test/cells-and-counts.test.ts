import { createLibrary } from "@zexpr/ffi";
import { afterEach, expect, test, vi } from "vitest";
import { Batch } from "zexpr";

const library = createLibrary();
const memory = library.linearMemory;
const result = memory.allocate(280);

function text(value: string): number {
  const bytes = new TextEncoder().encode(`${value}\0`);
  const address = memory.allocate(bytes.length);
  memory.u8.set(bytes, address);
  return address;
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("pointers to the cells stay right when the first evaluation binds a context", () => {
  const batch = library.expr_batch_new_sized(0);
  library.expr_batch_add_variable(result, batch, text("x"), 1);
  library.expr_batch_add_expression(result, batch, text("x + t[0]"));
  const variables = library.expr_batch_variables(batch) / 8;
  const results = library.expr_batch_results(batch) / 8;
  const context = library.expr_context_new();
  const values = memory.allocate(8 * 1_000);
  memory.f64.fill(2, values / 8, values / 8 + 1_000);
  library.expr_context_set_array(context, text("t"), values, 1_000);
  memory.f64[variables] = 40;
  expect(library.expr_batch_evaluate(batch, context)).toBe(0);
  expect(memory.f64[results]).toBe(42);
  expect([library.expr_batch_variables(batch) / 8, library.expr_batch_results(batch) / 8]).toEqual([
    variables,
    results,
  ]);
});

test("a fault in removing an expression function is negative: positive means removed", () => {
  const batch = library.expr_batch_new_sized(0);
  vi.spyOn(Batch.prototype, "removeFunction").mockImplementation(() => {
    throw new RangeError("a fault");
  });
  expect(library.expr_batch_remove_expression_function(batch, text("f"))).toBe(-99);
});

test("making an arena is no allocation in it", () => {
  const stats = memory.allocate(16);
  library.expr_alloc_tracking_reset();
  library.expr_alloc_tracking_enable();
  library.expr_arena_new(100);
  library.expr_alloc_tracking_disable();
  library.expr_alloc_stats(stats);
  expect([...memory.i32.subarray(stats / 4, stats / 4 + 3)]).toEqual([0, 0, 1]);
});
