/** See lanes.ts: the same operations on two doubles, and what takes four f32 apart and puts them together. */

/** A number of each lane. */
export type V = v128;
/** A condition of each lane. */
export type M = v128;

const ROOT_HALF: i64 = 0x3fe6a09e00000000;
const EXPONENT: i64 = -4503599627370496; // 0xfff << 52
const ONE: i64 = 0x3ff0000000000000;

/** The first two of four f32. */
// @ts-ignore: decorator
@inline export function low(x: v128): V { return f64x2.promote_low_f32x4(x); }
/** The last two. */
// @ts-ignore: decorator
@inline export function high(x: v128): V { return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1)); }
/** Rounds to four f32: the only rounding to f32 of a kernel. */
// @ts-ignore: decorator
@inline export function join(a: V, b: V): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 2);
}
/** Whether |x| <= to for all four f32. */
// @ts-ignore: decorator
@inline export function sized(x: v128, to: f32): bool {
  return i32x4.all_true(f32x4.le(f32x4.abs(x), f32x4.splat(to)));
}
/** Whether all four f32 are finite. */
// @ts-ignore: decorator
@inline export function finite(x: v128): bool { return sized(x, f32.MAX_VALUE); }
/** Whether 0 < x < infinity for all four f32. */
// @ts-ignore: decorator
@inline export function positive(x: v128): bool {
  return i32x4.all_true(v128.and(f32x4.lt(f32x4.splat(0.0), x), f32x4.le(x, f32x4.splat(f32.MAX_VALUE))));
}

/** Whether |x| <= 2^28 |y| for all four f32. */
// @ts-ignore: decorator
@inline export function commensurate(x: v128, y: v128): bool {
  return i32x4.all_true(f32x4.le(f32x4.abs(x), f32x4.mul(f32x4.abs(y), f32x4.splat(268435456.0))));
}

// @ts-ignore: decorator
@inline export function c(x: f64): V { return f64x2.splat(x); }
// @ts-ignore: decorator
@inline export function add(a: V, b: V): V { return f64x2.add(a, b); }
// @ts-ignore: decorator
@inline export function sub(a: V, b: V): V { return f64x2.sub(a, b); }
// @ts-ignore: decorator
@inline export function mul(a: V, b: V): V { return f64x2.mul(a, b); }
// @ts-ignore: decorator
@inline export function div(a: V, b: V): V { return f64x2.div(a, b); }
// @ts-ignore: decorator
@inline export function mulAdd(a: V, b: V, d: V): V { return f64x2.add(f64x2.mul(a, b), d); }
// @ts-ignore: decorator
@inline export function abs(a: V): V { return f64x2.abs(a); }
// @ts-ignore: decorator
@inline export function sqrt(a: V): V { return f64x2.sqrt(a); }
// @ts-ignore: decorator
@inline export function floor(a: V): V { return f64x2.floor(a); }
// @ts-ignore: decorator
@inline export function least(a: V, b: V): V { return f64x2.pmin(a, b); }
// @ts-ignore: decorator
@inline export function most(a: V, b: V): V { return f64x2.pmax(a, b); }
// @ts-ignore: decorator
@inline export function less(a: V, b: V): M { return f64x2.lt(a, b); }
// @ts-ignore: decorator
@inline export function atMost(a: V, b: V): M { return f64x2.le(a, b); }
// @ts-ignore: decorator
@inline export function same(a: V, b: V): M { return f64x2.eq(a, b); }
// @ts-ignore: decorator
@inline export function and(a: M, b: M): M { return v128.and(a, b); }
// @ts-ignore: decorator
@inline export function or(a: M, b: M): M { return v128.or(a, b); }
// @ts-ignore: decorator
@inline export function butNot(a: M, b: M): M { return v128.andnot(a, b); }
// @ts-ignore: decorator
@inline export function choose(mask: M, a: V, b: V): V { return v128.bitselect(a, b, mask); }
// @ts-ignore: decorator
@inline export function all(mask: M): bool { return i64x2.all_true(mask); }
// @ts-ignore: decorator
@inline export function withSign(x: V, s: V): V { return v128.bitselect(s, x, f64x2.splat(-0.0)); }
// @ts-ignore: decorator
@inline export function negateWhere(mask: M, x: V): V { return v128.xor(x, v128.and(mask, f64x2.splat(-0.0))); }

// @ts-ignore: decorator
@inline export function odd(t: V): M { return i64x2.sub(i64x2.splat(0), v128.and(t, i64x2.splat(1))); }
// @ts-ignore: decorator
@inline export function flip(x: V, t: V): V { return v128.xor(x, v128.and(i64x2.shl(t, 62), f64x2.splat(-0.0))); }
/** The low bits of t are n, and what is above them leaves on the left. */
// @ts-ignore: decorator
@inline export function powerOf(t: V): V { return i64x2.add(i64x2.shl(t, 52), i64x2.splat(ONE)); }

export type Bits = v128;
// @ts-ignore: decorator
@inline export function bitsOf(x: V): Bits { return i64x2.sub(x, i64x2.splat(ROOT_HALF)); }
// @ts-ignore: decorator
@inline export function exponentOf(bits: Bits): V {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(i32x4.shr_s(bits, 20), bits, 1, 3, 1, 3));
}
// @ts-ignore: decorator
@inline export function fractionOf(x: V, bits: Bits): V {
  return i64x2.sub(x, v128.and(bits, i64x2.splat(EXPONENT)));
}

// @ts-ignore: decorator
@inline export function everywhere(address: i32): V { return v128.load64_splat(address); }
// @ts-ignore: decorator
@inline export function loadLanes(address: i32): V { return v128.load(address); }
// @ts-ignore: decorator
@inline export function storeLanes(address: i32, x: V): void { v128.store(address, x); }
