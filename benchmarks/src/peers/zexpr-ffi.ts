import { createLibrary, type Library } from "@zexpr/ffi";
import { LinearMemory } from "zexpr";
import type { Peer } from "./peer.ts";

/** Stands for a program's heap. It never grows: that would detach views, which slows all typed arrays of a process. */
const heap = new LinearMemory({ backing: "wasm", initialBytes: 4 << 20, maximumBytes: 4 << 20 });

const library: Library = createLibrary({
  memory: heap.wasm,
  allocate: (size) => heap.tryAllocate(size),
  release: (address) => heap.release(address),
});

/** A batch of the C interface, called from JavaScript: handles, and the indices of its first cells in the memory's f64 view. */
interface CBatch {
  readonly batch: number;
  readonly context: number;
  readonly variables: number;
  readonly results: number;
}

export const zexprFfi: Peer<CBatch> = {
  name: "zexpr C",
  usage: "expr_batch_evaluate from JavaScript, variables set in their cells",
  spell: (source) => source,
  compile(text, { variables }) {
    const { linearMemory: memory } = library;
    const result = memory.allocate(280);
    const batch = library.expr_batch_new_sized(0);
    const context = library.expr_context_new();
    for (const name of variables)
      withText(name, (address) => library.expr_batch_add_variable(result, batch, address, 0));
    withText(text, (address) => library.expr_batch_add_expression(result, batch, address));
    memory.release(result);
    library.expr_batch_evaluate(batch, context);
    return {
      batch,
      context,
      variables: library.expr_batch_variables(batch) / 8,
      results: library.expr_batch_results(batch) / 8,
    };
  },
  dispose({ batch, context }) {
    library.expr_batch_free(batch);
    library.expr_context_free(context);
  },
  bind: ({ batch, context, variables, results }) => ({
    values: { library, batch, context, f64: library.linearMemory.f64 },
    assign: (_name, index, value) => `f64[${variables + index}] = ${value};`,
    result: `(library.expr_batch_evaluate(batch, context), f64[${results}])`,
  }),
};

function withText(text: string, use: (address: number) => void): void {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const address = library.linearMemory.allocate(bytes.length);
  library.linearMemory.u8.set(bytes, address);
  use(address);
  library.linearMemory.release(address);
}
