import {
  type CellKernels,
  instantiateKernels,
  instantiateSimdKernels,
  javascriptKernels,
  KERNEL_BLOCK_BYTES,
  KERNELS,
  type KernelName,
  type SimdKernels,
  type WasmKernels,
} from "../../src/index.ts";

/**
 * How many arguments the tests of parity try for each kernel; a quarter in those of accuracy.
 * `KERNEL_ARGUMENTS=1000000` for the full run, with `--testTimeout=600000`.
 */
export const COUNT: number = Number(process.env.KERNEL_ARGUMENTS ?? 20_000);

export const NAMES = Object.keys(KERNELS) as KernelName[];

const BLOCK = 1024;
const memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 4 });
export const wasm: WasmKernels = instantiateKernels(memory, BLOCK);
export const simd: SimdKernels = instantiateSimdKernels(memory, BLOCK, wasm);
export const cells: Float64Array = new Float64Array(memory.buffer);

const buffer = new ArrayBuffer(16 + 16 + KERNEL_BLOCK_BYTES);
export const flat: CellKernels = javascriptKernels(buffer, 32);
export const flatCells: Float64Array = new Float64Array(buffer);

type Call = (...values: number[]) => number;
type Into = (destination: number, ...addresses: number[]) => void;

/** The f64 form. */
export function scalar(name: KernelName): Call {
  return wasm[name] as Call;
}

/** An integer form, of either build. */
export function into(kernels: CellKernels, name: KernelName): Into {
  return kernels[`${name}_into` as keyof CellKernels] as Into;
}
