import { createLibrary, type LibraryOptions } from "@zexpr/ffi";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ExprError } from "zexpr";
import { Program } from "./program.ts";
import { native, tableOf } from "./wasm.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What a program without C does. */
function work(program: Program): void {
  const { library } = program;
  const context = library.expr_context_new();
  library.expr_context_set_variable(context, program.text("k"), 0.5);
  library.expr_context_set_array(context, program.text("list"), program.doubles([1, -0]), 2);
  const batch = program.batch(["x"], ["sin(x) + k", "list[1]"]);
  for (const x of [0.1, -3, 1e300]) {
    library.expr_batch_set_variable(batch, 0, x);
    expect(library.expr_batch_evaluate(batch, context)).toBe(0);
    expect(program.results(batch, 2)).toEqual([Math.sin(x) + 0.5, -0]);
  }
  expect(program.evaluateEx(batch)).toMatchObject({ status: 5, index: 0 });
  expect(program.string(library.expr_status_name(5))).toBe("UnknownVariable");
  expect(library.expr_batch_free(batch)).toBe(0);
}

function expectRefusal(action: () => unknown): void {
  expect(action).toThrow(ExprError);
  expect(action).toThrow(expect.objectContaining({ code: "Other" }));
}

describe("where WebAssembly is missing", () => {
  test("the functions work over an ArrayBuffer; imports are refused", () => {
    vi.stubGlobal("WebAssembly", undefined);
    const program = new Program();
    work(program);
    expect(program.library.memory).toBeUndefined();
    for (let i = 0; i < 2; i++) expectRefusal(() => program.library.imports);
    work(program);
  });

  test('the tier "wasm" is refused when the library is made, not by NULL for a batch', () => {
    vi.stubGlobal("WebAssembly", undefined);
    expectRefusal(() => createLibrary({ tier: "wasm" }));
    for (const tier of ["auto", "interpreter"] as const) work(new Program({ tier, wasmAfter: 0 }));
  });

  test("C functions cannot be registered, and that is a status", () => {
    const table = tableOf([native(() => 1)]);
    vi.stubGlobal("WebAssembly", undefined);
    const program = new Program({ table });
    const context = program.library.expr_context_new();
    expect(program.library.expr_context_add_function(context, program.text("f"), 0, 1)).toBeGreaterThan(0);
    expect(program.library.expr_register_panic_handler(0, 1)).toBeGreaterThan(0);
    expect(program.library.expr_batch_evaluate(program.batch([], ["f()"]), context)).toBe(6);
  });
});

describe("where compiling WebAssembly is forbidden", () => {
  function forbid(): void {
    const real = WebAssembly;
    class Module {
      constructor() {
        throw new EvalError("Refused to compile: script-src");
      }
    }
    const { Memory, Instance, CompileError } = real;
    vi.stubGlobal("WebAssembly", { Memory, Instance, Module, CompileError });
  }

  test("the functions work; imports are refused, each time", () => {
    forbid();
    const program = new Program();
    work(program);
    for (let i = 0; i < 2; i++) expectRefusal(() => program.library.imports);
    work(program);
  });

  test("C functions cannot be registered, and the name stays what it was", () => {
    const table = tableOf([native(() => 1)]);
    forbid();
    const program = new Program({ table });
    const { library } = program;
    const context = library.expr_context_new();
    expect(library.expr_context_add_function(context, program.text("sin"), 1, 1)).toBe(99);
    expect(library.expr_register_panic_handler(0, 1)).toBe(99);
    const batch = program.batch([], ["sin(0)"]);
    expect([library.expr_batch_evaluate(batch, context), ...program.results(batch, 1)]).toEqual([0, 0]);
  });
});

describe("where TextDecoder and TextEncoder are missing", () => {
  test("the functions work, as in a worklet", () => {
    const program = new Program();
    const name = program.text("größe");
    const batch = program.batch([], []);
    vi.stubGlobal("TextDecoder", undefined);
    vi.stubGlobal("TextEncoder", undefined);
    const { library, result } = program;
    const statuses = [0, 1].map(() => library.expr_batch_add_variable(result, batch, name, 1));
    vi.unstubAllGlobals();
    expect(statuses).toEqual([0, 14]);
    expect(program.read().error).toContain("größe");
  });
});

describe("createLibrary", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const allocate = () => 0;
  const release = () => {};

  const WRONG: Readonly<Record<string, unknown>> = {
    "memory: null": { memory: null },
    "memory: {}": { memory: {} },
    "memory: 5": { memory: 5 },
    "memory: 'memory'": { memory: "memory" },
    "memory: an ArrayBuffer": { memory: new ArrayBuffer(65_536) },
    "memory: its buffer": { memory: memory.buffer },
    "memory: an object with a buffer": { memory: { buffer: new ArrayBuffer(8) } },
    "memory: a function": { memory: () => memory },
    "allocate alone": { memory, allocate },
    "release alone": { memory, release },
    "allocate and release without a memory": { allocate, release },
    "allocate: 5": { memory, allocate: 5, release: 5 },
    "allocate: {}": { memory, allocate: {}, release },
    "release: 'free'": { memory, allocate, release: "free" },
    "table: 5": { memory, table: 5 },
    "table: {}": { memory, table: {} },
    "table: []": { memory, table: [] },
    "tier: 'fast'": { tier: "fast" },
    "tier: null": { memory, tier: null },
    "tier: a list of one": { tier: ["wasm"] },
    "wasmAfter: -1": { wasmAfter: -1 },
    "wasmAfter: NaN": { wasmAfter: Number.NaN },
    "wasmAfter: 'soon'": { memory, tier: "interpreter", wasmAfter: "soon" },
  };

  test.each(Object.entries(WRONG))("refuses %s", (_, options) => {
    expectRefusal(() => createLibrary(options as LibraryOptions));
  });

  test("takes undefined for everything", () => {
    const host = { memory: undefined, table: undefined, allocate: undefined, release: undefined };
    work(new Program({ ...host, tier: undefined, wasmAfter: undefined }));
    expect(createLibrary(undefined).expr_arena_new(0)).toBeGreaterThan(0);
  });
});
