import { decodeBase64 } from "./base64.ts";
import { checkBlock } from "./check.ts";
import { compiled } from "./compile.ts";
import { KERNELS_WASM } from "./generated/wasm.ts";
import { type MemoryDescriptor, patchMemoryImport } from "./patch.ts";
import type { CellKernels, DoubleKernels } from "./table.ts";

/** Exports of the WebAssembly build. */
export type WasmKernels = DoubleKernels &
  CellKernels & {
    /** Fills the block; {@link instantiateKernels} has called it. */
    readonly start: (block: number) => void;
  };

/**
 * The kernels' WebAssembly module for a memory of that description, a new copy at each call. Its only import is the memory,
 * `env.memory`; it has no data segment and writes nothing but results outside the block given to `start`, which must run before any
 * kernel.
 */
export function kernelBytes(memory: MemoryDescriptor): Uint8Array<ArrayBuffer> {
  return patchMemoryImport(decodeBase64(KERNELS_WASM), memory);
}

/**
 * Compiles (once) and instantiates the kernels on a memory, and fills their block.
 *
 * Takes 3 to 4 ms the first time (compilation), 0.1 ms later. Synchronous, so it works in worklets. The instance stays valid when the
 * memory grows.
 *
 * @param memory - any memory, shared or not
 * @param block - byte address of {@link KERNEL_BLOCK_BYTES} bytes, a multiple of 8, that stay the kernels' own
 * @returns the exports, whose calls allocate nothing but what V8 boxes: results of the forms on doubles, called from JavaScript
 * @throws WebAssembly.CompileError or EvalError where code generation is forbidden
 * @throws RangeError when `block` is misaligned or outside the memory
 */
export function instantiateKernels(memory: WebAssembly.Memory, block: number): WasmKernels {
  checkBlock(block, memory.buffer.byteLength);
  const module = compiled(kernelBytes, memory);
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WasmKernels;
  kernels.start(block);
  return kernels;
}
