import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import { native, tableOf } from "./wasm.ts";

/** A program with a chain of contexts: child, parent, grandparent. */
function chain() {
  const program = new Program({ table: tableOf([native(() => 100), native(() => 200)]) });
  const { library } = program;
  const contexts = [0, 1, 2].map(() => library.expr_context_new());
  for (const i of [0, 1]) library.expr_context_set_parent(contexts[i], contexts[i + 1]);
  const set = {
    variable: (context: number, name: string, value: number) =>
      library.expr_context_set_variable(context, program.text(name), value),
    constant: (context: number, name: string, value: number) =>
      library.expr_context_set_constant(context, program.text(name), value),
    array: (context: number, name: string, values: number[]) =>
      library.expr_context_set_array(context, program.text(name), program.doubles(values), values.length),
    attribute: (context: number, object: string, name: string, value: number) =>
      library.expr_context_set_attribute(context, program.text(object), program.text(name), value),
  };
  const value = (batch: number, context: number) => {
    const status = library.expr_batch_evaluate(batch, context);
    return status === 0 ? library.expr_batch_get_result(batch, 0) : `status ${status}`;
  };
  return { program, library, contexts, set, value };
}

describe("names are looked up", () => {
  test("in the batch, then variables and constants of the context, then its parents, then the built-in constants", () => {
    const { program, contexts, set, value } = chain();
    const [child, parent, grandparent] = contexts;
    const batch = program.batch([], ["pi"]);
    const seen = [value(batch, child)];
    for (const [place, i] of [grandparent, parent, child].map((context, n) => [context, n] as const)) {
      set.constant(place, "pi", 10 * i + 1);
      seen.push(value(batch, child));
      set.variable(place, "pi", 10 * i + 2);
      seen.push(value(batch, child));
    }
    program.addVariable(batch, "pi", 99);
    seen.push(value(batch, child));
    expect(seen).toEqual([Math.PI, 1, 2, 11, 12, 21, 22, 99]);
  });

  test("arrays and attributes through parents too", () => {
    const { program, contexts, set, value } = chain();
    const [child, parent, grandparent] = contexts;
    const [array, attribute] = [program.batch([], ["list[0]"]), program.batch([], ["o.x"])];
    expect([value(array, child), value(attribute, child)]).toEqual(["status 5", "status 9"]);
    for (const [i, context] of [grandparent, parent, child].entries()) {
      set.array(context, "list", [i + 1, 0]);
      set.attribute(context, "o", "x", i + 10);
      expect([value(array, child), value(attribute, child)]).toEqual([i + 1, i + 10]);
      expect([value(array, grandparent), value(attribute, grandparent)]).toEqual([1, 10]);
    }
    set.array(child, "list", []);
    expect(value(array, child)).toBe("status 8");
  });

  test("functions in the batch, the context, its parents, the built-ins", () => {
    const { program, library, contexts, value } = chain();
    const [child, parent, grandparent] = contexts;
    const batch = program.batch([], ["sin(0)"]);
    const seen = [value(batch, child)];
    library.expr_context_add_function(grandparent, program.text("sin"), 1, 1);
    seen.push(value(batch, child));
    library.expr_context_add_function(parent, program.text("sin"), 1, 2);
    seen.push(value(batch, child));
    program.addExpressionFunction(batch, "sin", "x", "300");
    seen.push(value(batch, child));
    library.expr_batch_remove_expression_function(batch, program.text("sin"));
    seen.push(value(batch, child), value(batch, grandparent), value(batch, 0));
    expect(seen).toEqual([0, 100, 200, 300, 200, 100, 0]);
  });

  test("changes of a context are seen by every batch at its next evaluation", () => {
    const { program, contexts, set, value } = chain();
    const batches = [0, 1, 2].map((i) => program.batch([], [`gain * ${i + 1}`]));
    for (let round = 0; round < 5; round++) {
      set.variable(contexts[round % 3], "gain", round);
      if (round < 2) continue;
      for (const [i, batch] of batches.entries()) {
        // Set last: 3 in the first context, 4 in the second, 2 in the third.
        if (round === 4) expect(value(batch, contexts[i])).toBe([3, 4, 2][i] * (i + 1));
        else value(batch, contexts[i]);
      }
    }
  });
});

