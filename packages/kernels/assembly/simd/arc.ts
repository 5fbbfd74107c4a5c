/** asin, acos, atan, atan2 on two lanes; see ../arc.ts. */
import { PIO2_HI, PIO2_LO } from "../constants";
import { acos1, asin1, atan21 } from "./scalar";
import { abs, add, and, atMost, both, c, choose, div, highPart, less, mul, mulAdd, neg, productError, sqrt, sub,
  withSign } from "./vector";

// @ts-ignore: decorator
@inline function arcRatio(z: v128): v128 {
  const p = mul(z, mulAdd(z, mulAdd(z, mulAdd(z, mulAdd(z, mulAdd(z, c(3.47933107596021167570e-05),
    c(7.91534994289814532176e-04)), c(-4.00555345006794114027e-02)), c(2.01212532134862925881e-01)),
    c(-3.25565818622400915405e-01)), c(1.66666666666666657415e-01)));
  const q = mulAdd(z, mulAdd(z, mulAdd(z, mulAdd(z, c(7.70381505559019352791e-02), c(-6.88283971605453293030e-01)),
    c(2.02094576023350569471)), c(-2.40339491173441421878)), c(1.0));
  return div(p, q);
}

export function asin(x: v128): v128 {
  const ax = abs(x);
  if (!both(atMost(ax, c(1.0)))) return f64x2(asin1(f64x2.extract_lane(x, 0)), asin1(f64x2.extract_lane(x, 1)));
  const inner = less(ax, c(0.5));
  const z = choose(inner, mul(x, x), mul(sub(c(1.0), ax), c(0.5)));
  const ratio = arcRatio(z);
  const small = mulAdd(x, ratio, x);
  const s = sqrt(z);
  const f = highPart(s);
  const k = and(less(c(0.0), s), div(sub(z, mul(f, f)), add(s, f)));
  const t = sub(mul(mul(c(2.0), s), ratio), sub(c(PIO2_LO), mul(c(2.0), k)));
  const large = withSign(sub(mul(c(0.5), c(PIO2_HI)), sub(t, sub(mul(c(0.5), c(PIO2_HI)), mul(c(2.0), f)))), x);
  return choose(less(ax, c(7.450580596923828e-9)), x, choose(inner, small, large));
}

export function acos(x: v128): v128 {
  const ax = abs(x);
  if (!both(atMost(ax, c(1.0)))) return f64x2(acos1(f64x2.extract_lane(x, 0)), acos1(f64x2.extract_lane(x, 1)));
  const inner = less(ax, c(0.5));
  const z = choose(inner, mul(x, x), mul(sub(c(1.0), ax), c(0.5)));
  const r = arcRatio(z);
  const small = sub(c(PIO2_HI), sub(x, sub(c(PIO2_LO), mul(x, r))));
  const s = sqrt(z);
  const left = mul(c(2.0), sub(c(PIO2_HI), add(s, sub(mul(r, s), c(PIO2_LO)))));
  const f = highPart(s);
  const k = and(less(c(0.0), s), div(sub(z, mul(f, f)), add(s, f)));
  const right = mul(c(2.0), add(f, mulAdd(r, s, k)));
  return choose(inner, small, choose(less(x, c(0.0)), left, right));
}

// @ts-ignore: decorator
@inline function atanRatio(t: v128): v128 {
  const z = mul(t, t);
  const w = mul(z, z);
  const s1 = mul(z, mulAdd(w, mulAdd(w, mulAdd(w, mulAdd(w, mulAdd(w, c(1.62858201153657823623e-02),
    c(4.97687799461593236017e-02)), c(6.66107313738753120669e-02)), c(9.09088713343650656196e-02)),
    c(1.42857142725034663711e-01)), c(3.33333333333329318027e-01)));
  const s2 = mul(w, mulAdd(w, mulAdd(w, mulAdd(w, mulAdd(w, c(-3.65315727442169155270e-02),
    c(-5.83357013379057348645e-02)), c(-7.69187620504482999495e-02)), c(-1.11111104054623557880e-01)),
    c(-1.99999999998764832476e-01)));
  return add(s1, s2);
}

export function atan(x: v128): v128 {
  const ax = abs(x);
  // From the last interval to the first: what is chosen later wins.
  let n = c(-1.0), d = ax, high = c(PIO2_HI), low = c(PIO2_LO);
  let mask = less(ax, c(2.4375));
  n = choose(mask, sub(ax, c(1.5)), n);
  d = choose(mask, mulAdd(c(1.5), ax, c(1.0)), d);
  high = choose(mask, c(9.82793723247329054082e-01), high);
  low = choose(mask, c(1.39033110312309984516e-17), low);
  mask = less(ax, c(1.1875));
  n = choose(mask, sub(ax, c(1.0)), n);
  d = choose(mask, add(ax, c(1.0)), d);
  high = choose(mask, c(7.85398163397448278999e-01), high);
  low = choose(mask, c(3.06161699786838301793e-17), low);
  mask = less(ax, c(0.6875));
  n = choose(mask, sub(mul(c(2.0), ax), c(1.0)), n);
  d = choose(mask, add(c(2.0), ax), d);
  high = choose(mask, c(4.63647609000806093515e-01), high);
  low = choose(mask, c(2.26987774529616870924e-17), low);
  mask = less(ax, c(0.4375));
  n = choose(mask, ax, n);
  d = choose(mask, c(1.0), d);
  high = v128.andnot(high, mask);
  low = v128.andnot(low, mask);
  const t = div(n, d);
  return withSign(sub(high, sub(sub(mul(t, atanRatio(t)), low), t)), x);
}

export function atan2(y: v128, x: v128): v128 {
  const ax = abs(x), ay = abs(y);
  const swapped = less(ax, ay);
  const small = choose(swapped, ax, ay), large = choose(swapped, ay, ax);
  if (!both(and(atMost(large, c(1e140)), atMost(c(1e-140), small)))) {
    return f64x2(
      atan21(f64x2.extract_lane(y, 0), f64x2.extract_lane(x, 0)),
      atan21(f64x2.extract_lane(y, 1), f64x2.extract_lane(x, 1)),
    );
  }
  const left = less(x, c(0.0));
  const some = atMost(mul(c(0.4375), large), small);
  const most = atMost(mul(c(0.6875), large), small);
  const half = and(some, choose(most, c(1.0), c(0.5)));
  const high = and(some, choose(most, c(7.85398163397448278999e-01), c(4.63647609000806093515e-01)));
  const low = and(some, choose(most, c(3.06161699786838301793e-17), c(2.26987774529616870924e-17)));
  const n = sub(small, mul(half, large));
  const cs = mul(half, small);
  const d = add(large, cs);
  const dl = add(sub(large, d), cs);
  const inverse = div(c(1.0), d);
  const t = mul(n, inverse);
  const p = mul(t, d);
  const tl = mul(sub(sub(sub(n, p), productError(t, d, p)), mul(t, dl)), inverse);
  const v = sub(t, sub(mul(t, atanRatio(t)), tl));
  const offset = choose(swapped, c(PIO2_HI), and(left, c(3.141592653589793)));
  const offsetLow = choose(swapped, c(PIO2_LO), and(left, c(1.2246467991473532e-16)));
  const sign = choose(v128.xor(swapped, left), c(-1.0), c(1.0));
  const sh = mul(sign, high);
  const k = add(offset, sh);
  return withSign(add(k, mulAdd(sign, v, add(add(sub(offset, k), sh), mulAdd(sign, low, offsetLow)))), y);
}
