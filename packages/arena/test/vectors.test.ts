import { describe, expect, test } from "vitest";
import { Arena, F64Vector, I32Vector } from "../src/index.ts";
import { MEMORIES } from "./memories.ts";

const kinds = [
  ["I32Vector", I32Vector, [1, -(2 ** 31), 2 ** 31 - 1, 0]],
  ["F64Vector", F64Vector, [0.1, -0, Number.NaN, Number.NEGATIVE_INFINITY]],
] as const;

describe.each(MEMORIES)("over %s", (_memory, make) => {
  describe.each(kinds)("%s", (name, Vector, samples) => {
    const view = (arena: Arena) => (name === "I32Vector" ? arena.memory.i32 : arena.memory.f64);
    const cell = name === "I32Vector" ? 4 : 8;

    test("keeps what is pushed and set", () => {
      const vector = new Vector(new Arena({ memory: make() }));
      samples.forEach((value, i) => {
        expect(vector.push(value)).toBe(i);
      });
      samples.forEach((value, i) => {
        expect(vector.get(i)).toBe(value);
        vector.set(i, samples[0]);
        expect(vector.get(i)).toBe(samples[0]);
      });
      expect(vector.length).toBe(4);
    });

    test("pops what was pushed last", () => {
      const vector = new Vector(new Arena({ memory: make() }));
      for (const value of samples) vector.push(value);
      for (const value of samples.toReversed()) expect(vector.pop()).toBe(value);
      expect(() => vector.pop()).toThrow(expect.objectContaining({ code: "Other" }));
      expect(vector.length).toBe(0);
    });

    test("has its elements in the arena's memory, at base", () => {
      const arena = new Arena({ memory: make() });
      const vector = new Vector(arena, 4);
      for (const value of samples) vector.push(value);
      expect([...view(arena).slice(vector.base, vector.base + 4)]).toEqual([...samples]);
      expect(arena.used).toBe(4 * cell);
    });

    test("grows by doubling, keeping its elements", () => {
      const arena = new Arena({ memory: make(), capacity: 16 });
      const vector = new Vector(arena, 1);
      const capacities = new Set<number>();
      for (let i = 0; i < 1000; i++) {
        vector.push(i);
        capacities.add(vector.capacity);
        if (i % 7 === 0) arena.alloc(1, 1); // so that it cannot grow in place
      }
      expect([...capacities]).toEqual([1, 8, 16, 32, 64, 128, 256, 512, 1024]);
      for (let i = 0; i < 1000; i++) expect(vector.get(i)).toBe(i);
    });

    test("starts from capacity 0 too", () => {
      const arena = new Arena({ memory: make() });
      const vector = new Vector(arena, 0);
      expect(vector.capacity).toBe(0);
      expect(arena.used).toBe(0);
      vector.push(5);
      expect(vector.get(0)).toBe(5);
    });

    test("clear and truncate keep the capacity", () => {
      const arena = new Arena({ memory: make() });
      const vector = new Vector(arena, 8);
      for (let i = 0; i < 8; i++) vector.push(i);
      const { used } = arena;
      vector.truncate(3);
      expect(vector).toMatchObject({ length: 3, capacity: 8 });
      vector.push(9);
      expect(vector.get(3)).toBe(9);
      vector.clear();
      expect(vector).toMatchObject({ length: 0, capacity: 8 });
      vector.push(7);
      expect(vector.get(0)).toBe(7);
      expect(arena.used).toBe(used);
    });

    test.each([-1, 3, Number.NaN])("refuses to truncate to %d", (length) => {
      const vector = new Vector(new Arena({ memory: make() }));
      vector.push(1);
      vector.push(2);
      expect(() => vector.truncate(length)).toThrow(expect.objectContaining({ code: "Other" }));
      expect(vector.length).toBe(2);
    });

    test("reserve makes later pushes stay in place", () => {
      const arena = new Arena({ memory: make() });
      const vector = new Vector(arena, 1);
      vector.push(4);
      vector.reserve(500);
      vector.reserve(10);
      const { base } = vector;
      const { used } = arena;
      for (let i = 1; i < 500; i++) vector.push(i);
      expect(vector).toMatchObject({ base, capacity: 500, length: 500 });
      expect(arena.used).toBe(used);
      expect(vector.get(0)).toBe(4);
    });

    test.each([-1, 0.5, Number.NaN])("refuses to reserve %d", (capacity) => {
      const vector = new Vector(new Arena({ memory: make() }));
      expect(() => vector.reserve(capacity)).toThrow(expect.objectContaining({ code: "Other" }));
    });

    test("is unchanged when the arena is exhausted", () => {
      const arena = new Arena({ memory: make(), limit: 8 * cell });
      const vector = new Vector(arena, 8);
      for (let i = 0; i < 8; i++) vector.push(i);
      expect(() => vector.push(8)).toThrow(expect.objectContaining({ code: "ArenaExhausted" }));
      expect(vector).toMatchObject({ length: 8, capacity: 8 });
      expect(vector.pop()).toBe(7);
      vector.push(1);
      expect(vector.get(7)).toBe(1);
    });
  });
});
