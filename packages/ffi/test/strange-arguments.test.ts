import { readFileSync } from "node:fs";
import type { Library } from "@zexpr/ffi";
import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import { native, tableOf } from "./wasm.ts";

type Name = Exclude<keyof Library, "memory" | "linearMemory" | "imports">;

/** Functions of the header, with what C would pass. */
const PROTOTYPES = [
  ...readFileSync(new URL("../include/zexpr.h", import.meta.url), "utf8").matchAll(
    /^(\w[\w *]*?)(expr_\w+)\((.*)\);$/gm,
  ),
].map(([, returns, name, parameters]) => ({
  name: name as Name,
  returns: returns.trim(),
  parameters: parameters === "void" ? [] : parameters.split(", "),
}));

/** What JavaScript can pass where a number belongs, with what a WebAssembly function would make of it as i32. */
const STRANGE: readonly (readonly [value: unknown, i32: number])[] = [
  [undefined, 0],
  [null, 0],
  [Number.NaN, 0],
  [Infinity, 0],
  [-Infinity, 0],
  ["", 0],
  ["text", 0],
  ["17", 17],
  [true, 1],
  [false, 0],
  [[], 0],
  [[5], 5],
  [{}, 0],
  [() => 1, 0],
  [1.9, 1],
  [-0.9, 0],
  [-1, -1],
  [-8, -8],
  [2 ** 31, -(2 ** 31)],
  [2 ** 32 - 1, -1],
  [2 ** 32, 0],
  [2 ** 32 + 5, 5],
  [2 ** 53, 0],
  [1e300, 0],
  [new Date(7), 7],
];

function world(): Program {
  const program = new Program({ table: tableOf([native(() => 1)]) });
  const { library } = program;
  library.expr_arena_new(64);
  library.expr_context_new();
  program.batch(["x"], ["x"]);
  return program;
}

/** The interface, by group. */
const FUNCTIONS = {
  arena: "new free reset used capacity high_water",
  context:
    "new new_empty free add_function native_function_count get_native_function_name set_variable set_constant " +
    "set_array set_attribute set_parent",
  batch:
    "new new_sized free is_valid clear add_expression add_variable set_variable prepare evaluate evaluate_ex " +
    "get_result arena_bytes add_expression_function remove_expression_function variables results",
  estimate: "arena_size",
  alloc: "tracking_enable tracking_disable tracking_reset stats",
  version: "",
  status: "name",
  register: "panic_handler",
};

test("the header's functions are those of the interface; the library and its imports have them, and no others", () => {
  const { library } = world();
  const names = Object.entries(FUNCTIONS).flatMap(([group, each]) =>
    each.split(" ").map((name) => (name === "" ? `expr_${group}` : `expr_${group}_${name}`)),
  );
  names.sort();
  expect(PROTOTYPES.map(({ name }) => name).sort()).toEqual(names);
  expect(
    Object.keys(library)
      .filter((name) => name.startsWith("expr_"))
      .sort(),
  ).toEqual(names);
  expect(Object.keys(library.imports)).toEqual(["zexpr"]);
  expect(Object.keys(library.imports.zexpr).sort()).toEqual(names);
});

describe.each(PROTOTYPES)("$name", ({ name, returns, parameters }) => {
  const count = parameters.length + Number(returns === "ExprResult");

  test("never throws, and takes anything as WebAssembly would take it", () => {
    const programs = [world(), world()];
    for (const [value, i32] of STRANGE) {
      for (let at = 0; at < Math.max(1, count); at++) {
        const outcomes = [value, i32].map((each, n) => {
          const args = Array.from({ length: count }, (_, i) => (i === at ? each : 0)) as number[];
          const returned = programs[n].library[name](...args);
          expect(typeof returned).toBe("number");
          return returned;
        });
        expect([String(value), at, outcomes[0]]).toEqual([String(value), at, outcomes[1]]);
      }
    }
  });

  test("called without arguments, or with too many, it does not throw", () => {
    const { library } = world();
    expect(library[name]()).toBe(world().library[name](...Array(count).fill(0)));
    expect(typeof library[name](0, 0, 0, 0, 0, 0, 0)).toBe("number");
    const { zexpr } = library.imports;
    expect(() => zexpr[name]()).not.toThrow();
  });
});

/** How a WebAssembly function turns what it is given into a double. */
const DOUBLES: readonly (readonly [value: unknown, f64: number])[] = [
  [undefined, Number.NaN],
  [null, 0],
  ["text", Number.NaN],
  ["2.5", 2.5],
  [true, 1],
  [[], 0],
  [[5], 5],
  [{}, Number.NaN],
  [new Date(7), 7],
];

test("a double can be anything that turns into one", () => {
  const program = new Program();
  const { library } = program;
  const batch = program.batch(["x"], ["x", "k", "c", "o.p"]);
  const context = library.expr_context_new();
  const [k, c, o, p] = ["k", "c", "o", "p"].map((name) => program.text(name));
  for (const functions of [library, library.imports.zexpr]) {
    for (const [value, f64] of DOUBLES) {
      const double = value as number;
      expect(functions.expr_batch_set_variable(batch, 0, double)).toBe(0);
      expect(functions.expr_context_set_variable(context, k, double)).toBe(0);
      expect(functions.expr_context_set_constant(context, c, double)).toBe(0);
      expect(functions.expr_context_set_attribute(context, o, p, double)).toBe(0);
      expect(library.expr_batch_evaluate(batch, context)).toBe(0);
      expect(program.results(batch, 4)).toEqual([f64, f64, f64, f64]);
    }
  }
});
