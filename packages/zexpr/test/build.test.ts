// Modules of their own: run with nothing but WebAssembly, compared with the interpreter.
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, Context, Program, Status } from "zexpr";
import { type BuiltModule, buildModule, listTranslation, MODULE_STATUSES } from "zexpr/build";
import { BUILTINS } from "zexpr/inspect";
import { bundle } from "./bundle.ts";
import { batchFor, loadVectors, type Vector } from "./vectors.ts";

/** A module as a host has it, who knows its layout only. */
class Host {
  readonly evaluate: () => number;
  readonly #view: DataView;
  readonly #layout: BuiltModule["layout"];

  constructor({ bytes, layout }: BuiltModule) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    this.evaluate = exports.evaluate as () => number;
    this.#view = new DataView((exports.memory as WebAssembly.Memory).buffer);
    this.#layout = layout;
  }

  set(name: string, value: number): void {
    this.#view.setFloat64(this.#layout.variables[name] as number, value, true);
  }

  setAt(offset: number, value: number): void {
    this.#view.setFloat64(offset, value, true);
  }

  get results(): number[] {
    const { offset, length } = this.#layout.results;
    return Array.from({ length }, (_, i) => this.#view.getFloat64(offset + 8 * i, true));
  }

  get failed(): number {
    return this.#view.getInt32(this.#layout.failedExpression, true);
  }

  /** Status, failed expression and results of an evaluation. */
  run(): [status: number, failed: number, ...results: number[]] {
    return [this.evaluate(), this.failed, ...this.results];
  }
}

/** The same from the interpreter. */
function interpret(batch: Batch): [status: number, failed: number, ...results: number[]] {
  const program = Program.load(batch.toProgram(), undefined, {}, { tier: "interpreter" });
  const status = program.tryEvaluate();
  return [status, program.failure?.expression ?? -1, ...program.results];
}

/** Whether two outcomes are not the same numbers to the last bit; all NaNs count as one. */
function differ(expected: readonly number[], actual: readonly number[]): boolean {
  return expected.length !== actual.length || !expected.every((value, i) => Object.is(value, actual[i]));
}

function batchOf(expressions: readonly string[], context = new Context(), limits = {}): Batch {
  const batch = new Batch({ context, limits });
  batch.addVariable("x", 3);
  batch.addVariable("y", -2);
  for (const expression of expressions) batch.addExpression(expression);
  return batch;
}

