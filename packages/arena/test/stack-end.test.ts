import { afterEach, describe, expect, test, vi } from "vitest";
import { LinearMemory } from "../src/index.ts";
import { caught, MEMORIES, PAGE } from "./memories.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/**
 * Runs `action` on the way back from where the JavaScript stack has ended, with ever more of it, until it returns. Returns what it has
 * thrown before.
 *
 * @param more - makes frames larger, so that other places of the stack are met
 */
function returningFromTheEnd(action: () => void, more: readonly number[]): unknown[] {
  const thrown: unknown[] = [];
  let done = false;
  function descend(...args: readonly number[]): void {
    try {
      descend(...args);
    } catch {}
    if (done) return;
    try {
      action();
      done = true;
    } catch (error) {
      thrown.push(error);
    }
  }
  descend(...more);
  expect(done).toBe(true);
  return thrown;
}

describe.each(MEMORIES)("LinearMemory over %s, where the JavaScript stack ends", (_name, make) => {
  test("grows with all that was written, or throws what the host throws and has not changed", () => {
    for (let round = 0; round < 20; round++) {
      const [memory, elsewhere] = [make(), make()];
      const block = memory.allocate(16);
      elsewhere.allocate(16);
      let attempts = 0;
      const thrown = returningFromTheEnd(() => {
        // New each time: a copy that an interrupted growth has left behind holds an older one.
        memory.i32[block / 4] = ++attempts;
        memory.allocate(PAGE);
      }, Array(round).fill(1));
      expect(thrown.length).toBeGreaterThan(2);
      for (const error of thrown) expect(error).toBeInstanceOf(RangeError);
      expect(memory.i32[block / 4]).toBe(attempts);
      elsewhere.allocate(PAGE);
      expect(memory.used).toBe(elsewhere.used);
      expect(memory.buffer.byteLength).toBe(elsewhere.buffer.byteLength);
      for (const view of [memory.u8, memory.i32, memory.f64]) {
        expect(view.buffer).toBe(memory.buffer);
        expect(view.byteLength).toBe(memory.buffer.byteLength);
      }
    }
  });
});

class NoStack {
  constructor() {
    throw new RangeError("no stack");
  }
}

test("views that could not be made when the caller's memory had grown are made later", () => {
  const wasm = new WebAssembly.Memory({ initial: 1 });
  const memory = new LinearMemory({ memory: wasm });
  const { epoch } = memory;
  wasm.grow(1);
  for (const name of ["Uint8Array", "Int32Array", "Float64Array"]) {
    vi.stubGlobal(name, NoStack);
    const error = caught(() => memory.refresh());
    vi.unstubAllGlobals();
    expect(error).toMatchObject({ message: "no stack" });
  }
  expect(memory.refresh()).toBe(true);
  expect(memory.epoch).toBe(epoch + 1);
  for (const view of [memory.u8, memory.i32, memory.f64]) expect(view.byteLength).toBe(2 * PAGE);
});
