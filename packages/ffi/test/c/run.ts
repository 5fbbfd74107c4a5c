import { WASI } from "node:wasi";
import { createLibrary } from "@zexpr/ffi";

/** Bytes of a page of WebAssembly memory. */
export const PAGE = 65_536;
/** Size that programs are linked for. */
export const INITIAL_PAGES = 16;
/** 4 GiB: pages that nobody touches cost nothing. */
const MAXIMUM_PAGES = 65_536;

/**
 * Where the library takes its memory from: the program's malloc, as it is or such that each call detaches all views, or
 * pages of its own.
 */
export type Heap = "malloc" | "malloc that grows the memory each time" | "pages";

export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __indirect_function_table: WebAssembly.Table;
  readonly __stack_pointer: WebAssembly.Global;
  malloc(size: number): number;
  free(address: number): void;
}

/** What `allocate` does, by host.h's numbers. Messages are long, so that they must be cut. */
const ALLOCATE: readonly ((malloc: () => number) => number)[] = [
  (malloc) => malloc(),
  () => 0,
  () => {
    throw new TypeError(`not zexpr's ${"aé€😀".repeat(50)}`);
  },
  () => {
    throw Object.create(null);
  },
];

/** Runs a program once, in a memory and with a library of its own. */
export function runProgram(module: WebAssembly.Module, args: readonly string[], heap: Heap): Outcome {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  let exports: Exports | undefined;
  let mode = 0;
  const allocate = (size: number): number => {
    if (heap !== "malloc") memory.grow(1);
    return (ALLOCATE[mode] as (typeof ALLOCATE)[0])(() => (exports as Exports).malloc(size));
  };
  const library = createLibrary({
    memory,
    table: () => (exports as Exports).__indirect_function_table,
    stackPointer: () => (exports as Exports).__stack_pointer,
    ...(heap !== "pages" ? { allocate, release: (address) => (exports as Exports).free(address) } : {}),
  });
  const host = {
    set_allocate: (value: number) => {
      mode = value;
    },
    throw_error: () => {
      throw new TypeError("not zexpr's");
    },
    library_bytes: () => library.linearMemory.used,
  };

  const wasi = new WASI({ version: "preview1", args: ["program", ...args], returnOnExit: true });
  const decoder = new TextDecoder();
  let output = "";
  const fd_write = (_: number, vectors: number, count: number, written: number): number => {
    const view = new DataView(memory.buffer);
    let total = 0;
    for (let i = 0; i < count; i++) {
      const address = view.getUint32(vectors + 8 * i, true);
      const length = view.getUint32(vectors + 8 * i + 4, true);
      output += decoder.decode(new Uint8Array(memory.buffer, address, length), { stream: true });
      total += length;
    }
    view.setUint32(written, total, true);
    return 0;
  };
  const instance = new WebAssembly.Instance(module, {
    env: { memory },
    wasi_snapshot_preview1: { ...(wasi.wasiImport as Record<string, never>), fd_write },
    zexpr: library.imports.zexpr,
    host,
  });
  exports = instance.exports as unknown as Exports;
  try {
    return { exitCode: wasi.start(instance), output };
  } catch (error) {
    throw new Error(`the program broke down: ${error}\n${output}`, { cause: error });
  }
}