describe("buildModule", () => {
  test("gives every vector's bits and status", { timeout: 120_000 }, () => {
    const namesOf = ({ vars, ctxVars, consts, arrays, attrs, funcs, empty_ctx }: Vector): string =>
      JSON.stringify([vars, ctxVars, consts, arrays, attrs, funcs, empty_ctx]);
    // Those that succeed with the same names share a module; after a failure results would be NaN.
    const groups = new Map<unknown, Vector[]>();
    for (const vector of loadVectors()) {
      if (vector.expect.error === "syntax") continue;
      const key = vector.expect.value === undefined ? vector : namesOf(vector);
      groups.set(key, [...(groups.get(key) ?? []), vector]);
    }
    let compared = 0;
    const wrong: unknown[] = [];
    for (const vectors of groups.values()) {
      const [first] = vectors as [Vector];
      const batch = batchFor(first);
      for (const fn of first.funcs ?? []) batch.addFunction(fn.name, fn.params, fn.body);
      for (const { expr } of vectors) batch.addExpression(expr);
      const expected = interpret(batch);
      const actual = new Host(buildModule(batch)).run();
      batch.dispose();
      compared += vectors.length;
      if (differ(expected, actual)) wrong.push([vectors.map(({ id }) => id), expected, actual]);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(6_000);
  });

  test("a wrong bit, sign, status or place would be noticed", () => {
    const wrong = (right: string, other: string): boolean =>
      differ(interpret(batchOf([right, "x"])), new Host(buildModule(batchOf([other, "x"]))).run());
    expect(wrong("0/y", "0/y")).toBe(false);
    expect(wrong("0.1 + 0.2", "0.3")).toBe(true);
    expect(wrong("0/y", "0/x")).toBe(true);
    expect(wrong("nosuch", "0/0")).toBe(true);
    expect(differ([1], [1, 2])).toBe(true);
  });

  test("links every kernel, with the interpreter's bits", () => {
    const calls = BUILTINS.map(({ name, parameters }) => `${name}(${parameters.map((_, i) => "xy"[i % 2])})`);
    const batch = batchOf([...calls, "x % y", "x ^ y", "x | y"]);
    expect(batch.diagnostics()).toEqual([]);
    const module = buildModule(batch);
    // All but those that are instructions of WebAssembly, or made of such.
    const kernels: string[] = ["sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"];
    kernels.push("exp", "ln", "log10", "log2", "pow", "hypot", "mod");
    expect(module.kernels).toEqual(expect.arrayContaining(kernels));
    const host = new Host(module);
    const program = Program.load(batch.toProgram(), undefined, {}, { tier: "interpreter" });
    fc.assert(
      fc.property(fc.double(), fc.double(), (x, y) => {
        host.set("x", x);
        host.set("y", y);
        program.variables.set([x, y]);
        expect([program.tryEvaluate(), ...program.results]).toEqual([host.evaluate(), ...host.results]);
      }),
      { numRuns: 500 },
    );
  });

  test("begins with the present values and says where they are", () => {
    const context = new Context();
    context.setVariable("gain", 0.5);
    context.setAttribute("p", "q", 7);
    context.setArray("t", [10, 20]);
    const module = buildModule(batchOf(["x + gain", "p.q * t[1]"], context));
    expect(Object.keys(module.layout.variables)).toEqual(["x", "y"]);
    const host = new Host(module);
    expect([host.failed, ...host.results]).toEqual([-1, NaN, NaN]);
    expect(host.run()).toEqual([0, -1, 3.5, 140]);
    host.set("x", 4);
    host.setAt(module.layout.context.gain as number, 2);
    host.setAt(module.layout.context["p.q"] as number, 3);
    host.setAt((module.layout.arrays.t?.offset as number) + 8, 5);
    expect(host.run()).toEqual([0, -1, 6, 15]);
    expect(module.layout.arrays.t?.length).toBe(2);
    // An instance of its own begins anew.
    expect(new Host(module).run()).toEqual([0, -1, 3.5, 140]);
  });

  test("has the layout as its custom section", () => {
    const context = new Context();
    context.setAttribute("p", "q", 7);
    const { bytes, layout } = buildModule(batchOf(["p.q"], context));
    const { customSections } = WebAssembly.Module as unknown as {
      customSections(module: WebAssembly.Module, name: string): ArrayBuffer[];
    };
    const [section] = customSections(new WebAssembly.Module(bytes), "zexpr");
    expect(JSON.parse(String.fromCharCode(...new Uint8Array(section as ArrayBuffer)))).toEqual(layout);
  });

  test.each([
    ["recursion", "f(5)", {}, Status.Ok],
    ["callDepth", "f(1e6)", {}, Status.RecursionLimit],
    ["instructions", "fib(25)", { instructions: 10_000 }, Status.BudgetExceeded],
    ["an array's end", "t[x]", {}, Status.ArrayIndexOutOfBounds],
  ])("heeds %s: status and results of the interpreter", (_, expression, limits, status) => {
    const context = new Context();
    context.setArray("t", [1, 2, 3]);
    context.addExpressionFunction("f", ["n"], "n < 1 ? 0 : n + f(n - 1)");
    context.addExpressionFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
    const batch = batchOf(["x * 2", `${expression} + y`, "x"], context, limits);
    const host = new Host(buildModule(batch));
    const expected = interpret(batch);
    expect(expected[0]).toBe(status);
    expect(Object.values(MODULE_STATUSES)).toContain(status);
    for (let i = 0; i < 3; i++) expect(host.run()).toEqual(expected);
    if (status !== Status.ArrayIndexOutOfBounds) return;
    host.set("x", 1);
    expect(host.run()).toEqual([0, -1, 2, 0, 1]);
  });

  test("divides large batches", () => {
    const expressions = Array.from({ length: 3_000 }, (_, i) => `x * ${i} + sin(y + ${i})`);
    const batch = batchOf([...expressions, "t[x]"], withArray());
    expect(new Host(buildModule(batch)).run()).toEqual(interpret(batch));
  });

  test("refuses host functions, and batches that no evaluation can finish", () => {
    const context = new Context();
    context.addFunction("host", 1, (x: number) => x);
    expect(() => buildModule(batchOf(["host(x)"], context))).toThrow(/host function `host`/);
    const dear = batchOf(["x + y + x * y"], new Context(), { instructions: 2 });
    expect(() => buildModule(dear)).toThrow(expect.objectContaining({ code: "BudgetExceeded" }));
  });
});

test("listTranslation names functions, results and variables", () => {
  const context = withArray();
  context.addExpressionFunction("f", ["n"], "n < 1 ? 0 : n + f(n - 1)");
  context.addExpressionFunction("g", ["n"], "n + sin(n)");
  const { bytes, named, kernels, functions } = listTranslation(batchOf(["f(x) + g(y) + 1/3"], context));
  expect(WebAssembly.validate(named)).toBe(true);
  expect(named.subarray(0, bytes.length)).toEqual(bytes);
  expect(kernels).toEqual(["sin"]);
  expect(functions.map(({ name, parameters }) => [name, parameters]).sort()).toEqual([
    ["f", 1],
    ["g", 1],
  ]);
  const text = String.fromCharCode(...named.subarray(bytes.length));
  for (const name of ["zexpr.evaluate", "kernels.sin", "out.0", "x", "y"]) expect(text).toContain(name);
});

test("`zexpr` and `@zexpr/wasm` do without all this", async () => {
  const tools = /standalone|listing|custom-section|zexpr\/src\/build\.ts/;
  // Columns link kernels, too.
  const linker = /link\.ts|references|reader/;
  const sources = readdirSync(new URL("../../wasm/src/", import.meta.url)).map((file) => `wasm/src/${file}`);
  expect(sources.filter((file) => tools.test(file) || linker.test(file)).length).toBeGreaterThan(5);
  for (const folder of ["zexpr", "wasm"]) {
    const { files } = await bundle(folder, "bundled");
    expect(files).toContain("wasm/src/generate.ts");
    expect(files.filter((file) => tools.test(file))).toEqual([]);
    expect(files.some((file) => linker.test(file))).toBe(folder === "zexpr");
  }
});

function withArray(): Context {
  const context = new Context();
  context.setArray("t", [1, 2, 3]);
  return context;
}
