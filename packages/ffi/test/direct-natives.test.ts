// C functions that translated programs call directly: same results and failures as called by way of JavaScript.
import { describe, expect, test } from "vitest";
import type { Tier } from "zexpr";
import { Program } from "./program.ts";
import { NATIVE, native, OP, type TableEntry, tableOf } from "./wasm.ts";

// biome-ignore format: one instruction a line would say no more
const CODE = {
  /** args[0] + args[1] */
  sum: [OP.localGet, 0, OP.f64Load, 3, 0, OP.localGet, 0, OP.f64Load, 3, 8, OP.f64Add],
  /** Adds a page, then args[0] * args[1]. */
  grow: [OP.i32Const, 1, OP.memoryGrow, 0, OP.drop, OP.localGet, 0, OP.f64Load, 3, 0, OP.localGet, 0, OP.f64Load, 3, 8, OP.f64Mul],
} as const;

interface World {
  readonly program: Program;
  readonly context: number;
}

/** A library of this tier, and a context with functions of its program. */
function worldOf(
  tier: Tier,
  functions: Readonly<Record<string, readonly [arity: number, entry: TableEntry]>>,
): World {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const entries = Object.entries(functions);
  const table = tableOf(
    entries.map(([, [, entry]]) => entry),
    memory,
  );
  const program = new Program({ tier, memory, table, data: 1_024 });
  const context = program.library.expr_context_new();
  entries.forEach(([name, [arity]], i) => {
    const status = program.library.expr_context_add_function(context, program.text(name), arity, i + 1);
    expect([name, status]).toEqual([name, 0]);
  });
  return { program, context };
}

function first(program: () => Program, args: number): number {
  return program().view.getFloat64(args, true);
}

test("a program in WebAssembly calls the function without JavaScript in between, the interpreter does not", () => {
  const callers = (["interpreter", "wasm"] as const).map((tier) => {
    let stack = "";
    const { program, context } = worldOf(tier, {
      f: [
        0,
        native(() => {
          stack = new Error("where from").stack as string;
          return 7;
        }),
      ],
    });
    const batch = program.batch([], ["f()"]);
    expect([program.library.expr_batch_evaluate(batch, context), program.results(batch, 1)]).toEqual([
      0,
      [7],
    ]);
    return stack.includes("callNative");
  });
  expect(callers).toEqual([true, false]);
});

/** What two evaluations of a batch say and leave behind, with x = 1, then 2. */
function outcomes(tier: Tier, expressions: readonly string[]) {
  let program: Program | undefined;
  const self = (): Program => program as Program;
  const world = worldOf(tier, {
    sum: [2, { type: NATIVE, code: CODE.sum }],
    grow: [2, { type: NATIVE, code: CODE.grow }],
    trap: [1, { type: NATIVE, code: [OP.unreachable] }],
    endless: [1, { type: NATIVE, js: (args, count) => recurse(args, count) }],
    odd: [
      1,
      native((args) => {
        if (first(self, args) % 2 === 0) throw new TypeError("an even number");
        return 10;
      }),
    ],
  });
  const recurse = (args: number, count: number): number => recurse(args, count) + 1;
  program = world.program;
  const { library } = program;
  const batch = program.batch(["x"], expressions);
  program.addExpressionFunction(batch, "twice", "a", "sum(a, a)");
  program.addExpressionFunction(batch, "careful", "a", "odd(a) + 1");
  program.addExpressionFunction(batch, "down", "n", "n > 0 ? sum(n, down(n - 1)) : 0");
  return [1, 2, 1].map((x) => {
    library.expr_batch_set_variable(batch, 0, x);
    const plain = library.expr_batch_evaluate(batch, world.context);
    const { status, index, error, value } = self().evaluateEx(batch, world.context);
    return {
      plain,
      status,
      index,
      error,
      value,
      results: self().results(batch, expressions.length),
    };
  });
}

