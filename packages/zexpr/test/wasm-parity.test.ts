import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, Context, ExprError, type InPlaceFunction, inPlace, type Limits, Status } from "zexpr";
import { Twin } from "./in-wasm.ts";
import { print } from "./naive.ts";
import { ARRAYS, ATTRIBUTES, OVERRIDABLE, sample, VARIABLES, variableValue } from "./random-trees.ts";
import { batchFor, loadVectors } from "./vectors.ts";

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  2.5,
  -2.5,
  3,
  NaN,
  Infinity,
  -Infinity,
  1e300,
  -5e-324,
  2 ** 31,
  2 ** 32 + 5,
  -(2 ** 63),
  2 ** 84,
  1e25,
];
const PAIRS = SPECIAL.flatMap((x) => SPECIAL.map((y) => [x, y]));

/** Functions that formulas below call: direct ones, some that can fail, and some that recurse. */
const FUNCTIONS: [name: string, parameters: string[], body: string][] = [
  ["f", ["a"], "a > 1 ? a * x : a / y"],
  ["g", ["a", "b"], "f(a) + f(b) * f(a + b)"],
  ["h", ["a"], "a > 1 ? t[a] : bad(a)"],
  ["k", ["a"], "h(a) + h(a + 1)"],
  ["fib", ["n"], "n < 2 ? n : n < 12 ? fib(n - 1) + fib(n - 2) : -1"],
  ["even", ["n"], "n < 1 ? 1 : n > 20 ? t[n] : odd(n - 1) * 2 + y"],
  ["odd", ["n"], "n < 1 ? x : 1 + even(n - 1)"],
  ["wide", Array.from({ length: 20 }, (_, i) => `p${i}`), "p0 + p7 * p19"],
];

function batchOf(expressions: readonly string[], limits?: Partial<Limits>): Batch {
  const context = new Context();
  context.setArray("t", [10, 20, 30]);
  context.setVariable("gain", 0.75);
  const batch = new Batch({ context, limits });
  batch.addVariable("x");
  batch.addVariable("y");
  for (const [name, parameters, body] of FUNCTIONS) batch.addFunction(name, parameters, body);
  for (const expression of expressions) batch.addExpression(expression);
  return batch;
}

function checkPairs(twin: Twin, pairs: readonly number[][] = PAIRS): void {
  expect(WebAssembly.validate(twin.module)).toBe(true);
  for (const pair of pairs)
    expect(twin.execute(pair), String(pair.slice(0, 2))).toEqual(twin.interpret(pair));
  checkMarks(twin);
}

/** Functions that became WebAssembly's own take no frames, so its marks may be lower. */
function checkMarks({ marks: { interpreted, translated } }: Twin): void {
  expect(translated.registers).toBeLessThanOrEqual(interpreted.registers);
  expect(translated.frames).toBeLessThanOrEqual(interpreted.frames);
}

