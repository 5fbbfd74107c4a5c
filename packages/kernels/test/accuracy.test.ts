import { beforeAll, describe, expect, test } from "vitest";
import { compile, entry } from "../build/compile.js";
import { KERNELS, type KernelName, type WasmKernels } from "../src/index.ts";
import { forArguments } from "./support/arguments.js";
import { COUNT, scalar } from "./support/kernels.ts";
import { makeUlpError, REFERENCES } from "./support/reference.js";

let ulpError: Awaited<ReturnType<typeof makeUlpError>>;
beforeAll(async () => {
  ulpError = await makeUlpError();
});

/** Greatest error in ulp and its argument, over `count` arguments. */
function worst(
  name: KernelName,
  call: (...values: number[]) => number,
  count: number,
): { error: number; at: unknown } {
  const found: { error: number; at: unknown } = { error: 0, at: undefined };
  forArguments(name, KERNELS[name], count, 1, (x, y) => {
    const error = ulpError(name, y === undefined ? call(x) : call(x, y), x, y);
    if (error > found.error) {
      found.error = error;
      found.at = [x, y];
    }
  });
  return found;
}

const EXACT = new Set(["fmod", "round", "trunc", "floor", "ceil"]);

describe("against MPFR", () => {
  test.each(REFERENCES.filter((name) => !EXACT.has(name)) as KernelName[])("%s is within 1 ulp", (name) => {
    const { error, at } = worst(name, scalar(name), COUNT / 4);
    expect(error, String(at)).toBeLessThanOrEqual(1);
  });

  test.each([...EXACT] as KernelName[])("%s is exact", (name) => {
    expect(worst(name, scalar(name), COUNT / 4)).toEqual({ error: 0, at: undefined });
  });

  test("a wrong coefficient is noticed", async () => {
    let edits = 0;
    const { binary } = await compile(entry(false), false, ["-O1"], (_file, code) =>
      code.replaceAll("8.33333333332248946124e-03", () => {
        edits++;
        return "8.33333333300000000000e-03";
      }),
    );
    expect(edits).toBeGreaterThan(0);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = new WebAssembly.Instance(new WebAssembly.Module(binary), {
      env: { memory },
    }).exports as unknown as WasmKernels;
    kernels.start(1024);
    expect(worst("sin", kernels.sin, 2000).error).toBeGreaterThan(1);
    expect(worst("tan", kernels.tan, 2000).error).toBeGreaterThan(1);
    expect(worst("exp", kernels.exp, 2000).error).toBeLessThanOrEqual(1);
  });
});
