import { decodeBase64 } from "./base64.ts";
import { checkBlock } from "./check.ts";
import { compiled } from "./compile.ts";
import { F32_SIMD_WASM } from "./generated/f32-simd.ts";
import { type MemoryDescriptor, patchMemoryImport } from "./patch.ts";
import type { KernelName, Plain } from "./table.ts";

/**
 * Exports of the four-lane f32 module. `sin_x4` takes and gives a v128 of four f32: only WebAssembly can call it, as an import of
 * another module. Each lane has the bits of the scalar f32 kernel.
 */
export type F32SimdKernels = { readonly [K in Exclude<KernelName, Plain> as `${K}_x4`]: CallableFunction };

/**
 * The four-lane f32 module for a memory of that description, a new copy at each call. Its only import is the memory, `env.memory`;
 * `start(block)` must run before any kernel.
 */
export function f32SimdKernelBytes(memory: MemoryDescriptor): Uint8Array<ArrayBuffer> {
  return patchMemoryImport(decodeBase64(F32_SIMD_WASM), memory);
}

/**
 * Compiles (once) and instantiates the four-lane f32 kernels on a memory, and fills their part of the block. Synchronous; 3 ms the
 * first time, 0.1 ms later. They need no other kernels beside them.
 *
 * @param memory - any memory, shared or not
 * @param block - byte address of {@link KERNEL_BLOCK_BYTES} bytes, a multiple of 8; other kernels of the same thread may use it too
 * @throws WebAssembly.CompileError where the host has no SIMD; the same or EvalError where code generation is forbidden
 * @throws RangeError when `block` is misaligned or outside the memory
 */
export function instantiateF32SimdKernels(memory: WebAssembly.Memory, block: number): F32SimdKernels {
  checkBlock(block, memory.buffer.byteLength);
  const module = compiled(f32SimdKernelBytes, memory);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const simd = exports as unknown as F32SimdKernels & { start(block: number): void };
  simd.start(block);
  return simd;
}