describe("expr_batch_evaluate binds the context that it is given", () => {
  test("back and forth, with NULL for the built-ins alone", () => {
    const { program, contexts, set, value } = chain();
    const batch = program.batch(["x"], ["x + k"]);
    set.variable(contexts[0], "k", 10);
    set.constant(contexts[2], "k", 30);
    const order = [0, contexts[0], contexts[2], contexts[0], 0, contexts[1], contexts[0]];
    expect(order.map((context) => value(batch, context))).toEqual([
      "status 5",
      11,
      31,
      11,
      "status 5",
      31,
      11,
    ]);
  });

  test("a context without functions has operators and constants alone, and its children too", () => {
    const { program, library, value } = chain();
    const empty = library.expr_context_new_empty();
    const child = library.expr_context_new();
    library.expr_context_set_parent(child, empty);
    const [plain, call] = [program.batch([], ["2^3 + pi"]), program.batch([], ["sin(0)"])];
    for (const context of [empty, child])
      expect([value(plain, context), value(call, context)]).toEqual([8 + Math.PI, "status 6"]);
    library.expr_context_set_parent(child, 0);
    expect([value(call, child), value(call, empty), value(call, 0)]).toEqual([0, "status 6", 0]);
  });

  test("a freed one is refused, whatever takes its slot; the batch keeps its variables", () => {
    const { program, library, set, value } = chain();
    const context = library.expr_context_new();
    set.variable(context, "k", 1);
    const batch = program.batch(["x"], ["x + k"]);
    expect(value(batch, context)).toBe(2);
    library.expr_batch_set_variable(batch, 0, 5);
    library.expr_context_free(context);
    expect(value(batch, context)).toBe("status 18");
    const next = library.expr_context_new();
    set.variable(next, "k", 100);
    expect([value(batch, context), value(batch, next)]).toEqual(["status 18", 105]);
  });
});

describe("expr_context_set_parent", () => {
  test("refuses a cycle of any length, and changes nothing", () => {
    const { program, library, contexts, set, value } = chain();
    const [child, parent, grandparent] = contexts;
    set.variable(grandparent, "k", 7);
    const batch = program.batch([], ["k"]);
    for (const [context, ancestor] of [
      [child, child],
      [parent, child],
      [grandparent, child],
      [grandparent, parent],
      [grandparent, grandparent],
    ])
      expect(library.expr_context_set_parent(context, ancestor)).toBe(99);
    expect(contexts.map((context) => value(batch, context))).toEqual([7, 7, 7]);
    expect(library.expr_context_set_parent(child, grandparent)).toBe(0);
    expect(library.expr_context_set_parent(parent, child)).toBe(0);
    expect(library.expr_context_set_parent(grandparent, parent)).toBe(99);
  });

  test("NULL takes the parent away, a freed one is refused", () => {
    const { program, library, contexts, set, value } = chain();
    const [child, parent, grandparent] = contexts;
    set.variable(grandparent, "k", 7);
    const batch = program.batch([], ["k"]);
    expect(value(batch, child)).toBe(7);
    expect(library.expr_context_set_parent(parent, 0)).toBe(0);
    expect(value(batch, child)).toBe("status 5");
    library.expr_context_free(grandparent);
    expect(library.expr_context_set_parent(parent, grandparent)).toBe(18);
    expect(value(batch, child)).toBe("status 5");
  });

  test("children of a freed context keep its names", () => {
    const { program, library, contexts, set, value } = chain();
    const [child, parent, grandparent] = contexts;
    set.variable(grandparent, "k", 7);
    set.array(parent, "list", [1, 2]);
    const batch = program.batch([], ["k + list[1]"]);
    library.expr_context_free(parent);
    library.expr_context_free(grandparent);
    expect(value(batch, child)).toBe(9);
    expect(value(batch, parent)).toBe("status 18");
  });
});

describe("names in contexts", () => {
  const NAMED = {
    expr_context_set_variable: (program: Program, context: number, name: number) =>
      program.library.expr_context_set_variable(context, name, 1),
    expr_context_set_constant: (program: Program, context: number, name: number) =>
      program.library.expr_context_set_constant(context, name, 1),
    expr_context_set_array: (program: Program, context: number, name: number) =>
      program.library.expr_context_set_array(context, name, 0, 0),
    expr_context_set_attribute: (program: Program, context: number, name: number) =>
      program.library.expr_context_set_attribute(context, name, name, 1),
  } as const;

  test.each(Object.entries(NAMED))("%s takes any text of 1 to 255 units", (_, call) => {
    const { program, contexts } = chain();
    const names = ["a", "größe", "two words", "1", "x".repeat(255), "", "x".repeat(256), "é".repeat(256)];
    expect(names.map((name) => call(program, contexts[0], program.text(name)))).toEqual([
      0, 0, 0, 0, 0, 99, 13, 13,
    ]);
  });

  test("expr_context_add_function takes identifiers and operators, and arities of up to 4,096", () => {
    const { program, library, contexts } = chain();
    const add = (name: string, arity: number) =>
      library.expr_context_add_function(contexts[0], program.text(name), arity, 1);
    const names = [
      "f",
      "_9",
      "+",
      "neg",
      "!",
      "<<<",
      ",",
      "sin",
      "x".repeat(255),
      "",
      "two words",
      "1",
      "é",
      "x".repeat(256),
      "=>",
    ];
    expect(names.map((name) => add(name, 1))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 99, 99, 99, 13, 99]);
    expect([0, 1, 4_096, 4_097, 0xffffffff, -1].map((arity) => add("g", arity))).toEqual([
      0, 0, 0, 99, 99, 99,
    ]);
  });
});

