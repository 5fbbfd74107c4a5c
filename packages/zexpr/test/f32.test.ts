import { describe, expect, test } from "vitest";
import {
  Batch,
  type BatchOptions,
  Context,
  check,
  compile,
  evaluate,
  inPlace,
  Program,
  Status,
  type Tier,
} from "zexpr";
import { buildModule } from "zexpr/build";
import { disassemble } from "zexpr/inspect";
import { Batch as InterpreterBatch } from "zexpr/interpreter";
import { f32, f32Kernel } from "./f32-walker.ts";

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
const MAX = 3.4028234663852886e38;
const TINY = 2 ** -149;
const TIERS: readonly Tier[] = ["interpreter", "wasm"];

/** Results of expressions of x, y and z. */
function results(texts: readonly string[], values: readonly number[], options: BatchOptions = {}): number[] {
  const batch = new Batch({ precision: "f32", ...options });
  for (const [i, name] of ["x", "y", "z"].entries()) batch.addVariable(name, values[i] ?? 0);
  for (const each of texts) batch.addExpression(each);
  batch.evaluate();
  const found = [...batch.results];
  batch.dispose();
  return found;
}

describe.each(TIERS)("f32, tier %s", (tier) => {
  const value = (text: string, ...values: number[]): number | undefined =>
    results([text], values, { tier })[0];

  test.each<readonly [text: string, values: readonly number[], expected: number]>([
    // What an expression is given and what it gives.
    ["x", [0.1], 0.10000000149011612],
    ["0.1", [], 0.10000000149011612],
    ["16777217", [], 16_777_216],
    ["x", [16_777_217], 16_777_216],
    ["pi", [], 3.1415927410125732],
    ["e()", [], 2.7182817459106445],
    // Sums.
    ["0.1 + 0.2", [], 0.30000001192092896],
    ["x + y", [0.1, 0.2], 0.30000001192092896],
    ["x + 1", [16_777_216], 16_777_216],
    ["x + 1 + 1", [16_777_216], 16_777_216],
    ["x + (1 + 1)", [16_777_216], 16_777_218],
    ["x + y - x", [1e8, 1], 0],
    // Overflow, and halfway to it.
    ["x * 10", [MAX], INF],
    ["x + y", [MAX, 2 ** 103], INF],
    ["x + y", [MAX, 2 ** 102], MAX],
    ["x", [3.4028235677973366e38], INF],
    ["x", [3.4028235677973362e38], MAX],
    ["1e39 - 1e39", [], NAN],
    ["-x", [1e300], -INF],
    // Numbers below the normal ones.
    ["x / 2", [TINY], 0],
    ["x * 0.75", [TINY], TINY],
    ["x / y", [2 ** -126, 3], 2_796_203 * TINY],
    ["x", [-1e-50], -0],
    ["x > 0", [1e-50], 0],
    ["sqrt(x)", [TINY], f32(Math.sqrt(TINY))],
    ["sqrt(2)", [], 1.4142135381698608],
    ["x % y", [1e8, 0.1], f32(1e8 % f32(0.1))],
    ["x % y", [2 ** -126, 3 * TINY], 2 * TINY],
    ["round(x)", [8_388_607.5], 8_388_608],
    ["round(x)", [0.49999997], 0],
    ["ceil(x)", [-0.5], -0],
    // Integers of 32 bits have more digits.
    ["x | 1", [16_777_216], 16_777_216],
    ["~x", [16_777_218], -16_777_220],
    ["x <<< 1", [-2_147_483_648], 1],
    ["x <<< 31", [3], f32(0x80000001 | 0)],
    ["(x >>> 1) + 0", [3], f32(0x80000001 | 0)],
    ["x & 255", [4_294_967_295], 0],
    ["xor(x, 1)", [16_777_216], 16_777_216],
    ["-1 ^ 2 ; x", [1], 1],
    // Built-ins of several operations round each.
    ["deg(x)", [0.1], f32(f32(0.1) * f32(180 / Math.PI))],
    ["rad(x)", [0.1], f32(f32(0.1) * f32(Math.PI / 180))],
    ["lerp(x, y, z)", [0.1, 0.7, 0.3], f32(f32(0.1) + f32(f32(f32(0.7) - f32(0.1)) * f32(0.3)))],
    ["fract(x)", [1e7 + 0.3], f32(1e7 + 0.3) - 1e7],
    ["clamp(x, 0.1, 0.2)", [5], f32(0.2)],
    ["isfinite(x)", [1e39], 0],
    ["isinf(1e39)", [], 1],
    // Kernels.
    ["sin(x)", [0.5], f32Kernel("sin", 0.5)],
    ["sin(x)", [0.1], f32Kernel("sin", f32(0.1))],
    ["x ^ y", [1.1, 2.2], f32Kernel("pow", f32(1.1), f32(2.2))],
    ["x ^ 2", [1.1], f32(f32(1.1) ** 2)],
    ["2 ^ x", [1.1], f32Kernel("exp2", f32(1.1))],
    ["exp(x)", [89], INF],
    ["hypot(x, y)", [3e38, 3e38], INF],
    ["atan2(x)", [3], f32Kernel("atan2", 3, 1)],
    // Conditions.
    ["x && y", [1e-50, 1], 0],
    ["x || y", [1e-50, 1e-46], 0],
    ["x ? 1 : 2", [1e-50], 2],
    ["x == 0.1", [0.1], 1],
    ["x == y", [16_777_217, 16_777_216], 1],
    ["x > 1 ? y : y + z", [0, 0.1, 0.2], 0.30000001192092896],
  ])("%s for %j is %d", (text, values, expected) => {
    expect(value(text, ...values)).toBe(expected);
  });

  test("differs from f64, which is the default", () => {
    const texts = ["x + y", "sin(x)", "x | y", "0.1"];
    const doubles = [0.1 + 0.2, 0.09983341664682815, 0, 0.1];
    expect(results(texts, [0.1, 0.2], { tier, precision: "f64" })).toEqual(doubles);
    expect(results(texts, [0.1, 0.2], { tier, precision: undefined })).toEqual(doubles);
    expect(results(texts, [0.1, 0.2], { tier })).toEqual([
      ...[0.30000001192092896, f32Kernel("sin", f32(0.1)), 0, f32(0.1)],
    ]);
  });

  test("two batches of either precision live side by side, and change with a context", () => {
    const context = new Context();
    context.setVariable("gain", 0.1);
    context.setAttribute("point", "left", 1 / 3);
    context.setConstant("big", 1e39);
    context.setArray("table", [0.1, 16_777_217, 1e-50]);
    const batches = (["f32", "f64"] as const).map((precision) => {
      const batch = new Batch({ precision, context, tier });
      batch.addVariable("i");
      for (const text of ["gain * 3", "point.left", "big", "table[i]", "table[i] + gain"])
        batch.addExpression(text);
      return batch;
    });
    const look = (i: number): number[][] =>
      batches.map((batch) => {
        batch.variables[0] = i;
        batch.evaluate();
        return [...batch.results];
      });
    expect(look(0)).toEqual([
      [f32(f32(0.1) * 3), f32(1 / 3), INF, f32(0.1), f32(f32(0.1) * 2)],
      [0.1 * 3, 1 / 3, 1e39, 0.1, 0.2],
    ]);
    context.setVariable("gain", 0.7);
    context.setArray("table", [1, 2, 0.3]);
    expect(look(2)).toEqual([
      [f32(f32(0.7) * 3), f32(1 / 3), INF, f32(0.3), f32(f32(0.3) + f32(0.7))],
      [0.7 * 3, 1 / 3, 1e39, 0.3, 0.3 + 0.7],
    ]);
    // An index is an f32 as well.
    const atThird = (batch: Batch): number => {
      batch.variables[0] = 2.99999999;
      return batch.tryEvaluate();
    };
    expect(batches.map(atThird)).toEqual([Status.ArrayIndexOutOfBounds, Status.Ok]);
  });

  test("host functions get f32, and what they give becomes one", () => {
    const seen: number[][] = [];
    const context = new Context();
    const call = (a: number, b: number): number => {
      seen.push([a, b]);
      return 0.1;
    };
    context.addFunction("host", 2, call);
    context.addFunction("+", 2, (a, b) => a - b / 3);
    expect(results(["host(x, x * y) * 1", "x + y"], [0.1, 0.7], { tier, context })).toEqual([
      f32(0.1),
      f32(f32(0.1) - f32(0.7) / 3),
    ]);
    expect(seen).toEqual([[f32(0.1), f32(f32(0.1) * f32(0.7))]]);
  });

  test("expression functions and recursion round as well", () => {
    const batch = new Batch({ precision: "f32", tier });
    batch.addVariable("x", 0.1);
    batch.addFunction("scale", ["a"], "a * x + 0.1");
    batch.addFunction("sum", ["n"], "n < 1 ? 0 : sum(n - 1) + x");
    batch.addFunction("id", ["a"], "a");
    batch.addFunction("outer", [], "x");
    for (const text of ["scale(0.7)", "sum(100)", "id(1e39)", "outer()"]) batch.addExpression(text);
    batch.evaluate();
    let sum = 0;
    for (let i = 0; i < 100; i++) sum = f32(sum + f32(0.1));
    const scaled = f32(f32(f32(0.7) * f32(0.1)) + f32(0.1));
    expect([...batch.results]).toEqual([scaled, sum, INF, f32(0.1)]);
    expect(Math.abs(sum - 10)).toBeGreaterThan(1e-6);
  });

  test("a failure leaves NaN from its expression on", () => {
    const batch = new Batch({ precision: "f32", tier });
    for (const text of ["0.1", "nosuch", "1"]) batch.addExpression(text);
    expect([batch.tryEvaluate(), [...batch.results]]).toEqual([5, [f32(0.1), NAN, NAN]]);
  });

  test("a saved program keeps its precision", () => {
    const batch = new Batch({ precision: "f32", tier });
    batch.addVariable("x", 0.1);
    batch.addExpression("sin(x) + x * 3 + 0.2");
    batch.evaluate();
    const loaded = Program.load(batch.toProgram(), undefined, {}, { tier: "interpreter" });
    loaded.evaluate();
    expect([...loaded.results]).toEqual([...batch.results]);
    expect(loaded.toBytes()).toEqual(batch.toProgram());
  });

  test("many rounds give what the first one gave", () => {
    const batch = new Batch({ precision: "f32", tier });
    const x = batch.addVariable("x");
    batch.addExpression("sin(x) * x + (x | 7) / 3 - pow(x, 0.3)");
    const first = new Map<number, number>();
    for (let i = 0; i < 20_000; i++) {
      batch.variables[x] = i % 10;
      batch.evaluate();
      const result = batch.results[0] as number;
      if (first.has(i % 10)) expect(result).toBe(first.get(i % 10));
      else first.set(i % 10, result);
    }
  });
});

