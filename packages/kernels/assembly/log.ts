/**
 * ln, log2, log10, log1p and the pair they and pow, asinh, acosh, atanh share.
 *
 * log(x) = k ln 2 - log(1/c) + log(1 + r), r = z/c - 1, from a table of 128 values 1/c (Szabolcs Nagy, ARM optimized-routines,
 * pow.c's log_inline, here for every logarithm). 1/c has 13 bits, so r is an exact sum of two doubles without a fused
 * multiply-add; near 1, c is 1 and r has no error, so no separate polynomial is needed there.
 */
import { block, highWord, loadF64, pow2, scaleDown, storeF64 } from "./words";
import { CELL_A, LOG_TABLE } from "./block";
import { LN2_HI, LN2_LO, LOG_FIRST, LOG_GRID } from "./constants";
import { highPart, sumError } from "./pairs";

/** (log(1 + r) - r + r^2/2) / r^3 for |r| < 0.0055. */
// @ts-ignore: decorator
@inline export function logPolynomial(r: f64, r2: f64): f64 {
  return 0.3333333333333339 + r * -0.25000000000000033 +
    r2 * (0.1999999998830994 + r * -0.16666666658719348 + r2 * (0.14286370355743763 + r * -0.12500519079594427));
}

/** log(x) for normal positive x, plus k0 ln 2. */
// @ts-ignore: decorator
@inline function logOf(x: f64, high: i32, k0: i32): f64 {
  const offset = high - LOG_FIRST;
  const k = offset >> 20;
  const row = block + LOG_TABLE + ((offset >> 8) & 0xfe0);
  const z = scaleDown(x, k);
  const inverse = loadF64(row);
  const zh = (z + LOG_GRID) - LOG_GRID;
  const rh = zh * inverse - 1.0;
  const rl = (z - zh) * inverse;
  const r = rh + rl;
  const kd = <f64>(k + k0);
  const t = kd * LN2_HI + loadF64(row + 8);
  const h = t + r;
  const r2 = r * r;
  return h + ((((t - h) + r) + (rl - (r - rh)) + (loadF64(row + 16) + kd * LN2_LO)) - (r2 * 0.5 - r * r2 * logPolynomial(r, r2)));
}

// @flat
export function ln(x: f64): f64 {
  const high = highWord(x);
  if (high >= 0x00100000 && high < 0x7ff00000) return logOf(x, high, 0);
  return lnSpecial(x);
}

// @flat
function lnSpecial(x: f64): f64 {
  if (x == 0.0) return -Infinity;
  if (!(x > 0.0)) return (x - x) / 0.0;
  if (x == Infinity) return x;
  const scaled = x * 18014398509481984.0; // 2^54
  return logOf(scaled, highWord(scaled), -54);
}

/** log(x + xl) + k0 ln 2, see below; `extra` tells at compile time whether there is an xl. */
// @ts-ignore: decorator
@inline function logPairOf(x: f64, xl: f64, k0: i32, extra: bool): f64 {
  const offset = highWord(x) - LOG_FIRST;
  const k = offset >> 20;
  const row = block + LOG_TABLE + ((offset >> 8) & 0xfe0);
  const z = scaleDown(x, k);
  const inverse = loadF64(row);
  const zh = (z + LOG_GRID) - LOG_GRID;
  const rh = zh * inverse - 1.0;
  const rl = (z - zh) * inverse;
  const r = rh + rl;
  const kd = <f64>(k + k0);
  const t = kd * LN2_HI + loadF64(row + 8);
  const h = t + r;
  // -r^2/2: rh has 26 bits, so its square is exact.
  const s = rh * rh * -0.5;
  const h2 = h + s;
  const r2 = r * r;
  let low = ((t - h) + r) + (rl - (r - rh)) + (loadF64(row + 16) + kd * LN2_LO);
  const rest = r * r2 * logPolynomial(r, r2) - 0.5 * rl * (rh + r);
  if (extra) {
    // xl adds xl/z (1 - r); the small part first.
    const w = xl * pow2(-k) * inverse;
    low += ((h - h2) + s) + (rest - w * r);
    low += w;
  } else {
    low += ((h - h2) + s) + rest;
  }
  const sum = h2 + low;
  storeF64(block + CELL_A, (h2 - sum) + low);
  return sum;
}

/**
 * log(x) + k0 ln 2 as a pair of relative error about 2^-67, for normal positive x.
 * Returns the high part, leaves the low part in CELL_A.
 */
// @flat
export function logPair(x: f64, k0: i32): f64 {
  return logPairOf(x, 0.0, k0, false);
}

/** log(x + xl) in the same form, for x below 2^1000 and |xl| of about ulp(x) at most. */
// @flat
export function logPairPlus(x: f64, xl: f64): f64 {
  return logPairOf(x, xl, 0, true);
}

/** What has no logarithm, or one that is a special value. */
// @ts-ignore: decorator
@inline export function logOutside(x: f64): f64 {
  if (x == 0.0) return -Infinity;
  if (!(x > 0.0)) return (x - x) / 0.0;
  return x;
}

/** (pair of log x) * (high + low): a logarithm to another base. */
// @ts-ignore: decorator
@inline function logToBase(x: f64, high: f64, highSplit: f64, low: f64): f64 {
  if (!(x > 0.0 && x < Infinity)) return logOutside(x);
  let k0 = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    k0 = -54;
  }
  const h = logPair(x, k0);
  const l = loadF64(block + CELL_A);
  const hh = highPart(h);
  const p = hh * highSplit;
  return p + (((h - hh) * highSplit + h * (high - highSplit)) + (l * high + h * low));
}

// @flat
export function log2(x: f64): f64 {
  return logToBase(x, 1.4426950408889634, 1.4426950514316559, 2.0355273740931033e-17);
}

// @flat
export function log10(x: f64): f64 {
  return logToBase(x, 0.4342944819032518, 0.4342944845557213, 1.098319650216765e-17);
}

// @flat
export function log1p(x: f64): f64 {
  if (Math.abs(x) < 5.551115123125783e-17) return x;
  if (!(x > -1.0 && x < Infinity)) return logOutside(1.0 + x);
  const u = 1.0 + x;
  // From 2^60 on the 1 does not count.
  const h = x < 1152921504606846976.0 ? logPairPlus(u, sumError(1.0, x, u)) : logPair(x, 0);
  return h + loadF64(block + CELL_A);
}
