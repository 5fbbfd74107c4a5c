import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Handles } from "../src/handles.ts";
import { Program } from "./program.ts";

const SLOTS = 2 ** 18;
const GENERATIONS = 2 ** 12 - 1;

describe("a handle", () => {
  test("is a positive integer of at most 30 bits, whatever was added and removed before", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 200 }), (choices) => {
        const handles = new Handles();
        const live = new Map<number, object>();
        const dead = new Set<number>();
        for (const choice of choices) {
          const victim = [...live.keys()][choice - 3];
          if (victim !== undefined) {
            handles.remove(victim);
            live.delete(victim);
            dead.add(victim);
          } else {
            const object = {};
            const handle = handles.add(() => object);
            expect(Number.isInteger(handle) && handle > 0 && handle < 2 ** 30).toBe(true);
            expect(live.has(handle) || dead.has(handle)).toBe(false);
            live.set(handle, object);
          }
          for (const [handle, object] of live) expect(handles.find(handle)).toBe(object);
          for (const handle of dead) expect(handles.find(handle)).toBeUndefined();
        }
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  test("of a slot that is used again is another one, 4,095 times; then the slot is retired", () => {
    const handles = new Handles();
    const seen = new Set<number>();
    for (let i = 0; i < 3 * GENERATIONS; i++) {
      const handle = handles.add(() => ({}));
      expect(handle).toBeGreaterThan(0);
      expect(handle).toBeLessThan(2 ** 30);
      seen.add(handle);
      handles.remove(handle);
    }
    expect(seen.size).toBe(3 * GENERATIONS);
    for (const handle of seen) if (handles.find(handle) !== undefined) throw new Error(`${handle} is found`);
    const slots = new Set([...seen].map((handle) => handle % SLOTS));
    expect(slots.size).toBe(3);
  });

  test("finds nothing when it is made up: 0, a neighbour, another generation, more than 30 bits, no integer", () => {
    const handles = new Handles();
    const handle = handles.add(() => ({}));
    for (const other of [
      0,
      -handle,
      handle + 1,
      handle + SLOTS,
      handle - SLOTS,
      handle + 2 ** 30,
      handle + 2 ** 32,
    ])
      expect(handles.find(other)).toBeUndefined();
    for (const other of [Number.NaN, Infinity, -1, handle + 0.5, 2 ** 32 - 1])
      expect(handles.find(other)).toBeUndefined();
    handles.remove(handle);
    for (const other of [0, handle, -handle]) expect(handles.find(other)).toBeUndefined();
  });

  test("is missing when 262,144 are in use, and there again once one is removed", () => {
    const handles = new Handles();
    const all: number[] = [];
    for (let i = 0; i < SLOTS; i++) all.push(handles.add(() => all));
    expect(new Set(all).size).toBe(SLOTS);
    expect(Math.max(...all.slice(-1_000))).toBeLessThan(2 ** 30);
    for (let i = 0; i < 3; i++)
      expect(() => handles.add(() => ({}))).toThrow(expect.objectContaining({ code: "CapacityExceeded" }));
    handles.remove(all[77]);
    const fresh = handles.add(() => ({}));
    expect([all.includes(fresh), handles.find(all[77])]).toEqual([false, undefined]);
    expect(() => handles.add(() => ({}))).toThrow(expect.objectContaining({ code: "CapacityExceeded" }));
  });

  test("is not used up by an object that could not be made", () => {
    const handles = new Handles();
    const fail = (): object => {
      throw new Error("no room");
    };
    const [first] = [handles.add(() => handles)];
    for (let i = 0; i < 3; i++) expect(() => handles.add(fail)).toThrow("no room");
    handles.remove(first);
    for (let i = 0; i < 3; i++) expect(() => handles.add(fail)).toThrow("no room");
    const slots = [1, 2].map(() => handles.add(() => handles) % SLOTS);
    expect(slots.sort()).toEqual([0, 1]);
  });

  test("is not made for an object that there is no room for", () => {
    const handles = new Handles();
    for (let i = 0; i < SLOTS; i++) handles.add(() => handles);
    let made = 0;
    const count = (): object => {
      made++;
      return {};
    };
    expect(() => handles.add(count)).toThrow(expect.objectContaining({ code: "CapacityExceeded" }));
    expect(made).toBe(0);
  });
});

/** Functions that take one handle, by kind, with arguments that are all right otherwise. */
const KINDS = {
  arena: [
    "expr_arena_free",
    "expr_arena_reset",
    "expr_arena_used",
    "expr_arena_capacity",
    "expr_arena_high_water",
  ],
  context: ["expr_context_free", "expr_context_native_function_count"],
  batch: [
    "expr_batch_free",
    "expr_batch_clear",
    "expr_batch_arena_bytes",
    "expr_batch_variables",
    "expr_batch_results",
  ],
} as const;
/** Of those, the ones that return a status. */
const WITH_STATUS = /free|reset|clear/;

