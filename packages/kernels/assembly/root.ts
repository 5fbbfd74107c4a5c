/**
 * cbrt: fdlibm / FreeBSD's s_cbrt.c (0.67 ulp). hypot: squares as pairs as in musl's hypot.c (Szabolcs Nagy), scaled when they
 * would overflow or underflow, and the root's own error put back (one Newton step; C. F. Borges, "An improved
 * algorithm for hypot(a, b)", ACM TOMS 47, 2020).
 */
import { fromHighWord, highWord, withSign } from "./words";
import { squareError } from "./pairs";

// @flat
export function cbrt(x: f64): f64 {
  const ax = Math.abs(x);
  if (!(ax < Infinity) || ax == 0.0) return x + x;
  let t: f64;
  if (ax < 2.2250738585072014e-308) t = fromHighWord(highWord(ax * 18014398509481984.0) / 3 + 696219795);
  else t = fromHighWord(highWord(ax) / 3 + 715094163);
  let r = (t * t) * (t / ax);
  t = t * ((1.87595182427177009643 + r * (-1.88497979543377169875 + r * 1.621429720105354466140)) +
    ((r * r) * r) * (-0.758397934778766047437 + r * 0.145996192886612446982));
  // To 23 bits, so that its square is exact.
  const split = t * 1073741825.0;
  t = split - (split - t);
  r = ax / (t * t);
  r = (r - t) / ((t + t) + r);
  return withSign(t + t * r, x);
}

// @flat
export function hypot(x: f64, y: f64): f64 {
  let a = Math.abs(x), b = Math.abs(y);
  if (a < b) {
    const t = a;
    a = b;
    b = t;
  }
  let scale = 1.0;
  if (!(a <= 1e150 && b >= 1e-130)) {
    if (a == Infinity || b == Infinity) return Infinity;
    if (!(b > a * 5.421010862427522e-20)) return a + b;
    if (a > 1e150) {
      scale = 5.260135901548374e+210; // 2^700
      a *= 1.90109156629516e-211;
      b *= 1.90109156629516e-211;
    } else if (b < 1e-130) {
      scale = 1.90109156629516e-211;
      a *= 5.260135901548374e+210;
      b *= 5.260135901548374e+210;
    }
  }
  const a2 = a * a, b2 = b * b;
  const sum = a2 + b2;
  const low = ((a2 - sum) + b2) + (squareError(a, a2) + squareError(b, b2));
  const h = Math.sqrt(sum);
  const h2 = h * h;
  return scale * (h + (((sum - h2) - squareError(h, h2)) + low) * (0.5 / h));
}
