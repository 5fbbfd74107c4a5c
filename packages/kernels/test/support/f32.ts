import { compile } from "../../build/compile.js";
import {
  type F32CellKernels,
  type F32Kernels,
  type F32SimdKernels,
  instantiateF32Kernels,
  instantiateF32SimdKernels,
  javascriptF32Kernels,
  KERNEL_BLOCK_BYTES,
  KERNELS,
  type KernelName,
} from "../../src/index.ts";

const BLOCK = 1024;
const memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 4 });
export const wasm: F32Kernels = instantiateF32Kernels(memory, BLOCK);
const simd: F32SimdKernels = instantiateF32SimdKernels(memory, BLOCK);
export const cells: Float64Array = new Float64Array(memory.buffer);
export const singles: Float32Array = new Float32Array(memory.buffer);

const buffer = new ArrayBuffer(16 + 16 + KERNEL_BLOCK_BYTES);
export const flat: F32CellKernels = javascriptF32Kernels(buffer, 32);
export const flatCells: Float64Array = new Float64Array(buffer);

export type F32Name = keyof F32Kernels & KernelName;
export const F32_NAMES: readonly F32Name[] = (Object.keys(KERNELS) as KernelName[]).filter(
  (name): name is F32Name => name in wasm,
);

type Call = (...values: number[]) => number;
type Into = (destination: number, ...addresses: number[]) => void;

/** The form on doubles. */
export function scalar(name: F32Name): Call {
  return wasm[name] as Call;
}

/** An integer form, of either build. */
export function into(kernels: F32CellKernels, name: F32Name): Into {
  return kernels[`${name}_into` as keyof F32CellKernels] as Into;
}

/** Loops over columns of f32, because only WebAssembly can call a function on vectors. */
const loops = await Promise.all(
  ["a", "a, b"].map(async (names) => {
    const parameters = (type: string): string => names.replaceAll(/\w/g, (name) => `${name}: ${type}`);
    const { binary } = await compile(
      `@external("k", "f") declare function f(${parameters("v128")}): v128;
       export function loop(dst: i32, ${parameters("i32")}, bytes: i32): void {
         for (let i = 0; i < bytes; i += 16) v128.store(dst + i, f(${names.replaceAll(/\w/g, "v128.load($& + i)")}));
       }`,
      false,
      ["--enable", "simd"],
    );
    return new WebAssembly.Module(binary);
  }),
);

/** A column of `count` f32 (a multiple of 4) through the four-lane form: byte addresses. */
export function columns(name: F32Name): (destination: number, a: number, b: number, count: number) => void {
  const imports = { env: { memory }, k: { f: simd[`${name}_x4`] } };
  const module = loops[KERNELS[name] - 1] as WebAssembly.Module;
  const loop = new WebAssembly.Instance(module, imports).exports.loop as Into;
  return KERNELS[name] === 1
    ? (destination, a, _b, count) => loop(destination, a, count * 4)
    : (destination, a, b, count) => loop(destination, a, b, count * 4);
}
