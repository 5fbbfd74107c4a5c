/** sin, cos, tan on two lanes; see ../sine.ts. */
import { QUADRANT_ROWS } from "../block";
import { MAGIC, PIO2_1, PIO2_1T, REDUCE_LIMIT, REDUCE_LOSS, TWO_OVER_PI_F64 } from "../constants";
import { cos1, sin1, tan1 } from "./scalar";
import { abs, add, and, atMost, block, both, c, choose, div, firsts, less, mul, mulAdd, neg, oddMask, productError,
  seconds, squareError, sub } from "./vector";

/** The coefficients of each lane's quadrant. */
// @ts-ignore: decorator
@inline function rowOf(n: i32): i32 {
  return block + QUADRANT_ROWS + ((n & 1) << 6);
}

/** sin(x + quarter pi/2). */
// @ts-ignore: decorator
@inline function sinCos(x: v128, quarter: i32): v128 {
  const t = mulAdd(x, c(TWO_OVER_PI_F64), c(MAGIC));
  const fn = sub(t, c(MAGIC));
  const b = sub(x, mul(fn, c(PIO2_1)));
  const w1 = mul(fn, c(PIO2_1T));
  const y = sub(b, w1);
  const ax = abs(x);
  if (!both(and(atMost(ax, c(REDUCE_LIMIT)), atMost(mul(ax, c(REDUCE_LOSS)), abs(y))))) {
    const x0 = f64x2.extract_lane(x, 0), x1 = f64x2.extract_lane(x, 1);
    return quarter ? f64x2(cos1(x0), cos1(x1)) : f64x2(sin1(x0), sin1(x1));
  }
  const r = sub(w1, sub(b, y));
  const n = quarter ? i64x2.add(t, i64x2.splat(quarter)) : t;
  const row0 = rowOf(i32x4.extract_lane(n, 0)), row1 = rowOf(i32x4.extract_lane(n, 2));
  const k12a = v128.load(row0), k12b = v128.load(row1);
  const k34a = v128.load(row0, 16), k34b = v128.load(row1, 16);
  const k56a = v128.load(row0, 32), k56b = v128.load(row1, 32);
  const k1 = firsts(k12a, k12b), k2 = seconds(k12a, k12b), k3 = firsts(k34a, k34b);
  const k4 = seconds(k34a, k34b), k5 = firsts(k56a, k56b), k6 = seconds(k56a, k56b);
  const z = mul(y, y);
  const z2 = mul(z, z);
  const p = mulAdd(mul(z, z2), mulAdd(z, mulAdd(z, k6, k5), k4), mulAdd(z, mulAdd(z, k3, k2), k1));
  const half = mul(c(0.5), z);
  const w = sub(c(1.0), half);
  const odd = oddMask(n);
  // w - (((half - (1 - w)) - y r) + z z p), or y - (r w + y z p)
  const head = choose(odd, w, y);
  const rest = choose(odd, sub(sub(half, sub(c(1.0), w)), mul(y, r)), mul(r, w));
  const factor = choose(odd, z2, mul(y, z));
  const result = sub(head, mulAdd(factor, p, rest));
  return v128.xor(result, v128.and(i64x2.shl(n, 62), c(-0.0)));
}

export function sin(x: v128): v128 {
  return sinCos(x, 0);
}

export function cos(x: v128): v128 {
  return sinCos(x, 1);
}

export function tan(x: v128): v128 {
  const t = mulAdd(x, c(TWO_OVER_PI_F64), c(MAGIC));
  const fn = sub(t, c(MAGIC));
  const b = sub(x, mul(fn, c(PIO2_1)));
  const w = mul(fn, c(PIO2_1T));
  const y = sub(b, w);
  const ax = abs(x);
  if (!both(and(atMost(ax, c(REDUCE_LIMIT)), atMost(mul(ax, c(REDUCE_LOSS)), abs(y))))) {
    return f64x2(tan1(f64x2.extract_lane(x, 0)), tan1(f64x2.extract_lane(x, 1)));
  }
  const yl = sub(sub(b, y), w);
  const z = mul(y, y);
  const z2 = mul(z, z);
  const v = mul(mul(z, y), mulAdd(z, mulAdd(mul(z, z2), mulAdd(z, c(1.58969099521155010221e-10),
    c(-2.50507602534068634195e-08)), mulAdd(z, mulAdd(z, c(2.75573137070700676789e-06),
    c(-1.98412698298579493134e-04)), c(8.33333333332248946124e-03))), c(-1.66666666666666324348e-01)));
  const s = add(y, v);
  const sl = mulAdd(yl, sub(c(1.0), mul(c(0.5), z)), add(sub(y, s), v));
  const half = mul(c(0.5), z);
  const e = sub(c(1.0), half);
  const u = add(sub(sub(c(1.0), e), half), sub(mul(z, mulAdd(z, mulAdd(z, mulAdd(z, c(2.48015872894767294178e-05),
    c(-1.38888888888741095749e-03)), c(4.16666666666666019037e-02)), mul(mul(z2, z2), mulAdd(z, mulAdd(z,
    c(-1.13596475577881948265e-11), c(2.08757232129817482790e-09)), c(-2.75573143513906633035e-07))))), mulAdd(y,
    yl, mul(c(0.5), squareError(y, z)))));
  const k = add(e, u);
  const kl = add(sub(e, k), u);
  const odd = oddMask(t);
  const top = choose(odd, neg(k), s), topLow = choose(odd, neg(kl), sl);
  const below = choose(odd, s, k), belowLow = choose(odd, sl, kl);
  const inverse = div(c(1.0), below);
  const q = mul(top, inverse);
  const p = mul(q, below);
  const result = mulAdd(add(sub(sub(top, p), productError(q, below, p)), sub(topLow, mul(q, belowLow))), inverse, q);
  return choose(less(ax, c(3.725290298461914e-9)), x, result);
}
