export { KERNEL_BLOCK_BYTES } from "./block.ts";
export { type F32Kernels, f32KernelBytes, instantiateF32Kernels } from "./f32.ts";
export { javascriptF32Kernels } from "./f32-javascript.ts";
export { type F32SimdKernels, f32SimdKernelBytes, instantiateF32SimdKernels } from "./f32-simd.ts";
export { javascriptKernels } from "./javascript.ts";
export type { MemoryDescriptor } from "./patch.ts";
export { instantiateSimdKernels, type SimdKernels, simdKernelBytes } from "./simd.ts";
export {
  type CellKernels,
  type DoubleKernels,
  type F32CellKernels,
  KERNELS,
  type Kernel1,
  type Kernel2,
  type KernelName,
} from "./table.ts";
export { instantiateKernels, kernelBytes, type WasmKernels } from "./wasm.ts";
