import { OPERATORS, OPS } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { OPERATOR_LOWERING } from "../src/index.ts";

describe("OPERATOR_LOWERING", () => {
  test("has every operator, and nothing else", () => {
    expect(Object.keys(OPERATOR_LOWERING).sort()).toEqual(OPERATORS.map(({ name }) => name).sort());
  });

  test("lowers each to the instruction that means it", () => {
    const lowered = Object.entries(OPERATOR_LOWERING).map(([name, { opcode, swap }]) => [
      name,
      `${OPS[opcode]?.[0]}${swap ? " b, a" : ""}`,
    ]);
    expect(Object.fromEntries(lowered)).toEqual({
      ",": "move",
      ";": "move",
      "|": "bit_or",
      "&": "bit_and",
      "==": "eq",
      "!=": "ne",
      "<>": "ne",
      "<": "lt",
      ">": "lt b, a",
      "<=": "le",
      ">=": "le b, a",
      "<<": "shl",
      ">>": "shr",
      "<<<": "rol",
      ">>>": "ror",
      "+": "add",
      "-": "sub",
      "*": "mul",
      "/": "div",
      "%": "mod",
      "^": "pow",
      "**": "pow",
      neg: "neg",
      "~": "bit_not",
      "!": "not",
    });
  });

  test("gives each instruction as many operands as the operator has", () => {
    for (const { name, arity } of OPERATORS) {
      const row = OPS[OPERATOR_LOWERING[name]?.opcode ?? -1];
      if (row?.[0] === "move") expect(arity).toBe(2);
      else expect([name, row?.[3]]).toEqual([name, arity === 2 ? "cell" : "none"]);
    }
  });
});
