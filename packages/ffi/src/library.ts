import { Batch, ExprError, type LinearMemory, type TierOptions } from "zexpr";
import { arenaFunctions } from "./arenas.ts";
import { batchFunctions } from "./batches.ts";
import { Callbacks } from "./callbacks.ts";
import { contextFunctions } from "./contexts.ts";
import { Handles } from "./handles.ts";
import { miscellaneousFunctions } from "./miscellaneous.ts";
import { PanicHandler } from "./panic.ts";
import { FUNCTIONS, type FunctionName } from "./prototypes.ts";
import type { Implementations, Services } from "./services.ts";
import { type IntegerFunction, importsForC } from "./shim.ts";
import { TrackedMemory } from "./tracking.ts";
import { integerFunction, scratchCell, withDoubles } from "./wrappers.ts";

/** `tier` and `wasmAfter` are those of a `Batch`, for all batches of the library. */
export interface LibraryOptions extends TierOptions {
  /** Memory of the program that uses the library. Default: one that the library makes. */
  readonly memory?: WebAssembly.Memory | undefined;
  /** The program's function table, or how to get it: asked for when the first C function is registered. */
  readonly table?: WebAssembly.Table | (() => WebAssembly.Table) | undefined;
  /**
   * The program's `__stack_pointer`, likewise. With it a C function that traps leaves no frames behind on C's stack.
   */
  readonly stackPointer?: WebAssembly.Global | (() => WebAssembly.Global) | undefined;
  /**
   * The program's `malloc`: where arenas get their memory. Default: pages that the library adds to the memory, up to
   * 2 GiB.
   */
  readonly allocate?: ((size: number) => number) | undefined;
  /** The program's `free`; goes with `allocate`. */
  readonly release?: ((address: number) => void) | undefined;
}

/**
 * The functions of zexpr.h on numbers. A function that returns a struct takes its address first. It, and one that returns
 * nothing, returns the status to JavaScript.
 */
export type Library = { readonly [Name in FunctionName]: IntegerFunction } & {
  /** The memory that all addresses refer to; undefined where WebAssembly is missing. */
  readonly memory: WebAssembly.Memory | undefined;
  /** The same memory with views, and with blocks for callers that have no malloc. */
  readonly linearMemory: LinearMemory;
  /**
   * Imports of a C program: `{ zexpr: { expr_arena_new, … } }`. Made at the first access.
   *
   * @throws {@link ExprError} `Other` where the host forbids to compile WebAssembly
   */
  readonly imports: { readonly zexpr: Record<string, IntegerFunction> };
};

/**
 * Makes a library of C functions over a memory. Its handles are its own: one library per memory and thread.
 *
 * Given numbers, none of its functions throws: wrong pointers, texts and handles give a status, and touch nothing.
 *
 * @throws {@link ExprError} `Other` for options that are not what they should be, and for a tier that the host or the memory
 *   cannot serve
 */
export function createLibrary(options: LibraryOptions = {}): Library {
  const { memory: given, table, stackPointer, allocate, release, tier, wasmAfter } = options;
  if (given !== undefined && !(given?.buffer?.byteLength >= 0 && typeof given.grow === "function"))
    throw new ExprError("Other", "memory must be a WebAssembly.Memory");
  for (const [name, value] of Object.entries({ allocate, release }))
    if (value !== undefined && typeof value !== "function")
      throw new ExprError("Other", `${name} must be a function`);
  if (table !== undefined && typeof table !== "function" && typeof table?.get !== "function")
    throw new ExprError("Other", "table must be a WebAssembly.Table, or a function that returns it");
  if (
    stackPointer !== undefined &&
    typeof stackPointer !== "function" &&
    typeof stackPointer?.value !== "number"
  )
    throw new ExprError("Other", "stackPointer must be a WebAssembly.Global, or a function that returns it");
  const memory = new TrackedMemory({ memory: given, allocate, release });
  const tiers: TierOptions = { tier, wasmAfter };
  // Refuses them now, rather than by NULL when C makes its first batch. It takes no memory.
  new Batch({ memory, ...tiers }).dispose();
  const shared = memory.buffer[Symbol.toStringTag] === "SharedArrayBuffer";
  const callbacks = new Callbacks(memory, shared, {
    table: () => (typeof table === "function" ? table() : table),
    stackPointer: () => (typeof stackPointer === "function" ? stackPointer() : stackPointer),
  });
  const services: Services = {
    memory,
    handles: new Handles(),
    callbacks,
    tiers,
    panic: new PanicHandler(memory, callbacks),
    outcome: { status: 0, value: 0, index: 0, message: "" },
  };
  const implementations: Implementations = {
    ...arenaFunctions(services),
    ...contextFunctions(services),
    ...batchFunctions(services),
    ...miscellaneousFunctions(services),
  };

  const scratch = scratchCell(services);
  const integers: Record<string, IntegerFunction> = {};
  const functions: Record<string, IntegerFunction> = {};
  for (const prototype of FUNCTIONS) {
    const { name } = prototype;
    // The wrapper is one piece of code for all functions, so V8 cannot inline what it calls.
    const fn =
      name === "expr_batch_evaluate"
        ? (implementations[name] as IntegerFunction)
        : integerFunction(services, prototype, implementations[name]);
    integers[name] = fn;
    functions[name] = withDoubles(services, prototype, fn, scratch);
  }
  let imports: { readonly zexpr: Record<string, IntegerFunction> } | undefined;
  return {
    ...(functions as Record<FunctionName, IntegerFunction>),
    memory: memory.wasm,
    linearMemory: memory,
    get imports() {
      imports ??= { zexpr: importsForC(memory, shared, integers, scratch) };
      return imports;
    },
  };
}
