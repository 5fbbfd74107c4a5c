import { OPS, type Op } from "@zexpr/ir";
import { OP_ADD, OP_BIT_AND, OP_DIV, OP_MUL, OP_ROR, OP_SQRT, OP_SUB } from "@zexpr/ir/opcodes";

// Bits of OP_INFO: what the compiler asks of an opcode at every instruction.
export const DST_CELL = 1;
export const A_CELL = 2;
export const B_CELL = 4;
/** Computes from a alone. */
export const UNARY = 8;
export const PURE = 16;
export const COMMUTATIVE = 32;
export const BOOLEAN = 64;
export const JUMP = 128;
/** a is a cell, or the first cell of a window. */
export const A_PLACE = 256;
/** On operands of f32, it may give what is no f32. */
export const INEXACT = 512;

/** Bits by opcode: the table of `@zexpr/ir` in a form that is quick to test. */
export const OP_INFO: Uint16Array = /* @__PURE__ */ Uint16Array.from(OPS, infoOf);

function infoOf([, dst, a, b, flags]: Op, opcode: number): number {
  return (
    (isInexact(opcode) ? INEXACT : 0) |
    (dst === "cell" ? DST_CELL : 0) |
    (a === "cell" ? A_CELL : 0) |
    (b === "cell" ? B_CELL : 0) |
    (b === "none" ? UNARY : 0) |
    (flags !== "" ? PURE : 0) |
    (flags.endsWith("commutative") ? COMMUTATIVE : 0) |
    (flags.startsWith("boolean") ? BOOLEAN : 0) |
    (a === "target" ? JUMP : 0) |
    (a === "cell" || a === "global" || a === "window" ? A_PLACE : 0)
  );
}

/**
 * Rounding what these give in f64 is rounding once: 53 bits are at least twice 24 and two more (Figueroa, "When is double
 * rounding innocuous?", 1995), and a quotient of two f32 lies farther from the middle of two subnormal ones than f64
 * rounds. Integers of 32 bits, too, have more digits than an f32. All others give one of their operands, a truth value, an
 * integer or remainder that takes no more digits than an operand has, or, kernels, an f32 by themselves.
 */
function isInexact(opcode: number): boolean {
  return (
    opcode === OP_ADD ||
    opcode === OP_SUB ||
    opcode === OP_MUL ||
    opcode === OP_DIV ||
    opcode === OP_SQRT ||
    (opcode >= OP_BIT_AND && opcode <= OP_ROR)
  );
}
