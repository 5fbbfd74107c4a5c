import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";

describe("expr_arena_new", () => {
  test.each([1, 16, 100, 4_096, 65_536, 1 << 20])(
    "%i bytes: all of them are there, none is in use",
    (size) => {
      const { library } = new Program();
      const arena = library.expr_arena_new(size);
      expect(arena).toBeGreaterThan(0);
      const figures = [
        library.expr_arena_used(arena),
        library.expr_arena_capacity(arena),
        library.expr_arena_high_water(arena),
      ];
      expect(figures).toEqual([0, size, 0]);
    },
  );

  test("0 bytes are 8 KiB, for a batch's own arena too", () => {
    const { library } = new Program();
    expect(library.expr_arena_capacity(library.expr_arena_new(0))).toBe(8_192);
    const before = library.linearMemory.used;
    library.expr_batch_new_sized(0);
    expect(library.linearMemory.used - before).toBe(8_192);
  });

  test("NULL when the memory has no room for that size, and room for another is found afterwards", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
    const program = new Program({ memory, data: 1_024 });
    const { library } = program;
    for (const size of [2 * 65_536 + 16, 1 << 20, 0x7fffffff, 0x80000000, 0xffffffff, -1]) {
      expect([size, library.expr_arena_new(size), library.expr_batch_new_sized(size)]).toEqual([size, 0, 0]);
    }
    expect(library.linearMemory.used).toBe(0);
    const arena = library.expr_arena_new(65_536);
    const batch = program.batch(["x"], ["x + 1"], arena);
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 2]);
  });
});

describe("use of an arena", () => {
  test("grows with batches and stays with evaluations; high water is the most there was", () => {
    const program = new Program();
    const { library } = program;
    const arena = library.expr_arena_new(1 << 16);
    const used = () => library.expr_arena_used(arena);
    const seen: number[] = [used()];
    const batches = [1, 2, 3].map(() => {
      const batch = program.batch(["x"], ["sin(x) + 1"], arena);
      library.expr_batch_evaluate(batch, 0);
      seen.push(used());
      expect(library.expr_batch_arena_bytes(batch)).toBe(used());
      return batch;
    });
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    for (let i = 0; i < 100; i++) {
      for (const batch of batches) {
        library.expr_batch_set_variable(batch, 0, i);
        expect(library.expr_batch_evaluate(batch, 0)).toBe(0);
      }
    }
    expect([used(), library.expr_arena_high_water(arena)]).toEqual([seen[3], seen[3]]);
    for (const batch of batches) expect(library.expr_batch_arena_bytes(batch)).toBe(seen[3]);
    library.expr_arena_reset(arena);
    expect([used(), library.expr_arena_high_water(arena)]).toEqual([0, seen[3]]);
    expect(library.expr_arena_capacity(arena)).toBe(1 << 16);
  });

  test("reset keeps the memory: the same work again takes the same bytes", () => {
    const program = new Program();
    const { library } = program;
    const arena = library.expr_arena_new(64);
    const figures = Array.from({ length: 5 }, () => {
      const batch = program.batch(["x", "y"], ["x * y + sin(x)", "max(x, y)"], arena);
      expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 2)]).toEqual([
        0,
        2 + Math.sin(1),
        2,
      ]);
      const used = library.expr_arena_used(arena);
      expect(library.expr_arena_reset(arena)).toBe(0);
      library.expr_batch_free(batch);
      return [used, library.expr_arena_capacity(arena), library.linearMemory.used];
    });
    // The first round had to make chunks; what the second one lays out in them is laid out so ever after.
    expect(figures.slice(2)).toEqual([figures[1], figures[1], figures[1]]);
  });
});

