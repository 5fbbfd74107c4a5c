import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import {
  doubleBytes,
  F32,
  F64,
  I32,
  I64,
  LOG,
  NATIVE,
  native,
  OP,
  type Signature,
  type TableEntry,
  tableOf,
} from "./wasm.ts";

const PAGE = 65_536;

/** A program whose functions can use the memory and the library: what `make` gets is filled in before any call. */
function programWith(make: (program: () => Program) => readonly (TableEntry | undefined)[]): Program {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const program: Program = new Program({ memory, table: () => table, data: 1_024 });
  const table = tableOf(
    make(() => program),
    memory,
  );
  return program;
}

/** A context in which the functions of the table have these names; each is `[arity, index in the table]`. */
function contextWith(
  program: Program,
  functions: Readonly<Record<string, readonly [arity: number, index: number]>>,
): number {
  const context = program.library.expr_context_new();
  for (const [name, [arity, index]] of Object.entries(functions))
    expect([
      name,
      program.library.expr_context_add_function(context, program.text(name), arity, index),
    ]).toEqual([name, 0]);
  return context;
}

function argumentsOf(program: Program, args: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => program.view.getFloat64(args + 8 * i, true));
}

// biome-ignore format: one instruction a line would say no more
const CODE = {
  /** args[0] */
  identity: [OP.localGet, 0, OP.f64Load, 3, 0],
  /** args[0] + args[1] */
  sum: [OP.localGet, 0, OP.f64Load, 3, 0, OP.localGet, 0, OP.f64Load, 3, 8, OP.f64Add],
  /** Adds a page, then args[0] * args[1]. */
  grow: [OP.i32Const, 1, OP.memoryGrow, 0, OP.drop, OP.localGet, 0, OP.f64Load, 3, 0, OP.localGet, 0, OP.f64Load, 3, 8, OP.f64Mul],
  trap: [OP.unreachable],
  half: [OP.f64Const, ...doubleBytes(0.5)],
} as const;

