import { decodeBase64 } from "./base64.ts";
import { checkBlock } from "./check.ts";
import { compiled } from "./compile.ts";
import { SIMD_WASM } from "./generated/simd.ts";
import { type MemoryDescriptor, patchMemoryImport } from "./patch.ts";
import type { Kernel1, Kernel2, Plain } from "./table.ts";
import type { WasmKernels } from "./wasm.ts";

/**
 * Exports of the two-lane module. `sin_x2` takes and gives a v128: only WebAssembly can call it, as an import of another module.
 * `sin_rows(destination, a, rows)` does a column of doubles at byte addresses (multiples of 8); it may overwrite a source in place.
 * Each lane has the bits of the scalar kernel.
 */
export type SimdKernels = {
  readonly [K in Exclude<Kernel1, Plain> as `${K}_rows`]: (
    destination: number,
    a: number,
    rows: number,
  ) => void;
} & {
  readonly [K in Exclude<Kernel2, Plain> as `${K}_rows`]: (
    destination: number,
    a: number,
    b: number,
    rows: number,
  ) => void;
} & { readonly [K in Exclude<Kernel1 | Kernel2, Plain> as `${K}_x2`]: CallableFunction };

/**
 * The two-lane module for a memory of that description, a new copy at each call. It imports the memory (`env.memory`) and the scalar
 * kernels (module `kernels`), to which it leaves what is rare: huge, special and subnormal arguments. Its `start(block)` must run
 * before any kernel.
 */
export function simdKernelBytes(memory: MemoryDescriptor): Uint8Array<ArrayBuffer> {
  return patchMemoryImport(decodeBase64(SIMD_WASM), memory);
}

/**
 * Compiles (once) and instantiates the two-lane kernels beside scalar ones. Synchronous; 2 ms the first time.
 *
 * @param memory - the memory of `kernels`
 * @param block - the block of `kernels`: the tables are shared
 * @param kernels - do what is rare
 * @throws WebAssembly.CompileError where the host has no SIMD; the same or EvalError where code generation is forbidden
 * @throws RangeError when `block` is misaligned or outside the memory
 */
export function instantiateSimdKernels(
  memory: WebAssembly.Memory,
  block: number,
  kernels: WasmKernels,
): SimdKernels {
  checkBlock(block, memory.buffer.byteLength);
  const module = compiled(simdKernelBytes, memory);
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, kernels });
  const simd = exports as unknown as SimdKernels & { start(block: number): void };
  simd.start(block);
  return simd;
}
