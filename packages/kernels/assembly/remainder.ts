/**
 * fmod, exact as C says. The quotient's whole part times y is known exactly as a pair, and so is what is left;
 * quotients beyond 2^52 are taken 50 bits at a time.
 */
import { block, highWord, loadF64, pow2, storeF64, withSign } from "./words";
import { CELL_A, CELL_B } from "./block";
import { productError } from "./pairs";

/** a - floor(a / b) b for 0 < b, 0 <= a / b < 2^53, neither near the ends of the range. */
// @ts-ignore: decorator
@inline function remainder(a: f64, b: f64, q: f64): f64 {
  const n = Math.floor(q);
  const p = n * b;
  const r = (a - p) - productError(n, b, p);
  return r < 0.0 ? r + b : r; // the division had rounded up to a whole number
}

// @flat
export function fmod(x: f64, y: f64): f64 {
  const ax = Math.abs(x), ay = Math.abs(y);
  if (!(ax < Infinity) || !(ay > 0.0)) return (x * y) / (x * y);
  if (ax < ay) return x;
  const q = ax / ay;
  if (q < 4503599627370496.0 && ay > 1e-270 && ax < 1e290) return withSign(remainder(ax, ay, q), x);
  storeF64(block + CELL_A, ax);
  storeF64(block + CELL_B, ay);
  longRemainder();
  return withSign(loadF64(block + CELL_A), x);
}

/** Finite CELL_A >= CELL_B > 0; the remainder goes to CELL_A. */
function longRemainder(): void {
  let a = loadF64(block + CELL_A), b = loadF64(block + CELL_B);
  // Both to [1, 2), exponents apart.
  let ea = 0, eb = 0;
  if (a < 2.2250738585072014e-308) {
    a *= 18014398509481984.0;
    ea = -54;
  }
  if (b < 2.2250738585072014e-308) {
    b *= 18014398509481984.0;
    eb = -54;
  }
  const fa = (highWord(a) >> 20) - 1023, fb = (highWord(b) >> 20) - 1023;
  a = a * pow2(-(fa >> 1)) * pow2(-(fa - (fa >> 1)));
  b = b * pow2(-(fb >> 1)) * pow2(-(fb - (fb >> 1)));
  ea += fa;
  eb += fb;
  let n = ea - eb;
  while (n > 0) {
    const step = n < 50 ? n : 50;
    a *= pow2(step);
    a = remainder(a, b, a / b);
    n -= step;
  }
  a = a >= b ? a - b : a;
  storeF64(block + CELL_A, a * pow2(eb >> 1) * pow2(eb - (eb >> 1)));
}
