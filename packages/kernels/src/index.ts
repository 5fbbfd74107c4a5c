export { KERNEL_BLOCK_BYTES } from "./block.ts";
export { javascriptKernels } from "./javascript.ts";
export type { MemoryDescriptor } from "./patch.ts";
export { instantiateSimdKernels, type SimdKernels, simdKernelBytes } from "./simd.ts";
export {
  type CellKernels,
  type DoubleKernels,
  KERNELS,
  type Kernel1,
  type Kernel2,
  type KernelName,
} from "./table.ts";
export { instantiateKernels, kernelBytes, type WasmKernels } from "./wasm.ts";
