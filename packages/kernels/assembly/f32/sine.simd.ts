/** The quick way of sin and cos on four lanes: the quadrant picks among results that are f32 already, four at once. */
import { high, join, low, mul } from "./lanes";
import { cosOf, restOf, sinOf, turnsOf } from "./sine";

/** sin(x + quarter pi/2). */
// @ts-ignore: decorator
@inline function wave(x: v128, quarter: i32): v128 {
  const a = low(x), b = high(x);
  const ta = turnsOf(a), tb = turnsOf(b);
  const ya = restOf(a, ta), yb = restOf(b, tb);
  const za = mul(ya, ya), zb = mul(yb, yb);
  const za2 = mul(za, za), zb2 = mul(zb, zb);
  const s = join(sinOf(ya, za, za2), sinOf(yb, zb, zb2));
  const k = join(cosOf(za, za2), cosOf(zb, zb2));
  let n = v128.shuffle<i32>(ta, tb, 0, 2, 4, 6);
  if (quarter) n = i32x4.add(n, i32x4.splat(quarter));
  const r = v128.bitselect(k, s, i32x4.shr_s(i32x4.shl(n, 31), 31));
  return v128.xor(r, i32x4.shl(i32x4.shr_u(n, 1), 31));
}

// @ts-ignore: decorator
@inline export function sinFast(x: v128): v128 { return wave(x, 0); }
// @ts-ignore: decorator
@inline export function cosFast(x: v128): v128 { return wave(x, 1); }
