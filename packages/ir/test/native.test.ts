import { LinearMemory } from "@zexpr/arena";
import { describe, expect, test } from "vitest";
import { inPlace } from "../src/index.ts";

describe.each(["wasm", "array-buffer"] as const)("inPlace over %s", (backing) => {
  test.each([0, 1, 2, 3, 6])("hands over %i arguments and stores the result", (arity) => {
    const memory = new LinearMemory({ backing });
    memory.f64.fill(-1);
    const given = [10, 20, 30, 40, 50, 60].slice(0, arity);
    memory.f64.set(given, 5);
    let got: number[] = [];
    const call = inPlace((...args) => {
      got = args;
      return 7.5;
    }, arity);
    expect(call(memory, 5 * 8, arity, 2 * 8)).toBeUndefined();
    expect(got).toEqual(given);
    expect(memory.f64.slice(0, 5)).toEqual(Float64Array.of(-1, -1, 7.5, -1, -1));
  });

  test.each([0, 1, 2, 3])(
    "stores the result where it belongs if a function of %i grows the memory",
    (arity) => {
      const memory = new LinearMemory({ backing });
      const call = inPlace(() => {
        memory.allocate(1 << 20);
        return 3;
      }, arity);
      call(memory, 80, arity, 160);
      expect(memory.f64[20]).toBe(3);
    },
  );
});

test("inPlace notices that the caller's memory grew before the result is stored", () => {
  const wasm = new WebAssembly.Memory({ initial: 1 });
  const memory = new LinearMemory({ memory: wasm });
  inPlace(() => {
    wasm.grow(1);
    return 4;
  }, 0)(memory, 0, 0, 64);
  expect(new Float64Array(wasm.buffer)[8]).toBe(4);
});
