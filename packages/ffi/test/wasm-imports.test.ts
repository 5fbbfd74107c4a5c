import { readFileSync } from "node:fs";
import type { Library } from "@zexpr/ffi";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasDouble } from "../src/shim.ts";
import { encodeShim } from "../src/wasm-module.ts";
import { Program } from "./program.ts";
import { encodeModule, F64, I32, OP, type Signature } from "./wasm.ts";

type Name = Exclude<keyof Library, "memory" | "linearMemory" | "imports">;
type Functions = Record<Name, (...args: number[]) => number>;

/** Types of the functions as clang compiles the header's prototypes for wasm32. */
const SIGNATURES: readonly (readonly [name: Name, type: Signature])[] = [
  ...readFileSync(new URL("../include/zexpr.h", import.meta.url), "utf8").matchAll(
    /^(\w[\w *]*?)(expr_\w+)\((.*)\);$/gm,
  ),
].map(([, returns, name, list]) => {
  const parameters =
    list === "void" ? [] : list.split(", ").map((each) => (/^double \w/.test(each) ? F64 : I32));
  const result = returns.trim();
  if (result === "ExprResult") return [name as Name, { parameters: [I32, ...parameters], results: [] }];
  return [name as Name, { parameters, results: result === "void" ? [] : [result === "double" ? F64 : I32] }];
});

/** All functions of the library as a program calls them that was linked against the header. */
function linked(library: Library): Functions {
  const bytes = encodeModule({
    imports: SIGNATURES.map(([name, type]) => ["zexpr", name, type] as const),
    functions: SIGNATURES.map(([name, type], i) => ({
      name,
      type,
      code: [...type.parameters.flatMap((_, n) => [OP.localGet, n]), OP.call, i],
    })),
  });
  expect(WebAssembly.validate(bytes)).toBe(true);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    zexpr: library.imports.zexpr,
  });
  return exports as unknown as Functions;
}

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.1,
  Math.PI,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  2.225073858507201e-308,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  Infinity,
  -Infinity,
  Number.NaN,
  2 ** 53 + 2,
  2 ** 31,
  -(2 ** 31) - 0.5,
  4_294_967_296.5,
];
const anyDouble = fc.oneof(fc.constantFrom(...SPECIAL), fc.double());

/** The functions with doubles, called in three ways. */
function ways(): { program: Program; each: [how: string, functions: Functions][] } {
  const program = new Program();
  const { library } = program;
  return {
    program,
    each: [
      ["the library", library],
      ["its imports", library.imports.zexpr as Functions],
      ["a linked program", linked(library)],
    ],
  };
}

describe("doubles come through with all their bits", () => {
  test("into variables of batches and contexts, constants and attributes, and out of results", () => {
    const { program, each } = ways();
    const { library } = program;
    const batch = program.batch(["x"], ["x", "k", "c", "o.p"]);
    const context = library.expr_context_new();
    const [k, c, o, p] = ["k", "c", "o", "p"].map((name) => program.text(name));
    fc.assert(
      fc.property(
        fc.tuple(anyDouble, anyDouble, anyDouble, anyDouble),
        fc.constantFrom(...each),
        (values, [, functions]) => {
          expect(functions.expr_batch_set_variable(batch, 0, values[0])).toBe(0);
          expect(functions.expr_context_set_variable(context, k, values[1])).toBe(0);
          expect(functions.expr_context_set_constant(context, c, values[2])).toBe(0);
          expect(functions.expr_context_set_attribute(context, o, p, values[3])).toBe(0);
          expect(functions.expr_batch_evaluate(batch, context)).toBe(0);
          for (const [i, value] of values.entries())
            expect(functions.expr_batch_get_result(batch, i)).toBe(value);
        },
      ),
      { seed: 12, numRuns: 300 },
    );
  });

  test("into new variables", () => {
    const { program, each } = ways();
    for (const [how, functions] of each) {
      const batch = program.batch([], []);
      for (const [i, value] of SPECIAL.entries()) {
        functions.expr_batch_add_variable(program.result, batch, program.text(`v${i}`), value);
        expect(program.read()).toEqual({ status: 0, value: 0, index: i, error: "" });
        program.addExpression(batch, `v${i}`);
      }
      expect(functions.expr_batch_evaluate(batch, 0)).toBe(0);
      const results = SPECIAL.map((_, i) => functions.expr_batch_get_result(batch, i));
      expect([how, ...results]).toEqual([how, ...SPECIAL]);
    }
  });

  test("the value before is not left over when one fails", () => {
    const { program, each } = ways();
    const batch = program.batch(["x"], ["x"]);
    for (const [, functions] of each) {
      expect(functions.expr_batch_set_variable(batch, 0, 4)).toBe(0);
      expect(functions.expr_batch_set_variable(batch, 1, 5)).toBe(15);
      expect(functions.expr_batch_set_variable(0, 0, 6)).toBe(-1);
      functions.expr_batch_evaluate(batch, 0);
      expect([functions.expr_batch_get_result(batch, 0), functions.expr_batch_get_result(batch, 1)]).toEqual([
        4,
        Number.NaN,
      ]);
    }
  });
});

