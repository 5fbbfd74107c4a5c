import { ExprError } from "@zexpr/errors";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LinearMemory, type LinearMemoryOptions } from "../src/index.ts";
import { caught, fill, firstDifference, MEMORIES, PAGE } from "./memories.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(MEMORIES)("LinearMemory over %s", (_name, make) => {
  test("has one set of live views", () => {
    const memory = make();
    const offset = memory.allocate(16);
    memory.f64[offset / 8] = 1.5;
    expect(memory.u8[offset + 7]).toBe(0x3f);
    expect(memory.i32[offset / 4 + 1]).toBe(0x3ff8_0000);
    for (const view of [memory.u8, memory.i32, memory.f64]) {
      expect(view.buffer).toBe(memory.buffer);
      expect(view.byteLength).toBe(memory.buffer.byteLength);
    }
  });

  test("hands out aligned blocks that do not overlap, never at 0", () => {
    const memory = make();
    const sizes = [1, 0, 16, 17, 1000, 8];
    const blocks = sizes.map((size) => [memory.allocate(size), size] as const).sort(([a], [b]) => a - b);
    let end = 1;
    for (const [offset, size] of blocks) {
      expect(offset % 16).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      end = offset + Math.max(1, size);
    }
    expect(end).toBeLessThanOrEqual(memory.buffer.byteLength);
  });

  test("counts the bytes of blocks in use", () => {
    const memory = make();
    const a = memory.allocate(17);
    memory.allocate(16);
    expect(memory.used).toBe(48);
    memory.release(a);
    expect(memory.used).toBe(16);
  });

  test("grows, keeps the bytes, and renews the views", () => {
    const memory = make();
    const offset = memory.allocate(100);
    fill(memory, offset, 100, 1);
    const { epoch, u8 } = memory;
    const size = memory.buffer.byteLength;
    const large = memory.allocate(3 * PAGE);
    expect(memory.buffer.byteLength).toBeGreaterThan(size);
    expect(memory.epoch).toBeGreaterThan(epoch);
    expect(u8.length === 0 || u8[offset] === 0xa5).toBe(true); // a stale view shows
    expect(firstDifference(memory, offset, 100, 1)).toBe(-1);
    fill(memory, large, 3 * PAGE, 2);
    expect(firstDifference(memory, offset, 100, 1)).toBe(-1);
  });

  test("reuses released bytes before it grows", () => {
    const memory = make();
    const size = memory.buffer.byteLength;
    for (let i = 0; i < 100; i++) memory.release(memory.allocate(PAGE / 2));
    expect(memory.buffer.byteLength).toBe(size);
  });

  test("extends a free tail instead of leaving it", () => {
    const memory = make({ maximumBytes: 2 * PAGE });
    expect(memory.allocate(2 * PAGE - 16)).toBeGreaterThan(0);
  });

  test("extends the tail after lower bytes came back", () => {
    const memory = make({ maximumBytes: 2 * PAGE });
    const lower = memory.allocate(1024);
    memory.allocate(1024);
    memory.release(lower);
    expect(memory.allocate(2 * PAGE - 2048 - 16)).toBeGreaterThan(0);
    expect(memory.allocate(1024)).toBe(lower);
  });

  test.each([
    ["ascending", [0, 1, 2, 3]],
    ["descending", [3, 2, 1, 0]],
    ["mixed", [1, 3, 2, 0]],
  ])("merges released neighbours, in %s order", (_order, order) => {
    const memory = make({ maximumBytes: PAGE });
    const quarter = (PAGE - 64) / 4;
    const blocks = order.map(() => memory.allocate(quarter));
    for (const i of order) memory.release(blocks[i] ?? 0);
    expect(memory.allocate(4 * quarter)).toBeGreaterThan(0);
  });

  test("past its maximum throws ArenaExhausted and stays as it was", () => {
    const memory = make({ maximumBytes: PAGE });
    const offset = memory.allocate(1000);
    fill(memory, offset, 1000, 3);
    for (const size of [PAGE, 2 ** 31, 2 ** 32 + 16, 2 ** 53]) {
      const error = caught(() => memory.allocate(size));
      expect(error).toMatchObject({ code: "ArenaExhausted" });
      expect((error as ExprError).message).toContain(`${size} bytes requested, 1008 used, limit `);
      expect(memory.tryAllocate(size)).toBe(0);
    }
    expect(memory.used).toBe(1008);
    expect(firstDifference(memory, offset, 1000, 3)).toBe(-1);
    expect(memory.allocate(PAGE / 2)).toBeGreaterThan(0);
  });

  test("takes the last bytes when doubling is too much", () => {
    const memory = make({ maximumBytes: 3 * PAGE });
    memory.allocate(2 * PAGE - 32);
    expect(memory.allocate(PAGE)).toBeGreaterThan(0);
  });

  test.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY])("refuses the size %d", (size) => {
    expect(() => make().allocate(size)).toThrow(expect.objectContaining({ code: "Other" }));
  });

  test("refuses to release a block twice, or one that it never made", () => {
    const memory = make();
    const offset = memory.allocate(32);
    memory.allocate(32);
    expect(() => memory.release(offset + 16)).toThrow(expect.objectContaining({ code: "Other" }));
    memory.release(offset);
    for (const wrong of [offset, 0, Number.NaN]) {
      expect(() => memory.release(wrong)).toThrow(expect.objectContaining({ code: "Other" }));
    }
  });

  test("with nothing to do, refresh says so", () => {
    const memory = make();
    const { epoch } = memory;
    expect(memory.refresh()).toBe(false);
    expect(memory.epoch).toBe(epoch);
  });

  test("survives any sequence of allocate and release", () => {
    const step = fc.oneof(
      fc.record({ allocate: fc.oneof(fc.nat(300), fc.nat(20_000)) }),
      fc.record({ release: fc.nat(1_000) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const memory = make({ maximumBytes: 4 * PAGE });
        const live: { offset: number; size: number; seed: number }[] = [];
        let seed = 0;
        for (const next of steps) {
          if ("allocate" in next) {
            const size = next.allocate;
            const offset = memory.tryAllocate(size);
            if (offset === 0) continue;
            expect(offset % 16).toBe(0);
            for (const other of live) {
              expect(offset + size <= other.offset || other.offset + other.size <= offset).toBe(true);
            }
            fill(memory, offset, size, ++seed);
            live.push({ offset, size, seed });
          } else if (live.length > 0) {
            const [block] = live.splice(next.release % live.length, 1);
            if (block) memory.release(block.offset);
          }
          for (const block of live) {
            expect(firstDifference(memory, block.offset, block.size, block.seed)).toBe(-1);
          }
          const used = live.reduce((sum, { size }) => sum + Math.max(16, Math.ceil(size / 16) * 16), 0);
          expect(memory.used).toBe(used);
        }
        for (const { offset } of live) memory.release(offset);
        // Everything came back in one piece: only the first block's alignment is missing.
        expect(memory.tryAllocate(4 * PAGE - 16)).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("LinearMemory", () => {
  test("is over wasm by default, and over an ArrayBuffer where WebAssembly is missing", () => {
    expect(new LinearMemory().wasm).toBeInstanceOf(WebAssembly.Memory);
    vi.stubGlobal("WebAssembly", undefined);
    const memory = new LinearMemory();
    expect(memory.wasm).toBeUndefined();
    expect(memory.allocate(100)).toBeGreaterThan(0);
  });

  test("over an ArrayBuffer poisons what a stale view shows; only debug mode detaches, which slows all typed arrays", () => {
    for (const debug of [false, true]) {
      const memory = new LinearMemory({ backing: "array-buffer", debug });
      const offset = memory.allocate(8);
      fill(memory, offset, 8, 1);
      const { u8 } = memory;
      memory.allocate(PAGE);
      expect(u8[offset]).toBe(debug ? undefined : 0xa5);
      expect(firstDifference(memory, offset, 8, 1)).toBe(-1);
    }
  });

  test("can begin without a byte", () => {
    for (const backing of ["wasm", "array-buffer"] as const) {
      const memory = new LinearMemory({ backing, initialBytes: 0 });
      expect(memory.buffer.byteLength).toBe(0);
      expect(memory.allocate(PAGE)).toBeGreaterThan(0);
    }
  });

  test("doubles when it grows, up to its maximum", () => {
    const memory = new LinearMemory({ initialBytes: 4 * PAGE, maximumBytes: 10 * PAGE });
    memory.allocate(4 * PAGE);
    expect(memory.buffer.byteLength).toBe(8 * PAGE);
    memory.allocate(4 * PAGE);
    expect(memory.buffer.byteLength).toBe(10 * PAGE);
  });

  test("grows by what it needs when the host refuses to double it", () => {
    const memory = new LinearMemory({ backing: "wasm", initialBytes: 4 * PAGE });
    const wasm = memory.wasm as WebAssembly.Memory;
    const grow = wasm.grow.bind(wasm);
    wasm.grow = (pages) => {
      if (pages > 1) throw new RangeError("no room");
      return grow(pages);
    };
    memory.allocate(4 * PAGE);
    expect(memory.buffer.byteLength).toBe(5 * PAGE);
    expect(memory.tryAllocate(4 * PAGE)).toBe(0);
  });

  test("says so when the host has no room", () => {
    const error = caught(
      () => new LinearMemory({ backing: "array-buffer", initialBytes: 2 ** 46, maximumBytes: 2 ** 46 }),
    );
    expect(error).toMatchObject({ code: "ArenaExhausted", cause: expect.any(RangeError) });
  });

  test.each<[LinearMemoryOptions]>([
    [{ initialBytes: -1 }],
    [{ initialBytes: 0.5 }],
    [{ initialBytes: 2 * PAGE, maximumBytes: PAGE }],
    [{ maximumBytes: Number.NaN }],
    [{ allocate: () => 0, release: () => {} }],
    [{ memory: new WebAssembly.Memory({ initial: 1 }), allocate: () => 0 }],
    [{ memory: new WebAssembly.Memory({ initial: 1 }), release: () => {} }],
  ])("refuses the options %o", (options) => {
    expect(() => new LinearMemory(options)).toThrow(ExprError);
    expect(caught(() => new LinearMemory(options))).toMatchObject({ code: "Other" });
  });
});