describe("a C function", () => {
  test("is called with its arguments, and its result counts", () => {
    const program = programWith(() => [
      { type: NATIVE, code: CODE.sum },
      { type: NATIVE, code: CODE.half },
    ]);
    const context = contextWith(program, { add: [2, 1], half: [0, 2] });
    const batch = program.batch(
      ["x", "y"],
      ["add(x, y)", "add(add(x, 10), add(y, half()))", "half() + half()"],
    );
    for (const [x, y] of [
      [1, 2],
      [-0, -0],
      [1e300, 1e308],
      [Number.NaN, 1],
    ]) {
      program.library.expr_batch_set_variable(batch, 0, x);
      program.library.expr_batch_set_variable(batch, 1, y);
      expect(program.library.expr_batch_evaluate(batch, context)).toBe(0);
      expect(program.results(batch, 3)).toEqual([x + y, x + 10 + (y + 0.5), 1]);
    }
  });

  test("gets and gives doubles with all their bits", () => {
    const program = programWith(() => [{ type: NATIVE, code: CODE.identity }]);
    const context = contextWith(program, { same: [1, 1] });
    const batch = program.batch(["x"], ["same(x)"]);
    for (const value of [
      0,
      -0,
      5e-324,
      -2.2250738585072014e-308,
      Number.MAX_VALUE,
      Infinity,
      -Infinity,
      Number.NaN,
      0.1,
    ]) {
      program.library.expr_batch_set_variable(batch, 0, value);
      expect(program.library.expr_batch_evaluate(batch, context)).toBe(0);
      expect(program.results(batch, 1)).toEqual([value]);
    }
  });

  test("gets as many arguments as it was registered with, and calls with another number are refused", () => {
    const calls: number[][] = [];
    const program = programWith((self) => [
      native((args, count) => {
        calls.push(argumentsOf(self(), args, count));
        return count;
      }),
    ]);
    for (const arity of [0, 1, 2, 3, 17, 300]) {
      calls.length = 0;
      const context = contextWith(program, { f: [arity, 1] });
      const values = Array.from({ length: arity }, (_, i) => i + 0.5);
      const call = (args: readonly number[]) => program.batch([], [`f(${args.join()})`]);
      const batch = call(values);
      expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 1)]).toEqual([
        0,
        arity,
      ]);
      expect(calls).toEqual([values]);
      expect(program.library.expr_batch_evaluate(call([...values, 1]), context)).toBe(7);
      if (arity > 0) expect(program.library.expr_batch_evaluate(call(values.slice(1)), context)).toBe(7);
      expect(calls.length).toBe(1);
    }
  });

  test("is called once per evaluation of its call, in order, also if the calls are equal or the result is not needed", () => {
    const calls: number[] = [];
    const program = programWith((self) => [
      native((args, count) => {
        calls.push(...argumentsOf(self(), args, count));
        return 0;
      }),
    ]);
    const context = contextWith(program, { note: [1, 1] });
    const batch = program.batch(
      [],
      ["note(1) + note(1)", "note(2), note(3)", "0 && note(4)", "1 ? note(5) : note(6)", "0 * note(note(7))"],
    );
    for (let i = 0; i < 3; i++) expect(program.library.expr_batch_evaluate(batch, context)).toBe(0);
    const once = [1, 1, 2, 3, 5, 7, 0];
    expect(calls).toEqual([...once, ...once, ...once]);
  });

  test("replaces a built-in, an operator, and one of its name; the context's other batches see it", () => {
    const program = programWith(() => [native(() => 1), native(() => 2)]);
    const context = contextWith(program, { sin: [1, 1], "+": [2, 1], neg: [1, 1] });
    const batch = program.batch(["x"], ["sin(x)", "x + x", "-x", "x - x", "cos(0)"]);
    const evaluate = () => [
      program.library.expr_batch_evaluate(batch, context),
      ...program.results(batch, 5),
    ];
    expect(evaluate()).toEqual([0, 1, 1, 1, 0, 1]);
    program.library.expr_context_add_function(context, program.text("+"), 2, 2);
    expect(evaluate()).toEqual([0, 1, 2, 1, 0, 1]);
  });

  test("registered under several names, in several contexts and again, works under all of them", () => {
    const program = programWith(() => [{ type: NATIVE, code: CODE.sum }]);
    const contexts = [1, 2].map(() => contextWith(program, { f: [2, 1], g: [2, 1] }));
    for (const context of contexts) {
      program.library.expr_context_add_function(context, program.text("f"), 2, 1);
      const batch = program.batch([], ["f(1, 2) * g(3, 4)"]);
      expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 1)]).toEqual([
        0, 21,
      ]);
    }
  });

  test("is the one that was in the table when it was registered", () => {
    const program = programWith(() => [native(() => 1), native(() => 2)]);
    const context = contextWith(program, { f: [0, 1], g: [0, 2] });
    const batch = program.batch([], ["f() * 10 + g()"]);
    expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 1)]).toEqual([
      0, 12,
    ]);
  });
});

