import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  f32KernelBytes,
  f32SimdKernelBytes,
  instantiateF32Kernels,
  instantiateF32SimdKernels,
  instantiateKernels,
  instantiateSimdKernels,
  javascriptF32Kernels,
  javascriptKernels,
  KERNEL_BLOCK_BYTES,
  KERNELS,
  kernelBytes,
  simdKernelBytes,
} from "../src/index.ts";
import { F32_NAMES } from "./support/f32.ts";
import { NAMES } from "./support/kernels.ts";

/** Ids of a module's sections. */
function sections(module: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < module.length; ) {
    ids.push(module[at++] as number);
    let size = 0;
    let shift = 0;
    for (;;) {
      const byte = module[at++] as number;
      size |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}

const DATA = 11;
const MEMORY = 5;

describe("the modules", () => {
  test.each([
    { shared: false },
    { shared: true },
    { shared: false, initial: 3, maximum: 4464 },
    { shared: true, initial: 1, maximum: 1024 },
  ])("are valid for memories of description %o, without data or memory of their own", (descriptor) => {
    for (const bytes of [
      kernelBytes(descriptor),
      simdKernelBytes(descriptor),
      f32KernelBytes(descriptor),
      f32SimdKernelBytes(descriptor),
    ]) {
      expect(WebAssembly.validate(bytes)).toBe(true);
      expect(sections(bytes)).not.toContain(DATA);
      expect(sections(bytes)).not.toContain(MEMORY);
    }
  });

  test.each([
    ["scalar", kernelBytes],
    ["f32", f32KernelBytes],
    ["four-lane f32", f32SimdKernelBytes],
  ])("the %s one imports only the memory", (_name, bytes) => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes({ shared: false })))).toEqual([
      { module: "env", name: "memory", kind: "memory" },
    ]);
  });

  test("export every kernel in both forms", () => {
    const names = WebAssembly.Module.exports(new WebAssembly.Module(kernelBytes({ shared: false }))).map(
      (e) => e.name,
    );
    expect(names.sort()).toEqual(["start", ...NAMES, ...NAMES.map((name) => `${name}_into`)].sort());
  });

  test("of f32 export every kernel that is not exact", () => {
    const exported = (bytes: Uint8Array<ArrayBuffer>): string[] =>
      WebAssembly.Module.exports(new WebAssembly.Module(bytes))
        .map((e) => e.name)
        .sort();
    const inexact = NAMES.slice(0, NAMES.indexOf("round"));
    expect(exported(f32KernelBytes({ shared: false }))).toEqual(
      ["start", ...inexact, ...inexact.map((name) => `${name}_into`)].sort(),
    );
    expect(exported(f32SimdKernelBytes({ shared: false }))).toEqual(
      ["start", ...inexact.map((name) => `${name}_x4`)].sort(),
    );
    expect(Object.keys(javascriptF32Kernels(new ArrayBuffer(16384), 0)).sort()).toEqual(
      inexact.map((name) => `${name}_into`).sort(),
    );
  });

  test("are small", () => {
    const size = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
    expect(
      size(kernelBytes({ shared: false })) + size(simdKernelBytes({ shared: false })),
    ).toBeLessThanOrEqual(20_000);
    expect(
      size(f32KernelBytes({ shared: false })) + size(f32SimdKernelBytes({ shared: false })),
    ).toBeLessThanOrEqual(7_600);
  });

  test("the list of kernels is the one that was built", () => {
    const built = JSON.parse(
      readFileSync(new URL("../assembly/sources.json", import.meta.url), "utf8"),
    ) as Record<string, Record<string, number>>;
    expect(Object.assign({}, ...Object.values(built))).toEqual(KERNELS);
  });
});

describe("memories", () => {
  test("only the block is written", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const bytes = new Uint8Array(memory.buffer).fill(0xa5);
    const kernels = instantiateKernels(memory, 4096);
    instantiateSimdKernels(memory, 4096, kernels);
    const single = instantiateF32Kernels(memory, 4096);
    instantiateF32SimdKernels(memory, 4096);
    for (const x of [0.5, 1e22, 5e-324, NaN]) {
      for (const name of NAMES) (kernels[name] as (x: number, y: number) => number)(x, 3);
      for (const name of F32_NAMES) (single[name] as (x: number, y: number) => number)(Math.fround(x), 3);
    }
    expect(bytes.subarray(0, 4096).every((b) => b === 0xa5)).toBe(true);
    expect(bytes.subarray(4096 + KERNEL_BLOCK_BYTES).every((b) => b === 0xa5)).toBe(true);
    expect(Math.ceil(KERNEL_BLOCK_BYTES / 8)).toBe(KERNEL_BLOCK_BYTES / 8);
  });

  test("both builds fill the tables with the same bits", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    instantiateKernels(memory, 8);
    const buffer = new ArrayBuffer(65536);
    javascriptKernels(buffer, 8);
    expect(new Uint8Array(buffer)).toEqual(new Uint8Array(memory.buffer));
  });

  test("kernels of doubles and of f32 share a block, in every build", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = instantiateKernels(memory, 4096);
    const simd = instantiateSimdKernels(memory, 4096, kernels);
    const single = instantiateF32Kernels(memory, 4096);
    instantiateF32SimdKernels(memory, 4096);
    const flat = javascriptKernels(memory.buffer, 4096);
    const flatSingle = javascriptF32Kernels(memory.buffer, 4096);
    const cells = new Float64Array(memory.buffer);
    const huge = 16367173 * 2 ** 72;
    cells[0] = huge;
    single.cos_into(8, 0);
    kernels.cos_into(16, 0);
    flatSingle.cos_into(24, 0);
    flat.cos_into(32, 0);
    simd.cos_rows(40, 0, 1);
    single.cos_into(48, 0);
    const double = kernels.cos(huge);
    const rounded = Math.fround(double);
    expect([...cells.subarray(1, 7)]).toEqual([rounded, double, rounded, double, double, rounded]);
  });

  test("a shared memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const kernels = instantiateKernels(memory, 1024);
    const simd = instantiateSimdKernels(memory, 1024, kernels);
    const cells = new Float64Array(memory.buffer);
    cells[0] = 2;
    kernels.exp_into(8, 0);
    simd.ln_rows(16, 8, 1);
    expect([cells[1], cells[2]]).toEqual([7.38905609893065, 2]);
    instantiateF32SimdKernels(memory, 1024);
    instantiateF32Kernels(memory, 1024).exp_into(8, 0);
    expect(cells[1]).toBe(Math.fround(7.38905609893065));
  });

  test("instances outlive growth; JavaScript kernels are made again", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = instantiateKernels(memory, 1024);
    memory.grow(1);
    const cells = new Float64Array(memory.buffer);
    cells[0] = 1;
    kernels.atan_into(8, 0);
    const flat = javascriptKernels(memory.buffer, 32768);
    flat.atan_into(16, 0);
    expect([cells[1], cells[2]]).toEqual([Math.PI / 4, Math.PI / 4]);
  });
});