describe("a translated program gives the engine's bits and failures", () => {
  test.each([
    "x+y*2 - x/y",
    "x<y ? x : y",
    "(x<y) + (x<=y)*2 + (x==y)*4 + (x!=y)*8",
    "x && y || x>2",
    "x & y | 5",
    "xor(x, y)",
    "x << y",
    "x >> y",
    "x <<< y",
    "x >>> y",
    "~x",
    "!x",
    "-x",
    "round(x)",
    "sign(x)",
    "min(x,y)",
    "max(x,y)",
    "trunc(x)+floor(y)+ceil(x)",
    "abs(x) % y",
    "pow(x, y)",
    "hypot(x, y)",
    "x ? y ? 1 : 2 : y ? 3 : sin(x)",
    "if(x > 0, t[1], f(y))",
    "smoothstep(x, y, 2) + clamp(x, 0, 1)",
    "x * gain",
    "t[x]",
    "x > 1 && x < 3 ? t[x] : t[0]",
    "nosuch + x",
    "x || nosuch",
    "f(x) + f(y)",
    "g(x, y)",
    "h(x)",
    "k(x)",
    "fib(x) + fib(y)",
    "x > 2 ? fib(5) : fib(3)",
    "even(x) + odd(y)",
    `wide(${Array.from({ length: 20 }, (_, i) => (i % 2 ? "x" : "y"))}) + f(x)`,
    "x, y",
  ])("%s", (text) => {
    checkPairs(new Twin(batchOf(["x * y", text, "x * y + 1"]).toProgram()));
  });

  test("all vectors", () => {
    const wrong: string[] = [];
    for (const vector of loadVectors()) {
      const batch = batchFor(vector);
      try {
        for (const fn of vector.funcs ?? []) batch.addFunction(fn.name, fn.params, fn.body);
        batch.addExpression(vector.expr);
      } catch (error) {
        if (error instanceof ExprError) continue;
        throw error;
      }
      const twin = new Twin(batch.toProgram());
      const [ours, theirs] = [twin.execute(twin.values), twin.interpret(twin.values)];
      try {
        expect(ours).toEqual(theirs);
      } catch {
        wrong.push(`${vector.id} ${vector.expr}: ${JSON.stringify([ours, theirs])}`);
      }
      batch.dispose();
    }
    expect(wrong).toEqual([]);
  });

  test("random programs", () => {
    let calls: string[] = [];
    fc.assert(
      fc.property(
        sample,
        fc.array(fc.tuple(variableValue, variableValue, variableValue), { minLength: 1, maxLength: 4 }),
        (random, rows) => {
          const note = (name: string) =>
            inPlace(
              (x = 3, y = 5, z = 7) => {
                calls.push(`${name} ${x} ${y} ${z}`);
                return x - 2 * y + z / 4;
              },
              OVERRIDABLE[name as keyof typeof OVERRIDABLE] ?? 1,
            );
          const natives = Object.fromEntries(
            ["note", "pure", ...random.overridden].map((name) => [name, note(name)]),
          );
          const context = new Context();
          for (const [name, call] of Object.entries(natives))
            context.addFunctionInPlace(name, OVERRIDABLE[name as keyof typeof OVERRIDABLE] ?? 1, call);
          for (const [name, values] of Object.entries(ARRAYS)) context.setArray(name, values);
          for (const [name, value] of Object.entries(ATTRIBUTES)) {
            const [object, attribute] = name.split(".");
            context.setAttribute(object, attribute, value);
          }
          const batch = new Batch({ context });
          for (const name of VARIABLES) batch.addVariable(name);
          const parameters = { f: ["p"], g: ["p", "q"], h: [] };
          for (const name of ["f", "g", "h"] as const)
            batch.addFunction(name, parameters[name], print(random.bodies[name]));
          for (const expression of random.expressions) batch.addExpression(print(expression));
          const twin = new Twin(batch.toProgram(), natives);
          expect(WebAssembly.validate(twin.module)).toBe(true);
          for (const row of rows) {
            calls = [];
            const ours = { ...twin.execute(row), calls };
            calls = [];
            expect(ours).toEqual({ ...twin.interpret(row), calls });
          }
          checkMarks(twin);
          batch.dispose();
        },
      ),
      { numRuns: 2_500 },
    );
  });
});

describe("limits", () => {
  test.each([1, 2, 3, 10, 11, 12, 1_000])("of call depth: %i", (callDepth) => {
    checkPairs(new Twin(batchOf(["fib(x) + y", "k(x)", "even(x)"], { callDepth }).toProgram()));
  });

  test.each([40, 100, 101, 102, 103, 104, 105, 106, 500, 1_000, 5_000])(
    "of instructions: %i",
    (instructions) => {
      checkPairs(new Twin(batchOf(["fib(9) * x", "g(x, y)"], { instructions }).toProgram()));
      checkPairs(new Twin(batchOf(["g(x, y)", "f(x) + g(y, x)"], { instructions }).toProgram()));
    },
  );
});

test("limits of instructions that do not fit into one word", () => {
  // Each call is charged the 120,000 instructions of the body, most of which it does not execute.
  const terms = Array.from({ length: 60_000 }, (_, i) => `n*${i}`).join("+");
  const limits = { callDepth: 10_000, sourceLength: 1_048_576, nodes: 1_048_576 };
  const statuses = [2 ** 30 - 1, 2 ** 30, 2 ** 30 + 5].flatMap((instructions) => {
    const batch = new Batch({ limits: { ...limits, instructions } });
    batch.addVariable("x");
    batch.addFunction("deep", ["n"], `n > 0 ? deep(n - 1) : ${terms}`);
    batch.addExpression("deep(x)");
    const twin = new Twin(batch.toProgram());
    return [10, 8_900, 8_943, 8_944, 8_945, 8_946, 8_947, 8_948, 9_000].map((x) => {
      const outcome = twin.execute([x]);
      expect(outcome).toEqual(twin.interpret([x]));
      return outcome.status;
    });
  });
  expect(new Set(statuses)).toEqual(new Set(["Ok", "BudgetExceeded"]));
});