describe("registration refuses, and changes nothing", () => {
  const WRONG: Readonly<Record<string, Signature>> = {
    "no parameters": { parameters: [], results: [F64] },
    "one parameter": { parameters: [I32], results: [F64] },
    "three parameters": { parameters: [I32, I32, I32], results: [F64] },
    "a double as parameter": { parameters: [F64, I32], results: [F64] },
    "a 64-bit size": { parameters: [I32, I64], results: [F64] },
    "no result": LOG,
    "a float as result": { parameters: [I32, I32], results: [F32] },
    "an integer as result": { parameters: [I32, I32], results: [I32] },
    "two results": { parameters: [I32, I32], results: [F64, F64] },
  };
  const entries = Object.values(WRONG).map((type): TableEntry => ({ type, code: [OP.unreachable] }));

  test.each(Object.keys(WRONG).map((name, i) => [name, i + 1] as const))("a function with %s", (_, index) => {
    const program = programWith(() => entries);
    expectRefused(program, index, -5);
  });

  test("NULL, an empty slot, and what lies past the end of the table", () => {
    const program = programWith(() => [native(() => 1), undefined, native(() => 1)]);
    for (const [index, status] of [
      [0, -1],
      [2, -5],
      [4, -5],
      [5, -5],
      [0x7fffffff, -5],
      [0xffffffff, -5],
      [-1, -5],
    ])
      expectRefused(program, index, status);
  });

  test("any function when there is no table, or none yet", () => {
    for (const table of [undefined, (() => undefined) as unknown as () => WebAssembly.Table])
      expectRefused(new Program({ table }), 1, -5);
  });

  function expectRefused(program: Program, index: number, status: number): void {
    const { library } = program;
    const context = library.expr_context_new();
    const count = library.expr_context_native_function_count(context);
    const batch = program.batch([], ["sin(0)", "cos(0)"]);
    expect(library.expr_batch_evaluate(batch, context)).toBe(0);
    for (const name of ["sin", "fresh", "cos"])
      expect([index, library.expr_context_add_function(context, program.text(name), 2, index)]).toEqual([
        index,
        status,
      ]);
    expect(library.expr_context_native_function_count(context)).toBe(count);
    expect([library.expr_batch_evaluate(batch, context), ...program.results(batch, 2)]).toEqual([0, 0, 1]);
  }
});

describe("the table", () => {
  test("given as it is", () => {
    const table = tableOf([native(() => 7)]);
    const program = new Program({ table });
    const context = contextWith(program, { f: [0, 1] });
    const batch = program.batch([], ["f()"]);
    expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 1)]).toEqual([
      0, 7,
    ]);
  });

  test("given as a function is asked for when a function is registered, not before", () => {
    let asked = 0;
    const table = tableOf([native(() => 7)]);
    const program = new Program({
      table: () => {
        asked++;
        return table;
      },
    });
    program.library.expr_batch_evaluate(program.batch([], ["1"]), program.library.expr_context_new());
    void program.library.imports;
    expect(asked).toBe(0);
    contextWith(program, { f: [0, 1] });
    expect(asked).toBeGreaterThan(0);
  });

  test("that cannot be had is a fault: a status, and the next registration works", () => {
    let isReady = false;
    const table = tableOf([native(() => 7)]);
    const program = new Program({
      table: () => {
        if (!isReady) throw new ReferenceError("instance is not defined");
        return table;
      },
    });
    const context = program.library.expr_context_new();
    expect(program.library.expr_context_add_function(context, program.text("f"), 0, 1)).toBe(99);
    isReady = true;
    expect(program.library.expr_context_add_function(context, program.text("f"), 0, 1)).toBe(0);
  });
});

