/**
 * exp, exp2, expm1.
 *
 * exp and exp2: a table of 2^(i/128) and a polynomial of degree 5 (Szabolcs Nagy, ARM optimized-routines and musl exp.c; 0.51 ulp);
 * the coefficients of exp are his, those of exp2 interpolate 2^r - 1 at the Chebyshev nodes of |r| <= 1/256 (error 2^-62.4).
 * expm1: the same table, with 1 taken from the table's value before anything is rounded, and the sum kept as a pair.
 */
import { block, loadF64, pow2, storeF64, wholeOf } from "./words";
import { CELL_A, EXP_TABLE } from "./block";
import { LN2_128_HI, LN2_128_LO, MAGIC, PER_LN2_128 } from "./constants";
import { sumError } from "./pairs";

/** e^(high + low) * 2^shift for |high| <= 746, |low| tiny; `shift` is at most 1 in size. */
// @ts-ignore: decorator
@inline export function expOf(high: f64, low: f64, shift: i32, ordinary: bool): f64 {
  const t = high * PER_LN2_128 + MAGIC;
  const kd = t - MAGIC;
  const n = wholeOf(t, kd);
  const r = ((high - kd * LN2_128_HI) - kd * LN2_128_LO) + low;
  const at = block + EXP_TABLE + ((n & 127) << 4);
  const r2 = r * r;
  const p = loadF64(at + 8) + r + r2 * (0.49999999999996786 + r * 0.16666666666665886) +
    r2 * r2 * (0.0416666808410674 + r * 0.008333335853059549);
  const k = (n >> 7) + shift;
  const base = loadF64(at);
  if (ordinary) {
    const scale = base * pow2(k);
    return scale + scale * p;
  }
  // The result may be subnormal or overflow: scale in two steps, the second one rounds.
  const half = k >> 1;
  return (base + base * p) * pow2(half) * pow2(k - half);
}

// @flat
export function exp(x: f64): f64 {
  if (Math.abs(x) <= 690.0) return expOf(x, 0.0, 0, true);
  if (x > 709.782712893384) return x * Infinity;
  if (x < -745.1332191019412) return 0.0;
  if (x != x) return x;
  return expOf(x, 0.0, 0, false);
}

/** 2^x for |x| < 1100; see {@link expOf}. */
// @ts-ignore: decorator
@inline function exp2Of(x: f64, ordinary: bool): f64 {
  const t = x + 52776558133248.0; // 1.5 * 2^45: rounds to multiples of 1/128
  const kd = t - 52776558133248.0;
  const n = wholeOf(t, kd * 128.0);
  const r = x - kd;
  const at = block + EXP_TABLE + ((n & 127) << 4);
  const r2 = r * r;
  const p = loadF64(at + 8) + r * 0.6931471805599453 + r2 * (0.24022650695909623 + r * 0.05550410867697476) +
    r2 * r2 * (0.009618131458961255 + r * 0.0013325598662243282);
  const k = n >> 7;
  const base = loadF64(at);
  if (ordinary) {
    const scale = base * pow2(k);
    return scale + scale * p;
  }
  const half = k >> 1;
  return (base + base * p) * pow2(half) * pow2(k - half);
}

// @flat
export function exp2(x: f64): f64 {
  if (Math.abs(x) <= 1000.0) return exp2Of(x, true);
  if (x >= 1024.0) return x * Infinity;
  if (x <= -1075.0) return 0.0;
  if (x != x) return x;
  return exp2Of(x, false);
}

/** e^x - 1 for |x| <= 64 as a pair of relative error 2^-60: returns the high part, leaves the low part in CELL_A. */
// @flat
export function expm1Pair(x: f64): f64 {
  const t = x * PER_LN2_128 + MAGIC;
  const kd = t - MAGIC;
  const n = wholeOf(t, kd);
  const a = x - kd * LN2_128_HI;
  const w = kd * LN2_128_LO;
  const r = a - w;
  const rl = (a - r) - w;
  const at = block + EXP_TABLE + ((n & 127) << 4);
  const q = rl + r * r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 +
    r * (0.008333333333333333 + r * 0.001388888888888889))));
  const s = loadF64(at) * pow2(n >> 7);
  // s (1 + tail) (1 + r + q) - 1, with s r written as r + (s - 1) r, so that what is small stays exact.
  const m = s - 1.0;
  const h = m + r;
  const st = s * loadF64(at + 8);
  const low = sumError(s, -1.0, m) + (r - (h - m)) + (q + st + (m + st) * (r + q));
  const sum = h + low;
  storeF64(block + CELL_A, (h - sum) + low);
  return sum;
}

// @flat
export function expm1(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax <= 64.0) {
    if (ax < 5.551115123125783e-17) return x;
    const h = expm1Pair(x);
    return h + loadF64(block + CELL_A);
  }
  if (x < 0.0) return -1.0;
  return exp(x);
}
