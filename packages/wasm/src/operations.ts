import {
  OP_ABS,
  OP_ADD,
  OP_BIT_AND,
  OP_BIT_NOT,
  OP_BIT_OR,
  OP_BIT_XOR,
  OP_BOOL,
  OP_CEIL,
  OP_DIV,
  OP_EQ,
  OP_FLOOR,
  OP_FROUND,
  OP_LE,
  OP_LOGICAL_AND,
  OP_LOGICAL_OR,
  OP_LT,
  OP_MAX,
  OP_MIN,
  OP_MUL,
  OP_NE,
  OP_NEG,
  OP_NOT,
  OP_ROL,
  OP_ROR,
  OP_ROUND,
  OP_SHL,
  OP_SHR,
  OP_SIGN,
  OP_SQRT,
  OP_SUB,
  OP_TRUNC,
} from "@zexpr/ir/opcodes";
import type { Code } from "./code.ts";
import {
  F32_DEMOTE_F64,
  F64_ABS,
  F64_ADD,
  F64_CEIL,
  F64_CONVERT_I32_S,
  F64_COPYSIGN,
  F64_DIV,
  F64_EQ,
  F64_FLOOR,
  F64_GE,
  F64_GT,
  F64_LE,
  F64_LT,
  F64_MAX,
  F64_MIN,
  F64_MUL,
  F64_NE,
  F64_NEG,
  F64_PROMOTE_F32,
  F64_SQRT,
  F64_SUB,
  F64_TRUNC,
  I32_AND,
  I32_OR,
  I32_ROTL,
  I32_ROTR,
  I32_SHL,
  I32_SHR_S,
  I32_SUB,
  I32_XOR,
  SELECT,
} from "./encoding.ts";

/** Instructions with an equivalent in WebAssembly: operands, then one opcode. */
const DIRECT: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [OP_ADD, F64_ADD],
  [OP_SUB, F64_SUB],
  [OP_MUL, F64_MUL],
  [OP_DIV, F64_DIV],
  [OP_NEG, F64_NEG],
  [OP_ABS, F64_ABS],
  [OP_FLOOR, F64_FLOOR],
  [OP_CEIL, F64_CEIL],
  [OP_TRUNC, F64_TRUNC],
  [OP_SQRT, F64_SQRT],
]);

const COMPARISONS: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [OP_EQ, F64_EQ],
  [OP_NE, F64_NE],
  [OP_LT, F64_LT],
  [OP_LE, F64_LE],
]);

/** Bitwise instructions, on operands converted as by ToInt32. WebAssembly takes shift counts by their low 5 bits, too. */
export const BITWISE: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [OP_BIT_AND, I32_AND],
  [OP_BIT_OR, I32_OR],
  [OP_BIT_XOR, I32_XOR],
  [OP_SHL, I32_SHL],
  [OP_SHR, I32_SHR_S],
  [OP_ROL, I32_ROTL],
  [OP_ROR, I32_ROTR],
]);

/** Whether an instruction needs the module's conversion to a 32-bit integer. */
export function needsToInt32(opcode: number): boolean {
  return BITWISE.has(opcode) || opcode === OP_BIT_NOT;
}

/** Writes one operand: its value is then on the stack. May be written more than once. */
export type Operand = () => void;

/** Writes a condition as i32, 0 or 1. False for an instruction that gives none. */
export function emitCondition(code: Code, opcode: number, a: Operand, b: Operand): boolean {
  const comparison = COMPARISONS.get(opcode);
  if (comparison !== undefined) {
    a();
    b();
    code.u8(comparison);
    return true;
  }
  switch (opcode) {
    case OP_BOOL:
    case OP_NOT:
      emitTruth(code, a, opcode === OP_BOOL);
      return true;
    case OP_LOGICAL_AND:
    case OP_LOGICAL_OR:
      emitTruth(code, a, true);
      emitTruth(code, b, true);
      code.u8(opcode === OP_LOGICAL_AND ? I32_AND : I32_OR);
      return true;
    default:
      return false;
  }
}

/** NaN is true. */
function emitTruth(code: Code, a: Operand, expected: boolean): void {
  a();
  code.constF64(0);
  code.u8(expected ? F64_NE : F64_EQ);
}

/**
 * Writes a pure instruction that is no kernel's: its value is then on the stack. Gives the bits that the engine's loop
 * gives.
 *
 * @param toInt32 - index of the function that converts
 */
export function emitValue(code: Code, opcode: number, a: Operand, b: Operand, toInt32: number): void {
  const direct = DIRECT.get(opcode);
  if (direct !== undefined) {
    a();
    if (opcode === OP_ADD || opcode === OP_SUB || opcode === OP_MUL || opcode === OP_DIV) b();
    code.u8(direct);
    return;
  }
  const bitwise = BITWISE.get(opcode);
  if (bitwise !== undefined) {
    a();
    code.call(toInt32);
    b();
    code.call(toInt32);
    code.u8(bitwise);
    code.u8(F64_CONVERT_I32_S);
    return;
  }
  if (emitCondition(code, opcode, a, b)) {
    code.u8(F64_CONVERT_I32_S);
    return;
  }
  switch (opcode) {
    case OP_BIT_NOT:
      a();
      code.call(toInt32);
      code.constI32(-1);
      code.u8(I32_XOR);
      code.u8(F64_CONVERT_I32_S);
      break;
    case OP_SIGN:
      a();
      code.constF64(0);
      code.u8(F64_GT);
      a();
      code.constF64(0);
      code.u8(F64_LT);
      code.u8(I32_SUB);
      code.u8(F64_CONVERT_I32_S);
      break;
    case OP_ROUND:
      emitRound(code, a);
      break;
    case OP_FROUND:
      a();
      code.u8(F32_DEMOTE_F64);
      code.u8(F64_PROMOTE_F32);
      break;
    case OP_MIN:
    case OP_MAX:
      emitExtreme(code, opcode === OP_MIN ? F64_MIN : F64_MAX, a, b);
      break;
  }
}

/** `|x - trunc x| >= 0.5 ? trunc x + copysign(1, x) : trunc x` */
function emitRound(code: Code, x: Operand): void {
  const truncated = (): void => {
    x();
    code.u8(F64_TRUNC);
  };
  truncated();
  code.constF64(1);
  x();
  code.u8(F64_COPYSIGN);
  code.u8(F64_ADD);
  truncated();
  x();
  truncated();
  code.u8(F64_SUB);
  code.u8(F64_ABS);
  code.constF64(0.5);
  code.u8(F64_GE);
  code.u8(SELECT);
}

/** `isnan(a) ? b : isnan(b) ? a : extreme(a, b)` */
function emitExtreme(code: Code, extreme: number, a: Operand, b: Operand): void {
  a();
  b();
  code.u8(extreme);
  a();
  b();
  b();
  code.u8(F64_EQ);
  code.u8(SELECT);
  b();
  a();
  a();
  code.u8(F64_EQ);
  code.u8(SELECT);
}
