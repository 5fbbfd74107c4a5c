import { OPS, type Op } from "@zexpr/ir";

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

/** Bits by opcode: the table of `@zexpr/ir` in a form that is quick to test. */
export const OP_INFO: Uint16Array = /* @__PURE__ */ Uint16Array.from(OPS, infoOf);

function infoOf([, dst, a, b, flags]: Op): number {
  return (
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
