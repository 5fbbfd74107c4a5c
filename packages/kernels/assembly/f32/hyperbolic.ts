/**
 * expm1, sinh, cosh, tanh for f32, and the power of two that pow and cbrt use: 2^n (1 + r q(r)), |r| <= 1/2, without a table.
 * q of degree 5 has an error of 2^-28.9 of the result; what takes 1 away has degree 6, 2^-32 of the difference.
 */
import { MAGIC } from "../constants";
import { V, abs, add, c, div, least, most, mul, mulAdd, powerOf, sub, withSign } from "./lanes";

const LOG2_E: f64 = 1.4426950408889634;

/** 2^v, |v| < 1000. */
// @ts-ignore: decorator
@inline export function exp2Of(v: V): V {
  const t = add(v, c(MAGIC));
  const r = sub(v, sub(t, c(MAGIC)));
  const r2 = mul(r, r);
  const q = mulAdd(mul(r2, r2), mulAdd(r, c(0.00015353357593994588), c(0.0013398875016719103)),
    mulAdd(r2, mulAdd(r, c(0.00961843691766262), c(0.055503323674201965)), mulAdd(r, c(0.24022647738456726), c(0.6931472028575845))));
  const s = powerOf(t);
  return mulAdd(s, mul(r, q), s);
}

/** Brings x to where the f32 result is 0 or infinite. */
// @ts-ignore: decorator
@inline export function clamp(x: V, from: f64, to: f64): V { return most(least(x, c(to)), c(from)); }

/** e^x - 1, |x| < 600, with an error relative to it. */
// @ts-ignore: decorator
@inline function minusOne(x: V): V {
  const v = mul(x, c(LOG2_E));
  const t = add(v, c(MAGIC));
  const r = sub(v, sub(t, c(MAGIC)));
  const r2 = mul(r, r);
  const q = mulAdd(mul(r2, r2), mulAdd(r2, c(1.5252724551828578e-05), mulAdd(r, c(0.00015461329894606024), c(0.0013333669630810618))),
    mulAdd(r2, mulAdd(r, c(0.009618056938052177), c(0.05550410598516464)), mulAdd(r, c(0.2402265092004383), c(0.6931471805815664))));
  const s = powerOf(t);
  return mulAdd(s, mul(r, q), sub(s, c(1.0)));
}

// @flat
export function expm1(x: V): V { return withSign(minusOne(clamp(x, -50.0, 100.0)), x); }

// @flat
export function sinh(x: V): V {
  const d = minusOne(least(abs(x), c(100.0)));
  return withSign(mul(c(0.5), add(d, div(d, add(d, c(1.0))))), x);
}

// @flat
export function cosh(x: V): V {
  const e = exp2Of(mul(least(abs(x), c(100.0)), c(LOG2_E)));
  return mul(c(0.5), add(e, div(c(1.0), e)));
}

// @ts-ignore: decorator
@inline export function tanh(x: V): V {
  const d = minusOne(least(mul(c(2.0), abs(x)), c(40.0)));
  return withSign(div(d, add(d, c(2.0))), x);
}