describe.each(["reset", "free"] as const)("after expr_arena_%s", (how) => {
  function stale() {
    const program = new Program();
    const { library } = program;
    const arena = library.expr_arena_new(0);
    const evaluated = program.batch(["x"], ["x + 1", "nosuch"], arena);
    library.expr_batch_evaluate(evaluated, 0);
    const fresh = program.batch(["x"], ["x + 1"], arena);
    const elsewhere = program.batch(["x"], ["x + 1"]);
    expect(library[`expr_arena_${how}`](arena)).toBe(0);
    return { program, library, arena, batches: [evaluated, fresh], elsewhere };
  }

  test("every function refuses its batches with StaleHandle, whether they were evaluated before or not", () => {
    const { program, library, batches } = stale();
    const [text, context] = [program.text("y"), library.expr_context_new()];
    for (const batch of batches) {
      for (let i = 0; i < 2; i++) {
        expect(program.isValid(batch)).toMatchObject({ status: 18, value: Number.NaN, index: -1 });
        expect(program.addVariable(batch, "y").status).toBe(18);
        expect(program.addExpression(batch, "1").status).toBe(18);
        expect(program.evaluateEx(batch)).toMatchObject({ status: 18, value: Number.NaN, index: -1 });
        expect([0, context].map((each) => library.expr_batch_evaluate(batch, each))).toEqual([18, 18]);
        expect(library.expr_batch_set_variable(batch, 0, 1)).toBe(18);
        expect(library.expr_batch_clear(batch)).toBe(18);
        expect(library.expr_batch_add_expression_function(batch, text, text, text)).toBe(18);
        expect(library.expr_batch_remove_expression_function(batch, text)).toBe(-18);
        expect(program.results(batch, 2)).toEqual([Number.NaN, Number.NaN]);
        const sizes = [
          library.expr_batch_arena_bytes(batch),
          library.expr_batch_variables(batch),
          library.expr_batch_results(batch),
        ];
        expect(sizes).toEqual([0, 0, 0]);
      }
      expect([library.expr_batch_free(batch), library.expr_batch_free(batch)]).toEqual([0, 18]);
    }
  });

  test("its batches leave alone what is in the memory now", () => {
    const { program, library, arena, batches } = stale();
    const target = how === "reset" ? arena : library.expr_arena_new(0);
    const next = program.batch(["x"], ["x * 100"], target);
    expect(library.expr_batch_evaluate(next, 0)).toBe(0);
    const before = program.bytes.slice();
    for (const batch of batches) {
      library.expr_batch_evaluate(batch, 0);
      library.expr_batch_set_variable(batch, 0, 0); // 8 bytes for the double are the library's
      library.expr_batch_free(batch);
    }
    const changed = [...program.bytes].reduce((count, byte, i) => count + Number(byte !== before[i]), 0);
    expect(changed).toBeLessThanOrEqual(8);
    expect([library.expr_batch_evaluate(next, 0), ...program.results(next, 1)]).toEqual([0, 100]);
  });

  test("batches of other arenas work on", () => {
    const { program, library, elsewhere } = stale();
    expect([library.expr_batch_evaluate(elsewhere, 0), ...program.results(elsewhere, 1)]).toEqual([0, 2]);
  });
});

test("a freed arena gives its memory back and makes no batch any more", () => {
  const program = new Program();
  const { library } = program;
  const before = library.linearMemory.used;
  const arena = library.expr_arena_new(64);
  const batch = program.batch(["x"], [Array(500).fill("x").join("*")], arena);
  program.addVariable(batch, "y");
  library.expr_batch_evaluate(batch, 0);
  expect(library.expr_arena_capacity(arena)).toBeGreaterThan(64);
  expect(library.expr_arena_free(arena)).toBe(0);
  expect(library.expr_batch_new(arena)).toBe(0);
  expect(library.expr_arena_free(arena)).toBe(18);
  expect(library.expr_batch_free(batch)).toBe(0);
  // Texts, and 8 bytes for doubles, are still there.
  expect(library.linearMemory.used - before).toBeLessThan(1_200);
});

test("a reset arena makes batches that work", () => {
  const program = new Program();
  const { library } = program;
  const arena = library.expr_arena_new(0);
  const [old] = [program.batch(["x"], ["x"], arena), library.expr_arena_reset(arena)];
  const batch = program.batch(["x"], ["x + 5"], arena);
  expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 6]);
  expect(library.expr_batch_evaluate(old, 0)).toBe(18);
});

test("freeing a batch gives back an arena of its own, and nothing of a shared one", () => {
  const program = new Program();
  const { library } = program;
  const arena = library.expr_arena_new(4_096);
  const shared = program.batch(["x"], ["x"], arena);
  library.expr_batch_evaluate(shared, 0);
  const before = [library.linearMemory.used, library.expr_arena_used(arena)];
  const own = library.expr_batch_new_sized(1_000);
  program.addExpression(own, "1");
  library.expr_batch_evaluate(own, 0);
  expect(library.linearMemory.used).toBeGreaterThan(before[0]);
  library.expr_batch_free(own);
  library.expr_batch_free(shared);
  const texts = program.text("1") === 0 ? 0 : 16;
  expect([library.linearMemory.used - texts, library.expr_arena_used(arena)]).toEqual(before);
});