describe("in the library", () => {
  function make(program: Program): Record<keyof typeof KINDS, number> {
    const { library } = program;
    return {
      arena: library.expr_arena_new(64),
      context: library.expr_context_new(),
      batch: library.expr_batch_new_sized(64),
    };
  }

  test("a handle of another kind is an invalid pointer, and what it stands for is unharmed", () => {
    const program = new Program();
    const { library } = program;
    const objects = make(program);
    for (const [kind, names] of Object.entries(KINDS)) {
      for (const [other, handle] of Object.entries(objects)) {
        if (other === kind) continue;
        for (const name of names)
          expect([name, other, library[name](handle)]).toEqual([
            name,
            other,
            WITH_STATUS.test(name) ? -5 : 0,
          ]);
      }
    }
    for (const handle of [objects.arena, objects.context]) {
      expect(program.isValid(handle)).toMatchObject({ status: -5, index: -1, value: Number.NaN });
      expect(library.expr_batch_evaluate(handle, 0)).toBe(-5);
    }
    for (const handle of [objects.arena, objects.batch])
      expect(library.expr_batch_evaluate(objects.batch, handle)).toBe(-5);
    for (const handle of [objects.context, objects.batch]) expect(library.expr_batch_new(handle)).toBe(0);
    expect(library.expr_context_set_parent(objects.context, objects.arena)).toBe(-5);
    expect(program.isValid(objects.batch)).toMatchObject({ status: 0, value: 1 });
    expect(library.expr_arena_capacity(objects.arena)).toBe(64);
  });

  test.each(Object.entries(KINDS))(
    "NULL, a freed %s and one that never was have a status each",
    (kind, names) => {
      const program = new Program();
      const { library } = program;
      const handle = make(program)[kind as keyof typeof KINDS];
      expect(library[`expr_${kind as "arena"}_free`](handle)).toBe(0);
      for (const name of names) {
        const isFree = name.endsWith("free");
        const statuses = [0, handle, handle + 1, 123, 0xffffffff, -1].map((each) => library[name](each));
        const expected = [isFree ? 0 : -1, 18, -5, -5, -5, -5];
        expect([name, ...statuses]).toEqual([
          name,
          ...(WITH_STATUS.test(name) ? expected : expected.map(() => 0)),
        ]);
      }
    },
  );

  test("an old handle stays stale when its slot holds something new, of whatever kind", () => {
    const program = new Program();
    const { library } = program;
    const first = library.expr_batch_new_sized(0);
    library.expr_batch_free(first);
    const context = library.expr_context_new();
    const second = library.expr_batch_new_sized(0);
    expect(program.isValid(first).status).toBe(18);
    expect(library.expr_batch_free(first)).toBe(18);
    expect(library.expr_context_free(first)).toBe(18);
    expect(program.isValid(second).status).toBe(0);
    expect(library.expr_context_native_function_count(context)).toBeGreaterThan(0);
  });

  test("handles of one library mean nothing to another", () => {
    const [one, two] = [new Program(), new Program()];
    const mine = one.batch(["x"], ["x + 1"]);
    expect(two.isValid(mine).status).toBe(-5);
    two.batch(["x"], ["x + 2"]);
    expect(two.library.expr_batch_free(mine)).toBe(0);
    expect([one.library.expr_batch_evaluate(mine, 0), one.results(mine, 1)]).toEqual([0, [2]]);
  });

  test("10,000 objects made and freed never share a handle, and leave no memory behind", () => {
    const { library } = new Program();
    const before = library.linearMemory.used;
    const seen = new Set<number>();
    for (let i = 0; i < 10_000; i++) {
      const handle = i % 2 ? library.expr_arena_new(16) : library.expr_context_new();
      seen.add(handle);
      expect(library[i % 2 ? "expr_arena_free" : "expr_context_free"](handle)).toBe(0);
    }
    expect([seen.size, library.linearMemory.used]).toEqual([10_000, before]);
  });

  test("when there are no handles left, nothing is made, and no memory is lost", () => {
    const program = new Program();
    const { library } = program;
    const arena = library.expr_arena_new(16);
    while (library.expr_arena_new(16) !== 0);
    const before = library.linearMemory.used;
    for (const handle of [
      library.expr_arena_new(4_096),
      library.expr_batch_new_sized(4_096),
      library.expr_context_new(),
    ])
      expect(handle).toBe(0);
    expect(library.expr_batch_new(arena)).toBe(0);
    expect(library.linearMemory.used).toBe(before);
    expect(library.expr_arena_free(arena)).toBe(0);
    expect(library.expr_context_new()).toBeGreaterThan(0);
  });
});
