/**
 * ln, log2, log10, log1p, asinh, acosh, atanh, pow, cbrt for f32, all from one logarithm: x = 2^k m, log2 m = s p(s^2),
 * s = (m - 1) / (m + 1), which is small when x is near 1. Subnormal f32 are ordinary doubles.
 */
import {
  V, abs, add, and, bitsOf, butNot, c, choose, div, exponentOf, floor, fractionOf, less, mul, mulAdd, negateWhere, or,
  same, sqrt, sub, withSign,
} from "./lanes";
import { clamp, exp2Of } from "./hyperbolic";

export const LN_2: f64 = 0.6931471805599453;
export const LOG10_2: f64 = 0.3010299956639812;

/** log2 x for 0 < x < infinity; relative error 2^-37, or 2^-30. */
// @ts-ignore: decorator
@inline export function log2Of(x: V, fine: bool): V {
  const bits = bitsOf(x);
  const m = fractionOf(x, bits);
  const s = div(sub(m, c(1.0)), add(m, c(1.0)));
  const z = mul(s, s);
  const z2 = mul(z, z);
  let p: V;
  if (fine) {
    p = mulAdd(z2, mulAdd(z2, c(0.34074899554252625), mulAdd(z, c(0.4116717576980591), c(0.5770835876464844))),
      mulAdd(z, c(0.9617966732663349), c(2.885390081790142)));
  } else {
    p = mulAdd(z2, mulAdd(z, c(0.4317561089992523), c(0.5767136216163635)), mulAdd(z, c(0.9617988467216492), c(2.885390079780872)));
  }
  return mulAdd(s, p, exponentOf(bits));
}

/** log2 x for any x. */
// @ts-ignore: decorator
@inline function log2Any(x: V, fine: bool): V {
  const r = choose(less(c(0.0), x), log2Of(x, fine), choose(same(x, c(0.0)), c(-Infinity), c(NaN)));
  return choose(same(x, c(Infinity)), x, r);
}

/** log2 x times a factor. */
// @flat
function logOf(x: V, factor: f64): V { return mul(log2Any(x, false), c(factor)); }

// @ts-ignore: decorator
@inline export function ln(x: V): V { return logOf(x, LN_2); }
// @ts-ignore: decorator
@inline export function log2(x: V): V { return logOf(x, 1.0); }
// @ts-ignore: decorator
@inline export function log10(x: V): V { return logOf(x, LOG10_2); }

/** ln(1 + x) of a double; below 2^-12 the first three terms of its series. */
// @flat
export function log1p(x: V): V {
  return choose(less(abs(x), c(0.000244140625)), mul(x, sub(c(1.0), mul(x, sub(c(0.5), mul(x, c(0.3333333333333333)))))),
    ln(add(x, c(1.0))));
}

// @flat
export function asinh(x: V): V {
  const ax = abs(x);
  const q = mul(ax, ax);
  const r = log1p(add(ax, div(q, add(sqrt(add(q, c(1.0))), c(1.0)))));
  return withSign(choose(less(ax, c(Infinity)), r, ax), x);
}

// @flat
export function acosh(x: V): V {
  const d = sub(x, c(1.0));
  return choose(less(x, c(1.0)), c(NaN), log1p(add(d, sqrt(mul(d, add(x, c(1.0)))))));
}

// @flat
export function atanh(x: V): V {
  const ax = abs(x);
  return withSign(mul(c(0.5), log1p(div(add(ax, ax), sub(c(1.0), ax)))), x);
}

/** Positive finite x, finite y. */
// @ts-ignore: decorator
@inline export function powFast(x: V, y: V): V { return exp2Of(clamp(mul(y, log2Of(x, true)), -160.0, 140.0)); }

/** Special values as C99 Annex F says. */
// @flat
export function pow(x: V, y: V): V {
  const ax = abs(x);
  const e = mul(y, log2Any(ax, true));
  // 0 times infinity, where |x| is 1.
  let r = exp2Of(clamp(choose(and(same(ax, c(1.0)), same(y, y)), c(0.0), e), -160.0, 140.0));
  const whole = same(floor(y), y);
  const half = mul(y, c(0.5));
  r = negateWhere(and(butNot(whole, same(floor(half), half)), less(withSign(c(1.0), x), c(0.0))), r);
  r = choose(butNot(and(less(x, c(0.0)), less(ax, c(Infinity))), whole), c(NaN), r);
  return choose(or(same(y, c(0.0)), same(x, c(1.0))), c(1.0), r);
}

/** Neither 0 nor infinite. */
// @ts-ignore: decorator
@inline export function cbrtFast(x: V): V { return withSign(exp2Of(mul(log2Of(abs(x), false), c(0.3333333333333333))), x); }

// @flat
export function cbrt(x: V): V {
  const ax = abs(x);
  return choose(and(less(c(0.0), ax), less(ax, c(Infinity))), cbrtFast(x), x);
}
