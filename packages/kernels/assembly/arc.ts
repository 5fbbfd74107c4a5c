/**
 * asin, acos, atan, atan2.
 *
 * Polynomials and intervals of fdlibm (e_asin.c, e_acos.c, s_atan.c). atan2 is done from the two arguments themselves, with what the
 * quotient and the constants lose put back: fdlibm's reaches 1.5 ulp.
 */
import { PIO2_HI, PIO2_LO } from "./constants";
import { withSign } from "./words";
import { highPart, productError } from "./pairs";

/** (asin(x) - x) / x, z = x^2 <= 1/4. */
// @ts-ignore: decorator
@inline function arcRatio(z: f64): f64 {
  const p = z * (1.66666666666666657415e-01 + z * (-3.25565818622400915405e-01 + z * (2.01212532134862925881e-01 +
    z * (-4.00555345006794114027e-02 + z * (7.91534994289814532176e-04 + z * 3.47933107596021167570e-05)))));
  const q = 1.0 + z * (-2.40339491173441421878 + z * (2.02094576023350569471 + z * (-6.88283971605453293030e-01 + z * 7.70381505559019352791e-02)));
  return p / q;
}

// @flat
export function asin(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < 0.5) return ax < 7.450580596923828e-9 ? x : x + x * arcRatio(x * x);
  if (!(ax <= 1.0)) return (x - x) / 0.0;
  const z = (1.0 - ax) * 0.5;
  const s = Math.sqrt(z);
  const f = highPart(s);
  const c = s > 0.0 ? (z - f * f) / (s + f) : 0.0;
  const t = 2.0 * s * arcRatio(z) - (PIO2_LO - 2.0 * c);
  return withSign(0.5 * PIO2_HI - (t - (0.5 * PIO2_HI - 2.0 * f)), x);
}

// @flat
export function acos(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < 0.5) return PIO2_HI - (x - (PIO2_LO - x * arcRatio(x * x)));
  if (!(ax <= 1.0)) return (x - x) / 0.0;
  const z = (1.0 - ax) * 0.5;
  const s = Math.sqrt(z);
  const r = arcRatio(z);
  if (x < 0.0) return 2.0 * (PIO2_HI - (s + (r * s - PIO2_LO)));
  const f = highPart(s);
  const c = s > 0.0 ? (z - f * f) / (s + f) : 0.0;
  return 2.0 * (f + (r * s + c));
}

/** (t - atan(t)) / t, |t| <= 7/16. */
// @ts-ignore: decorator
@inline function atanRatio(t: f64): f64 {
  const z = t * t;
  const w = z * z;
  const s1 = z * (3.33333333333329318027e-01 + w * (1.42857142725034663711e-01 + w * (9.09088713343650656196e-02 +
    w * (6.66107313738753120669e-02 + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
  const s2 = w * (-1.99999999998764832476e-01 + w * (-1.11111104054623557880e-01 + w * (-7.69187620504482999495e-02 +
    w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))));
  return s1 + s2;
}

// @flat
export function atan(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < 0.4375) return ax < 7.450580596923828e-9 ? x : x - x * atanRatio(x);
  let t: f64, high: f64, low: f64;
  if (ax < 1.1875) {
    if (ax < 0.6875) {
      t = (2.0 * ax - 1.0) / (2.0 + ax);
      high = 4.63647609000806093515e-01;
      low = 2.26987774529616870924e-17;
    } else {
      t = (ax - 1.0) / (ax + 1.0);
      high = 7.85398163397448278999e-01;
      low = 3.06161699786838301793e-17;
    }
  } else if (ax < 2.4375) {
    t = (ax - 1.5) / (1.0 + 1.5 * ax);
    high = 9.82793723247329054082e-01;
    low = 1.39033110312309984516e-17;
  } else {
    if (x != x) return x;
    t = -1.0 / ax;
    high = PIO2_HI;
    low = PIO2_LO;
  }
  return withSign(high - ((t * atanRatio(t) - low) - t), x);
}

/** atan(small / large) by octant and sign for 0 <= small <= large, both of ordinary size. */
// @ts-ignore: decorator
@inline function angle(small: f64, large: f64, swapped: bool, left: bool): f64 {
  // atan(q) = atan(c) + atan((q - c) / (1 + c q)), c = 0, 1/2, 1; the numerator is exact.
  let c = 0.0, high = 0.0, low = 0.0;
  if (small >= 0.6875 * large) {
    c = 1.0;
    high = 7.85398163397448278999e-01;
    low = 3.06161699786838301793e-17;
  } else if (small >= 0.4375 * large) {
    c = 0.5;
    high = 4.63647609000806093515e-01;
    low = 2.26987774529616870924e-17;
  }
  const n = small - c * large;
  const cs = c * small;
  const d = large + cs;
  const dl = (large - d) + cs;
  const inverse = 1.0 / d;
  const t = n * inverse;
  const p = t * d;
  const tl = (((n - p) - productError(t, d, p)) - t * dl) * inverse;
  const v = t - (t * atanRatio(t) - tl);
  // The angle is offset + sign * (c's angle + v).
  const offset = swapped ? PIO2_HI : left ? 3.141592653589793 : 0.0;
  const offsetLow = swapped ? PIO2_LO : left ? 1.2246467991473532e-16 : 0.0;
  const sign = swapped != left ? -1.0 : 1.0;
  const sh = sign * high;
  const k = offset + sh;
  return k + (((offset - k) + sh) + (offsetLow + sign * low) + sign * v);
}

// @flat
export function atan2(y: f64, x: f64): f64 {
  let ax = Math.abs(x), ay = Math.abs(y);
  const left = x < 0.0 || (x == 0.0 && 1.0 / x < 0.0);
  const swapped = ay > ax;
  let small = swapped ? ax : ay, large = swapped ? ay : ax;
  if (!(large <= 1e140 && small >= 1e-140)) {
    if (x != x || y != y) return x + y;
    if (large == Infinity) {
      // As if both infinities were equal.
      small = small == Infinity ? 1.0 : 0.0;
      large = 1.0;
    } else if (large == 0.0) {
      large = 1.0;
    } else {
      // A power of two brings `large` near 1; what is lost of `small` then is below every rounding.
      if (!swapped && !left && small < large * 1e-20) return withSign(small / large, y);
      const scale = large > 1e140 ? 1.2882297539194267e-231 : large < 1e-140 ? 2.2158278651204453e+276 : 1.0;
      small *= scale;
      large *= scale;
      if (large < 1e-60) {
        small *= 1.157920892373162e+77;
        large *= 1.157920892373162e+77;
      }
      if (small < large * 1e-40) small = 0.0;
    }
  }
  return withSign(angle(small, large, swapped, left), y);
}