describe("arguments that wait in memory while a function with a host call makes the next one", () => {
  const natives = {
    note: inPlace((x) => x + 100, 1),
    list: inPlace((x, y, z) => x * 1e6 + y * 1e3 + z, 3),
  };
  const CALL = "list(f(1), list(x, x, x), f(2))";

  function twinOf(expressions: readonly string[], variables = 0): Twin {
    const context = new Context();
    context.addFunctionInPlace("note", 1, natives.note);
    context.addFunctionInPlace("list", 3, natives.list);
    const batch = new Batch({ context });
    batch.addVariable("x");
    for (let i = 0; i < variables; i++) batch.addVariable(`x${i}`, 2);
    batch.addFunction("f", ["p"], "note(p)");
    for (const expression of expressions) batch.addExpression(expression);
    return new Twin(batch.toProgram(), natives);
  }

  test("where the batch is divided between them", () => {
    for (let terms = 2_035; terms < 2_055; terms++) {
      const padding = Array.from({ length: terms }, (_, i) => `x*${i}.5`).join("+");
      checkPairs(twinOf([padding, CALL]), [[2], [NaN]]);
    }
  });

  test("where the batch has more cells than locals", () => {
    const sum = Array.from({ length: 5_000 }, (_, i) => `x${i}`).join("+");
    const twin = twinOf([`x0 ? (${sum}, ${CALL}) : 0`], 5_000);
    checkPairs(twin, [[7, ...twin.values.slice(1)]]);
  });

  test("where a function has more cells than locals", () => {
    const count = 4_096;
    const last: InPlaceFunction = (memory, args, length, result) => {
      memory.f64[result >>> 3] = memory.f64[(args >>> 3) + length - 1];
    };
    const context = new Context();
    context.addFunctionInPlace("list", 3, natives.list);
    context.addFunctionInPlace("last", count, last);
    const batch = new Batch({ context, limits: { arguments: count } });
    batch.addVariable("x");
    batch.addFunction("g", ["p"], "list(p, p, p)");
    const first = Array.from({ length: count - 1 }, (_, i) => `p*${i}.5`);
    batch.addFunction("f", ["p"], `last(${first}, p*7 + (p*8 + (p*9 + (p*10 + g(p)))))`);
    batch.addExpression("f(x)");
    const twin = new Twin(batch.toProgram(), { list: natives.list, last });
    checkPairs(twin, [[2]]);
    expect(twin.execute([2]).results).toEqual([14 + (16 + (18 + (20 + 2_002_002)))]);
  });
});

describe("large programs", () => {
  const LARGE = { sourceLength: 1_048_576, nodes: 1_048_576 };
  const terms = (count: number, term: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => term(i)).join("+");

  test.each<[string, string[]]>([
    ["30,000 terms", [terms(30_000, (i) => `x*${i}`)]],
    [
      "1,000 expressions that share subexpressions",
      Array.from({ length: 1_000 }, (_, i) => `sin(x*y)*${i} + cos(x+y) / ${i % 7}`),
    ],
    ["1,500 conditions in one another", [`${"x > 1 ? ".repeat(1_500)}y${" : 2".repeat(1_500)}`]],
    ["5,000 conditions side by side", [terms(5_000, (i) => `(x > ${i % 9} ? y : ${i})`)]],
    ["one condition around 8,000 terms", [`x > 1 ? ${terms(8_000, (i) => `y*${i}`)} : 3`, "x"]],
    [
      "failures late in a divided batch",
      [terms(20_000, (i) => `x*${i}`), "t[y]", terms(9_000, (i) => `y*${i}`)],
    ],
    ["a call of 900 arguments within 900", [`max(${terms(900, (i) => `x*${i}`)}, y)`]],
  ])("%s", (_, expressions) => {
    checkPairs(new Twin(batchOf(expressions, LARGE).toProgram()), PAIRS.slice(0, 40));
  });
});

test("recursion leaves the interpreter's high-water marks", () => {
  const twin = new Twin(batchOf(["fib(x) + y"]).toProgram());
  for (const x of [1, 2, 3, 5, 11]) {
    twin.execute([x, 1]);
    twin.interpret([x, 1]);
    const { interpreted, translated } = twin.marks;
    expect(translated).toEqual(interpreted);
    expect(translated.frames).toBe(x);
  }
});

test("one program is interpreted, the other is WebAssembly", () => {
  expect(new Twin(batchOf(["x"]).toProgram()).tiers).toEqual(["interpreter", "wasm"]);
});

describe("positive controls: a planted difference shows", () => {
  test.each([
    ["another constant", "x + 1", "x + 2"],
    ["the last bit of a constant", "x * 0.1", "x * 0.10000000000000002"],
    ["the sign of zero", "x * 0", "x * -0"],
    ["success instead of a failure", "nosuch", "x"],
    ["the name in a failure", "nosuch", "nosuck"],
    ["the place of a failure", "x + nosuch", "y <= nosuch"],
  ])("%s", (_, original, changed) => {
    const twin = new Twin(batchOf([original]).toProgram(), {}, batchOf([changed]).toProgram());
    expect(twin.execute([1, 1])).not.toEqual(twin.interpret([1, 1]));
  });

  test("and without one nothing does", () => {
    const twin = new Twin(batchOf(["x + 1"]).toProgram());
    expect(twin.execute([1, 1])).toEqual(twin.interpret([1, 1]));
    expect(Status[twin.interpret([1, 1]).status]).toBe(Status.Ok);
  });
});