describe("expr_context_get_native_function_name", () => {
  function list(program: Program, context: number): string[] {
    const { library } = program;
    const buffer = program.room(300);
    return Array.from({ length: library.expr_context_native_function_count(context) }, (_, i) => {
      const length = library.expr_context_get_native_function_name(context, i, buffer, 300);
      expect(library.expr_context_get_native_function_name(context, i, 0, 0)).toBe(length);
      const name = program.string(buffer);
      expect(name.length).toBe(length);
      return name;
    });
  }

  // SPEC 3.
  const BUILTINS = (
    "abs acos asin atan ceil cos cosh exp floor round ln log log10 sin sinh sqrt tan tanh sign neg " +
    "atan2 pow max min add sub mul div fmod comma pi e " +
    "log2 exp2 expm1 log1p cbrt hypot trunc fract clamp lerp step smoothstep asinh acosh atanh deg rad " +
    "isnan isinf isfinite if xor"
  ).split(" ");

  test("gives the built-ins of a new context, each once, and nothing of an empty one", () => {
    const { program, library } = chain();
    expect(list(program, library.expr_context_new()).sort()).toEqual([...BUILTINS].sort());
    expect(list(program, library.expr_context_new_empty())).toEqual([]);
  });

  test("gives functions that were registered first, the parents' after them, each name once", () => {
    const { program, library, contexts } = chain();
    const add = (context: number, name: string) =>
      library.expr_context_add_function(context, program.text(name), 1, 1);
    const [child, parent, grandparent] = contexts;
    add(grandparent, "deep");
    add(parent, "middle");
    add(parent, "sin");
    add(child, "own");
    add(child, "middle");
    const names = list(program, child);
    expect(names.slice(0, 4)).toEqual(["own", "middle", "sin", "deep"]);
    expect(names.length).toBe(BUILTINS.length + 3);
    expect(new Set(names).size).toBe(names.length);
    const empty = library.expr_context_new_empty();
    add(empty, "only");
    expect(list(program, empty)).toEqual(["only"]);
  });

  test("writes at most `size` bytes, a NUL among them where there is room", () => {
    const { program, library } = chain();
    const context = library.expr_context_new_empty();
    library.expr_context_add_function(context, program.text("abcdef"), 1, 1);
    const buffer = program.room(32);
    for (let size = 0; size < 12; size++) {
      program.bytes.fill(0x7e, buffer, buffer + 32);
      expect(library.expr_context_get_native_function_name(context, 0, buffer, size)).toBe(6);
      const expected = [...`${"abcdef\0".slice(0, size)}${"~".repeat(32)}`].slice(0, 32);
      expect(String.fromCharCode(...program.bytes.slice(buffer, buffer + 32))).toBe(expected.join(""));
    }
  });

  test("gives 0 past the end, for a buffer that reaches out of the memory, and for a context that is none", () => {
    const { program, library, contexts } = chain();
    const count = library.expr_context_native_function_count(contexts[0]);
    const buffer = program.room(32);
    const before = program.bytes.slice();
    const get = library.expr_context_get_native_function_name;
    for (const index of [count, count + 1, 0x7fffffff, 0xffffffff])
      expect(get(contexts[0], index, buffer, 32)).toBe(0);
    for (const [address, size] of [
      [buffer, before.length],
      [before.length - 3, 4],
      [before.length, 1],
      [0xfffffff0, 32],
      [buffer, 0xffffffff],
    ])
      expect(get(contexts[0], 0, address, size)).toBe(0);
    for (const context of [0, buffer, 12]) expect(get(context, 0, buffer, 32)).toBe(0);
    expect(Buffer.compare(program.bytes, before)).toBe(0);
  });

  test("the last byte of the memory can be the buffer's", () => {
    const { program, library } = chain();
    const context = library.expr_context_new_empty();
    library.expr_context_add_function(context, program.text("ab"), 1, 1);
    const { bytes } = program;
    expect(library.expr_context_get_native_function_name(context, 0, bytes.length - 3, 3)).toBe(2);
    expect([...bytes.slice(-3)]).toEqual([0x61, 0x62, 0]);
  });
});
