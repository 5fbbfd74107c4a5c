import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import { F64, I32, native, OP, tableOf } from "./wasm.ts";

describe("expr_batch_evaluate", () => {
  test("evaluates all expressions in order, with variables set in between", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x", "y"], ["x + y", "x * y", "sqrt(x*x + y*y)"]);
    for (const [x, y] of [
      [3, 4],
      [-1, 0.5],
      [0, -0],
    ]) {
      expect(library.expr_batch_set_variable(batch, 0, x)).toBe(0);
      expect(library.expr_batch_set_variable(batch, 1, y)).toBe(0);
      expect(library.expr_batch_evaluate(batch, 0)).toBe(0);
      expect(program.results(batch, 3)).toEqual([x + y, x * y, Math.sqrt(x * x + y * y)]);
    }
  });

  test("of a batch without expressions succeeds", () => {
    const program = new Program();
    expect(program.library.expr_batch_evaluate(program.batch([], []), 0)).toBe(0);
    expect(program.library.expr_batch_evaluate(program.batch(["x"], []), 0)).toBe(0);
  });

  test("an index that is none: NaN to read, InvalidParameterIndex to set", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x"], ["x"]);
    expect(library.expr_batch_get_result(batch, 0)).toBeNaN();
    library.expr_batch_evaluate(batch, 0);
    const indices = [1, 2, 1_000, 0x1fffffff, 0x20000000, 0x80000000, 0xffffffff, -1];
    for (const index of indices) expect(library.expr_batch_get_result(batch, index)).toBeNaN();
    for (const index of indices) expect(library.expr_batch_set_variable(batch, index, 5)).toBe(15);
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 1]);
  });

  test("after a failure the failed result and all later ones are NaN, and the batch works on", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x"], ["x + 1", "x > 2 ? nosuch : 2", "3"]);
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 3)]).toEqual([0, 2, 2, 3]);
    library.expr_batch_set_variable(batch, 0, 3);
    const failed = [5, 4, Number.NaN, Number.NaN];
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 3)]).toEqual(failed);
    library.expr_batch_set_variable(batch, 0, 2);
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 3)]).toEqual([0, 3, 2, 3]);
  });

  test("variables and results are cells that C can read and write itself", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x", "y"], ["x - y", "y"]);
    const [variables, results] = [library.expr_batch_variables(batch), library.expr_batch_results(batch)];
    expect([variables % 8, results % 8]).toEqual([0, 0]);
    expect([0, 8].map((offset) => program.view.getFloat64(variables + offset, true))).toEqual([1, 2]);
    for (let i = 0; i < 50; i++) {
      program.view.setFloat64(variables, i, true);
      program.view.setFloat64(variables + 8, -i, true);
      expect(library.expr_batch_evaluate(batch, 0)).toBe(0);
      expect([0, 8].map((offset) => program.view.getFloat64(results + offset, true))).toEqual([2 * i, -i]);
      expect(program.results(batch, 2)).toEqual([2 * i, -i]);
    }
    library.expr_batch_set_variable(batch, 1, 7);
    expect(program.view.getFloat64(variables + 8, true)).toBe(7);
    expect([library.expr_batch_variables(batch), library.expr_batch_results(batch)]).toEqual([
      variables,
      results,
    ]);
  });
});

describe("the cells of variables and results", () => {
  test("stay where they are while the context changes, however much the program grows by it", () => {
    const program = new Program({ table: tableOf([native(() => 1000)]) });
    const { library } = program;
    const context = library.expr_context_new();
    const [list, k, f] = ["list", "k", "f"].map((name) => program.text(name));
    const batch = program.batch(["x"], ["x + list[0]", "k + x", "f() + x"]);
    const values = program.doubles(Array.from({ length: 20_000 }, (_, i) => i + 0.5));
    library.expr_context_set_array(context, list, values, 1);
    library.expr_batch_evaluate(batch, context);
    const [variables, results] = [library.expr_batch_variables(batch), library.expr_batch_results(batch)];
    const changes: (() => number)[] = [
      () => library.expr_context_set_array(context, list, values + 8, 100),
      () => library.expr_context_set_variable(context, k, 7),
      () => library.expr_context_set_array(context, list, values, 20_000),
      () => library.expr_context_add_function(context, f, 0, 1),
      () => library.expr_context_set_array(context, list, values + 16, 1),
    ];
    const seen = changes.map((change, i) => {
      expect(change()).toBe(0);
      program.view.setFloat64(variables, i, true);
      library.expr_batch_evaluate(batch, context);
      expect([library.expr_batch_variables(batch), library.expr_batch_results(batch)]).toEqual([
        variables,
        results,
      ]);
      return [0, 8, 16].map((offset) => program.view.getFloat64(results + offset, true) - i);
    });
    expect(seen).toEqual([
      [1.5, Number.NaN, Number.NaN],
      [1.5, 7, Number.NaN],
      [0.5, 7, Number.NaN],
      [0.5, 7, 1000],
      [2.5, 7, 1000],
    ]);
  });
});