describe("while a C function runs", () => {
  test("the memory may grow: each call finds its arguments, and its result arrives", () => {
    const program = programWith(() => [
      { type: NATIVE, code: CODE.grow },
      { type: NATIVE, code: CODE.sum },
    ]);
    const { library } = program;
    const memory = library.memory as WebAssembly.Memory;
    const context = contextWith(program, { mul: [2, 1], add: [2, 2] });
    const batch = program.batch(["x", "y"], ["mul(x, y) + mul(add(x, 1), mul(y, 2))", "x", "f(3)"]);
    program.addExpressionFunction(batch, "f", "n", "n > 0 ? mul(n, 2) + f(n - 1) : x");
    for (let i = 0; i < 5; i++) {
      const before = memory.buffer.byteLength;
      library.expr_batch_set_variable(batch, 0, i);
      expect(library.expr_batch_evaluate(batch, context)).toBe(0);
      expect(memory.buffer.byteLength).toBe(before + 6 * PAGE);
      expect(program.results(batch, 3)).toEqual([i * 2 + (i + 1) * 4, i, 12 + i]);
    }
  });

  test("it may evaluate and change other batches, in the same arena too", () => {
    let inner = 0;
    let arena = 0;
    const program = programWith((self) => [
      native((args) => {
        const { library } = self();
        const [x] = argumentsOf(self(), args, 1);
        const fresh = self().batch(["a"], [`a * ${Array(50).fill("1").join("*")}`], arena);
        expect(library.expr_batch_evaluate(fresh, 0)).toBe(0);
        library.expr_batch_set_variable(inner, 0, x);
        expect(library.expr_batch_evaluate(inner, 0)).toBe(0);
        return library.expr_batch_get_result(inner, 0);
      }),
    ]);
    const { library } = program;
    arena = library.expr_arena_new(64);
    inner = program.batch(["a"], ["a * a"], arena);
    const context = contextWith(program, { square: [1, 1] });
    const outer = program.batch(["x"], ["square(x) + square(x + 1)", "x"], arena);
    for (let i = 0; i < 20; i++) {
      library.expr_batch_set_variable(outer, 0, i);
      expect(library.expr_batch_evaluate(outer, context)).toBe(0);
      expect(program.results(outer, 2)).toEqual([i * i + (i + 1) * (i + 1), i]);
    }
  });

  test("it may not evaluate, change, clear or free the batch that calls it: NoMutableAccess, and nothing happens", () => {
    let outer = 0;
    const statuses: Record<string, number> = {};
    const program = programWith((self) => [
      native(() => {
        const { library } = self();
        const [y, one, result] = [self().text("y"), self().text("1"), self().room(280)];
        statuses.evaluate = library.expr_batch_evaluate(outer, 0);
        statuses.evaluateWithItsContext = library.expr_batch_evaluate(outer, context);
        statuses.evaluateEx = library.expr_batch_evaluate_ex(result, outer, context);
        statuses.addVariable = library.expr_batch_add_variable(result, outer, y, 1);
        statuses.addExpression = library.expr_batch_add_expression(result, outer, one);
        statuses.setVariable = library.expr_batch_set_variable(outer, 0, 100);
        statuses.addFunction = library.expr_batch_add_expression_function(outer, y, y, one);
        statuses.removeFunction = library.expr_batch_remove_expression_function(outer, y);
        statuses.clear = library.expr_batch_clear(outer);
        statuses.free = library.expr_batch_free(outer);
        return 5;
      }),
    ]);
    const { library } = program;
    const context = contextWith(program, { f: [0, 1] });
    outer = program.batch(["x"], ["f() + x", "x"]);
    for (let i = 0; i < 2; i++) {
      expect([library.expr_batch_evaluate(outer, context), ...program.results(outer, 2)]).toEqual([0, 6, 1]);
      expect(Object.values(statuses)).toEqual(Array(10).fill(-4));
    }
    expect(program.addVariable(outer, "y").index).toBe(1);
    expect([program.isValid(outer).status, library.expr_batch_free(outer)]).toEqual([0, 0]);
  });

  test("it can read the batch that calls it", () => {
    let outer = 0;
    let seen: number[] = [];
    const program = programWith((self) => [
      native(() => {
        seen = [
          self().isValid(outer).value,
          ...self().results(outer, 2),
          self().library.expr_batch_arena_bytes(outer),
        ];
        return 5;
      }),
    ]);
    const context = contextWith(program, { f: [0, 1] });
    outer = program.batch(["x"], ["x", "f()"]);
    expect(program.library.expr_batch_evaluate(outer, context)).toBe(0);
    expect([seen[0], seen[1], seen[3] > 0]).toEqual([1, 1, true]);
  });

  test("failures of batches that it evaluates do not show in the outer ExprResult, nor successes in an outer failure", () => {
    const inner = { good: 0, bad: 0 };
    const program = programWith((self) => [
      native(() => {
        const result = self().room(280);
        expect(self().library.expr_batch_evaluate_ex(result, inner.bad, 0)).toBe(5);
        expect(self().library.expr_batch_add_expression(result, inner.bad, self().text("1 2"))).toBe(3);
        return 1;
      }),
      native(() => {
        const result = self().room(280);
        expect(self().library.expr_batch_evaluate_ex(result, inner.good, 0)).toBe(0);
        expect(self().library.expr_batch_is_valid(result, inner.good)).toBe(0);
        return 1;
      }),
    ]);
    const context = contextWith(program, { failing: [0, 1], working: [0, 2] });
    inner.good = program.batch(["x"], ["1", "2"]);
    inner.bad = program.batch(["x"], ["1", "nosuch"]);
    const works = program.batch(["x"], ["failing()", "x + failing()"]);
    expect(program.evaluateEx(works, context)).toEqual({ status: 0, value: 0, index: 0, error: "" });
    expect(program.results(works, 2)).toEqual([1, 2]);
    const fails = program.batch(["x"], ["working()", "1", "working() + unknown(1)"]);
    const result = program.evaluateEx(fails, context);
    expect(result).toMatchObject({ status: 6, value: Number.NaN, index: 2 });
    expect(result.error).toContain("unknown");
  });

  test("it may change and free contexts, its own too; the evaluation goes on", () => {
    let context = 0;
    const program = programWith((self) => [
      native(() => {
        self().library.expr_context_set_variable(context, self().text("k"), 50);
        return self().library.expr_context_free(context);
      }),
    ]);
    context = contextWith(program, { f: [0, 1] });
    program.library.expr_context_set_variable(context, program.text("k"), 2);
    const batch = program.batch(["x"], ["k + f()", "x + 2"]);
    expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 2)]).toEqual([
      0, 2, 3,
    ]);
    expect(program.library.expr_batch_evaluate(batch, context)).toBe(18);
  });

  test("evaluations of one batch inside another, deep down, do not mix", () => {
    const depth = 6;
    const batches: number[] = [];
    let level = 0;
    const program = programWith((self) => [
      native(() => {
        const mine = ++level;
        if (mine < depth) expect(self().library.expr_batch_evaluate(batches[mine], context)).toBe(0);
        level--;
        return mine < depth ? self().library.expr_batch_get_result(batches[mine], 0) : 1;
      }),
    ]);
    const context = contextWith(program, { deeper: [0, 1] });
    for (let i = 0; i < depth; i++) batches.push(program.batch(["x"], [`deeper() * 2 + x + ${i}`]));
    expect(program.library.expr_batch_evaluate(batches[0], context)).toBe(0);
    const expected = batches.reduceRight((value, _, i) => 2 * value + 1 + i, 1);
    expect(program.results(batches[0], 1)).toEqual([expected]);
  });
});

