/**
 * The operations of exp and exp2, which work in f32 itself, on one number; narrow.simd.ts is the same list on four.
 * Four lanes at once are worth the care with rounding errors where the f64 kernel is fast too.
 */
import { pow2, wholeOf } from "../words";
import { MAGIC } from "../constants";

/** f32 of each lane. */
export type W = f32;
/** What a kernel takes and gives. */
export type Lanes = f64;

// @ts-ignore: decorator
@inline export function c(x: f32): W { return x; }
// @ts-ignore: decorator
@inline export function add(a: W, b: W): W { return a + b; }
// @ts-ignore: decorator
@inline export function sub(a: W, b: W): W { return a - b; }
// @ts-ignore: decorator
@inline export function mul(a: W, b: W): W { return a * b; }
// @ts-ignore: decorator
@inline export function mulAdd(a: W, b: W, d: W): W { return a * b + d; }
// @ts-ignore: decorator
@inline export function narrow(x: Lanes): W { return <f32>x; }
/** x, or `to` where it is more than that, or `from` where it is less. */
// @ts-ignore: decorator
@inline export function clamp(x: W, from: f32, to: f32): W { return x > to ? to : x < from ? from : x; }

/** v 2^n, to be rounded once. */
// @ts-ignore: decorator
@inline export function scaled(v: W, n: W): Lanes {
  const k = <f64>n;
  return <f64>v * pow2(wholeOf(k + MAGIC, k));
}

/** The same for t = 1.5 * 2^23 + n and a normal result. Only the four-lane form has a quicker way for it. */
// @ts-ignore: decorator
@inline export function scaledShort(v: W, t: W): Lanes { return scaled(v, t - 12582912.0); }
