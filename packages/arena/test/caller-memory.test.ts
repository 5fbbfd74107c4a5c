import { describe, expect, test } from "vitest";
import { Arena, F64Vector, LinearMemory } from "../src/index.ts";
import { caught, fill, firstDifference, PAGE } from "./memories.ts";

/** A C program's heap, in miniature: bump allocation by 8 from `begin` on, and a list of what was released. */
function heap(memory: WebAssembly.Memory, begin: number) {
  let next = begin;
  const released: number[] = [];
  const allocate = (size: number): number => {
    const offset = next;
    next += Math.ceil(size / 8) * 8;
    const missing = next - memory.buffer.byteLength;
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / PAGE));
      } catch {
        next = offset;
        return 0;
      }
    }
    return offset | 0; // as wasm returns it
  };
  return { allocate, release: (offset: number) => void released.push(offset), released };
}

/** Allocates, writes, grows, rewinds: whatever could touch bytes of others. */
function exercise(linear: LinearMemory): void {
  const { used } = linear;
  const arena = new Arena({ memory: linear, capacity: 64 });
  const vector = new F64Vector(arena, 1);
  for (let i = 0; i < 20_000; i++) vector.push(i);
  for (let i = 0; i < 20_000; i += 999) expect(vector.get(i)).toBe(i);
  const mark = arena.checkpoint();
  for (let i = 1; i < 100; i++) fill(linear, arena.alloc(i), i, i);
  arena.rewind(mark);
  arena.reset();
  arena.dispose();
  expect(linear.used).toBe(used);
}