describe("the status of an evaluation", () => {
  /** Bodies that cost more than an evaluation may, though little of them is run: entering charges all of it. */
  const COSTLY = `n ? ${Array(32_000).fill("n").join("+")} : 1`;

  const CASES: Readonly<
    Record<string, { status: number; source: string; index?: number; functions?: [string, string, string][] }>
  > = {
    "a built-in's name without brackets": { status: 3, source: "sin + 1" },
    "an unknown variable": { status: 5, source: "nosuch" },
    "an unknown function": { status: 6, source: "nosuch(1)" },
    "a wrong number of arguments": { status: 7, source: "sin(1, 2)" },
    "an array's end": { status: 8, source: "list[3]" },
    "a negative index": { status: 8, source: "list[-1]" },
    "a missing attribute": { status: 9, source: "point.z" },
    "a missing object": { status: 9, source: "nosuch.x" },
    "endless recursion": { status: 11, source: "f(1)", functions: [["f", "n", "f(n)"]] },
    "too many instructions": {
      status: 17,
      source: "f(900) + f(901) + f(902) + f(903)",
      functions: [
        ["costly", "n", COSTLY],
        ["f", "n", "n > 0 ? costly(0), f(n - 1) : 0"],
      ],
    },
    "a C function that traps": { status: 99, source: "trap()" },
  };

  test.each(Object.entries(CASES))("%s", (_, { status, source, functions = [] }) => {
    const table = tableOf([{ type: { parameters: [I32, I32], results: [F64] }, code: [OP.unreachable] }]);
    const program = new Program({ table });
    const { library } = program;
    const context = library.expr_context_new();
    library.expr_context_set_array(context, program.text("list"), program.doubles([1, 2, 3]), 3);
    library.expr_context_set_attribute(context, program.text("point"), program.text("x"), 1);
    library.expr_context_add_function(context, program.text("trap"), 0, 1);
    const batch = program.batch(["x"], ["x + 1", source, "7"]);
    for (const fn of functions) expect(program.addExpressionFunction(batch, ...fn)).toBe(0);
    for (let i = 0; i < 2; i++) {
      expect(library.expr_batch_evaluate(batch, context)).toBe(status);
      expect(program.results(batch, 3)).toEqual([2, Number.NaN, Number.NaN]);
      const result = program.evaluateEx(batch, context);
      expect(result).toMatchObject({ status, value: Number.NaN, index: 1 });
      expect(result.error).not.toBe("");
    }
    library.expr_batch_clear(batch);
    program.addExpression(batch, "list[2]");
    expect([library.expr_batch_evaluate(batch, context), program.results(batch, 1)]).toEqual([0, [3]]);
  });

  test("an error that is never reached is none", () => {
    const program = new Program();
    const batch = program.batch(["x"], ["1 || nosuch", "0 ? nosuch(1) : 2", "x && 0 && sin(1, 2)"]);
    expect([program.library.expr_batch_evaluate(batch, 0), ...program.results(batch, 3)]).toEqual([
      0, 1, 2, 0,
    ]);
  });

  test("exhausted memory is ArenaExhausted, with no expression to blame; smaller batches work", () => {
    const memory = new WebAssembly.Memory({ initial: 4, maximum: 5 });
    const program = new Program({ memory, data: 1_024 });
    const { library } = program;
    const arena = library.expr_arena_new(16_000);
    const batch = program.batch(["x"], ["x + 1"], arena);
    const large = Array.from({ length: 4_000 }, (_, i) => `x*${i}`).join("+");
    expect(program.addExpression(batch, large).index).toBe(1);
    expect(library.expr_batch_evaluate(batch, 0)).toBe(16);
    expect(program.evaluateEx(batch)).toMatchObject({ status: 16, index: -1, value: Number.NaN });
    expect(program.results(batch, 2)).toEqual([Number.NaN, Number.NaN]);
    expect([library.expr_batch_variables(batch), library.expr_batch_results(batch)]).toEqual([0, 0]);
    library.expr_batch_clear(batch);
    program.addVariable(batch, "y", 4);
    program.addExpression(batch, "y + 1");
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 5]);
  });
});

