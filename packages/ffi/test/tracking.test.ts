import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";

describe("allocation counts", () => {
  test("are 0 at first, and stay 0 until tracking is enabled", () => {
    const program = new Program();
    expect(program.stats()).toEqual([0, 0, 0, 0]);
    program.library.expr_batch_evaluate(program.batch(["x"], ["x"]), 0);
    expect(program.stats()).toEqual([0, 0, 0, 0]);
  });

  test("grow while it is enabled, stay when it is disabled, and begin again when reset", () => {
    const program = new Program();
    const { library } = program;
    expect(library.expr_alloc_tracking_enable()).toBe(0);
    library.expr_arena_new(1_000);
    const first = program.stats();
    expect(first.slice(2)).toEqual([1, 1_000]);
    library.expr_arena_new(3_000);
    const second = program.stats();
    expect(second.slice(2)).toEqual([2, 4_000]);
    expect(library.expr_alloc_tracking_disable()).toBe(0);
    library.expr_arena_new(64);
    expect(program.stats()).toEqual(second);
    expect(library.expr_alloc_tracking_reset()).toBe(0);
    expect(program.stats()).toEqual([0, 0, 0, 0]);
    library.expr_arena_new(64);
    expect(program.stats()).toEqual([0, 0, 0, 0]);
    library.expr_alloc_tracking_enable();
    library.expr_arena_new(64);
    expect(program.stats().slice(2)).toEqual([1, 64]);
  });

  test("a batch's program is one allocation in the arena, whether it fits or needs a new chunk", () => {
    for (const size of [1 << 16, 16]) {
      const program = new Program();
      const { library } = program;
      const arena = library.expr_arena_new(size);
      const batch = program.batch(["x"], ["x + 1"], arena);
      library.expr_alloc_tracking_enable();
      const before = library.expr_arena_used(arena);
      library.expr_batch_evaluate(batch, 0);
      const [arenaCount, arenaBytes, hostCount] = program.stats();
      expect([arenaCount, hostCount]).toEqual([1, size === 16 ? 1 : 0]);
      if (size > 16) expect(arenaBytes).toBe(library.expr_arena_used(arena) - before);
      expect(arenaBytes).toBeGreaterThan(0);
    }
  });

  test("evaluating, setting variables and reading results make none, from the second evaluation on", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x", "y"], ["sin(x) * cos(y) + sqrt(x*x + y*y)", "x > 50 ? nosuch : 1"]);
    const context = library.expr_context_new();
    library.expr_batch_evaluate(batch, context);
    library.expr_batch_set_variable(batch, 0, 1);
    library.expr_alloc_tracking_enable();
    for (let i = 0; i < 100; i++) {
      library.expr_batch_set_variable(batch, i % 2, i);
      library.expr_context_set_variable(context, program.text("unused"), i);
      library.expr_batch_evaluate(batch, context);
      library.expr_batch_get_result(batch, 0);
      program.evaluateEx(batch, context);
    }
    // The context's new variable is the one change after which the batch was bound again.
    const [, , hostCount, hostBytes] = program.stats();
    const textBlock = [1, "unused".length + 1];
    expect([hostCount, hostBytes]).toEqual(textBlock);
    library.expr_alloc_tracking_reset();
    library.expr_batch_set_variable(batch, 0, 4);
    library.expr_batch_evaluate(batch, context);
    expect(program.stats()).toEqual([0, 0, 0, 0]);
  });

  test("what failed is not counted", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const program = new Program({ memory, data: 1_024 });
    program.library.expr_alloc_tracking_enable();
    expect([program.library.expr_arena_new(64), program.stats()]).toEqual([0, [0, 0, 0, 0]]);
  });
});

describe("texts of the library", () => {
  test("the version is package.json's", () => {
    const program = new Program();
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(program.string(program.library.expr_version())).toBe(manifest.version);
  });

  // SPEC 4.
  const NAMES: Readonly<Record<string, number>> = {
    Ok: 0,
    Parse: 1,
    Tokenizer: 2,
    Syntax: 3,
    UnmatchedParenthesis: 4,
    UnknownVariable: 5,
    UnknownFunction: 6,
    InvalidFunctionCall: 7,
    ArrayIndexOutOfBounds: 8,
    AttributeNotFound: 9,
    DivideByZero: 10,
    RecursionLimit: 11,
    CapacityExceeded: 12,
    StringTooLong: 13,
    DuplicateParameter: 14,
    InvalidParameterIndex: 15,
    ArenaExhausted: 16,
    BudgetExceeded: 17,
    StaleHandle: 18,
    Other: 99,
    NullPointer: -1,
    InvalidUtf8: -2,
    NoArena: -3,
    NoMutableAccess: -4,
    InvalidPointer: -5,
  };

  test("every status has its name, and no other number has", () => {
    const program = new Program();
    const nameOf = (status: number) => program.string(program.library.expr_status_name(status));
    for (const [name, status] of Object.entries(NAMES))
      expect([status, nameOf(status)]).toEqual([status, name]);
    for (const status of [19, 50, 98, 100, -6, -99, 0x7fffffff, -0x80000000])
      expect(nameOf(status)).toBe("Other");
    expect(nameOf(0xffffffff)).toBe("NullPointer");
  });

  test("stay where they are: asked for again, the address is the same and no memory is taken", () => {
    const program = new Program();
    const { library } = program;
    const addresses = () => [
      library.expr_version(),
      ...Object.values(NAMES).map((status) => library.expr_status_name(status)),
    ];
    const first = addresses();
    const used = library.linearMemory.used;
    for (let i = 0; i < 100; i++) library.expr_arena_new(64);
    library.linearMemory.wasm?.grow(1);
    expect(addresses()).toEqual(first);
    expect(library.linearMemory.used).toBe(used + 6_400);
    expect(program.string(first[6])).toBe("UnknownVariable");
  });

  test("are NULL when the memory is exhausted, and there when it is not any more", () => {
    let isFull = true;
    let next = 65_536;
    const memory = new WebAssembly.Memory({ initial: 4 });
    const allocate = (size: number) => {
      next += size;
      return isFull ? 0 : next - size;
    };
    const program = new Program({ memory, allocate, release: () => {}, data: 1_024 });
    expect([program.library.expr_version(), program.library.expr_status_name(5)]).toEqual([0, 0]);
    isFull = false;
    expect(program.string(program.library.expr_status_name(5))).toBe("UnknownVariable");
  });
});
