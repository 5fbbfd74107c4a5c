/** exp, exp2, expm1, sinh, cosh, tanh on two lanes; see ../exp.ts and ../hyperbolic.ts. */
import { EXP_TABLE } from "../block";
import { LN2_128_HI, LN2_128_LO, MAGIC, PER_LN2_128 } from "../constants";
import { cosh1, exp1, exp21, expm11, sinh1, tanh1 } from "./scalar";
import { LOW, abs, add, atMost, block, both, c, choose, div, exponentBits, firsts, highPart, less, mul, mulAdd,
  productError, seconds, sub, sumError, withSign } from "./vector";

/** Row of the table for each lane's low word. */
// @ts-ignore: decorator
@inline function row(t: v128, lane: u8): v128 {
  return v128.load(block + EXP_TABLE + (((lane ? i32x4.extract_lane(t, 2) : i32x4.extract_lane(t, 0)) & 127) << 4));
}

/** See expOf in ../exp.ts; |high| <= 690. */
// @ts-ignore: decorator
@inline export function expOf(high: v128, low: v128, withLow: bool): v128 {
  const t = mulAdd(high, c(PER_LN2_128), c(MAGIC));
  const kd = sub(t, c(MAGIC));
  let r = sub(sub(high, mul(kd, c(LN2_128_HI))), mul(kd, c(LN2_128_LO)));
  // Adding 0, as the scalar kernel does, changes -0 only, which the table's value swallows.
  if (withLow) r = add(r, low);
  const row0 = row(t, 0), row1 = row(t, 1);
  const r2 = mul(r, r);
  const tail = seconds(row0, row1);
  const p = mulAdd(mul(r2, r2), mulAdd(r, c(0.008333335853059549), c(0.0416666808410674)), mulAdd(r2, mulAdd(r,
    c(0.16666666666665886), c(0.49999999999996786)), add(tail, r)));
  const scale = i64x2.add(firsts(row0, row1), exponentBits(t));
  return mulAdd(scale, p, scale);
}

export function exp(x: v128): v128 {
  if (!both(atMost(abs(x), c(690.0)))) return f64x2(exp1(f64x2.extract_lane(x, 0)), exp1(f64x2.extract_lane(x, 1)));
  return expOf(x, x, false);
}

export function exp2(x: v128): v128 {
  if (!both(atMost(abs(x), c(1000.0)))) return f64x2(exp21(f64x2.extract_lane(x, 0)), exp21(f64x2.extract_lane(x,
    1)));
  const t = add(x, c(52776558133248.0));
  const r = sub(x, sub(t, c(52776558133248.0)));
  const row0 = row(t, 0), row1 = row(t, 1);
  const r2 = mul(r, r);
  const tail = seconds(row0, row1);
  const p = mulAdd(mul(r2, r2), mulAdd(r, c(0.0013325598662243282), c(0.009618131458961255)), mulAdd(r2, mulAdd(r,
    c(0.05550410867697476), c(0.24022650695909623)), mulAdd(r, c(0.6931471805599453), tail)));
  const scale = i64x2.add(firsts(row0, row1), exponentBits(t));
  return mulAdd(scale, p, scale);
}

/** e^x - 1 as a pair, |x| <= 64; the low part goes to LOW. */
export function expm1Pair(x: v128): v128 {
  const t = mulAdd(x, c(PER_LN2_128), c(MAGIC));
  const kd = sub(t, c(MAGIC));
  const a = sub(x, mul(kd, c(LN2_128_HI)));
  const w = mul(kd, c(LN2_128_LO));
  const r = sub(a, w);
  const rl = sub(sub(a, r), w);
  const row0 = row(t, 0), row1 = row(t, 1);
  const q = mulAdd(mul(r, r), mulAdd(r, mulAdd(r, mulAdd(r, mulAdd(r, c(0.001388888888888889),
    c(0.008333333333333333)), c(0.041666666666666664)), c(0.16666666666666666)), c(0.5)), rl);
  const s = i64x2.add(firsts(row0, row1), exponentBits(t));
  const m = sub(s, c(1.0));
  const h = add(m, r);
  const st = mul(s, seconds(row0, row1));
  const low = add(add(sumError(s, c(-1.0), m), sub(r, sub(h, m))), mulAdd(add(m, st), add(r, q), add(q, st)));
  const sum = add(h, low);
  v128.store(block + LOW, add(sub(h, sum), low));
  return sum;
}

export function expm1(x: v128): v128 {
  const ax = abs(x);
  if (!both(atMost(ax, c(64.0)))) return f64x2(expm11(f64x2.extract_lane(x, 0)), expm11(f64x2.extract_lane(x, 1)));
  const h = expm1Pair(x);
  return choose(less(ax, c(5.551115123125783e-17)), x, add(h, v128.load(block + LOW)));
}

export function sinh(x: v128): v128 {
  const ax = abs(x);
  if (!both(less(ax, c(22.0)))) return f64x2(sinh1(f64x2.extract_lane(x, 0)), sinh1(f64x2.extract_lane(x, 1)));
  const h = expm1Pair(ax);
  const l = v128.load(block + LOW);
  const u = add(c(1.0), h);
  const ul = add(sumError(c(1.0), h, u), l);
  const inverse = div(c(1.0), u);
  const v = mul(h, inverse);
  const p = mul(v, u);
  const vl = mul(add(sub(sub(h, p), productError(v, u, p)), sub(l, mul(v, ul))), inverse);
  const s = add(h, v);
  return choose(less(ax, c(3.725290298461914e-9)), x, withSign(mul(c(0.5), add(s, add(sub(v, sub(s, h)), add(l,
    vl)))), x));
}

export function cosh(x: v128): v128 {
  const ax = abs(x);
  if (!both(less(ax, c(22.0)))) return f64x2(cosh1(f64x2.extract_lane(x, 0)), cosh1(f64x2.extract_lane(x, 1)));
  const h = expm1Pair(ax);
  const l = v128.load(block + LOW);
  const u = add(c(1.0), h);
  const ul = add(sumError(c(1.0), h, u), l);
  const v = div(c(1.0), u);
  const p = mul(v, u);
  const vl = mul(sub(sub(sub(c(1.0), p), productError(v, u, p)), mul(v, ul)), v);
  const s = add(u, v);
  return mul(c(0.5), add(s, add(sub(v, sub(s, u)), add(ul, vl))));
}

export function tanh(x: v128): v128 {
  const ax = abs(x);
  if (!both(less(ax, c(22.0)))) return f64x2(tanh1(f64x2.extract_lane(x, 0)), tanh1(f64x2.extract_lane(x, 1)));
  const h = expm1Pair(mul(c(2.0), ax));
  const l = v128.load(block + LOW);
  const u = add(c(2.0), h);
  const ul = add(sumError(c(2.0), h, u), l);
  const inverse = div(c(1.0), u);
  const v = mul(h, inverse);
  const p = mul(v, u);
  const result = mulAdd(add(sub(sub(h, p), productError(v, u, p)), sub(l, mul(v, ul))), inverse, v);
  return choose(less(ax, c(3.725290298461914e-9)), x, withSign(result, x));
}