describe("the option precision", () => {
  test("of evaluate, compile and check", () => {
    expect(evaluate("x + y", { x: 0.1, y: 0.2 }, { precision: "f32" })).toBe(0.30000001192092896);
    using sum = compile("x + y", ["x", "y"], { precision: "f32" });
    expect(sum.call(0.1, 0.2)).toBe(0.30000001192092896);
    expect([sum.args, sum.result].map((view) => view.constructor.name)).toEqual([
      "Float64Array",
      "Float64Array",
    ]);
    expect(check("x + nosuch", ["x"], { precision: "f32" }).map(({ code }) => code)).toEqual([
      "UnknownVariable",
    ]);
    expect(check("1", [], { precision: "f16" as "f32" })[0]?.message).toMatch(
      /precision must be "f64" or "f32"/,
    );
  });

  test.each([["f16"], [""], [32], [null], [{}]])("%j is refused", (precision) => {
    const make = () => new Batch({ precision: precision as "f32" });
    expect(make).toThrow(expect.objectContaining({ code: "Other" }));
    expect(make).toThrow(/precision must be "f64" or "f32", not/);
  });

  test("is followed by zexpr/interpreter", () => {
    const batch = new InterpreterBatch({ precision: "f32" });
    batch.addVariable("x", 0.1);
    batch.addExpression("sin(x) + 0.2");
    batch.evaluate();
    expect(batch.results[0]).toBe(f32(f32Kernel("sin", f32(0.1)) + f32(0.2)));
  });

  test("does not move variables and results", () => {
    const batch = new Batch({ precision: "f32" });
    batch.addVariable("x", 0.1);
    batch.addExpression("x");
    batch.evaluate();
    expect([batch.variables[0], batch.results[0]]).toEqual([0.1, f32(0.1)]);
  });

  test("of f64 leaves programs as they were: no instruction rounds", () => {
    const texts = ["x + y * 3 - (x | 7)", "f(x) / 2", "lerp(x, y, 0.1)", "table[x] + host(y) + gain"];
    const listed = (precision: "f32" | "f64" | undefined): string => {
      const context = new Context();
      context.setArray("table", [1]);
      context.setVariable("gain", 1);
      context.addFunctionInPlace(
        "host",
        1,
        inPlace((a) => a, 1),
      );
      const batch = new Batch({ precision, context });
      for (const name of ["x", "y"]) batch.addVariable(name);
      batch.addFunction("f", ["a"], "a * a");
      for (const text of texts) batch.addExpression(text);
      return disassemble(new Int32Array(batch.toProgram().buffer));
    };
    expect(listed("f64")).toBe(listed(undefined));
    expect(listed("f64")).not.toMatch("fround");
    expect(listed("f32").match(/fround/g)?.length).toBeGreaterThan(10);
  });
});

describe("modules of their own", () => {
  test("compute in the precision of the batch", () => {
    const texts = [
      "x + y",
      "sin(x) * exp(y) + pow(x, y)",
      "x | 1",
      "x % y",
      "smoothstep(0, 1, x)",
      "atan2(x, y)",
    ];
    const batch = new Batch({ precision: "f32" });
    batch.addVariable("x", 0.1);
    batch.addVariable("y", 0.7);
    for (const text of texts) batch.addExpression(text);
    batch.evaluate();
    const { bytes, layout } = buildModule(batch);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    expect((exports.evaluate as () => number)()).toBe(0);
    const { offset, length } = layout.results;
    const memory = (exports.memory as WebAssembly.Memory).buffer;
    expect([...new Float64Array(memory, offset, length)]).toEqual([...batch.results]);
  });
});