describe("imports", () => {
  test("are made once", () => {
    const { library } = new Program();
    expect(library.imports).toBe(library.imports);
  });

  test("agree with the header in every type: a program links, and one with a double for an integer does not", () => {
    const { library } = new Program();
    expect(Object.keys(linked(library)).length).toBe(42);
    for (const [name, type] of SIGNATURES.filter(([, { parameters, results }]) =>
      [...parameters, ...results].includes(F64),
    )) {
      const wrong = {
        parameters: type.parameters.map(() => I32),
        results: type.results.map(() => I32),
      };
      const module = new WebAssembly.Module(encodeModule({ imports: [["zexpr", name, wrong]] }));
      expect(() => new WebAssembly.Instance(module, { zexpr: library.imports.zexpr })).toThrow(/import/i);
    }
  });

  test("do all that the library does, on the same objects", () => {
    const { program, each } = ways();
    const texts = ["x", "y", "x * y + f(x)", "f", "a", "a / 3"].map((text) => program.text(text));
    const outcomes = each.map(([, functions]) => {
      const arena = functions.expr_arena_new(2_048);
      const batch = functions.expr_batch_new(arena);
      const context = functions.expr_context_new();
      functions.expr_batch_add_variable(program.result, batch, texts[0], 0.25);
      const seen: unknown[] = [program.read()];
      functions.expr_context_set_variable(context, texts[1], 8);
      functions.expr_batch_add_expression(program.result, batch, texts[2]);
      seen.push(program.read(), functions.expr_batch_evaluate(batch, context));
      functions.expr_batch_evaluate_ex(program.result, batch, context);
      seen.push(
        program.read(),
        functions.expr_batch_add_expression_function(batch, texts[3], texts[4], texts[5]),
      );
      seen.push(functions.expr_batch_evaluate(batch, context), functions.expr_batch_get_result(batch, 0));
      seen.push(functions.expr_arena_used(arena), functions.expr_arena_capacity(arena));
      seen.push(functions.expr_batch_remove_expression_function(batch, texts[3]));
      functions.expr_batch_free(batch);
      functions.expr_context_free(context);
      functions.expr_arena_free(arena);
      functions.expr_batch_is_valid(program.result, batch);
      return [...seen, program.read()];
    });
    expect(outcomes[0].slice(4, 7)).toEqual([0, 0, 0.25 * 8 + 0.25 / 3]);
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  });

  test("work after the memory has grown, made before or after", () => {
    for (const isEarly of [true, false]) {
      const program = new Program();
      const { library } = program;
      const batch = program.batch(["x"], ["x * 2"]);
      if (isEarly) linked(library).expr_batch_set_variable(batch, 0, 1);
      library.memory?.grow(3);
      const functions = linked(library);
      expect(functions.expr_batch_set_variable(batch, 0, 21)).toBe(0);
      expect([functions.expr_batch_evaluate(batch, 0), functions.expr_batch_get_result(batch, 0)]).toEqual([
        0, 42,
      ]);
    }
  });

  test("an exhausted memory has no 8 bytes for a double: ArenaExhausted, and address 0 is not written to", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const program = new Program({ memory, allocate: () => 0, release: () => {}, data: 1_024 });
    const context = program.library.expr_context_new();
    const functions = linked(program.library);
    const name = program.text("k");
    const before = program.bytes.slice();
    expect(functions.expr_context_set_variable(context, name, 1.5)).toBe(16);
    expect(program.library.expr_context_set_variable(context, name, 1.5)).toBe(16);
    expect(Buffer.compare(program.bytes, before)).toBe(0);
  });
});

describe("the modules that the library makes", () => {
  test.each([false, true])("are valid (shared memory: %s)", (isShared) => {
    for (const imports of [0, 1, 200]) {
      const type = { parameters: [I32, F64], results: [F64] };
      const bytes = encodeShim(isShared, {
        imports: Array.from({ length: imports }, (_, i) => [`import${i}`, type] as const),
        functions: [{ name: "a".repeat(300), type, locals: 300, code: [OP.localGet, 1] }],
      });
      expect(WebAssembly.validate(bytes)).toBe(true);
    }
  });

  test("leave functions without a double in their prototype to JavaScript", () => {
    const names = SIGNATURES.filter(([, { parameters, results }]) =>
      [...parameters, ...results].includes(F64),
    );
    expect(names.map(([name]) => name).sort()).toEqual(
      [
        "batch_add_variable",
        "batch_get_result",
        "batch_set_variable",
        "context_set_attribute",
        "context_set_constant",
        "context_set_variable",
      ].map((name) => `expr_${name}`),
    );
    expect(
      hasDouble({ name: "expr_batch_variables", returns: "double *", parameters: ["ExprBatch *batch"] }),
    ).toBe(false);
  });
});
