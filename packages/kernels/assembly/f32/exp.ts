/**
 * exp and exp2 for f32, in f32: 2^n (1 + r + r^2 g(r)), |r| <= ln 2 / 2. The first two terms are kept as a sum of two f32, and so is
 * r, which leaves the last addition's rounding and a little of g's: under 0.7 ulp, 0.85 where the result is
 * subnormal and is rounded once more.
 */
import { Lanes, W, add, c, clamp, mul, mulAdd, narrow, scaled, scaledShort, sub } from "./narrow";

/** Adding it rounds to a whole number, which is at the end of the sum's bits. */
const MAGIC_F32: f32 = 12582912.0; // 1.5 * 2^23

/** e^(high + low), `low` small; r is their sum, rounded. */
// @ts-ignore: decorator
@inline function sumOf(r: W, high: W, low: W): W {
  const r2 = mul(r, r);
  const head = add(c(1.0), high);
  const tail = add(sub(high, sub(head, c(1.0))), low);
  const first = mulAdd(r2, mulAdd(r, c(0.1666652113199234), c(0.4999999403953552)), tail);
  const rest = mulAdd(r2, c(0.0013814611593261361), mulAdd(r, c(0.008368716575205326), c(0.04166838899254799)));
  return add(head, mulAdd(mul(r2, r2), rest, first));
}

/** |x| <= 110; `short` when |x| <= 87, where the result is normal. */
// @ts-ignore: decorator
@inline function expOf(x: W, short: bool): Lanes {
  const t = mulAdd(x, c(1.4426950216293335), c(MAGIC_F32));
  const n = sub(t, c(MAGIC_F32));
  // ln 2 in 15 bits, so that n times it is exact, and the rest.
  const high = sub(x, mul(n, c(0.693145751953125)));
  const low = mul(n, c(-1.428606765330187e-06));
  const v = sumOf(add(high, low), high, low);
  return short ? scaledShort(v, t) : scaled(v, n);
}

/** |x| <= 160; `short` when |x| <= 125. */
// @ts-ignore: decorator
@inline function exp2Of(x: W, short: bool): Lanes {
  const t = add(x, c(MAGIC_F32));
  const n = sub(t, c(MAGIC_F32));
  const r = sub(x, n);
  // Times ln 2; a product of 12 bits each is exact.
  const head = sub(add(x, c(3072.0)), c(3072.0)); // to multiples of 2^-12
  const h = sub(head, n);
  const low = mulAdd(sub(x, head), c(0.693115234375), mul(r, c(3.194618329871446e-05)));
  const v = sumOf(mul(r, c(0.6931471824645996)), mul(h, c(0.693115234375)), low);
  return short ? scaledShort(v, t) : scaled(v, n);
}

// @ts-ignore: decorator
@inline export function expFast(x: Lanes): Lanes { return expOf(narrow(x), true); }
// @ts-ignore: decorator
@inline export function exp2Fast(x: Lanes): Lanes { return exp2Of(narrow(x), true); }

// Beyond these bounds the f32 is 0 or infinite.
// @flat
export function exp(x: Lanes): Lanes { return expOf(clamp(narrow(x), -110.0, 100.0), false); }
// @flat
export function exp2(x: Lanes): Lanes { return exp2Of(clamp(narrow(x), -160.0, 140.0), false); }
