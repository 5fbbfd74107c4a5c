import type { MemoryDescriptor } from "./patch.ts";

/** Gives a module's bytes for a memory. */
export type Bytes = (memory: MemoryDescriptor) => Uint8Array<ArrayBuffer>;

/** Compiled modules, by whether their memory is shared; at most two of each kind for each realm. */
const modules: Map<Bytes, Map<boolean, WebAssembly.Module>> = new Map();

/** True for memories made with `shared: true`, also where the global `SharedArrayBuffer` is hidden. */
function isShared(memory: WebAssembly.Memory): boolean {
  return Object.prototype.toString.call(memory.buffer) === "[object SharedArrayBuffer]";
}

/** The compiled module for a memory, the same one at each call. */
export function compiled(bytes: Bytes, memory: WebAssembly.Memory): WebAssembly.Module {
  const shared = isShared(memory);
  let kinds = modules.get(bytes);
  if (kinds === undefined) {
    kinds = new Map();
    modules.set(bytes, kinds);
  }
  let module = kinds.get(shared);
  if (module === undefined) {
    module = new WebAssembly.Module(bytes({ shared }));
    kinds.set(shared, module);
  }
  return module;
}
