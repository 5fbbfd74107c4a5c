import { describe, expect, test } from "vitest";
import { AND_POWER, LIST_POWER, OPERATORS, OR_POWER, PREFIX_POWER } from "../src/index.ts";

describe("OPERATORS", () => {
  test("has the operators of the specification, by binding power", () => {
    const binary = new Map<number, string[]>();
    for (const { spelling, arity, power } of OPERATORS)
      if (arity === 2) binary.set(power, [...(binary.get(power) ?? []), spelling]);
    expect(Object.fromEntries(binary)).toEqual({
      1: [",", ";"],
      4: ["|"],
      6: ["&"],
      7: ["==", "!=", "<>", "<", ">", "<=", ">="],
      8: ["<<", ">>", "<<<", ">>>"],
      9: ["+", "-"],
      10: ["*", "/", "%"],
      15: ["^", "**"],
    });
    expect([LIST_POWER, OR_POWER, AND_POWER, PREFIX_POWER]).toEqual([1, 2, 3, 14]);
  });

  test("prefix operators bind alike; unary minus is overridden as neg", () => {
    const prefix = OPERATORS.filter(({ arity }) => arity === 1);
    expect(prefix.map(({ spelling, name, power }) => [spelling, name, power])).toEqual([
      ["-", "neg", 14],
      ["~", "~", 14],
      ["!", "!", 14],
    ]);
  });

  test("only powers associate to the right among the binary ones", () => {
    const right = OPERATORS.filter(({ arity, rightAssociative }) => arity === 2 && rightAssociative);
    expect(right.map(({ spelling }) => spelling)).toEqual(["^", "**"]);
  });

  test("binary operators are overridden by their spelling; names are unique", () => {
    for (const { spelling, name, arity } of OPERATORS) if (arity === 2) expect(name).toBe(spelling);
    expect(new Set(OPERATORS.map(({ name }) => name)).size).toBe(OPERATORS.length);
  });

  test("indices of stored trees do not move", () => {
    expect(OPERATORS.map(({ name }) => name).join(" ")).toBe(
      ", ; | & == != <> < > <= >= << >> <<< >>> + - * / % ^ ** neg ~ !",
    );
  });
});