describe.each([false, true])("a caller's memory (debug: %s)", (debug) => {
  test("keeps all bytes that were there", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const before = new Uint8Array(memory.buffer).map((_, i) => (i * 13) & 0xff);
    new Uint8Array(memory.buffer).set(before);
    exercise(new LinearMemory({ memory, debug }));
    expect(new Uint8Array(memory.buffer, 0, 2 * PAGE)).toEqual(before);
  });

  test("keeps bytes that the caller grew between ours", () => {
    const memory = new WebAssembly.Memory({ initial: 0 });
    const linear = new LinearMemory({ memory, debug });
    const arena = new Arena({ memory: linear, capacity: PAGE });
    arena.alloc(8);
    const theirs = memory.grow(1) * PAGE;
    new Uint8Array(memory.buffer).fill(7, theirs, theirs + PAGE);
    arena.alloc(3 * PAGE);
    exercise(linear);
    expect(new Uint8Array(memory.buffer, theirs, PAGE)).toEqual(new Uint8Array(PAGE).fill(7));
  });

  test("that grows behind our back works again after refresh", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const linear = new LinearMemory({ memory, debug });
    const arena = new Arena({ memory: linear });
    const offset = arena.alloc(100);
    fill(linear, offset, 100, 5);
    memory.grow(1);
    expect(linear.u8.length).toBe(0);
    const { epoch } = linear;
    expect(linear.refresh()).toBe(true);
    expect(linear.refresh()).toBe(false);
    expect(linear.epoch).toBe(epoch + 1);
    expect(linear.buffer).toBe(memory.buffer);
    expect(firstDifference(linear, offset, 100, 5)).toBe(-1);
    fill(linear, arena.alloc(10_000), 10_000, 6);
    expect(firstDifference(linear, offset, 100, 5)).toBe(-1);
  });

  test("that grows behind our back does not break a vector's growth, rewind, reset or dispose", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const arena = new Arena({ memory: new LinearMemory({ memory, debug }) });
    const vector = new F64Vector(arena, 2);
    vector.push(1);
    vector.push(2);
    memory.grow(1);
    vector.push(3);
    expect([vector.get(0), vector.get(1), vector.get(2)]).toEqual([1, 2, 3]);
    memory.grow(1);
    arena.rewind(8);
    memory.grow(1);
    arena.reset();
    memory.grow(1);
    arena.dispose();
    expect(arena.memory.used).toBe(0);
  });

  test("stops at its own maximum, and at ours", () => {
    const limited = new LinearMemory({ memory: new WebAssembly.Memory({ initial: 1, maximum: 3 }), debug });
    limited.allocate(2 * PAGE);
    expect(caught(() => limited.allocate(16))).toMatchObject({ code: "ArenaExhausted" });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const ours = new LinearMemory({ memory, maximumBytes: 2 * PAGE, debug });
    ours.allocate(PAGE);
    expect(caught(() => ours.allocate(16))).toMatchObject({ code: "ArenaExhausted" });
    expect(memory.buffer.byteLength).toBe(2 * PAGE);
  });

  test("shared between threads works, and is seen to grow", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 100, shared: true });
    new Uint8Array(memory.buffer).fill(9);
    const linear = new LinearMemory({ memory, debug });
    expect(linear.buffer).toBeInstanceOf(SharedArrayBuffer);
    memory.grow(1);
    expect(linear.refresh()).toBe(true);
    expect(linear.u8.length).toBe(2 * PAGE);
    expect(linear.refresh()).toBe(false);
    exercise(linear);
    expect(new Uint8Array(memory.buffer, 0, PAGE).every((byte) => byte === 9)).toBe(true);
  });

  test("serves two LinearMemory objects that do not know of each other", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 100, shared: true });
    const [a, b] = [new LinearMemory({ memory, debug }), new LinearMemory({ memory, debug })];
    const blocks = [a, b, a, b, a, b].map((linear, seed) => {
      const offset = linear.allocate(PAGE - 16);
      linear.refresh();
      fill(linear, offset, PAGE - 16, seed);
      return { offset, seed };
    });
    a.refresh();
    for (const { offset, seed } of blocks) expect(firstDifference(a, offset, PAGE - 16, seed)).toBe(-1);
  });

  describe("with its own allocator", () => {
    test("touches only what that allocator gave", () => {
      const memory = new WebAssembly.Memory({ initial: 3 });
      new Uint8Array(memory.buffer).fill(3);
      const { allocate, release, released } = heap(memory, 2 * PAGE + 8);
      exercise(new LinearMemory({ memory, allocate, release, debug }));
      expect(new Uint8Array(memory.buffer, 0, 2 * PAGE + 8).every((byte) => byte === 3)).toBe(true);
      expect(released[0]).toBe(2 * PAGE + 8); // as it was given, before alignment
    });

    test("aligns to 16 what comes aligned to 8, and gives all of it back", () => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const { allocate, release, released } = heap(memory, 1032);
      const linear = new LinearMemory({ memory, allocate, release, debug });
      const offset = linear.allocate(20);
      expect(offset).toBe(1040);
      expect(linear.allocate(20)).toBeGreaterThanOrEqual(1032 + 48);
      linear.release(offset);
      expect(released).toEqual([1032]);
      expect(() => linear.release(offset)).toThrow(expect.objectContaining({ code: "Other" }));
      expect(released).toEqual([1032]);
    });

    test("that has no room is ArenaExhausted", () => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
      const linear = new LinearMemory({ memory, ...heap(memory, 1024), debug });
      expect(caught(() => linear.allocate(PAGE))).toMatchObject({ code: "ArenaExhausted" });
      expect(linear.allocate(100)).toBe(1024);
    });

    test("never sees a size that wasm would cut to 32 bits", () => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const allocate = (): number => {
        throw new Error("asked");
      };
      const linear = new LinearMemory({ memory, allocate, release: () => {}, debug });
      expect(linear.tryAllocate(2 ** 32 + 8)).toBe(0);
    });
  });
});

test("offsets beyond 2 GiB come back unsigned", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const linear = new LinearMemory({ memory, allocate: () => 0x9000_0008 | 0, release: () => {} });
  expect(linear.allocate(8)).toBe(0x9000_0010);
  const arena = new Arena({ memory: linear });
  expect(arena.alloc(3)).toBe(0x9000_0010);
  expect(arena.alloc(8)).toBe(0x9000_0018);
});
