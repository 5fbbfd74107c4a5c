/**
 * Arithmetic on unevaluated sums of two doubles (Dekker 1971, Knuth; see Muller et al., Handbook of Floating-Point
 * Arithmetic, chapter 4). WebAssembly has no fused multiply-add, so products are split.
 */

/** What the sum s = a + b lost; any a, b (Knuth's TwoSum). */
// @ts-ignore: decorator
@inline export function sumError(a: f64, b: f64, s: f64): f64 {
  const bb = s - a;
  return (a - (s - bb)) + (b - bb);
}

/** The first 26 bits of a, |a| < 2^996 (Veltkamp). */
// @ts-ignore: decorator
@inline export function highPart(a: f64): f64 {
  const t = a * 134217729.0;
  return t - (t - a);
}

/** What the product p = a * b lost (Dekker); no overflow, and no underflow that matters, inside 2^-480 to 2^480. */
// @ts-ignore: decorator
@inline export function productError(a: f64, b: f64, p: f64): f64 {
  const ah = highPart(a), al = a - ah;
  const bh = highPart(b), bl = b - bh;
  return ((ah * bh - p) + ah * bl + al * bh) + al * bl;
}

/** What the square p = a * a lost. */
// @ts-ignore: decorator
@inline export function squareError(a: f64, p: f64): f64 {
  const ah = highPart(a), al = a - ah;
  return ((ah * ah - p) + 2.0 * ah * al) + al * al;
}
