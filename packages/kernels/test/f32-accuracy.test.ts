import { beforeAll, describe, expect, test } from "vitest";
import { compile, f32Entry } from "../build/compile.js";
import { type F32Kernels, KERNELS } from "../src/index.ts";
import { forF32Arguments } from "./support/arguments.js";
import { F32_NAMES, type F32Name, scalar } from "./support/f32.ts";
import { COUNT } from "./support/kernels.ts";
import { makeUlpError } from "./support/reference.js";

let ulpError: Awaited<ReturnType<typeof makeUlpError>>;
beforeAll(async () => {
  ulpError = await makeUlpError(true);
});

/** Greatest error in ulp of f32, and its arguments; Infinity for a wrong special value. */
function worst(name: F32Name, call: (...values: number[]) => number): { error: number; at: unknown } {
  const found: { error: number; at: unknown } = { error: 0, at: undefined };
  forF32Arguments(name, KERNELS[name], COUNT, 1, (x, y) => {
    const result = y === undefined ? call(x) : call(x, y);
    const error = Object.is(Math.fround(result), result) ? ulpError(name, result, x, y) : Infinity;
    if (error > found.error) {
      found.error = error;
      found.at = [x, y];
    }
  });
  return found;
}

/** exp and exp2 are done in f32 itself. */
const BOUNDS: Partial<Record<F32Name, number>> = { fmod: 0, exp: 0.85, exp2: 0.85 };

describe("the f32 kernels, against MPFR", () => {
  test.each(F32_NAMES)("%s is an f32 within its bound", (name) => {
    const { error, at } = worst(name, scalar(name));
    expect(error, String(at)).toBeLessThanOrEqual(BOUNDS[name] ?? 0.6);
  });

  test("a wrong coefficient is noticed", async () => {
    let edits = 0;
    const { binary } = await compile(f32Entry(false), false, ["-O1"], (_file, code) =>
      code.replaceAll("0.00833216030150652", () => {
        edits++;
        return "0.008332";
      }),
    );
    expect(edits).toBe(1);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } })
      .exports as unknown as F32Kernels;
    kernels.start(1024);
    expect(worst("sin", kernels.sin).error).toBeGreaterThan(0.6);
    expect(worst("tan", kernels.tan).error).toBeGreaterThan(0.6);
    expect(worst("exp", kernels.exp).error).toBeLessThanOrEqual(0.85);
  });

  test("a result that is not rounded is noticed", () => {
    expect(worst("exp", Math.exp).error).toBe(Infinity);
  });
});
