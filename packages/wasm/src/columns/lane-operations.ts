import {
  OP_ABS,
  OP_ADD,
  OP_BIT_NOT,
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
  OP_ROUND,
  OP_SIGN,
  OP_SQRT,
  OP_SUB,
  OP_TRUNC,
} from "@zexpr/ir/opcodes";
import type { Code } from "../code.ts";
import {
  F32X4_DEMOTE_F64X2_ZERO,
  F64X2_PROMOTE_LOW_F32X4,
  I32_XOR,
  I32X4_REPLACE_LANE,
  I32X4_SPLAT,
  V128_AND,
  V128_BITSELECT,
  V128_NOT,
  V128_OR,
} from "../encoding.ts";
import { BITWISE, type Operand } from "../operations.ts";
import { F64X2, type Lanes } from "./lanes.ts";

// Offsets in the groups of `Lanes`, which have the order of the specification.
const ABS = 0;
const MIN = 8;
const MAX = 9;
const EQ = 0;
const NE = 1;
const LT = 2;
const GT = 3;
const GE = 5;

const ARITHMETIC: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [OP_ABS, ABS],
  [OP_NEG, 1],
  [OP_SQRT, 3],
  [OP_ADD, 4],
  [OP_SUB, 5],
  [OP_MUL, 6],
  [OP_DIV, 7],
]);

const COMPARISONS: ReadonlyMap<number, number> = /* @__PURE__ */ new Map([
  [OP_EQ, EQ],
  [OP_NE, NE],
  [OP_LT, LT],
  [OP_LE, 4],
]);

/** Instructions that {@link emitLaneMask} writes. */
export function givesMask(opcode: number): boolean {
  return (
    COMPARISONS.has(opcode) ||
    opcode === OP_BOOL ||
    opcode === OP_NOT ||
    opcode === OP_LOGICAL_AND ||
    opcode === OP_LOGICAL_OR
  );
}

/** What instructions on vectors are made of. */
export interface LaneOperands {
  /** Put an operand on the stack: as numbers, or as a mask, all bits of a lane set where it is true. */
  readonly a: Operand;
  readonly b: Operand;
  readonly maskOfA: Operand;
  readonly maskOfB: Operand;
}

/** Writes a comparison or logical instruction: a mask is on the stack then. */
export function emitLaneMask(code: Code, lanes: Lanes, opcode: number, operands: LaneOperands): void {
  const comparison = COMPARISONS.get(opcode);
  if (comparison !== undefined) {
    operands.a();
    operands.b();
    code.simd(lanes.comparison + comparison);
    return;
  }
  operands.maskOfA();
  if (opcode === OP_BOOL) return;
  if (opcode === OP_NOT) {
    code.simd(V128_NOT);
    return;
  }
  operands.maskOfB();
  code.simd(opcode === OP_LOGICAL_AND ? V128_AND : V128_OR);
}

/** Writes which lanes of the vector on the stack are not 0. NaN is true. */
export function emitTruthMask(code: Code, lanes: Lanes): void {
  code.constV128(lanes.constant(0));
  code.simd(lanes.comparison + NE);
}

/**
 * Writes a pure instruction that gives numbers and is no kernel's: a vector is on the stack then. Each lane has the bits that
 * the engine's loop gives.
 *
 * @param toInt32 - index of the function that converts one number
 */
export function emitLaneValue(
  code: Code,
  lanes: Lanes,
  opcode: number,
  { a, b }: LaneOperands,
  toInt32: number,
): void {
  const arithmetic = ARITHMETIC.get(opcode);
  if (arithmetic !== undefined) {
    a();
    if (opcode === OP_ADD || opcode === OP_SUB || opcode === OP_MUL || opcode === OP_DIV) b();
    code.simd(lanes.arithmetic + arithmetic);
    return;
  }
  if (BITWISE.has(opcode) || opcode === OP_BIT_NOT) {
    emitBitwise(code, lanes, opcode, a, b, toInt32);
    return;
  }
  const compare = (x: Operand, offset: number, y: number): void => {
    x();
    code.constV128(lanes.constant(y));
    code.simd(lanes.comparison + offset);
  };
  switch (opcode) {
    case OP_FLOOR:
    case OP_CEIL:
    case OP_TRUNC:
      a();
      code.simd(opcode === OP_FLOOR ? lanes.floor : opcode === OP_CEIL ? lanes.ceil : lanes.trunc);
      break;
    case OP_FROUND:
      a();
      if (lanes !== F64X2) break;
      code.simd(F32X4_DEMOTE_F64X2_ZERO);
      code.simd(F64X2_PROMOTE_LOW_F32X4);
      break;
    case OP_SIGN:
      compare(a, GT, 0);
      code.constV128(lanes.constant(1));
      code.simd(V128_AND);
      compare(a, LT, 0);
      code.constV128(lanes.constant(-1));
      code.simd(V128_AND);
      code.simd(V128_OR);
      break;
    case OP_ROUND:
      emitRound(code, lanes, a);
      break;
    case OP_MIN:
    case OP_MAX:
      emitExtreme(code, lanes, opcode === OP_MIN ? MIN : MAX, a, b);
      break;
  }
}

/** One lane after the other: shifts by different counts have no vector form. */
function emitBitwise(
  code: Code,
  lanes: Lanes,
  opcode: number,
  a: Operand,
  b: Operand,
  toInt32: number,
): void {
  const integer = (operand: Operand, lane: number): void => {
    operand();
    code.lane(lanes.extract, lane);
    if (lanes.widen !== 0) code.u8(lanes.widen);
    code.call(toInt32);
  };
  for (let lane = 0; lane < lanes.count; lane++) {
    integer(a, lane);
    if (opcode === OP_BIT_NOT) {
      code.constI32(-1);
      code.u8(I32_XOR);
    } else {
      integer(b, lane);
      code.u8(BITWISE.get(opcode) as number);
    }
    if (lane === 0) code.simd(I32X4_SPLAT);
    else code.lane(I32X4_REPLACE_LANE, lane);
  }
  code.simd(lanes.fromInt32);
}

/** `|x - trunc x| >= 0.5 ? trunc x + copysign(1, x) : trunc x` */
function emitRound(code: Code, lanes: Lanes, x: Operand): void {
  const truncated = (): void => {
    x();
    code.simd(lanes.trunc);
  };
  truncated();
  x();
  code.constV128(lanes.constant(-0));
  code.simd(V128_AND);
  code.constV128(lanes.constant(1));
  code.simd(V128_OR);
  code.simd(lanes.arithmetic + (ARITHMETIC.get(OP_ADD) as number));
  truncated();
  x();
  truncated();
  code.simd(lanes.arithmetic + (ARITHMETIC.get(OP_SUB) as number));
  code.simd(lanes.arithmetic + ABS);
  code.constV128(lanes.constant(0.5));
  code.simd(lanes.comparison + GE);
  code.simd(V128_BITSELECT);
}

/** `isnan(a) ? b : isnan(b) ? a : extreme(a, b)` */
function emitExtreme(code: Code, lanes: Lanes, extreme: number, a: Operand, b: Operand): void {
  const isNumber = (x: Operand): void => {
    x();
    x();
    code.simd(lanes.comparison + EQ);
  };
  a();
  b();
  code.simd(lanes.arithmetic + extreme);
  a();
  isNumber(b);
  code.simd(V128_BITSELECT);
  b();
  isNumber(a);
  code.simd(V128_BITSELECT);
}
