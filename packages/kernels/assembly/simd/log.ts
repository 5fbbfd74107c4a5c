/** ln, log2, log10, log1p, asinh, acosh, atanh, pow on two lanes; see ../log.ts, ../area.ts, ../pow.ts. */
import { LOG_TABLE } from "../block";
import { LN2_HI, LN2_LO, LOG_GRID, LOG_FIRST } from "../constants";
import { expOf } from "./exp";
import { acosh1, asinh1, atanh1, ln1, log101, log1p1, log21, pow1 } from "./scalar";
import { LOW, abs, add, and, atMost, block, both, c, choose, div, firsts, highPart, less, mul, mulAdd,
  productError, seconds, sqrt, squareError, sub, sumError, withSign } from "./vector";

const LEAST_NORMAL: f64 = 2.2250738585072014e-308;
const EXPONENT: i64 = -4503599627370496; // 0xfff << 52

// @ts-ignore: decorator
@inline function logPolynomial(r: v128, r2: v128): v128 {
  return mulAdd(r2, mulAdd(r2, mulAdd(r, c(-0.12500519079594427), c(0.14286370355743763)), mulAdd(r,
    c(-0.16666666658719348), c(0.1999999998830994))), mulAdd(r, c(-0.25000000000000033), c(0.3333333333333339)));
}

/** Bits above the table's first argument: its exponent is k, the next seven bits the row. */
// @ts-ignore: decorator
@inline function offsetOf(x: v128): v128 {
  return i64x2.sub(x, i64x2.splat(i64(LOG_FIRST) << 32));
}

// @ts-ignore: decorator
@inline function kOf(offset: v128): v128 {
  const k = i32x4.shr_s(offset, 20);
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(k, k, 1, 3, 1, 3));
}

// @ts-ignore: decorator
@inline function rowOf(offset: v128, lane: u8): i32 {
  return block + LOG_TABLE + (((lane ? i32x4.extract_lane(offset, 3) : i32x4.extract_lane(offset, 1)) >> 8) & 0xfe0);
}

// @ts-ignore: decorator
@inline function ordinary(x: v128): bool {
  return both(and(atMost(c(LEAST_NORMAL), x), less(x, c(Infinity))));
}

export function ln(x: v128): v128 {
  if (!ordinary(x)) return f64x2(ln1(f64x2.extract_lane(x, 0)), ln1(f64x2.extract_lane(x, 1)));
  const offset = offsetOf(x);
  const z = i64x2.sub(x, v128.and(offset, i64x2.splat(EXPONENT)));
  const row0 = rowOf(offset, 0), row1 = rowOf(offset, 1);
  const head0 = v128.load(row0), head1 = v128.load(row1);
  const inverse = firsts(head0, head1);
  const zh = sub(add(z, c(LOG_GRID)), c(LOG_GRID));
  const rh = sub(mul(zh, inverse), c(1.0));
  const rl = mul(sub(z, zh), inverse);
  const r = add(rh, rl);
  const kd = kOf(offset);
  const logc = seconds(head0, head1);
  const t = mulAdd(kd, c(LN2_HI), logc);
  const h = add(t, r);
  const r2 = mul(r, r);
  const tail = firsts(v128.load(row0, 16), v128.load(row1, 16));
  return add(h, sub(add(add(add(sub(t, h), r), sub(rl, sub(r, rh))), mulAdd(kd, c(LN2_LO), tail)), sub(mul(r2,
    c(0.5)), mul(mul(r, r2), logPolynomial(r, r2)))));
}

// @ts-ignore: decorator
@inline function logPairOf(x: v128, xl: v128, extra: bool): v128 {
  const offset = offsetOf(x);
  const exponent = v128.and(offset, i64x2.splat(EXPONENT));
  const z = i64x2.sub(x, exponent);
  const row0 = rowOf(offset, 0), row1 = rowOf(offset, 1);
  const head0 = v128.load(row0), head1 = v128.load(row1);
  const inverse = firsts(head0, head1);
  const zh = sub(add(z, c(LOG_GRID)), c(LOG_GRID));
  const rh = sub(mul(zh, inverse), c(1.0));
  const rl = mul(sub(z, zh), inverse);
  const r = add(rh, rl);
  const kd = kOf(offset);
  const logc = seconds(head0, head1);
  const t = mulAdd(kd, c(LN2_HI), logc);
  const h = add(t, r);
  const s = mul(mul(rh, rh), c(-0.5));
  const h2 = add(h, s);
  const r2 = mul(r, r);
  const tail = firsts(v128.load(row0, 16), v128.load(row1, 16));
  let low = add(add(add(sub(t, h), r), sub(rl, sub(r, rh))), mulAdd(kd, c(LN2_LO), tail));
  const rest = sub(mul(mul(r, r2), logPolynomial(r, r2)), mul(mul(c(0.5), rl), add(rh, r)));
  if (extra) {
    const scale = i64x2.sub(c(1.0), exponent);
    const w = mul(mul(xl, scale), inverse);
    low = add(low, add(add(sub(h, h2), s), sub(rest, mul(w, r))));
    low = add(low, w);
  } else {
    low = add(low, add(add(sub(h, h2), s), rest));
  }
  const sum = add(h2, low);
  v128.store(block + LOW, add(sub(h2, sum), low));
  return sum;
}

