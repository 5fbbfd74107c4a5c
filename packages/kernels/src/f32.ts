import { decodeBase64 } from "./base64.ts";
import { checkBlock } from "./check.ts";
import { compiled } from "./compile.ts";
import { F32_WASM } from "./generated/f32.ts";
import { type MemoryDescriptor, patchMemoryImport } from "./patch.ts";
import type { DoubleKernels, F32CellKernels, Plain } from "./table.ts";

/**
 * Exports of the WebAssembly build of the f32 kernels. Arguments and results are doubles whose value is an f32; the result is within
 * 0.6 ulp of f32 (0.85 for exp and exp2). Arguments that are no f32 give a result near it, within no bound.
 */
export type F32Kernels = Omit<DoubleKernels, Plain> &
  F32CellKernels & {
    /** Fills the block; {@link instantiateF32Kernels} has called it. */
    readonly start: (block: number) => void;
  };

/**
 * The f32 kernels' WebAssembly module for a memory of that description, a new copy at each call. Its only import is the memory,
 * `env.memory`; `start(block)` must run before any kernel.
 */
export function f32KernelBytes(memory: MemoryDescriptor): Uint8Array<ArrayBuffer> {
  return patchMemoryImport(decodeBase64(F32_WASM), memory);
}

/**
 * Compiles (once) and instantiates the f32 kernels on a memory, and fills their part of the block. Synchronous; 3 ms the first time,
 * 0.1 ms later. They need no f64 kernels beside them.
 *
 * @param memory - any memory, shared or not
 * @param block - byte address of {@link KERNEL_BLOCK_BYTES} bytes, a multiple of 8; f64 kernels of the same thread may use it too
 * @throws WebAssembly.CompileError or EvalError where code generation is forbidden
 * @throws RangeError when `block` is misaligned or outside the memory
 */
export function instantiateF32Kernels(memory: WebAssembly.Memory, block: number): F32Kernels {
  checkBlock(block, memory.buffer.byteLength);
  const module = compiled(f32KernelBytes, memory);
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as F32Kernels;
  kernels.start(block);
  return kernels;
}
