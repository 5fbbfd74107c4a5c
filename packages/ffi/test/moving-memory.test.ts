import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import { NATIVE, native, OP, tableOf } from "./wasm.ts";

/**
 * Calls of a C program, with nothing in between. Everything that they need was put into memory before, so that no call of
 * the test's hides that the library has missed a growth.
 */
function calls(program: Program): (() => number)[] {
  const { library, result } = program;
  const texts = [
    "x",
    "y",
    "x * 2 + y",
    "f(x) + k",
    "twice(x) + list[1] + o.p",
    "nosuch",
    "f",
    "a",
    "a + 0.5",
    "a - 0.5",
  ];
  const [x, y, product, call, names, nosuch, f, a, body, otherBody] = texts.map((each) => program.text(each));
  const [k, list, o, p, twice] = ["k", "list", "o", "p", "twice"].map((each) => program.text(each));
  const values = program.doubles([10, 20]);
  const buffer = program.room(64);
  const status = [16, 18].map(() => program.room(16));
  const valid = (handle: number) => Number(handle > 0);
  const handles = { arena: 0, context: 0, other: 0, batch: 0, own: 0, fresh: 0 };
  const keep = (name: keyof typeof handles, handle: number) => {
    handles[name] = handle;
    return valid(handle);
  };
  return [
    () => keep("arena", library.expr_arena_new(600)),
    () => keep("context", library.expr_context_new()),
    () => keep("other", library.expr_context_new()),
    () => library.expr_context_set_parent(handles.context, handles.other),
    () => library.expr_context_set_variable(handles.context, k, 0.25),
    () => library.expr_context_set_constant(handles.other, k, 4),
    () => library.expr_context_set_array(handles.other, list, values, 2),
    () => library.expr_context_set_attribute(handles.other, o, p, 7),
    () => library.expr_context_add_function(handles.other, twice, 1, 1),
    () => library.expr_context_native_function_count(handles.context),
    () => library.expr_context_get_native_function_name(handles.context, 0, buffer, 64),
    () => keep("batch", library.expr_batch_new(handles.arena)),
    () => library.expr_batch_get_result(handles.batch, 0),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => library.expr_batch_add_variable(result, handles.batch, x, 3),
    () => library.expr_batch_add_variable(result, handles.batch, y, -1),
    () => library.expr_batch_add_expression(result, handles.batch, product),
    () => library.expr_batch_evaluate(handles.batch, 0),
    () => library.expr_batch_get_result(handles.batch, 0),
    () => library.expr_batch_set_variable(handles.batch, 0, 5),
    () => library.expr_batch_evaluate(handles.batch, 0),
    () => library.expr_batch_get_result(handles.batch, 0),
    () => library.expr_batch_add_expression(result, handles.batch, call),
    () => library.expr_batch_add_expression_function(handles.batch, f, a, body),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => library.expr_batch_evaluate(handles.batch, handles.context),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => library.expr_batch_evaluate(handles.batch, handles.other),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => library.expr_batch_evaluate_ex(result, handles.batch, handles.context),
    () => library.expr_batch_add_expression(result, handles.batch, names),
    () => library.expr_batch_set_variable(handles.batch, 1, 2),
    () => library.expr_batch_evaluate_ex(result, handles.batch, handles.context),
    () => library.expr_batch_get_result(handles.batch, 2),
    () => library.expr_context_set_variable(handles.context, k, 100),
    () => library.expr_batch_evaluate(handles.batch, handles.context),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => library.expr_context_set_array(handles.other, list, values, 2),
    () => library.expr_batch_evaluate(handles.batch, handles.context),
    () => library.expr_batch_get_result(handles.batch, 2),
    () => library.expr_batch_add_expression_function(handles.batch, f, a, otherBody),
    () => library.expr_batch_evaluate(handles.batch, handles.context),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => library.expr_batch_remove_expression_function(handles.batch, f),
    () => library.expr_batch_evaluate(handles.batch, handles.context),
    () => library.expr_batch_get_result(handles.batch, 1),
    () => keep("own", library.expr_batch_new_sized(1)),
    () => library.expr_batch_add_variable(result, handles.own, x, 8),
    () => library.expr_batch_add_expression(result, handles.own, nosuch),
    () => valid(library.expr_batch_variables(handles.own)),
    () => library.expr_batch_evaluate_ex(result, handles.own, 0),
    () => library.expr_batch_clear(handles.own),
    () => valid(library.expr_batch_results(handles.own)),
    () => library.expr_batch_evaluate(handles.own, 0),
    () => library.expr_batch_add_variable(result, handles.own, y, 8),
    () => library.expr_batch_add_expression(result, handles.own, y),
    () => valid(library.expr_batch_variables(handles.own)),
    () => library.expr_batch_evaluate(handles.own, 0),
    () => library.expr_batch_get_result(handles.own, 0),
    () => library.expr_arena_reset(handles.arena),
    () => library.expr_batch_evaluate(handles.batch, handles.context),
    () => keep("fresh", library.expr_batch_new(handles.arena)),
    () => library.expr_batch_evaluate(handles.fresh, handles.context),
    () => library.expr_batch_get_result(handles.fresh, 0),
    () => library.expr_alloc_stats(status[0]),
    () => valid(library.expr_version()),
    () => library.expr_register_panic_handler(status[1], 0),
    () => library.expr_batch_free(handles.own),
    () => library.expr_arena_free(handles.arena),
    () => library.expr_batch_is_valid(result, handles.fresh),
  ];
}