describe("a C function that takes the arena away under the batch", () => {
  /** Memory whose freed blocks are filled with a pattern, as a C heap would reuse them. */
  function programThat(act: (program: Program, arena: number) => void): {
    program: Program;
    batch: number;
    context: number;
    arena: number;
    freed: () => number[];
  } {
    const memory = new WebAssembly.Memory({ initial: 8 });
    const table = tableOf([
      native(() => {
        act(program, arena);
        return 1234.5;
      }),
    ]);
    const blocks = new Map<number, number>();
    const freed: [start: number, end: number][] = [];
    let next = 4 * PAGE;
    const program = new Program({
      memory,
      table,
      allocate: (size) => {
        next += Math.ceil(size / 16) * 16;
        blocks.set(next - Math.ceil(size / 16) * 16, size);
        return next - Math.ceil(size / 16) * 16;
      },
      release: (address) => {
        const size = blocks.get(address) as number;
        new Uint8Array(memory.buffer).fill(0xee, address, address + size);
        freed.push([address, address + size]);
      },
      data: 1_024,
    });
    const arena = program.library.expr_arena_new(4_096);
    const context = contextWith(program, { f: [0, 1] });
    const batch = program.batch(["x"], ["x + f() * 2", "x"], arena);
    return {
      program,
      batch,
      context,
      arena,
      freed: () => freed.flatMap(([start, end]) => [...new Uint8Array(memory.buffer).slice(start, end)]),
    };
  }

  test("by freeing it: not a byte is written to the freed memory", () => {
    const { program, batch, context, freed } = programThat((it, arena) => it.library.expr_arena_free(arena));
    const status = program.library.expr_batch_evaluate(batch, context);
    expect(freed().every((byte) => byte === 0xee)).toBe(true);
    // Either the arena is kept from being freed, or the evaluation ends.
    if (freed().length === 0) expect([status, ...program.results(batch, 2)]).toEqual([0, 2470, 1]);
    else expect([status, program.isValid(batch).status]).toEqual([18, 18]);
  });

  test("by resetting it and giving it to another batch: that one is not harmed", () => {
    let next = 0;
    const { program, batch, context } = programThat((it, arena) => {
      if (it.library.expr_arena_reset(arena) !== 0) return;
      next = it.batch(["x"], Array(20).fill("x * 3 + 1"), arena);
      expect(it.library.expr_batch_evaluate(next, 0)).toBe(0);
    });
    const status = program.library.expr_batch_evaluate(batch, context);
    if (next === 0) expect([status, ...program.results(batch, 2)]).toEqual([0, 2470, 1]);
    else {
      expect(status).toBe(18);
      expect(program.results(next, 20)).toEqual(Array(20).fill(4));
      expect([program.library.expr_batch_evaluate(next, 0), ...program.results(next, 20)]).toEqual([
        0,
        ...Array(20).fill(4),
      ]);
    }
  });
});

