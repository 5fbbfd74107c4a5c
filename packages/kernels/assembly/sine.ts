/**
 * sin, cos, tan.
 *
 * Polynomials of fdlibm's k_sin.c and k_cos.c on [-pi/4, pi/4], with the same steps for both. tan is their quotient with the rounding
 * errors of both, of the division and of the reduction put back, which fdlibm's k_tan.c cannot do in 1 ulp.
 */
import { block, loadF64, negateIf, storeF64, wholeOf } from "./words";
import { CELL_A, CELL_B } from "./block";
import { productError, squareError } from "./pairs";
import {
  COS_1, COS_2, COS_3, COS_4, COS_5, COS_6, MAGIC, PIO2_1, PIO2_1T, REDUCE_LIMIT, REDUCE_LOSS, SIN_1,
  SIN_2, SIN_3, SIN_4, SIN_5, SIN_6, TWO_OVER_PI_F64,
} from "./constants";
import { reduceSlowly } from "./reduce";

/** Below it tan x rounds to x. */
const TINY: f64 = 3.725290298461914e-9;

/** The same steps for both, with other coefficients: two lanes then need one polynomial for whichever quadrants they are in. */
// @ts-ignore: decorator
@inline function polynomial(z: f64, z2: f64, k1: f64, k2: f64, k3: f64, k4: f64, k5: f64, k6: f64): f64 {
  return (k1 + z * (k2 + z * k3)) + z * z2 * (k4 + z * (k5 + z * k6));
}

/** sin(y - r) for |y| <= pi/4: coefficients of fdlibm's __kernel_sin. */
// @ts-ignore: decorator
@inline function sinPolynomial(y: f64, r: f64, z: f64): f64 {
  const p = polynomial(z, z * z, SIN_1, SIN_2, SIN_3, SIN_4, SIN_5, SIN_6);
  return y - (r * (1.0 - 0.5 * z) + y * z * p);
}

/** cos(y - r) for |y| <= pi/4: coefficients of fdlibm's __kernel_cos. */
// @ts-ignore: decorator
@inline function cosPolynomial(y: f64, r: f64, z: f64): f64 {
  const z2 = z * z;
  const p = polynomial(z, z2, COS_1, COS_2, COS_3, COS_4, COS_5, COS_6);
  const half = 0.5 * z;
  const w = 1.0 - half;
  return w - (((half - (1.0 - w)) - y * r) + z2 * p);
}

/** sin(x + quarter * pi/2); quarter is 0 or 1. */
// @ts-ignore: decorator
@inline function sinCos(x: f64, quarter: i32): f64 {
  const t = x * TWO_OVER_PI_F64 + MAGIC;
  const fn = t - MAGIC;
  const b = x - fn * PIO2_1;
  const w = fn * PIO2_1T;
  let y = b - w;
  let r = w - (b - y);
  const ax = Math.abs(x);
  let n: i32;
  if (ax <= REDUCE_LIMIT && Math.abs(y) >= ax * REDUCE_LOSS) {
    n = wholeOf(t, fn) + quarter;
  } else {
    if (!(ax < Infinity)) return x - x;
    storeF64(block + CELL_A, x);
    n = reduceSlowly() + quarter;
    y = loadF64(block + CELL_A);
    r = -loadF64(block + CELL_B);
  }
  const z = y * y;
  let result: f64;
  // A branch: picking by bits what both polynomials give was measured 20 % slower.
  if (n & 1) result = cosPolynomial(y, r, z);
  else result = sinPolynomial(y, r, z);
  return negateIf(n >> 1, result);
}

// @flat
export function sin(x: f64): f64 {
  return sinCos(x, 0);
}

// @flat
export function cos(x: f64): f64 {
  return sinCos(x, 1);
}

// @flat
export function tan(x: f64): f64 {
  const t = x * TWO_OVER_PI_F64 + MAGIC;
  const fn = t - MAGIC;
  const b = x - fn * PIO2_1;
  const w = fn * PIO2_1T;
  let y = b - w;
  let yl = (b - y) - w;
  const ax = Math.abs(x);
  if (ax < TINY) return x;
  let n: i32;
  if (ax <= REDUCE_LIMIT && Math.abs(y) >= ax * REDUCE_LOSS) {
    n = wholeOf(t, fn);
  } else {
    if (!(ax < Infinity)) return x - x;
    storeF64(block + CELL_A, x);
    n = reduceSlowly();
    y = loadF64(block + CELL_A);
    yl = loadF64(block + CELL_B);
  }
  const z = y * y;
  const z2 = z * z;
  // sin(y + yl) = s + sl
  const v = z * y * (-1.66666666666666324348e-01 + z * ((8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 +
    z * 2.75573137070700676789e-06)) + z * z2 * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
  const s = y + v;
  const sl = ((y - s) + v) + yl * (1.0 - 0.5 * z);
  // cos(y + yl) = c + cl; the rounding error of z counts here
  const half = 0.5 * z;
  const e = 1.0 - half;
  const u = ((1.0 - e) - half) + (z * (z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05)) +
    z2 * z2 * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))) -
    (y * yl + 0.5 * squareError(y, z)));
  const c = e + u;
  const cl = (e - c) + u;
  let top = s, topLow = sl, below = c, belowLow = cl;
  if (n & 1) {
    top = -c;
    topLow = -cl;
    below = s;
    belowLow = sl;
  }
  const inverse = 1.0 / below;
  const q = top * inverse;
  const p = q * below;
  return q + (((top - p) - productError(q, below, p)) + (topLow - q * belowLow)) * inverse;
}
