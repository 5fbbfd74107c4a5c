import { describe, expect, test } from "vitest";
import { disassemble, isKernel, OPS, verify } from "../src/index.ts";
import { H_PRECISION, OP_FROUND, PRECISION_F32, PROGRAM_VERSION } from "../src/opcodes.ts";
import { sampleImage } from "./sample-image.ts";

describe("programs of f32", () => {
  test.each([0, PRECISION_F32])("precision %i is accepted, under the version there was", (precision) => {
    const words = sampleImage();
    expect(words[H_PRECISION]).toBe(0);
    words[H_PRECISION] = precision;
    expect(() => verify(words)).not.toThrow();
    expect(PROGRAM_VERSION).toBe(1);
  });

  test.each([2, -1, 32, 0x7fffffff, -0x80000000])("precision %i is refused", (precision) => {
    const words = sampleImage();
    words[H_PRECISION] = precision;
    expect(() => verify(words)).toThrow(`its precision is ${precision}`);
  });

  test("fround is a pure instruction on one cell, and no kernel", () => {
    expect(OPS[OP_FROUND]).toEqual(["fround", "cell", "cell", "none", "pure"]);
    expect(isKernel(OP_FROUND)).toBe(false);
    expect(OPS.filter((_, opcode) => isKernel(opcode))).toHaveLength(23);
  });

  test("fround is checked and listed like others", () => {
    const words = sampleImage();
    // In place of `add register, x, gain`.
    words.set([OP_FROUND, 10, 0, 0], 52);
    expect(() => verify(words)).not.toThrow();
    expect(disassemble(words)).toMatch(/^ +52 {2}fround +r0, x$/m);
    words[54] = 15;
    expect(() => verify(words)).toThrow("bad operand 2 of fround at word 52");
  });
});
