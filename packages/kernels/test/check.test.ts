import { describe, expect, test } from "vitest";
import {
  instantiateF32Kernels,
  instantiateF32SimdKernels,
  instantiateKernels,
  instantiateSimdKernels,
  javascriptF32Kernels,
  javascriptKernels,
  KERNEL_BLOCK_BYTES,
} from "../src/index.ts";

const PAGE = 65536;
const memory = new WebAssembly.Memory({ initial: 1 });
const kernels = instantiateKernels(memory, 0);

/** Everything that is given a block. */
const MAKERS: readonly (readonly [string, (block: number) => unknown])[] = [
  ["instantiateKernels", (block) => instantiateKernels(memory, block)],
  ["instantiateSimdKernels", (block) => instantiateSimdKernels(memory, block, kernels)],
  ["javascriptKernels", (block) => javascriptKernels(memory.buffer, block)],
  ["instantiateF32Kernels", (block) => instantiateF32Kernels(memory, block)],
  ["instantiateF32SimdKernels", (block) => instantiateF32SimdKernels(memory, block)],
  ["javascriptF32Kernels", (block) => javascriptF32Kernels(memory.buffer, block)],
];

describe.each(MAKERS)("the block of %s", (_name, make) => {
  test.each([4, 1, -8, 0.5, NaN, Infinity])("cannot be at %s", (block) => {
    expect(() => make(block)).toThrow(RangeError);
    expect(() => make(block)).toThrow(`at a multiple of 8 from 0 on, not at ${block}`);
  });

  test("may be the last bytes of the memory, and cannot end past them", () => {
    const last = PAGE - KERNEL_BLOCK_BYTES;
    expect(() => make(last)).not.toThrow();
    expect(() => make(last + 8)).toThrow(RangeError);
    expect(() => make(last + 8)).toThrow(
      `takes bytes ${last + 8} to ${PAGE + 7}, but the memory has ${PAGE}`,
    );
  });
});

test("JavaScript kernels need a buffer of whole doubles", () => {
  expect(() => javascriptKernels(new ArrayBuffer(16_004), 0)).toThrow(RangeError);
  expect(() => javascriptF32Kernels(new ArrayBuffer(16_004), 0)).toThrow(RangeError);
});
