import { createLibrary } from "@zexpr/ffi";
import { describe, expect, test } from "vitest";
import { firstDifference, Program, RESULT_BYTES } from "./program.ts";
import { native, tableOf } from "./wasm.ts";

const PAGE = 65_536;
const PATTERN = 0xb7;

/** A C heap: hands out blocks one after another, with guard bytes between them, and remembers them. */
class Heap {
  readonly memory: WebAssembly.Memory;
  readonly blocks = new Map<number, number>();
  readonly releases: number[] = [];
  /** Added to every address. */
  readonly skew: number;
  #next: number;
  #ever: [start: number, end: number][] = [];

  constructor(memory: WebAssembly.Memory, start: number, skew = 0) {
    this.memory = memory;
    this.#next = start;
    this.skew = skew;
    new Uint8Array(memory.buffer).fill(PATTERN);
  }

  /** Grows the memory each time, so that views made before are detached. */
  readonly allocate = (size: number): number => {
    const address = this.#next + this.skew;
    const end = address + size + 48;
    const pages = Math.max(1, Math.ceil((end - this.memory.buffer.byteLength) / PAGE));
    const before = this.memory.grow(pages) * PAGE;
    new Uint8Array(this.memory.buffer).fill(PATTERN, before);
    this.#next = Math.ceil(end / 16) * 16;
    this.blocks.set(address, size);
    this.#ever.push([address, address + size]);
    return address;
  };

  readonly release = (address: number): void => {
    if (!this.blocks.delete(address)) throw new Error(`released ${address}, which is no block`);
    this.releases.push(address);
  };

  /** First byte outside all blocks that were ever handed out, and outside `owned`, that is not the pattern; -1 if none. */
  touched(...owned: [start: number, end: number][]): number {
    const bytes = new Uint8Array(this.memory.buffer).slice();
    for (const [start, end] of [...this.#ever, ...owned]) bytes.fill(PATTERN, start, end);
    return firstDifference(bytes, new Uint8Array(bytes.length).fill(PATTERN));
  }
}

/** Uses most of the library: arenas, contexts, callbacks, evaluation, failures. Leaves nothing that was not freed. */
function work(program: Program): void {
  const { library } = program;
  const context = library.expr_context_new();
  const parent = library.expr_context_new();
  library.expr_context_set_parent(context, parent);
  library.expr_context_set_variable(parent, program.text("k"), 10);
  library.expr_context_set_array(context, program.text("list"), program.doubles([1, 2, 3]), 3);
  library.expr_context_set_attribute(context, program.text("o"), program.text("p"), 5);
  expect(library.expr_context_add_function(context, program.text("twice"), 1, 1)).toBe(0);
  const arena = library.expr_arena_new(64);
  const shared = [1, 2, 3].map((i) =>
    program.batch(["x", "y"], [`twice(x) + k * ${i}`, "list[y] + o.p"], arena),
  );
  const own = program.batch(["x"], [Array(300).fill("x").join("+")]);
  program.addExpressionFunction(own, "f", "a", "a > 0 ? a + f(a - 1) : 0");
  program.addExpression(own, "f(x * 9)");
  for (let i = 0; i < 3; i++) {
    for (const [n, batch] of shared.entries()) {
      expect(library.expr_batch_set_variable(batch, 0, i)).toBe(0);
      expect(library.expr_batch_evaluate(batch, context)).toBe(0);
      expect(program.results(batch, 2)).toEqual([2 * i + 10 * (n + 1), 8]);
    }
    expect([library.expr_batch_evaluate(own, 0), ...program.results(own, 2)]).toEqual([0, 300, 45]);
  }
  expect(program.evaluateEx(shared[0], 0)).toMatchObject({ status: 6, index: 0 });
  expect(program.addExpression(own, "1 +").status).toBeGreaterThan(0);
  expect(program.stats()).toEqual([0, 0, 0, 0]);
  library.expr_batch_free(shared[1]);
  library.expr_arena_reset(arena);
  const again = program.batch(["x"], ["x + 1"], arena);
  expect([library.expr_batch_evaluate(again, 0), ...program.results(again, 1)]).toEqual([0, 2]);
  for (const batch of [own, again, shared[0]]) expect(library.expr_batch_free(batch)).toBe(0);
  expect(library.expr_arena_free(arena)).toBe(0);
  expect(library.expr_batch_free(shared[2])).toBe(0);
  for (const each of [context, parent]) expect(library.expr_context_free(each)).toBe(0);
}

/** Doubles its argument, which it reads out of whatever the memory is at the time. */
function twice(memory: WebAssembly.Memory): WebAssembly.Table {
  return tableOf([native((args) => 2 * new DataView(memory.buffer).getFloat64(args, true))]);
}

describe("with allocate and release", () => {
  test.each([0, 1, 4, 7, 8, 15])(
    "that give addresses of 16n + %i and move the memory at every call: all blocks come back",
    (skew) => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const heap = new Heap(memory, PAGE, skew);
      const { allocate, release } = heap;
      const program = new Program({ memory, table: twice(memory), allocate, release, data: 1_024 });
      for (let i = 0; i < 3; i++) {
        work(program);
        // The 8 bytes for doubles stay.
        expect(heap.blocks.size).toBe(1);
      }
      expect(heap.releases.length).toBeGreaterThan(8);
      expect(heap.touched([1_024, PAGE])).toBe(-1);
    },
  );

  test("blocks are as large as asked for: a heap without spare bytes is not overrun", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = new Heap(memory, PAGE, 3);
    const { allocate, release } = heap;
    const { library } = createLibraryIn(memory, allocate, release);
    for (const size of [1, 15, 16, 17, 1_000, 8_192]) {
      const before = heap.blocks.size;
      const arena = library.expr_arena_new(size);
      expect(library.expr_arena_capacity(arena)).toBe(size);
      expect(heap.blocks.size).toBe(before + 1);
      expect([...heap.blocks.values()].at(-1)).toBeGreaterThanOrEqual(size);
      library.expr_arena_free(arena);
      expect(heap.blocks.size).toBe(before);
    }
  });

  function createLibraryIn(
    memory: WebAssembly.Memory,
    allocate: (n: number) => number,
    release: (n: number) => void,
  ): Program {
    return new Program({ memory, allocate, release, data: 1_024 });
  }

  test("nothing is taken before it is needed, and contexts take nothing", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = new Heap(memory, PAGE);
    const program = createLibraryIn(memory, heap.allocate, heap.release);
    const context = program.library.expr_context_new();
    program.library.expr_context_set_array(context, program.text("list"), program.doubles([1, 2]), 2);
    program.library.expr_batch_evaluate(0, 0);
    expect(heap.blocks.size).toBe(0);
  });

