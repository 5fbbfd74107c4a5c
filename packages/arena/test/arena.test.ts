import type { ExprError } from "@zexpr/errors";
import { describe, expect, test } from "vitest";
import { Arena, LinearMemory } from "../src/index.ts";
import { caught, fill, firstDifference, MEMORIES, PAGE } from "./memories.ts";

const exhausted = expect.objectContaining({ code: "ArenaExhausted" });
const other = expect.objectContaining({ code: "Other" });
const stale = expect.objectContaining({ code: "StaleHandle" });

describe.each(MEMORIES)("Arena over %s", (_name, make) => {
  test.each([1, 2, 4, 8, 16, 32, 4096])("aligns the offset to %i bytes", (align) => {
    const arena = new Arena({ memory: make() });
    arena.alloc(3, 1);
    expect(arena.alloc(8, align) % align).toBe(0);
    arena.alloc(5000, 1);
    expect(arena.alloc(8, align) % align).toBe(0);
  });

  test("aligns to 8 by default", () => {
    const arena = new Arena({ memory: make() });
    const first = arena.alloc(1);
    expect(arena.alloc(1)).toBe(first + 8);
    expect(arena.alloc(1, 1)).toBe(first + 9);
  });

  test("makes its first chunk at the first allocation", () => {
    const memory = make();
    const arena = new Arena({ memory });
    expect(arena).toMatchObject({ chunks: 0, allocated: 0, used: 0, highWater: 0, allocations: 0 });
    arena.reset();
    arena.rewind(arena.checkpoint());
    expect(memory.used).toBe(0);
    arena.alloc(8);
    expect(arena).toMatchObject({ chunks: 1, allocated: 1024, used: 8, highWater: 8, allocations: 1 });
    expect(memory.used).toBe(1024);
  });

  test("doubles its chunks", () => {
    const arena = new Arena({ memory: make(), capacity: 64 });
    const allocated: number[] = [];
    for (let i = 0; i < 15 * 8; i++) {
      arena.alloc(8);
      if (allocated.at(-1) !== arena.allocated) allocated.push(arena.allocated);
    }
    expect(allocated).toEqual([64, 192, 448, 960]);
    expect(arena.used).toBe(960);
  });

  test("gives a large request a chunk that fits, and doubles from there", () => {
    const arena = new Arena({ memory: make(), capacity: 64 });
    arena.alloc(8);
    arena.alloc(1000);
    expect(arena).toMatchObject({ chunks: 2, allocated: 1064, used: 1064 });
    arena.alloc(8);
    expect(arena).toMatchObject({ chunks: 3, allocated: 3064, used: 1072 });
  });

  test("allows size 0", () => {
    const arena = new Arena({ memory: make() });
    const offset = arena.alloc(0);
    expect(offset).toBeGreaterThan(0);
    expect(arena.alloc(8)).toBe(offset);
    expect(arena.allocations).toBe(2);
  });

  test.each([Number.NaN, -1, -8, 0.5, Number.POSITIVE_INFINITY])("refuses the size %d", (size) => {
    const arena = new Arena({ memory: make() });
    arena.alloc(8);
    expect(() => arena.alloc(size)).toThrow(other);
    expect(arena).toMatchObject({ used: 8, allocations: 1 });
  });

  test.each([Number.NaN, 0, -8, 0.5, 3, 12, 2 ** 31, 2 ** 32])("refuses the alignment %d", (align) => {
    const arena = new Arena({ memory: make() });
    arena.alloc(8);
    expect(() => arena.alloc(8, align)).toThrow(other);
    expect(arena.used).toBe(8);
  });

  test.each([
    [{ capacity: 0 }],
    [{ capacity: 1.5 }],
    [{ capacity: Number.NaN }],
    [{ limit: 0 }],
    [{ limit: -1 }],
  ])("refuses the options %o", (options) => {
    expect(() => new Arena({ memory: make(), ...options })).toThrow(other);
  });

  describe("with a limit", () => {
    test.each([15, 16, 17])("of %i bytes takes exactly so many", (limit) => {
      const arena = new Arena({ memory: make(), limit });
      arena.alloc(limit - 1, 1);
      arena.alloc(1, 1);
      expect(() => arena.alloc(1, 1)).toThrow(exhausted);
      expect(arena).toMatchObject({ used: limit, allocated: limit });
    });

    test("says what was requested, used and allowed, and stays usable", () => {
      const arena = new Arena({ memory: make(), limit: 32 });
      const offset = arena.alloc(12);
      fill(arena.memory, offset, 12, 1);
      expect((caught(() => arena.alloc(30)) as ExprError).message).toMatch(
        /^arena exhausted: 30 bytes requested, 12 used, limit 32; .*limit/,
      );
      expect(arena).toMatchObject({ used: 12, allocations: 1 });
      expect(firstDifference(arena.memory, offset, 12, 1)).toBe(-1);
      expect(arena.alloc(16)).toBe(offset + 16);
      arena.reset();
      expect(arena.alloc(32)).toBe(offset);
    });

    test("makes its last chunk as small as the limit asks", () => {
      const arena = new Arena({ memory: make(), capacity: 64, limit: 100 });
      arena.alloc(64);
      arena.alloc(8);
      expect(arena.allocated).toBe(100);
    });

    test("replaces empty chunks by one that is large enough", () => {
      const arena = new Arena({ memory: make(), capacity: 64, limit: 448 });
      for (let i = 0; i < 7; i++) arena.alloc(64);
      expect(arena.chunks).toBe(3);
      arena.reset();
      arena.alloc(448);
      expect(arena).toMatchObject({ chunks: 1, allocated: 448, used: 448 });
    });

    test("keeps empty chunks if even they would not make room", () => {
      const arena = new Arena({ memory: make(), capacity: 64, limit: 448 });
      for (let i = 0; i < 7; i++) arena.alloc(64);
      arena.rewind(64);
      expect(() => arena.alloc(385)).toThrow(exhausted);
      expect(arena).toMatchObject({ chunks: 3, used: 64 });
    });
  });

  describe("in a full memory", () => {
    test("says so, and stays usable", () => {
      const arena = new Arena({ memory: make({ maximumBytes: PAGE }), capacity: 1024 });
      const offset = arena.alloc(1000);
      fill(arena.memory, offset, 1000, 1);
      const { message } = caught(() => arena.alloc(PAGE)) as ExprError;
      expect(message).toContain("memory exhausted: 65536 bytes requested, 1024 used, limit ");
      expect(message).toContain("raise maximumBytes");
      expect(arena.used).toBe(1000);
      expect(firstDifference(arena.memory, offset, 1000, 1)).toBe(-1);
      arena.alloc(1000);
    });

    test("takes smaller chunks until nothing is left", () => {
      const arena = new Arena({ memory: make({ maximumBytes: PAGE }), capacity: 1024 });
      let bytes = 0;
      expect(() => {
        for (;;) {
          arena.alloc(16);
          bytes += 16;
        }
      }).toThrow(exhausted);
      expect(bytes).toBeGreaterThanOrEqual(PAGE - 16); // no block begins at 0
      expect(arena.chunks).toBeLessThan(20);
    });

    test("gives empty chunks back before it gives up", () => {
      const arena = new Arena({ memory: make({ maximumBytes: PAGE }), capacity: 1024 });
      for (let i = 0; i < 60; i++) arena.alloc(1024);
      arena.reset();
      arena.alloc(60_000);
      expect(arena.used).toBe(60_000);
    });

    test("recovers from giving up on an empty chain", () => {
      const memory = make({ maximumBytes: PAGE });
      const arena = new Arena({ memory });
      arena.alloc(8);
      arena.reset();
      expect(() => arena.alloc(PAGE + 1)).toThrow(exhausted);
      expect(arena).toMatchObject({ used: 0, highWater: 8 });
      fill(memory, arena.alloc(100), 100, 1);
      expect(arena.used).toBe(100);
    });

    test("leaves a chunk that it has given back to others", () => {
      const memory = make({ maximumBytes: PAGE });
      const arena = new Arena({ memory, capacity: 1024 });
      const kept = arena.alloc(1024);
      fill(memory, kept, 1024, 1);
      const mark = arena.checkpoint();
      arena.alloc(16);
      arena.rewind(mark);
      expect(() => arena.alloc(PAGE)).toThrow(exhausted);
      expect(arena).toMatchObject({ chunks: 1, used: 1024 });
      const others = memory.allocate(64);
      fill(memory, others, 64, 2);
      fill(memory, arena.alloc(64), 64, 3);
      expect(firstDifference(memory, others, 64, 2)).toBe(-1);
      expect(firstDifference(memory, kept, 1024, 1)).toBe(-1);
      arena.rewind(512);
      expect(arena.alloc(512)).toBe(kept + 512);
    });
  });

  describe("rewind", () => {
    test("takes back what came after the checkpoint, chunks apart", () => {
      const arena = new Arena({ memory: make(), capacity: 64 });
      const kept = arena.alloc(24);
      fill(arena.memory, kept, 24, 1);
      const mark = arena.checkpoint();
      expect(mark).toBe(24);
      const next = arena.alloc(8);
      arena.alloc(500);
      arena.rewind(mark);
      expect(arena).toMatchObject({ used: 24, highWater: 564, chunks: 2, allocated: 564, generation: 0 });
      expect(arena.alloc(8)).toBe(next);
      expect(firstDifference(arena.memory, kept, 24, 1)).toBe(-1);
    });

    test("works nested", () => {
      const arena = new Arena({ memory: make(), capacity: 16 });
      const marks: number[] = [];
      const offsets: number[] = [];
      for (let i = 1; i < 50; i++) {
        marks.push(arena.checkpoint());
        offsets.push(arena.alloc(i * 3, 1));
      }
      for (let i = 48; i >= 0; i--) {
        arena.rewind(marks[i] ?? -1);
        expect(arena.used).toBe(marks[i]);
        expect(arena.alloc((i + 1) * 3, 1)).toBe(offsets[i]);
        arena.rewind(marks[i] ?? -1);
      }
      expect(arena.used).toBe(0);
    });

    test.each([Number.NaN, -1, 0.5, 17, 2 ** 32])("refuses the mark %d", (mark) => {
      const arena = new Arena({ memory: make() });
      arena.alloc(16);
      expect(() => arena.rewind(mark)).toThrow(other);
      expect(arena.used).toBe(16);
    });
  });

  describe("reset", () => {
    test("keeps chunks, starts over and changes the generation", () => {
      const arena = new Arena({ memory: make(), capacity: 64 });
      const first = arena.alloc(8);
      arena.alloc(500);
      const memoryUsed = arena.memory.used;
      arena.reset();
      expect(arena).toMatchObject({
        used: 0,
        highWater: 564,
        chunks: 2,
        allocated: 564,
        allocations: 2,
        generation: 1,
      });
      expect(arena.alloc(8)).toBe(first);
      arena.alloc(500);
      expect(arena.memory.used).toBe(memoryUsed);
    });

    test("lets any repeated work end up in the same chunks", () => {
      const arena = new Arena({ memory: make(), capacity: 16 });
      const sizes = [3, 200, 7, 1000, 90, 90, 5];
      const allocated: number[] = [];
      for (let round = 0; round < 20; round++) {
        for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) arena.alloc(size);
        allocated.push(arena.allocated);
        arena.reset();
      }
      expect(new Set(allocated.slice(10)).size).toBe(1);
    });

    test("counts generations in 30 bits", () => {
      const arena = new Arena({ memory: make() });
      arena.generation = 2 ** 30 - 1;
      arena.allocations = 2 ** 30 - 1;
      arena.reset();
      arena.alloc(8);
      expect(arena).toMatchObject({ generation: 0, allocations: 0 });
    });
  });

  describe("dispose", () => {
    test("gives all bytes back and ends the arena", () => {
      const memory = make();
      const arena = new Arena({ memory, capacity: 64 });
      for (let i = 0; i < 100; i++) arena.alloc(64);
      arena.dispose();
      expect(memory.used).toBe(0);
      expect(arena).toMatchObject({
        disposed: true,
        chunks: 0,
        allocated: 0,
        used: 0,
        highWater: 6400,
        generation: 1,
      });
      for (const use of [
        () => arena.alloc(8),
        () => arena.alloc(0),
        () => arena.rewind(0),
        () => arena.reset(),
      ]) {
        expect(use).toThrow(stale);
      }
      arena.dispose();
      expect(arena.generation).toBe(1);
    });

    test("of an unused arena does nothing else", () => {
      const arena = new Arena({ memory: make() });
      arena[Symbol.dispose]();
      expect(arena.disposed).toBe(true);
      expect(() => arena.alloc(8)).toThrow(stale);
    });
  });
});

test("arenas share a memory without touching each other", () => {
  const memory = new LinearMemory();
  const arenas = Array.from({ length: 5 }, () => new Arena({ memory, capacity: 48 }));
  const blocks = Array.from({ length: 200 }, (_, seed) => {
    const size = (seed * 37) % 150;
    const offset = arenas[seed % 5]?.alloc(size) ?? 0;
    fill(memory, offset, size, seed);
    return { offset, size, seed };
  });
  for (const { offset, size, seed } of blocks) expect(firstDifference(memory, offset, size, seed)).toBe(-1);
});
