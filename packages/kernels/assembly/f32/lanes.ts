/**
 * The operations that the f32 kernels are written in, on one double. lanes.simd.ts is the same list on two:
 * the build puts it in place of this file for the SIMD module, so that a kernel has one source and each lane its bits.
 */
import { highWord, loadF64, negateIf, pow2, scaleDown, storeF64, wholeOf, withSign as withSign1 } from "../words";
import { MAGIC } from "../constants";

/** A number of each lane. */
export type V = f64;
/** A condition of each lane. */
export type M = bool;

/** High word of the root of 1/2. */
const ROOT_HALF: i32 = 0x3fe6a09e;

// @ts-ignore: decorator
@inline export function c(x: f64): V { return x; }
// @ts-ignore: decorator
@inline export function add(a: V, b: V): V { return a + b; }
// @ts-ignore: decorator
@inline export function sub(a: V, b: V): V { return a - b; }
// @ts-ignore: decorator
@inline export function mul(a: V, b: V): V { return a * b; }
// @ts-ignore: decorator
@inline export function div(a: V, b: V): V { return a / b; }
/** a * b + d, rounded twice. */
// @ts-ignore: decorator
@inline export function mulAdd(a: V, b: V, d: V): V { return a * b + d; }
// @ts-ignore: decorator
@inline export function abs(a: V): V { return Math.abs(a); }
// @ts-ignore: decorator
@inline export function sqrt(a: V): V { return Math.sqrt(a); }
// @ts-ignore: decorator
@inline export function floor(a: V): V { return Math.floor(a); }
/** The lesser; a when one of them is no number. */
// @ts-ignore: decorator
@inline export function least(a: V, b: V): V { return b < a ? b : a; }
/** The greater; a when one of them is no number. */
// @ts-ignore: decorator
@inline export function most(a: V, b: V): V { return a < b ? b : a; }
// @ts-ignore: decorator
@inline export function less(a: V, b: V): M { return a < b; }
// @ts-ignore: decorator
@inline export function atMost(a: V, b: V): M { return a <= b; }
// @ts-ignore: decorator
@inline export function same(a: V, b: V): M { return a == b; }
// @ts-ignore: decorator
@inline export function and(a: M, b: M): M { return a && b; }
// @ts-ignore: decorator
@inline export function or(a: M, b: M): M { return a || b; }
/** a and not b. */
// @ts-ignore: decorator
@inline export function butNot(a: M, b: M): M { return a && !b; }
// @ts-ignore: decorator
@inline export function choose(mask: M, a: V, b: V): V { return mask ? a : b; }
/** True when the condition holds in every lane. */
// @ts-ignore: decorator
@inline export function all(mask: M): bool { return mask; }
/** |x| with the sign of s. */
// @ts-ignore: decorator
@inline export function withSign(x: V, s: V): V { return withSign1(x, s); }
/** -x where the mask is set. */
// @ts-ignore: decorator
@inline export function negateWhere(mask: M, x: V): V { return mask ? -x : x; }

/** Whether n is odd, t = 1.5 * 2^52 + n. */
// @ts-ignore: decorator
@inline export function odd(t: V): M { return (wholeOf(t, t - MAGIC) & 1) != 0; }
/** -x where bit 1 of n is set. */
// @ts-ignore: decorator
@inline export function flip(x: V, t: V): V { return negateIf(wholeOf(t, t - MAGIC) >> 1, x); }
/** 2^n, -1000 < n < 1000. */
// @ts-ignore: decorator
@inline export function powerOf(t: V): V { return pow2(wholeOf(t, t - MAGIC)); }

/** What {@link exponentOf} and {@link fractionOf} take. */
export type Bits = i32;
// @ts-ignore: decorator
@inline export function bitsOf(x: V): Bits { return highWord(x) - ROOT_HALF; }
/** k of x = 2^k m, m from the root of 1/2 to the root of 2. */
// @ts-ignore: decorator
@inline export function exponentOf(bits: Bits): V { return <f64>(bits >> 20); }
/** m. */
// @ts-ignore: decorator
@inline export function fractionOf(x: V, bits: Bits): V { return scaleDown(x, bits >> 20); }

/** What belongs to all lanes, at an address. */
// @ts-ignore: decorator
@inline export function everywhere(address: i32): V { return loadF64(address); }
// @ts-ignore: decorator
@inline export function loadLanes(address: i32): V { return loadF64(address); }
// @ts-ignore: decorator
@inline export function storeLanes(address: i32, x: V): void { storeF64(address, x); }