/** What the calls return, when the memory is replaced before those that `isMoving` says. */
function outcomes(isMoving: (call: number) => boolean, pages = 0): number[] {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const table = tableOf([native((args) => 2 * new DataView(memory.buffer).getFloat64(args, true))]);
  const program = new Program({ memory, table, data: 1_024 });
  return calls(program).map((call, i) => {
    if (isMoving(i)) memory.grow(pages);
    return call();
  });
}

describe("C's memory may be replaced at any moment", () => {
  const still = outcomes(() => false);

  test("the calls themselves do what they should", () => {
    // Results in order of their being read; NaN before evaluations and where names are unknown.
    const results = still.filter(
      (value) => Number.isNaN(value) || !Number.isInteger(value) || Math.abs(value) > 98,
    );
    expect(results.slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
    expect(still.slice(17, 22)).toEqual([0, 5, 0, 0, 9]);
    expect(still.slice(25, 29)).toEqual([0, 5.75, 0, 9.5]);
    expect(still.slice(32, 40)).toEqual([0, 37, 0, 0, 105.5, 0, 0, 37]);
    expect(still.slice(41, 46)).toEqual([0, 104.5, 1, 6, Number.NaN]);
    expect(still.slice(50, 51)).toEqual([5]);
    expect(still.slice(57, 64)).toEqual([0, 8, 0, 18, 1, 0, Number.NaN]);
    expect(still.at(-1)).toBe(18);
  });

  test("before every call", () => {
    expect(outcomes(() => true)).toEqual(still);
    expect(outcomes(() => true, 1)).toEqual(still);
  });

  test.each(still.map((_, i) => i))("before call %i alone", (at) => {
    expect(outcomes((i) => i === at)).toEqual(still);
  });

  test("inside every C function, too", () => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const grow = [OP.i32Const, 0, OP.memoryGrow, 0, OP.drop];
    const table = tableOf([{ type: NATIVE, code: [...grow, OP.localGet, 0, OP.f64Load, 3, 0] }], memory);
    const program = new Program({ memory, table, data: 1_024 });
    const { library } = program;
    const context = library.expr_context_new();
    library.expr_context_add_function(context, program.text("same"), 1, 1);
    const batch = program.batch(
      ["x"],
      ["same(x) + same(same(x))", "same(1) || nosuch", "same(0) && nosuch", "x > 2 ? unknown : same(3)"],
    );
    for (const x of [1, 3, 2]) {
      library.expr_batch_set_variable(batch, 0, x);
      expect(library.expr_batch_evaluate(batch, context)).toBe(x > 2 ? 5 : 0);
      expect(program.results(batch, 4)).toEqual([2 * x, 1, 0, x > 2 ? Number.NaN : 3]);
    }
  });
});
