/** hypot and fmod for f32, exact but for the last rounding: squares of f32 are doubles, and so are short multiples. */
import { V, abs, all, and, atMost, c, choose, div, floor, less, mul, mulAdd, or, same, sqrt, sub, withSign } from "./lanes";

// @ts-ignore: decorator
@inline export function hypotFast(x: V, y: V): V { return sqrt(mulAdd(x, x, mul(y, y))); }

/** Infinite when one of them is, whatever the other. */
// @flat
export function hypot(x: V, y: V): V {
  return choose(or(same(abs(x), c(Infinity)), same(abs(y), c(Infinity))), c(Infinity), hypotFast(x, y));
}

/** a - floor(a / b) b for 0 <= a <= 2^28 b: a quotient of two f32 of that size is never rounded up to a whole number. */
// @ts-ignore: decorator
@inline function remainder(a: V, b: V): V { return sub(a, mul(floor(div(a, b)), b)); }

/** Finite y, |x| <= 2^28 |y|. */
// @ts-ignore: decorator
@inline export function fmodFast(x: V, y: V): V { return withSign(remainder(abs(x), abs(y)), x); }

// @flat
export function fmod(x: V, y: V): V {
  const ax = abs(x), ay = abs(y);
  // NaN, infinities and a y of 0 go on too.
  if (all(and(atMost(ax, mul(ay, c(268435456.0))), less(ay, c(Infinity))))) return fmodFast(x, y);
  // The quotient of two f32 is below 2^277: 28 bits at a time.
  let a = ax;
  let scale: f64 = 7.237005577332262e+75; // 2^252
  for (let i = 0; i < 10; i++) {
    a = remainder(a, mul(ay, c(scale)));
    scale *= 3.725290298461914e-9;
  }
  // An infinite y.
  return withSign(choose(less(ax, ay), ax, a), x);
}
