import { createLibrary } from "@zexpr/ffi";

const library = createLibrary();
const memory = library.linearMemory;

function text(value: string): number {
  const bytes = new TextEncoder().encode(`${value}\0`);
  const address = memory.allocate(bytes.length);
  memory.u8.set(bytes, address);
  return address;
}

const arena = library.expr_arena_new(64 * 1024);
const batch = library.expr_batch_new(arena);
const result = memory.allocate(280); // an ExprResult
library.expr_batch_add_variable(result, batch, text("x"), 0);
library.expr_batch_add_expression(result, batch, text("pi * x^2"));

const variables = library.expr_batch_variables(batch) / 8; // f64 cells
const results = library.expr_batch_results(batch) / 8;
memory.f64[variables] = 3;
console.log(library.expr_batch_evaluate(batch, 0)); // → 0
console.log(memory.f64[results]); // → 28.274333882308138

library.expr_arena_free(arena);
console.log(library.expr_batch_evaluate(batch, 0)); // → 18