  test("the library grows no memory of its own accord", () => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
    let next = PAGE;
    const allocate = (size: number) => {
      next += Math.ceil(size / 16) * 16;
      return next - Math.ceil(size / 16) * 16;
    };
    const program = new Program({ memory, table: twice(memory), allocate, release: () => {}, data: 1_024 });
    work(program);
    expect(memory.buffer.byteLength).toBe(2 * PAGE);
  });

  test("an allocate that returns 0: NULL or ArenaExhausted, and everything works once it does not", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = new Heap(memory, PAGE);
    let isFull = true;
    const allocate = (size: number) => (isFull ? 0 : heap.allocate(size));
    const program = new Program({
      memory,
      table: twice(memory),
      allocate,
      release: heap.release,
      data: 1_024,
    });
    const { library } = program;
    expect([library.expr_arena_new(100), library.expr_batch_new_sized(100)]).toEqual([0, 0]);
    const context = library.expr_context_new();
    expect(library.expr_context_set_variable(context, program.text("k"), 1)).toBe(16);
    isFull = false;
    const arena = library.expr_arena_new(64);
    const batch = library.expr_batch_new(arena);
    isFull = true;
    const added = program.addVariable(batch, "x", 3);
    expect([added.status, added.index]).toEqual([16, -1]);
    expect(library.expr_batch_set_variable(batch, 0, 3)).toBe(16);
    program.addExpression(batch, Array(100).fill("k").join("+"));
    expect([library.expr_batch_evaluate(batch, context), program.evaluateEx(batch, context).status]).toEqual([
      16, 16,
    ]);
    expect(program.results(batch, 1)).toEqual([Number.NaN]);
    isFull = false;
    expect(library.expr_context_set_variable(context, program.text("k"), 2)).toBe(0);
    expect([library.expr_batch_evaluate(batch, context), ...program.results(batch, 1)]).toEqual([0, 200]);
    expect(heap.touched([1_024, PAGE])).toBe(-1);
  });

  test("an allocate that fails for large blocks alone: no smaller one is made in its place", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = new Heap(memory, PAGE);
    const allocate = (size: number) => (size > 10_000 ? 0 : heap.allocate(size));
    const program = new Program({ memory, allocate, release: heap.release, data: 1_024 });
    expect([program.library.expr_arena_new(20_000), program.library.expr_batch_new_sized(20_000)]).toEqual([
      0, 0,
    ]);
    expect(heap.blocks.size).toBe(0);
  });
});

