import {
  F32_DEMOTE_F64,
  F32X4_ABS,
  F32X4_CEIL,
  F32X4_CONVERT_I32X4_S,
  F32X4_EQ,
  F32X4_EXTRACT_LANE,
  F32X4_FLOOR,
  F32X4_REPLACE_LANE,
  F32X4_SPLAT,
  F32X4_TRUNC,
  F64_PROMOTE_F32,
  F64X2_ABS,
  F64X2_CEIL,
  F64X2_CONVERT_LOW_I32X4_S,
  F64X2_EQ,
  F64X2_EXTRACT_LANE,
  F64X2_FLOOR,
  F64X2_REPLACE_LANE,
  F64X2_SPLAT,
  F64X2_TRUNC,
  I32X4_TRUNC_SAT_F32X4_S,
  I32X4_TRUNC_SAT_F64X2_S_ZERO,
} from "../encoding.ts";

/** A vector of rows: two doubles or four floats. Instructions are numbers of the vector prefix. */
export interface Lanes {
  readonly count: number;
  /** Bytes of a lane, and their binary logarithm. */
  readonly bytes: number;
  readonly shift: number;
  /** Suffix of the names of kernels on such vectors. */
  readonly suffix: string;
  readonly splat: number;
  readonly extract: number;
  readonly replace: number;
  /** From f64 to a lane's type and back; 0 if that is f64. */
  readonly narrow: number;
  readonly widen: number;
  /** Begin of the group abs, neg, (gap), sqrt, add, sub, mul, div, min, max. */
  readonly arithmetic: number;
  /** Begin of the group eq, ne, lt, gt, le, ge. */
  readonly comparison: number;
  readonly floor: number;
  readonly ceil: number;
  readonly trunc: number;
  readonly toInt32: number;
  readonly fromInt32: number;
  /** The number in every lane. */
  constant(value: number): Uint8Array;
}

export const F64X2: Lanes = {
  count: 2,
  bytes: 8,
  shift: 3,
  suffix: "_x2",
  splat: F64X2_SPLAT,
  extract: F64X2_EXTRACT_LANE,
  replace: F64X2_REPLACE_LANE,
  narrow: 0,
  widen: 0,
  arithmetic: F64X2_ABS,
  comparison: F64X2_EQ,
  floor: F64X2_FLOOR,
  ceil: F64X2_CEIL,
  trunc: F64X2_TRUNC,
  toInt32: I32X4_TRUNC_SAT_F64X2_S_ZERO,
  fromInt32: F64X2_CONVERT_LOW_I32X4_S,
  constant: (value) => new Uint8Array(new Float64Array(2).fill(value).buffer),
};

export const F32X4: Lanes = {
  count: 4,
  bytes: 4,
  shift: 2,
  suffix: "_x4",
  splat: F32X4_SPLAT,
  extract: F32X4_EXTRACT_LANE,
  replace: F32X4_REPLACE_LANE,
  narrow: F32_DEMOTE_F64,
  widen: F64_PROMOTE_F32,
  arithmetic: F32X4_ABS,
  comparison: F32X4_EQ,
  floor: F32X4_FLOOR,
  ceil: F32X4_CEIL,
  trunc: F32X4_TRUNC,
  toInt32: I32X4_TRUNC_SAT_F32X4_S,
  fromInt32: F32X4_CONVERT_I32X4_S,
  constant: (value) => new Uint8Array(new Float32Array(4).fill(value).buffer),
};