/** See ../log.ts; the low part goes to LOW. */
function logPair(x: v128): v128 {
  return logPairOf(x, x, false);
}

function logPairPlus(x: v128, xl: v128): v128 {
  return logPairOf(x, xl, true);
}

// @ts-ignore: decorator
@inline function logToBase(x: v128, high: f64, highSplit: f64, low: f64): v128 {
  const h = logPair(x);
  const l = v128.load(block + LOW);
  const hh = highPart(h);
  const hs = c(highSplit), hi = c(high), lo = c(low);
  const p = mul(hh, hs);
  const rest = c(high - highSplit);
  return add(p, add(mulAdd(sub(h, hh), hs, mul(h, rest)), mulAdd(l, hi, mul(h, lo))));
}

export function log2(x: v128): v128 {
  if (!ordinary(x)) return f64x2(log21(f64x2.extract_lane(x, 0)), log21(f64x2.extract_lane(x, 1)));
  return logToBase(x, 1.4426950408889634, 1.4426950514316559, 2.0355273740931033e-17);
}

export function log10(x: v128): v128 {
  if (!ordinary(x)) return f64x2(log101(f64x2.extract_lane(x, 0)), log101(f64x2.extract_lane(x, 1)));
  return logToBase(x, 0.4342944819032518, 0.4342944845557213, 1.098319650216765e-17);
}

export function log1p(x: v128): v128 {
  if (!both(and(less(c(-1.0), x), less(x, c(1152921504606846976.0))))) {
    return f64x2(log1p1(f64x2.extract_lane(x, 0)), log1p1(f64x2.extract_lane(x, 1)));
  }
  const u = add(c(1.0), x);
  const h = logPairPlus(u, sumError(c(1.0), x, u));
  return choose(less(abs(x), c(5.551115123125783e-17)), x, add(h, v128.load(block + LOW)));
}

// @ts-ignore: decorator
@inline function logWithRoot(x: v128, one: f64): v128 {
  const q = mul(x, x);
  const o = c(one);
  const t1 = add(q, o);
  const t1l = add(sumError(q, o, t1), squareError(x, q));
  const t = add(t1, t1l);
  const tl = add(sub(t1, t), t1l);
  const s = sqrt(t);
  const s2 = mul(s, s);
  const sl = mul(add(sub(sub(t, s2), squareError(s, s2)), tl), div(c(0.5), s));
  const u = add(x, s);
  const h = logPairPlus(u, add(sumError(x, s, u), sl));
  return add(h, v128.load(block + LOW));
}

export function asinh(x: v128): v128 {
  const ax = abs(x);
  if (!both(less(ax, c(268435456.0)))) return f64x2(asinh1(f64x2.extract_lane(x, 0)), asinh1(f64x2.extract_lane(x,
    1)));
  return choose(less(ax, c(3.725290298461914e-9)), x, withSign(logWithRoot(ax, 1.0), x));
}

export function acosh(x: v128): v128 {
  if (!both(and(less(c(1.0), x), less(x, c(268435456.0))))) {
    return f64x2(acosh1(f64x2.extract_lane(x, 0)), acosh1(f64x2.extract_lane(x, 1)));
  }
  return logWithRoot(x, -1.0);
}

export function atanh(x: v128): v128 {
  const ax = abs(x);
  if (!both(less(ax, c(1.0)))) return f64x2(atanh1(f64x2.extract_lane(x, 0)), atanh1(f64x2.extract_lane(x, 1)));
  const n = add(c(1.0), ax);
  const d = sub(c(1.0), ax);
  const nl = sub(ax, sub(n, c(1.0)));
  const dl = sub(sub(c(1.0), d), ax);
  const q = div(n, d);
  const p = mul(q, d);
  const ql = div(add(sub(sub(n, p), productError(q, d, p)), sub(nl, mul(q, dl))), d);
  const h = logPairPlus(q, ql);
  const l = v128.load(block + LOW);
  return choose(less(ax, c(3.725290298461914e-9)), x, withSign(mul(c(0.5), add(h, l)), x));
}

export function pow(x: v128, y: v128): v128 {
  if (both(and(and(atMost(c(LEAST_NORMAL), x), less(x, c(Infinity))), less(abs(y), c(1180591620717411303424.0))))) {
    const h = logPair(x);
    const l = v128.load(block + LOW);
    const hh = highPart(h);
    const yh = highPart(y);
    const e = mul(hh, yh);
    const el = mulAdd(sub(y, yh), hh, mul(y, add(sub(h, hh), l)));
    if (both(atMost(abs(e), c(690.0)))) return expOf(e, el, true);
  }
  return f64x2(
    pow1(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0)),
    pow1(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1)),
  );
}