describe("as in the interpreter", () => {
  test.each([
    ["results", ["sum(x, 2) * sum(sum(x, 3), 4)", "x", "sum(x, sum(x, sum(x, x)))"]],
    ["a memory that grows", ["grow(x, 3) + grow(grow(x, 5), 7)", "down(3) + grow(x, x)", "grow(x, 2)"]],
    ["expression functions in between", ["sum(x, 1) + twice(x) + sum(x, 2)", "down(x + 4) + sum(1, x)"]],
    ["a trap in the first expression", ["trap(x)", "x"]],
    ["a trap between others", ["x", "sum(x, 1) + trap(sum(x, 2)) * sum(x, 3)", "x"]],
    ["a trap at times", ["sum(x, 1)", "x == 2 ? trap(x) : sum(x, 5)", "sum(x, 2)"]],
    ["an exception at times", ["x", "odd(x) + sum(x, 1)", "odd(x)", "x"]],
    ["an exception in an expression function", ["sum(x, 1)", "sum(x, 1) + careful(x)", "sum(x, 1)"]],
    ["the end of the stack", ["x", "sum(x, 1) + endless(x)", "x"]],
    ["an unknown name after a call", ["sum(x, 1)", "sum(x, 2) + nosuch", "sum(x, 3)"]],
    [
      "a batch that is divided",
      ["x", Array.from({ length: 3_000 }, (_, i) => `sum(x, ${i})`).join("+"), "x"],
    ],
    ["a limit after a call", ["sum(x, 1)", "sum(x, 2) + down(1e9)", "sum(x, 3)"]],
  ])("%s", (_, expressions) => {
    expect(outcomes("wasm", expressions)).toEqual(outcomes("interpreter", expressions));
  });

  test("and what that is, for a trap and an exception", () => {
    const nan = Number.NaN;
    const [once, twice] = outcomes("wasm", ["sum(x, 1)", "odd(x)", "trap(x)"]);
    expect(once).toMatchObject({
      plain: 99,
      status: 99,
      index: 2,
      results: [2, 10, nan],
    });
    expect(once?.error).toMatch(/`trap` failed.*unreachable/);
    expect(twice).toMatchObject({
      plain: 99,
      status: 99,
      index: 1,
      results: [3, nan, nan],
    });
    expect(twice?.error).toMatch(/`odd` failed.*an even number/);
  });

  test("the batch counts as running from the first call to the last, and not afterwards", () => {
    const statuses: number[] = [];
    const { program, context } = worldOf("wasm", {
      evaluate: [
        1,
        native(() => {
          statuses.push(program.library.expr_batch_evaluate(batch, context));
          statuses.push(
            program.library.expr_batch_clear(batch),
            program.library.expr_batch_prepare(batch, 0),
          );
          return 1;
        }),
      ],
      fail: [
        0,
        native(() => {
          throw new Error("it failed");
        }),
      ],
    });
    const batch = program.batch(["x"], ["evaluate(1) + inner(2) + evaluate(3)", "x ? fail() : 0"]);
    program.addExpressionFunction(batch, "inner", "a", "evaluate(a)");
    for (const [x, status] of [
      [0, 0],
      [1, 99],
      [0, 0],
    ] as const) {
      expect(program.library.expr_batch_set_variable(batch, 0, x)).toBe(0);
      expect(program.library.expr_batch_evaluate(batch, context)).toBe(status);
      expect(program.results(batch, 1)).toEqual([3]);
      expect(statuses.splice(0)).toEqual(Array(9).fill(-4));
    }
    expect(program.library.expr_batch_clear(batch)).toBe(0);
  });

  test("at the end of JavaScript's stack it fails, and can be evaluated afterwards", () => {
    const { program, context } = worldOf("wasm", {
      sum: [2, { type: NATIVE, code: CODE.sum }],
    });
    const { library } = program;
    const batch = program.batch(["x"], ["sum(x, 1) + sum(x, 2)"]);
    expect(library.expr_batch_evaluate(batch, context)).toBe(0);
    const seen = new Set<number>();
    const dive = (): void => {
      try {
        dive();
      } finally {
        // On the way back: at each depth, until there is room.
        if (!seen.has(0)) seen.add(library.expr_batch_evaluate(batch, context));
      }
    };
    for (let i = 0; i < 20; i++) {
      seen.clear();
      expect(dive).toThrow(RangeError);
      expect(library.expr_batch_evaluate(batch, context)).toBe(0);
      expect(program.results(batch, 1)).toEqual([5]);
    }
  });

  test("C's stack pointer is put back after a trap", () => {
    const { Global } = WebAssembly as unknown as {
      Global: new (type: object, value: number) => WebAssembly.Global & { value: number };
    };
    const pointer = new Global({ value: "i32", mutable: true }, 5_000);
    const memory = new WebAssembly.Memory({ initial: 4 });
    const table = tableOf(
      [
        native(() => {
          pointer.value -= 100;
          throw new Error("cut off");
        }),
      ],
      memory,
    );
    const program = new Program({
      tier: "wasm",
      memory,
      table,
      stackPointer: pointer,
      data: 8_192,
    });
    const context = program.library.expr_context_new();
    program.library.expr_context_add_function(context, program.text("f"), 0, 1);
    const batch = program.batch([], ["f()"]);
    for (const stack of [5_000, 4_000]) {
      pointer.value = stack;
      expect(program.library.expr_batch_evaluate(batch, context)).toBe(99);
      expect(pointer.value).toBe(stack);
    }
  });
});
