import { describe, expect, test } from "vitest";
import { Arena, F64Vector, I32Vector, LinearMemory } from "../src/index.ts";
import { PAGE } from "./memories.ts";

const written = expect.objectContaining({
  code: "Other",
  message: expect.stringContaining("written while free"),
});

describe.each(["wasm", "array-buffer"] as const)("debug mode over %s", (backing) => {
  const make = () => new LinearMemory({ backing, debug: true });

  test("fills blocks and released bytes with 0xA5", () => {
    const memory = make();
    const offset = memory.allocate(32);
    expect(memory.u8.slice(offset, offset + 32)).toEqual(new Uint8Array(32).fill(0xa5));
    memory.u8.fill(1, offset, offset + 32);
    memory.release(offset);
    expect(memory.u8.slice(offset, offset + 32)).toEqual(new Uint8Array(32).fill(0xa5));
  });

  test("fills bytes that growth added", () => {
    const memory = make();
    const offset = memory.allocate(PAGE);
    expect(memory.u8.subarray(offset, offset + PAGE).every((byte) => byte === 0xa5)).toBe(true);
  });

  test("moves the memory at every allocation", () => {
    const memory = make();
    const arena = new Arena({ memory });
    for (const allocate of [() => memory.allocate(8), () => arena.alloc(8), () => arena.alloc(8)]) {
      const { u8, epoch } = memory;
      allocate();
      expect(u8.length).toBe(0);
      expect(memory.epoch).toBeGreaterThan(epoch);
    }
  });

  test("finds a write to a released block", () => {
    const memory = make();
    const offset = memory.allocate(32);
    memory.release(offset);
    memory.u8[offset + 31] = 0;
    expect(() => memory.allocate(32)).toThrow(written);
  });

  test("finds a write past the end of an arena's bytes", () => {
    const memory = make();
    const arena = new Arena({ memory });
    const offset = arena.alloc(8);
    memory.u8[offset + 8] = 0;
    expect(() => arena.alloc(8)).toThrow(written);
  });

  test("poisons what rewind takes back, in every chunk, and finds writes to it", () => {
    const memory = make();
    const arena = new Arena({ memory, capacity: 32 });
    const kept = arena.alloc(8);
    const mark = arena.checkpoint();
    const taken = [arena.alloc(16), arena.alloc(64), arena.alloc(256)];
    memory.u8.fill(1, kept, kept + 8);
    for (const offset of taken) memory.u8.fill(1, offset, offset + 16);
    arena.rewind(mark);
    expect(memory.u8.subarray(kept, kept + 8).every((byte) => byte === 1)).toBe(true);
    for (const offset of taken) {
      expect(memory.u8.subarray(offset, offset + 16).every((byte) => byte === 0xa5)).toBe(true);
    }
    memory.u8[taken[0] ?? 0] = 1;
    expect(() => arena.alloc(16)).toThrow(written);
  });

  test("poisons everything at reset", () => {
    const memory = make();
    const arena = new Arena({ memory });
    const offset = arena.alloc(8);
    memory.u8.fill(1, offset, offset + 8);
    arena.reset();
    expect(memory.u8[offset]).toBe(0xa5);
    expect(arena.alloc(8)).toBe(offset);
  });

  test.each([I32Vector, F64Vector])("checks the indices of %o", (Vector) => {
    const vector = new Vector(new Arena({ memory: make() }), 8);
    vector.push(1);
    const other = expect.objectContaining({ code: "Other" });
    for (const index of [1, -1, 0.5, Number.NaN]) {
      expect(() => vector.get(index)).toThrow(other);
      expect(() => vector.set(index, 1)).toThrow(other);
    }
    expect(vector.get(0)).toBe(1);
  });

  test.each([I32Vector, F64Vector])("finds a use of %o after its arena's reset", (Vector) => {
    const arena = new Arena({ memory: make() });
    const vector = new Vector(arena);
    vector.push(1);
    arena.reset();
    const stale = expect.objectContaining({ code: "StaleHandle" });
    expect(() => vector.get(0)).toThrow(stale);
    expect(() => vector.set(0, 1)).toThrow(stale);
    expect(() => vector.push(1)).toThrow(stale);
    expect(() => vector.pop()).toThrow(stale);
  });
});

test("outside debug mode views survive allocations that fit", () => {
  const memory = new LinearMemory();
  const arena = new Arena({ memory });
  const { u8, epoch } = memory;
  arena.alloc(8);
  memory.allocate(8);
  memory.move();
  expect(memory.u8).toBe(u8);
  expect(memory.epoch).toBe(epoch);
});
