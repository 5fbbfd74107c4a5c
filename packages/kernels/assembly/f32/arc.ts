/** asin, acos, atan, atan2 for f32. Polynomials of relative error 2^-31 for the first two, 2^-31 for the others. */
import { PIO2_HI } from "../constants";
import { V, abs, and, c, choose, div, least, less, most, mul, mulAdd, same, sqrt, sub, withSign } from "./lanes";

const PI: f64 = 3.141592653589793;

/** asin(s), z = s^2 <= 1/4. */
// @ts-ignore: decorator
@inline function asinOf(s: V, z: V): V {
  const z2 = mul(z, z);
  const p = mulAdd(z2, mulAdd(z2, mulAdd(z, c(0.03752930834889412), c(0.014429890550673008)),
    mulAdd(z, c(0.03180989995598793), c(0.044516708701848984))), mulAdd(z, c(0.07500505447387695), c(0.16666659712791443)));
  return mulAdd(mul(s, z), p, s);
}

/** asin |x| = asinOf, or pi/2 less twice that of the root of (1 - |x|) / 2. */
// @ts-ignore: decorator
@inline export function asin(x: V): V {
  const ax = abs(x);
  const large = less(c(0.5), ax);
  const z = choose(large, mul(sub(c(1.0), ax), c(0.5)), mul(ax, ax));
  const p = asinOf(choose(large, sqrt(z), ax), z);
  return withSign(choose(large, sub(c(PIO2_HI), mul(c(2.0), p)), p), x);
}

// @ts-ignore: decorator
@inline export function acos(x: V): V {
  const ax = abs(x);
  const large = less(c(0.5), ax);
  const z = choose(large, mul(sub(c(1.0), ax), c(0.5)), mul(ax, ax));
  const p = asinOf(choose(large, sqrt(z), ax), z);
  const r = choose(large, mul(c(2.0), p), sub(c(PIO2_HI), p));
  return choose(less(x, c(0.0)), sub(c(PI), r), r);
}

/** atan(t), 0 <= t <= 1. */
// @ts-ignore: decorator
@inline function atanOf(t: V): V {
  const z = mul(t, t);
  const w = mul(z, z);
  const v = mul(w, w);
  const p = mulAdd(v, mulAdd(v, mulAdd(z, c(0.0011137876426801085), c(-0.007317958865314722)),
    mulAdd(w, mulAdd(z, c(0.022539889439940453), c(-0.04468999058008194)), mulAdd(z, c(0.06741602718830109), c(-0.08811094611883163)))),
    mulAdd(w, mulAdd(z, c(0.11058224737644196), c(-0.14279833243084714)), mulAdd(z, c(0.19999671139496994), c(-0.33333326900013266))));
  return mulAdd(mul(t, z), p, t);
}

// @ts-ignore: decorator
@inline export function atan(x: V): V {
  const ax = abs(x);
  const r = atanOf(div(least(ax, c(1.0)), most(ax, c(1.0))));
  return withSign(choose(less(c(1.0), ax), sub(c(PIO2_HI), r), r), x);
}

/** Finite y, and x neither 0 nor infinite. */
// @ts-ignore: decorator
@inline export function atan2Fast(y: V, x: V): V {
  const ax = abs(x), ay = abs(y);
  let r = atanOf(div(least(ay, ax), most(ay, ax)));
  r = choose(less(ax, ay), sub(c(PIO2_HI), r), r);
  return withSign(choose(less(x, c(0.0)), sub(c(PI), r), r), y);
}

// @flat
export function atan2(y: V, x: V): V {
  // The quotient is taken as if two infinities were 1, and as if the greater of two zeros were 1; NaN stays.
  const ax = abs(x), ay = abs(y);
  const large = most(ax, ay), small = least(ax, ay);
  const equal = and(same(small, c(Infinity)), same(large, c(Infinity)));
  const none = same(large, c(0.0));
  let r = atanOf(choose(equal, c(1.0), choose(none, c(0.0), div(small, large))));
  // As for the sign of a zero x.
  const left = less(withSign(c(1.0), x), c(0.0));
  r = choose(less(ax, ay), sub(c(PIO2_HI), r), r);
  r = withSign(choose(left, sub(c(PI), r), r), y);
  return choose(same(x, x), choose(same(y, y), r, y), x);
}