describe("a C function that traps or throws", () => {
  const ENDLESS = { type: NATIVE, code: [OP.localGet, 0, OP.localGet, 1, OP.call, 0] } as const;

  test("fails the evaluation with 99 and names the expression; the batch and the library work on", () => {
    const program = programWith(() => [
      { type: NATIVE, code: CODE.trap },
      native(() => {
        throw new Error("from JavaScript");
      }),
      native(() => {
        throw undefined;
      }),
      // A load past the end of the memory.
      { type: NATIVE, code: [OP.i32Const, 0x7f, OP.f64Load, 3, 0] },
    ]);
    const context = contextWith(program, { trap: [0, 1], throws: [0, 2], nothing: [0, 3], outside: [0, 4] });
    for (const name of ["trap", "throws", "nothing", "outside"]) {
      const batch = program.batch(["x"], ["x", `x > 5 ? ${name}() : 1`, "3"]);
      expect(program.library.expr_batch_evaluate(batch, context)).toBe(0);
      program.library.expr_batch_set_variable(batch, 0, 6);
      expect(program.library.expr_batch_evaluate(batch, context)).toBe(99);
      expect(program.results(batch, 3)).toEqual([6, Number.NaN, Number.NaN]);
      const result = program.evaluateEx(batch, context);
      expect(result).toMatchObject({ status: 99, value: Number.NaN, index: 1 });
      expect(result.error).toContain(name);
      program.library.expr_batch_set_variable(batch, 0, 5);
      expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 3)]).toEqual([
        0, 5, 1, 3,
      ]);
    }
  });

  test("by recursion without end, too", () => {
    const program = programWith(() => [ENDLESS]);
    const context = contextWith(program, { endless: [0, 1] });
    const batch = program.batch([], ["1", "endless()"]);
    expect([program.library.expr_batch_evaluate(batch, context), ...program.results(batch, 2)]).toEqual([
      99,
      1,
      Number.NaN,
    ]);
    expect(program.evaluateEx(batch, context)).toMatchObject({ status: 99, index: 1 });
  });

  test("is no fault of the library: the panic flag stays as it is", () => {
    const program = programWith(() => [{ type: NATIVE, code: CODE.trap }]);
    const flag = program.room(16);
    program.view.setInt32(flag, 0, true);
    expect(program.library.expr_register_panic_handler(flag, 0)).toBe(0);
    const context = contextWith(program, { trap: [0, 1] });
    expect(program.library.expr_batch_evaluate(program.batch([], ["trap()"]), context)).toBe(99);
    expect(program.view.getInt32(flag, true)).toBe(0);
  });
});
