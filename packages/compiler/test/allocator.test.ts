import { H_FRAMES, H_REGISTERS, H_STACK } from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { compile, hostContext, listing, type Source } from "./compile.ts";
import { add, and, binary, call, choose, mul, type Tree } from "./tree.ts";

/** Registers, stack cells and frames that the header asks for. */
function needs(source: Partial<Source> & Pick<Source, "expressions">): number[] {
  const { words } = compile({ variables: ["x", "y", "z"], context: hostContext(), ...source });
  return [H_REGISTERS, H_STACK, H_FRAMES].map((field) => words[field] as number);
}

/** Sum of `leaves` different products, as a chain to the left, to the right, or balanced. */
function products(leaves: number, shape: "left" | "right" | "balanced", from = 0): Tree {
  if (leaves === 1) return mul("x", from + 0.5);
  if (shape === "left") return binary("-", products(leaves - 1, shape, from + 1), products(1, shape, from));
  if (shape === "right") return binary("-", products(1, shape, from), products(leaves - 1, shape, from + 1));
  const half = leaves / 2;
  return binary("-", products(half, shape, from), products(half, shape, from + half));
}

describe("registers of the batch", () => {
  test.each<[string, Tree, number]>([
    ["a variable", "x", 0],
    ["one instruction", add("x", "y"), 0],
    ["two", mul(add("x", "y"), "z"), 1],
    ["a chain to the left", products(100, "left"), 2],
    ["a chain to the right", products(100, "right"), 100],
    ["a balanced tree of 64", products(64, "balanced"), 7],
    ["a choice", choose("x", add("y", 1), mul("y", 2)), 0],
    ["a choice on a value", choose(add("x", 1), 1, 2), 1],
    ["arguments of a call", call("two", add("x", 1), mul("x", 2)), 0],
    ["a value that waits for a call", binary("-", add("x", 1), call("one", "x")), 2],
  ])("%s", (_, tree, registers) => {
    expect(needs({ expressions: [tree] })[0]).toBe(registers);
  });

  test("are used again by the next expression", () => {
    const sums = [1, 2, 3, 4].map((k) => mul(add("x", k), add("y", k)));
    expect(needs({ expressions: sums })[0]).toBe(2);
  });

  test("values that nobody uses give their register back", () => {
    let tree: Tree = "x";
    for (let i = 0; i < 50; i++) tree = binary(",", choose("x", add("y", i), mul("y", i + 0.5)), tree);
    expect(needs({ expressions: [tree] })[0]).toBe(1);
    let truths: Tree = "x";
    for (let i = 0; i < 50; i++)
      truths = binary(",", and("x", call("isnan", call("sin", add("y", i)))), truths);
    expect(needs({ expressions: [truths] })[0]).toBeLessThanOrEqual(2);
  });

  test("the header's number is one more than the highest register in use", () => {
    const { words } = compile({ variables: ["x"], expressions: [products(64, "balanced")] });
    const used = listing(words)
      .expressions.flat()
      .join(" ")
      .match(/\br\d+/g)
      ?.map((text) => Number(text.slice(1)));
    expect(Math.max(...(used ?? []))).toBe((words[H_REGISTERS] as number) - 1);
  });
});

describe("stack and frames", () => {
  const functions = {
    f: [["a", "b"], binary("-", mul("a", 2), mul("b", 3))], // frame: 2 + registers 2
    g: [["a"], call("f", "a", "a")], // frame: 1 + window 2; f starts 2 above its begin
    h: [["a"], add(call("g", "a"), call("f", "a", 1))],
    loop: [["a"], call("loop", "a")],
  } as const;
  const frame = (name: keyof typeof functions): number => {
    const { words } = compile({ functions, expressions: [call(name, ...functions[name][0].map(() => 1))] });
    return words[(words[20] as number) + 2] as number; // first row: cells
  };

  test("nothing without calls", () => {
    expect(needs({ expressions: [add("x", 1)] }).slice(1)).toEqual([0, 0]);
  });

  test("host functions need their widest windows", () => {
    expect(needs({ expressions: [call("one", 1), call("two", 1, 2)] }).slice(1)).toEqual([2, 0]);
    expect(needs({ expressions: [call("two", 1, call("two", 2, call("one", 3)))] }).slice(1)).toEqual([5, 0]);
  });

  test("a call needs the callee's frame from its window on", () => {
    expect(needs({ functions, expressions: [call("f", 1, 2)] }).slice(1)).toEqual([frame("f"), 1]);
    expect(needs({ functions, expressions: [call("two", 1, call("f", 1, 2))] }).slice(1)).toEqual([
      2 + frame("f"),
      1,
    ]);
  });

  test("calls within calls add up along the deepest path", () => {
    const gNeed = frame("g") - 2 + frame("f");
    expect(needs({ functions, expressions: [call("g", 1)] }).slice(1)).toEqual([gNeed, 2]);
    const [, stack, frames] = needs({ functions, expressions: [call("h", 1)] });
    expect(frames).toBe(3);
    expect(stack).toBeGreaterThanOrEqual(gNeed + 1);
    expect(stack).toBeLessThanOrEqual(frame("h") + gNeed);
  });

  test("calls one after another need the larger one", () => {
    const both = needs({ functions, expressions: [call("g", 1), call("f", 1, 2)] });
    expect(both).toEqual(needs({ functions, expressions: [call("g", 1)] }));
  });

  test.each([1, 7, 1000])("recursion is bounded by a depth of %i", (callDepth) => {
    const [, stack, frames] = needs({ functions, limits: { callDepth }, expressions: [call("loop", 1)] });
    expect([stack, frames]).toEqual([1 + callDepth * frame("loop"), callDepth]);
  });

  test("mutual recursion is recursion", () => {
    const pair = { even: [["n"], call("odd", "n")], odd: [["n"], call("even", "n")] } as const;
    expect(needs({ functions: pair, limits: { callDepth: 9 }, expressions: [call("odd", 1)] })[2]).toBe(9);
  });

  test("a chain longer than the limit gets as many frames as the limit", () => {
    expect(needs({ functions, limits: { callDepth: 2 }, expressions: [call("h", 1)] })[2]).toBe(2);
  });

  test("a function with a hundred parameters at the largest depth still fits", () => {
    const names = Array.from({ length: 100 }, (_, i) => `p${i}`);
    const wide = { wide: [names, call("wide", ...names)] } as const;
    const [, stack] = needs({
      functions: wide,
      limits: { callDepth: 10_000 },
      expressions: [call("wide", ...names.map(() => 1))],
    });
    expect(stack).toBe(100 + 10_000 * (100 + 1 + 100));
  });

  test("too much stack is refused when compiled, with CapacityExceeded", () => {
    const names = Array.from({ length: 4_000 }, (_, i) => `p${i}`);
    let body: Tree = 1;
    for (let i = 0; i < 4; i++) body = call("wide", ...names.slice(1), body);
    const source = {
      functions: { wide: [names, body] },
      limits: { callDepth: 10_000, arguments: 4_096 },
    } as const;
    expect(() => compile({ ...source, expressions: [call("wide", ...names.map(() => 1))] })).toThrow(
      expect.objectContaining({ code: "CapacityExceeded" }),
    );
  });
});
