import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  instantiateKernels,
  instantiateSimdKernels,
  javascriptKernels,
  KERNEL_BLOCK_BYTES,
  KERNELS,
  kernelBytes,
  simdKernelBytes,
} from "../src/index.ts";
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
    for (const bytes of [kernelBytes(descriptor), simdKernelBytes(descriptor)]) {
      expect(WebAssembly.validate(bytes)).toBe(true);
      expect(sections(bytes)).not.toContain(DATA);
      expect(sections(bytes)).not.toContain(MEMORY);
    }
  });

  test("the scalar one imports only the memory", () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(kernelBytes({ shared: false })))).toEqual([
      { module: "env", name: "memory", kind: "memory" },
    ]);
  });

  test("export every kernel in both forms", () => {
    const names = WebAssembly.Module.exports(new WebAssembly.Module(kernelBytes({ shared: false }))).map(
      (e) => e.name,
    );
    expect(names.sort()).toEqual(["start", ...NAMES, ...NAMES.map((name) => `${name}_into`)].sort());
  });

  test("are small", () => {
    const size = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
    expect(
      size(kernelBytes({ shared: false })) + size(simdKernelBytes({ shared: false })),
    ).toBeLessThanOrEqual(20_000);
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
    for (const x of [0.5, 1e22, 5e-324, NaN]) {
      for (const name of NAMES) (kernels[name] as (x: number, y: number) => number)(x, 3);
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

  test("a shared memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const kernels = instantiateKernels(memory, 1024);
    const simd = instantiateSimdKernels(memory, 1024, kernels);
    const cells = new Float64Array(memory.buffer);
    cells[0] = 2;
    kernels.exp_into(8, 0);
    simd.ln_rows(16, 8, 1);
    expect([cells[1], cells[2]]).toEqual([7.38905609893065, 2]);
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