describe("the status of adding", () => {
  // biome-ignore format: a table
  const SOURCES: readonly (readonly [source: string, statuses: readonly number[]])[] = [
    ["1 # 2", [1, 2, 3]], ["1..2", [1, 2, 3]], ["1e", [1, 2, 3]], ["1 2", [3]], ["sin x", [3]], ["max(1,)", [3]], ["", [1, 2, 3]],
    ["(1", [4]], ["1)", [4]], ["(1]", [4]], ["f(1", [4]], ["x".repeat(256), [13]],
    ["(".repeat(2_001), [4, 11]], [`${"(".repeat(2_001)}1${")".repeat(2_001)}`, [11]], ["1+".repeat(32_769), [12]],
    [`f(${"1,".repeat(1_024)}1)`, [12]],
  ];

  test("an expression gives its syntax error at once, and is not added", () => {
    const program = new Program();
    const batch = program.batch([], []);
    for (const [source, statuses] of SOURCES) {
      const { status, index } = program.addExpression(batch, source);
      expect([source.slice(0, 20), statuses.includes(status), status, index]).toEqual([
        source.slice(0, 20),
        true,
        status,
        -1,
      ]);
      const functionStatus = program.addExpressionFunction(batch, "f", "", source);
      expect([source.slice(0, 20), functionStatus]).toEqual([source.slice(0, 20), status]);
    }
    expect(program.addExpression(batch, "f()").index).toBe(0);
    expect(program.library.expr_batch_evaluate(batch, 0)).toBe(6);
  });

  test("a variable: taken, empty and long names", () => {
    const program = new Program();
    const batch = program.batch(["x"], []);
    expect(program.addVariable(batch, "x").status).toBe(14);
    expect(program.addVariable(batch, "").status).toBe(99);
    expect(program.addVariable(batch, "v".repeat(255)).status).toBe(0);
    expect(program.addVariable(batch, "v".repeat(256)).status).toBe(13);
    expect(program.addVariable(batch, "w").index).toBe(2);
  });

  // biome-ignore format: a table
  test.each([
    ["f", "a", 0], ["f", "", 0], ["f", "  ", 0], ["f", "a,b", 0], ["f", " a ,\tb ", 0], ["f", "_1,A9", 0], ["sin", "x", 0], ["+", "a,b", 0],
    ["f", "a,a", 14], ["f", "a, b ,a", 14], ["f", ",", 99], ["f", "a,", 99], ["f", ",a", 99], ["f", "a b", 99], ["f", "1", 99],
    ["f", "a;b", 99], ["f", "é", 99], ["", "a", 99], ["f g", "a", 99], ["1", "a", 99], ["f".repeat(256), "a", 13],
    ["f", "p".repeat(256), 13], ["f", Array.from({ length: 1_024 }, (_, i) => `p${i}`).join(), 0],
    ["f", Array.from({ length: 1_025 }, (_, i) => `p${i}`).join(), 12],
  ])("a function %s(%s): %i", (name, parameters, status) => {
    const program = new Program();
    expect(program.addExpressionFunction(program.batch([], []), name, parameters, "1")).toBe(status);
  });
});

describe("expr_batch_evaluate_ex", () => {
  test("names the first expression that fails, by index", () => {
    for (const failing of [0, 1, 2, 5]) {
      const program = new Program();
      const batch = program.batch(
        ["x"],
        Array.from({ length: 6 }, (_, i) => (i >= failing ? `unknown${i}` : "x")),
      );
      const { status, index, error } = program.evaluateEx(batch);
      expect([status, index, error.includes(`unknown${failing}`)]).toEqual([5, failing, true]);
    }
  });

  test("says 0, index 0 and nothing on success, also after a failure", () => {
    const program = new Program();
    const batch = program.batch(["x"], ["1", "x ? nosuch : 1"]);
    expect(program.evaluateEx(batch)).toMatchObject({ status: 5, index: 1 });
    program.library.expr_batch_set_variable(batch, 0, 0);
    expect(program.evaluateEx(batch)).toEqual({ status: 0, value: 0, index: 0, error: "" });
  });

  test("a context that is none: its status, no expression to blame, and nothing is evaluated", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x"], ["x"]);
    library.expr_batch_evaluate(batch, 0);
    library.expr_batch_set_variable(batch, 0, 9);
    const freed = library.expr_context_new();
    library.expr_context_free(freed);
    for (const [context, status] of [
      [freed, 18],
      [batch, -5],
      [99, -5],
    ]) {
      expect(program.evaluateEx(batch, context)).toMatchObject({ status, value: Number.NaN, index: -1 });
      expect(library.expr_batch_evaluate(batch, context)).toBe(status);
    }
    expect(program.results(batch, 1)).toEqual([1]);
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 9]);
  });
});

