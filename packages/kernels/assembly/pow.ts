/**
 * pow: e^(y log x) with the logarithm as a pair (Szabolcs Nagy, ARM optimized-routines and musl's pow.c); about 0.53 ulp.
 * Special values as C99 Annex F says.
 */
import { block, loadF64, storeF64 } from "./words";
import { CELL_A, CELL_B } from "./block";
import { expOf } from "./exp";
import { logPair } from "./log";
import { highPart } from "./pairs";

/** Normal positive x, |y| < 2^70; k0 is -54 for an x that was subnormal. */
// @ts-ignore: decorator
@inline function powOf(x: f64, y: f64, k0: i32): f64 {
  const h = logPair(x, k0);
  const l = loadF64(block + CELL_A);
  const hh = highPart(h);
  const yh = highPart(y);
  const e = hh * yh; // exact: 26 bits each
  const el = (y - yh) * hh + y * ((h - hh) + l);
  if (Math.abs(e) <= 690.0) return expOf(e, el, 0, true);
  if (e > 710.0) return Infinity;
  if (e < -746.0) return 0.0;
  return expOf(e, el, 0, false);
}

// @flat
export function pow(x: f64, y: f64): f64 {
  if (x >= 2.2250738585072014e-308 && x < Infinity && Math.abs(y) < 1180591620717411303424.0) return powOf(x, y, 0);
  storeF64(block + CELL_A, x);
  storeF64(block + CELL_B, y);
  powSpecial();
  return loadF64(block + CELL_A);
}

/** Everything else; x and y in CELL_A and CELL_B, the result in CELL_A. */
function powSpecial(): void {
  const x = loadF64(block + CELL_A);
  const y = loadF64(block + CELL_B);
  storeF64(block + CELL_A, special(x, y));
}

// @ts-ignore: decorator
@inline function special(x: f64, y: f64): f64 {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y) return x + y;
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ay == Infinity) return ax == 1.0 ? 1.0 : (ax > 1.0) == (y > 0.0) ? Infinity : 0.0;
  // From 2^53 on every double is even.
  const whole = Math.floor(ay) == ay;
  const odd = whole && ay < 9007199254740992.0 && Math.floor(ay * 0.5) != ay * 0.5;
  const negative = x < 0.0 || (x == 0.0 && 1.0 / x < 0.0);
  let result: f64;
  if (ax == 0.0 || ax == Infinity) {
    result = (ax == 0.0) == (y > 0.0) ? 0.0 : Infinity;
  } else if (negative && !whole) {
    return (x - x) / 0.0;
  } else if (ax == 1.0) {
    result = 1.0;
  } else if (ay >= 1180591620717411303424.0) {
    result = (ax > 1.0) == (y > 0.0) ? Infinity : 0.0;
  } else {
    const subnormal = ax < 2.2250738585072014e-308;
    result = powOf(subnormal ? ax * 18014398509481984.0 : ax, y, subnormal ? -54 : 0);
  }
  return negative && odd ? -result : result;
}
