import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Arena, I32Vector } from "../src/index.ts";
import { fill, firstDifference, MEMORIES, PAGE } from "./memories.ts";

/** What an arena should do, said as simply as possible: a list of chunk sizes and a position along them. */
class Model {
  chunks: number[] = [];
  current = 0;
  /** Bytes used of the current chunk. */
  filled = 0;
  nextSize: number;
  highWater = 0;
  allocations = 0;

  readonly limit: number;

  constructor(capacity: number, limit: number) {
    this.nextSize = capacity;
    this.limit = limit;
  }

  static sum(sizes: number[]): number {
    return sizes.reduce((a, b) => a + b, 0);
  }

  get used(): number {
    return Model.sum(this.chunks.slice(0, this.current)) + this.filled;
  }

  /** False if the limit forbids it. Chunks begin at multiples of 16, so aligning inside a chunk is enough. */
  alloc(size: number, align: number): boolean {
    const begin = Math.ceil(this.filled / align) * align;
    if (this.chunks.length > 0 && begin + size <= (this.chunks[this.current] ?? 0)) {
      this.filled = begin + size;
    } else {
      const need = Math.max(1, size);
      const next = this.filled > 0 ? this.current + 1 : this.current;
      if (!((this.chunks[next] ?? 0) >= need)) {
        const room = this.limit - Model.sum(this.chunks.slice(0, next));
        if (need > room) return false;
        const made = Math.min(room, Math.max(need, this.nextSize));
        this.chunks = [...this.chunks.slice(0, next), made];
        this.nextSize = 2 * made;
      }
      this.current = next;
      this.filled = size;
    }
    this.allocations++;
    this.highWater = Math.max(this.highWater, this.used);
    return true;
  }

  rewind(mark: number): void {
    while (Model.sum(this.chunks.slice(0, this.current)) > mark) this.current--;
    this.filled = mark - Model.sum(this.chunks.slice(0, this.current));
  }
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      alloc: fc.oneof(fc.nat(64), fc.nat(2_000)),
      align: fc.constantFrom(1, 2, 4, 8, 16),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ checkpoint: true } as const) },
  { weight: 2, arbitrary: fc.record({ rewind: fc.nat(1_000) }) },
  { weight: 1, arbitrary: fc.constant({ reset: true } as const) },
  { weight: 1, arbitrary: fc.record({ vector: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 4, arbitrary: fc.record({ push: fc.nat(1_000), times: fc.nat(40) }) },
);

const setUp = fc.record({
  capacity: fc.constantFrom(1, 16, 20, 64, 1024),
  limit: fc.constantFrom(Number.POSITIVE_INFINITY, 500, 4_000),
});

interface Live {
  readonly offset: number;
  readonly size: number;
  readonly seed: number;
}

interface LiveVector {
  readonly vector: I32Vector;
  readonly values: number[];
}

describe.each(MEMORIES)("Arena over %s", (_name, make) => {
  test("does what the model does, whatever happens", () => {
    fc.assert(
      fc.property(setUp, fc.array(step, { maxLength: 80 }), ({ capacity, limit }, steps) => {
        const memory = make({ initialBytes: PAGE, maximumBytes: 2 ** 30 });
        const arena = new Arena({ memory, capacity, limit });
        const model = new Model(capacity, limit);
        let live: Live[] = [];
        let vectors: LiveVector[] = [];
        let marks: { mark: number; live: Live[]; vectors: number }[] = [];
        let resets = 0;
        let seed = 0;

        /** Runs an action on the arena that allocates `size` bytes in the model; true if both succeeded. */
        const both = (size: number, align: number, act: () => void): boolean => {
          const allowed = model.alloc(size, align);
          if (allowed) act();
          else expect(act).toThrow(expect.objectContaining({ code: "ArenaExhausted" }));
          return allowed;
        };

        for (const next of steps) {
          if ("alloc" in next) {
            both(next.alloc, next.align, () => {
              const offset = arena.alloc(next.alloc, next.align);
              expect(offset % next.align).toBe(0);
              const block = { offset, size: next.alloc, seed: ++seed };
              fill(memory, offset, block.size, block.seed);
              live.push(block);
            });
          } else if ("vector" in next) {
            both(next.vector * 4, 8, () => {
              vectors.push({ vector: new I32Vector(arena, next.vector), values: [] });
            });
          } else if ("push" in next) {
            const target = vectors[next.push % Math.max(1, vectors.length)];
            for (let i = 0; target && i < next.times; i++) {
              const { vector, values } = target;
              const value = ++seed | 0;
              if (vector.length === vector.capacity) {
                // Older marks would cut off the grown vector's cells: forget them.
                marks = [];
                if (!both(Math.max(8, 2 * vector.capacity) * 4, 8, () => vector.push(value))) break;
              } else vector.push(value);
              values.push(value);
            }
          } else if ("checkpoint" in next) {
            marks.push({ mark: arena.checkpoint(), live: [...live], vectors: vectors.length });
          } else if ("rewind" in next) {
            const index = next.rewind % Math.max(1, marks.length);
            const saved = marks[index];
            if (saved) {
              arena.rewind(saved.mark);
              model.rewind(saved.mark);
              live = [...saved.live];
              vectors = vectors.slice(0, saved.vectors);
              marks = marks.slice(0, index + 1);
            }
          } else {
            arena.reset();
            model.rewind(0);
            resets++;
            live = [];
            vectors = [];
            marks = [];
          }

          expect(arena.used).toBe(model.used);
          expect(arena.checkpoint()).toBe(model.used);
          expect(arena.highWater).toBe(model.highWater);
          expect(arena.chunks).toBe(model.chunks.length);
          expect(arena.allocated).toBe(Model.sum(model.chunks));
          expect(arena.allocations).toBe(model.allocations);
          expect(arena.generation).toBe(resets);
          expect(arena.allocated).toBeLessThanOrEqual(limit);
        }

        for (const { offset, size, seed } of live)
          expect(firstDifference(memory, offset, size, seed)).toBe(-1);
        const ranges = [
          ...live.map(({ offset, size }) => ({ from: offset, to: offset + size })),
          ...vectors.map(({ vector }) => ({
            from: vector.base * 4,
            to: (vector.base + vector.capacity) * 4,
          })),
        ]
          .filter(({ from, to }) => to > from)
          .sort((a, b) => a.from - b.from);
        for (let i = 1; i < ranges.length; i++) {
          expect(ranges[i]?.from).toBeGreaterThanOrEqual(ranges[i - 1]?.to ?? 0);
        }
        for (const { vector, values } of vectors) {
          expect(Array.from({ length: vector.length }, (_, i) => vector.get(i))).toEqual(values);
        }
        arena.dispose();
        expect(memory.used).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