describe("expression functions", () => {
  test("are added, replaced and removed: the next evaluation sees it", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x"], ["f(x, 10)"]);
    const evaluate = () => [library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)];
    expect(evaluate()).toEqual([6, Number.NaN]);
    program.addExpressionFunction(batch, "f", "a, b", "a + b");
    expect(evaluate()).toEqual([0, 11]);
    program.addExpressionFunction(batch, "f", "b,a", "a - b");
    expect(evaluate()).toEqual([0, 9]);
    program.addExpressionFunction(batch, "f", "a", "a");
    expect(evaluate()).toEqual([7, Number.NaN]);
    expect(library.expr_batch_remove_expression_function(batch, program.text("f"))).toBe(1);
    expect(evaluate()).toEqual([6, Number.NaN]);
  });

  test("recurse correctly", () => {
    const program = new Program();
    const batch = program.batch([], ["fib(10)"]);
    program.addExpressionFunction(batch, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)");
    expect([program.library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 55]);
  });

  test("one that is refused leaves the one before", () => {
    const program = new Program();
    const batch = program.batch([], ["f(1)"]);
    program.addExpressionFunction(batch, "f", "a", "a + 41");
    for (const [parameters, body] of [
      ["a", "a +"],
      ["a,a", "1"],
      ["1", "1"],
    ])
      expect(program.addExpressionFunction(batch, "f", parameters, body)).toBeGreaterThan(0);
    expect([program.library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 42]);
  });

  test("removal says 1, 0 for one that is not there, and a negative number for everything else", () => {
    const program = new Program();
    const { library } = program;
    const arena = library.expr_arena_new(0);
    const batch = program.batch([], [], arena);
    program.addExpressionFunction(batch, "f", "", "1");
    const remove = (address: number, handle = batch) =>
      library.expr_batch_remove_expression_function(handle, address);
    expect([remove(program.text("f")), remove(program.text("f")), remove(program.text("sin"))]).toEqual([
      1, 0, 0,
    ]);
    expect([
      remove(0),
      remove(program.raw([0xff])),
      remove(0xfffffff0),
      remove(program.text("f"), arena),
    ]).toEqual([-1, -2, -5, -5]);
    expect(remove(program.text("f"), 0)).toBe(-1);
    library.expr_arena_reset(arena);
    expect(remove(program.text("f"))).toBe(-18);
    library.expr_batch_free(batch);
    expect(remove(program.text("f"))).toBe(-18);
  });
});

describe("expr_batch_clear", () => {
  test("removes variables, expressions and functions; indices begin at 0 again", () => {
    const program = new Program();
    const { library } = program;
    const batch = program.batch(["x", "y"], ["f(x)", "y"]);
    program.addExpressionFunction(batch, "f", "a", "a");
    library.expr_batch_evaluate(batch, 0);
    expect(library.expr_batch_clear(batch)).toBe(0);
    expect(program.results(batch, 1)).toEqual([Number.NaN]);
    expect([program.addVariable(batch, "x", 8).index, program.addExpression(batch, "x").index]).toEqual([
      0, 0,
    ]);
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 2)]).toEqual([0, 8, Number.NaN]);
    program.addExpression(batch, "f(1)");
    expect(library.expr_batch_evaluate(batch, 0)).toBe(6);
    program.addExpression(batch, "y");
    expect(library.expr_batch_evaluate(batch, 0)).toBe(6);
  });

  test("over and over does not use up the arena", () => {
    const program = new Program();
    const { library } = program;
    const arena = library.expr_arena_new(4_096);
    const batch = program.batch([], [], arena);
    const seen = new Set<number>();
    for (let i = 0; i < 300; i++) {
      program.addVariable(batch, "x", i);
      program.addExpression(batch, "x * 2 + 1");
      expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 2 * i + 1]);
      seen.add(library.expr_arena_used(arena));
      library.expr_batch_clear(batch);
    }
    expect(seen.size).toBe(1);
  });
});

test("a batch that is freed leaves others in its arena unharmed", () => {
  const program = new Program({ table: tableOf([native(() => 1)]) });
  const { library } = program;
  const arena = library.expr_arena_new(256);
  const batches = [1, 2, 3].map((n) => program.batch(["x"], [`x + ${n}`, `x * ${n}`], arena));
  for (const batch of batches) expect(library.expr_batch_evaluate(batch, 0)).toBe(0);
  expect(library.expr_batch_free(batches[1])).toBe(0);
  for (const i of [0, 2]) {
    library.expr_batch_set_variable(batches[i], 0, 10);
    expect(library.expr_batch_evaluate(batches[i], 0)).toBe(0);
    expect(program.results(batches[i], 2)).toEqual([10 + i + 1, 10 * (i + 1)]);
  }
  expect(program.isValid(batches[1]).status).toBe(18);
});
