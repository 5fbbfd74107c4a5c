/**
 * asinh, acosh, atanh: logarithms of arguments carried as pairs, since a rounded argument already costs 1 ulp and more
 * (as it does in fdlibm).
 */
import { block, loadF64, withSign } from "./words";
import { CELL_A } from "./block";
import { logPair, logPairPlus } from "./log";
import { productError, squareError, sumError } from "./pairs";

/** 2^28: sqrt(x^2 + 1) and sqrt(x^2 - 1) are x, and log(2x) the answer. */
const LARGE: f64 = 268435456.0;
/** 2^-28: asinh x and atanh x round to x. */
const TINY: f64 = 3.725290298461914e-9;

/** log(x + sqrt(x^2 + one)), one = 1 or -1. */
// @ts-ignore: decorator
@inline function logWithRoot(x: f64, one: f64): f64 {
  const q = x * x;
  const t1 = q + one;
  const t1l = sumError(q, one, t1) + squareError(x, q);
  const t = t1 + t1l;
  const tl = (t1 - t) + t1l;
  const s = Math.sqrt(t);
  const s2 = s * s;
  const sl = (((t - s2) - squareError(s, s2)) + tl) * (0.5 / s);
  const u = x + s;
  const h = logPairPlus(u, sumError(x, s, u) + sl);
  return h + loadF64(block + CELL_A);
}

/** log(2x), x >= 2^28. */
// @ts-ignore: decorator
@inline function logDouble(x: f64): f64 {
  if (!(x < Infinity)) return x;
  const h = logPair(x, 1);
  return h + loadF64(block + CELL_A);
}

// @flat
export function asinh(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < TINY) return x;
  return withSign(ax < LARGE ? logWithRoot(ax, 1.0) : logDouble(ax), x);
}

// @flat
export function acosh(x: f64): f64 {
  if (!(x > 1.0)) return x == 1.0 ? 0.0 : (x - x) / 0.0;
  return x < LARGE ? logWithRoot(x, -1.0) : logDouble(x);
}

// @flat
export function atanh(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < TINY) return x;
  if (!(ax < 1.0)) return ax == 1.0 ? withSign(Infinity, x) : (x - x) / 0.0;
  // log((1 + x) / (1 - x)) / 2
  const n = 1.0 + ax;
  const d = 1.0 - ax;
  const nl = ax - (n - 1.0);
  const dl = (1.0 - d) - ax;
  const q = n / d;
  const p = q * d;
  const ql = (((n - p) - productError(q, d, p)) + (nl - q * dl)) / d;
  const h = logPairPlus(q, ql);
  return withSign(0.5 * (h + loadF64(block + CELL_A)), x);
}
