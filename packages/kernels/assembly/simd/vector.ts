/**
 * Names for the f64x2 operations, and the pieces that mirror ../words.ts and ../pairs.ts on two lanes.
 * Every kernel here does the operations of its scalar twin in the same order, so that each lane has the same bits.
 */

import { QUADRANT_ROWS } from "../block";
import { COS_1, COS_2, COS_3, COS_4, COS_5, COS_6, SIN_1, SIN_2, SIN_3, SIN_4, SIN_5, SIN_6 } from "../constants";

/** Byte address of the block of tables, the same as the scalar kernels'; set once by `start`. */
export let block: i32 = 0;

export function start(address: i32): void {
  block = address;
  const at = address + QUADRANT_ROWS;
  store<f64>(at, SIN_1, 0);
  store<f64>(at, SIN_2, 8);
  store<f64>(at, SIN_3, 16);
  store<f64>(at, SIN_4, 24);
  store<f64>(at, SIN_5, 32);
  store<f64>(at, SIN_6, 40);
  store<f64>(at, COS_1, 64);
  store<f64>(at, COS_2, 72);
  store<f64>(at, COS_3, 80);
  store<f64>(at, COS_4, 88);
  store<f64>(at, COS_5, 96);
  store<f64>(at, COS_6, 104);
}

/** Where functions leave their second result (16 bytes of the block). */
export const LOW: i32 = 32;

// @ts-ignore: decorator
@inline export function c(x: f64): v128 { return f64x2.splat(x); }
// @ts-ignore: decorator
@inline export function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
// @ts-ignore: decorator
@inline export function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
// @ts-ignore: decorator
@inline export function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
// @ts-ignore: decorator
@inline export function div(a: v128, b: v128): v128 { return f64x2.div(a, b); }
/** a * b + d, rounded twice. */
// @ts-ignore: decorator
@inline export function mulAdd(a: v128, b: v128, d: v128): v128 { return f64x2.add(f64x2.mul(a, b), d); }
// @ts-ignore: decorator
@inline export function neg(a: v128): v128 { return f64x2.neg(a); }
// @ts-ignore: decorator
@inline export function abs(a: v128): v128 { return f64x2.abs(a); }
// @ts-ignore: decorator
@inline export function sqrt(a: v128): v128 { return f64x2.sqrt(a); }
// @ts-ignore: decorator
@inline export function floor(a: v128): v128 { return f64x2.floor(a); }
// @ts-ignore: decorator
@inline export function less(a: v128, b: v128): v128 { return f64x2.lt(a, b); }
// @ts-ignore: decorator
@inline export function atMost(a: v128, b: v128): v128 { return f64x2.le(a, b); }
// @ts-ignore: decorator
@inline export function and(a: v128, b: v128): v128 { return v128.and(a, b); }
/** Lane by lane: a where the mask is set, b elsewhere. */
// @ts-ignore: decorator
@inline export function choose(mask: v128, a: v128, b: v128): v128 { return v128.bitselect(a, b, mask); }
// @ts-ignore: decorator
@inline export function both(mask: v128): bool { return i64x2.all_true(mask); }
/** |x| with the sign of s. */
// @ts-ignore: decorator
@inline export function withSign(x: v128, s: v128): v128 { return v128.bitselect(s, x, f64x2.splat(-0.0)); }

/** -1 where bit 0 of the lane's low word is set. */
// @ts-ignore: decorator
@inline export function oddMask(n: v128): v128 {
  return i32x4.shr_s(i32x4.shl(v128.shuffle<i32>(n, n, 0, 0, 2, 2), 31), 31);
}

/** 2^(n >> 7) as bits to add to a double's, from t = 1.5 * 2^52 + n. */
// @ts-ignore: decorator
@inline export function exponentBits(t: v128): v128 {
  return v128.and(i64x2.shl(t, 45), i64x2.splat(-4503599627370496));
}

/** First doubles of two pairs in memory. */
// @ts-ignore: decorator
@inline export function firsts(a: v128, b: v128): v128 { return v128.shuffle<i64>(a, b, 0, 2); }
/** Second doubles of two pairs in memory. */
// @ts-ignore: decorator
@inline export function seconds(a: v128, b: v128): v128 { return v128.shuffle<i64>(a, b, 1, 3); }

/** See ../pairs.ts. */
// @ts-ignore: decorator
@inline export function sumError(a: v128, b: v128, s: v128): v128 {
  const bb = sub(s, a);
  return add(sub(a, sub(s, bb)), sub(b, bb));
}

// @ts-ignore: decorator
@inline export function highPart(a: v128): v128 {
  const t = mul(a, c(134217729.0));
  return sub(t, sub(t, a));
}

// @ts-ignore: decorator
@inline export function productError(a: v128, b: v128, p: v128): v128 {
  const ah = highPart(a), al = sub(a, ah);
  const bh = highPart(b), bl = sub(b, bh);
  return add(add(add(sub(mul(ah, bh), p), mul(ah, bl)), mul(al, bh)), mul(al, bl));
}

// @ts-ignore: decorator
@inline export function squareError(a: v128, p: v128): v128 {
  const ah = highPart(a), al = sub(a, ah);
  return add(add(sub(mul(ah, ah), p), mul(mul(c(2.0), ah), al)), mul(al, al));
}
