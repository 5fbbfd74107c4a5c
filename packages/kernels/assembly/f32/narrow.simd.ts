/** See narrow.ts: the same operations on four f32. */
import { MAGIC } from "../constants";
import { high, join, low, powerOf } from "./lanes";

export type W = v128;
export type Lanes = v128;

// @ts-ignore: decorator
@inline export function c(x: f32): W { return f32x4.splat(x); }
// @ts-ignore: decorator
@inline export function add(a: W, b: W): W { return f32x4.add(a, b); }
// @ts-ignore: decorator
@inline export function sub(a: W, b: W): W { return f32x4.sub(a, b); }
// @ts-ignore: decorator
@inline export function mul(a: W, b: W): W { return f32x4.mul(a, b); }
// @ts-ignore: decorator
@inline export function mulAdd(a: W, b: W, d: W): W { return f32x4.add(f32x4.mul(a, b), d); }
// @ts-ignore: decorator
@inline export function narrow(x: Lanes): W { return x; }
// @ts-ignore: decorator
@inline export function clamp(x: W, from: f32, to: f32): W {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(to)), f32x4.splat(from));
}

// @ts-ignore: decorator
@inline function half(v: v128, n: v128): v128 {
  return f64x2.mul(v, powerOf(f64x2.add(n, f64x2.splat(MAGIC))));
}

// @ts-ignore: decorator
@inline export function scaled(v: W, n: W): Lanes { return join(half(low(v), low(n)), half(high(v), high(n))); }

/** n is at the end of t's bits, and is added to the exponent's. */
// @ts-ignore: decorator
@inline export function scaledShort(v: W, t: W): Lanes { return i32x4.add(v, i32x4.shl(t, 23)); }