describe("with a memory of the program's alone", () => {
  test("the program's bytes stay as they are, and growth happens behind them", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const program = new Program({ memory, table: twice(memory), data: PAGE });
    const bytes = new Uint8Array(memory.buffer);
    bytes.fill(PATTERN, 0, PAGE);
    for (let i = 0; i < 3; i++) work(program);
    expect(firstDifference(new Uint8Array(memory.buffer, 0, PAGE), new Uint8Array(PAGE).fill(PATTERN))).toBe(
      -1,
    );
    expect(memory.buffer.byteLength).toBeGreaterThan(2 * PAGE);
  });

  test("pages that C adds in between are C's", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const program = new Program({ memory, table: twice(memory), data: 1_024 });
    const { library } = program;
    const mine: number[] = [];
    for (let i = 0; i < 5; i++) {
      library.expr_arena_new(40_000);
      const start = memory.grow(1) * PAGE;
      new Uint8Array(memory.buffer).fill(PATTERN, start, start + PAGE);
      mine.push(start);
      library.expr_arena_new(50_000);
      work(program);
    }
    for (const start of mine)
      expect(
        firstDifference(new Uint8Array(memory.buffer, start, PAGE), new Uint8Array(PAGE).fill(PATTERN)),
      ).toBe(-1);
  });

  test("3,000 times made, evaluated and freed: the memory does not grow", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const program = new Program({ memory, table: twice(memory), data: 1_024 });
    const { library } = program;
    const x = program.text("x");
    const source = program.text("x * 2 + 1");
    let size = 0;
    for (let i = 0; i < 3_000; i++) {
      const batch = library.expr_batch_new_sized(512);
      library.expr_batch_add_variable(program.result, batch, x, i);
      library.expr_batch_add_expression(program.result, batch, source);
      if (library.expr_batch_evaluate(batch, 0) !== 0) throw new Error("failed");
      if (library.expr_batch_get_result(batch, 0) !== 2 * i + 1) throw new Error("wrong");
      library.expr_batch_free(batch);
      if (i === 10) size = memory.buffer.byteLength;
    }
    expect(memory.buffer.byteLength).toBe(size);
  });

  test("a memory that threads share works the same, imports and callbacks included", () => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 64, shared: true });
    const table = tableOf([native((args) => 2 * new DataView(memory.buffer).getFloat64(args, true))], memory);
    const program = new Program({ memory, table, data: 1_024 });
    work(program);
    const batch = program.batch(["x"], ["x / 3"]);
    const { zexpr } = program.library.imports;
    expect(zexpr.expr_batch_set_variable(batch, 0, 0.1)).toBe(0);
    expect(zexpr.expr_batch_evaluate(batch, 0)).toBe(0);
    expect(zexpr.expr_batch_get_result(batch, 0)).toBe(0.1 / 3);
    // Growth replaces the buffer without detaching views of the old one.
    const start = memory.grow(1) * PAGE;
    expect(program.library.expr_batch_is_valid(start, batch)).toBe(0);
    expect(program.read(start).value).toBe(1);
  });

  test("two libraries on one memory do not get in each other's way", () => {
    const memory = new WebAssembly.Memory({ initial: 3 });
    const programs = [1_024, PAGE].map((data) => new Program({ memory, table: twice(memory), data }));
    const long: number[] = [];
    for (let i = 0; i < 4; i++) {
      const program = programs[i % 2];
      long.push(program.batch(["x"], [`x * ${i} + 0.5`]));
      work(program);
      work(programs[(i + 1) % 2]);
    }
    for (const [i, batch] of long.entries()) {
      const program = programs[i % 2];
      program.library.expr_batch_set_variable(batch, 0, 10);
      expect([program.library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([
        0,
        10 * i + 0.5,
      ]);
    }
  });
});

describe("the default memory", () => {
  test("is each library's own, with room for the caller's structs", () => {
    const [one, two] = [createLibrary(), createLibrary()];
    expect(one.memory).toBeInstanceOf(WebAssembly.Memory);
    expect(one.memory).not.toBe(two.memory);
    expect(one.linearMemory.wasm).toBe(one.memory);
    const address = one.linearMemory.allocate(RESULT_BYTES);
    expect(one.expr_batch_is_valid(address, one.expr_batch_new_sized(0))).toBe(0);
    one.linearMemory.release(address);
  });
});
