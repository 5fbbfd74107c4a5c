/**
 * sinh, cosh, tanh from the pair e^x - 1 of exp.ts and one division whose rounding error is put back.
 * (fdlibm's own ways exceed 1 ulp: Gladman, Innocente, Mather, Zimmermann, "Accuracy of mathematical functions".)
 */
import { block, loadF64, withSign } from "./words";
import { CELL_A } from "./block";
import { exp, expOf, expm1Pair } from "./exp";
import { productError, sumError } from "./pairs";

/** From here on e^-x does not count. */
const LARGE: f64 = 22.0;
/** Below it sinh x, tanh x round to x. */
const TINY: f64 = 3.725290298461914e-9;

/** e^x / 2, x >= 22. */
// @ts-ignore: decorator
@inline function halfExp(x: f64): f64 {
  if (x <= 690.0) return expOf(x, 0.0, -1, true);
  if (x > 710.5) return x * Infinity;
  if (x != x) return x;
  return expOf(x, 0.0, -1, false);
}

// @flat
export function sinh(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < TINY) return x;
  if (!(ax < LARGE)) return withSign(halfExp(ax), x);
  // d = e^|x| - 1; sinh = (d + d / (1 + d)) / 2
  const h = expm1Pair(ax);
  const l = loadF64(block + CELL_A);
  const u = 1.0 + h;
  const ul = sumError(1.0, h, u) + l;
  const inverse = 1.0 / u;
  const v = h * inverse;
  const p = v * u;
  const vl = (((h - p) - productError(v, u, p)) + (l - v * ul)) * inverse;
  const s = h + v;
  return withSign(0.5 * (s + ((v - (s - h)) + (l + vl))), x);
}

// @flat
export function cosh(x: f64): f64 {
  const ax = Math.abs(x);
  if (!(ax < LARGE)) return halfExp(ax);
  const h = expm1Pair(ax);
  const l = loadF64(block + CELL_A);
  const u = 1.0 + h;
  const ul = sumError(1.0, h, u) + l;
  const v = 1.0 / u;
  const p = v * u;
  const vl = (((1.0 - p) - productError(v, u, p)) - v * ul) * v;
  const s = u + v;
  return 0.5 * (s + ((v - (s - u)) + (ul + vl)));
}

// @flat
export function tanh(x: f64): f64 {
  const ax = Math.abs(x);
  if (ax < TINY) return x;
  if (!(ax < LARGE)) return x != x ? x : withSign(1.0, x);
  // d = e^(2|x|) - 1; tanh = d / (d + 2)
  const h = expm1Pair(2.0 * ax);
  const l = loadF64(block + CELL_A);
  const u = 2.0 + h;
  const ul = sumError(2.0, h, u) + l;
  const inverse = 1.0 / u;
  const v = h * inverse;
  const p = v * u;
  return withSign(v + (((h - p) - productError(v, u, p)) + (l - v * ul)) * inverse, x);
}
