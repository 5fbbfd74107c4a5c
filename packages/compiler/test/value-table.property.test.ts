import { Arena, LinearMemory } from "@zexpr/arena";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ValueTable } from "../src/value-table.ts";

type Key = readonly [opcode: number, a: number, b: number];
type Action = { add: Key } | { find: Key } | "mark" | { release: number };

// Few different words, so that keys repeat; with extremes, so that hashes are tried.
const word = fc.oneof(fc.nat(6), fc.constantFrom(-1, 0x7fffffff, -0x80000000, 1 << 27, (1 << 27) + 1));
const key = fc.tuple(word, word, word);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: key.map((add) => ({ add })) },
  { weight: 3, arbitrary: key.map((find) => ({ find })) },
  { weight: 1, arbitrary: fc.constant<Action>("mark") },
  { weight: 1, arbitrary: fc.nat(3).map((release) => ({ release })) },
);

function freshTable(): ValueTable {
  return new ValueTable(new Arena({ memory: new LinearMemory({ backing: "array-buffer", debug: true }) }));
}

describe("ValueTable", () => {
  test("behaves as a Map with scopes", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const table = freshTable();
        /** Keys in order of arrival; their values are their numbers. */
        let entries: string[] = [];
        const known = new Map<string, number>();
        const marks: [mark: number, length: number][] = [];
        let next = 0;
        for (const step of actions) {
          if (step === "mark") marks.push([table.mark(), entries.length]);
          else if ("add" in step) {
            const text = step.add.join();
            expect(table.find(...step.add)).toBe(known.get(text) ?? -1);
            if (known.has(text)) continue;
            table.add(...step.add, next);
            known.set(text, next++);
            entries.push(text);
          } else if ("find" in step) expect(table.find(...step.find)).toBe(known.get(step.find.join()) ?? -1);
          else {
            const at = marks.length - 1 - step.release;
            const [mark, length] = marks[at] ?? [0, 0];
            marks.length = Math.max(0, at);
            table.release(mark);
            for (const text of entries.slice(length)) known.delete(text);
            entries = entries.slice(0, length);
          }
        }
        for (const text of entries) {
          const [opcode = 0, a = 0, b = 0] = text.split(",").map(Number);
          expect(table.find(opcode, a, b)).toBe(known.get(text));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("grows, and keeps what it knew; releases across growth", () => {
    const table = freshTable();
    for (let i = 0; i < 10; i++) table.add(i, i, i, i);
    const mark = table.mark();
    for (let i = 0; i < 1_000; i++) table.add(100, i, -i, i);
    expect([0, 500, 999].map((i) => table.find(100, i, -i))).toEqual([0, 500, 999]);
    table.release(mark);
    expect([0, 500, 999].map((i) => table.find(100, i, -i))).toEqual([-1, -1, -1]);
    expect([0, 5, 9].map((i) => table.find(i, i, i))).toEqual([0, 5, 9]);
    for (let i = 0; i < 1_000; i++) table.add(100, i, -i, -7);
    expect(table.find(100, 999, -999)).toBe(-7);
  });

  test("that cannot grow writes to nothing but its own bytes, and knows what it knew", () => {
    const memory = new LinearMemory({ backing: "array-buffer" });
    const arena = new Arena({ memory, capacity: 1 << 14, limit: 1 << 14 });
    const table = new ValueTable(arena);
    const size = (1 << 14) - arena.used;
    const rest = arena.alloc(size); // the neighbour that a slot number beyond the table would hit
    memory.u8.fill(0x7f, rest, rest + size);
    let known = 0;
    const fill = (): void => {
      for (known = 0; known < 1_000; known++) table.add(known, 0, 0, known);
    };
    for (let round = 0; round < 3; round++) {
      expect(fill).toThrow(expect.objectContaining({ code: "ArenaExhausted" }));
      expect(known).toBeGreaterThan(32);
      for (let i = 0; i < known; i++) expect(table.find(i, 0, 0)).toBe(i);
      table.release(0);
      for (let i = 0; i < known; i++) expect(table.find(i, 0, 0)).toBe(-1);
      expect(memory.u8.subarray(rest, rest + size).every((byte) => byte === 0x7f)).toBe(true);
    }
  });

  test("any number of scopes needs bounded arena bytes", () => {
    const arena = new Arena({ memory: new LinearMemory({ backing: "array-buffer" }) });
    const table = new ValueTable(arena);
    const { used } = arena;
    for (let round = 0; round < 2_000; round++) {
      for (let i = 0; i < 20; i++) table.add(round, i, 0, i);
      table.release(0);
    }
    expect(arena.used).toBe(used);
  });
});
