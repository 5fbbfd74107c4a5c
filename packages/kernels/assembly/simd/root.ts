/** cbrt, hypot, fmod on two lanes; see ../root.ts and ../remainder.ts. */
import { cbrt1, fmod1, hypot1 } from "./scalar";
import { abs, add, and, atMost, both, c, choose, div, floor, less, mul, mulAdd, productError, sqrt, squareError,
  sub, withSign } from "./vector";

export function cbrt(x: v128): v128 {
  const ax = abs(x);
  if (!both(and(atMost(c(2.2250738585072014e-308), ax), less(ax, c(Infinity))))) {
    return f64x2(cbrt1(f64x2.extract_lane(x, 0)), cbrt1(f64x2.extract_lane(x, 1)));
  }
  const h0 = i32x4.extract_lane(ax, 1) / 3 + 715094163, h1 = i32x4.extract_lane(ax, 3) / 3 + 715094163;
  let t = i32x4.replace_lane(i32x4.replace_lane(i64x2.splat(0), 1, h0), 3, h1);
  let r = mul(mul(t, t), div(t, ax));
  t = mul(t, mulAdd(mul(mul(r, r), r), mulAdd(r, c(0.145996192886612446982), c(-0.758397934778766047437)),
    mulAdd(r, mulAdd(r, c(1.621429720105354466140), c(-1.88497979543377169875)), c(1.87595182427177009643))));
  const split = mul(t, c(1073741825.0));
  t = sub(split, sub(split, t));
  r = div(ax, mul(t, t));
  r = div(sub(r, t), add(add(t, t), r));
  return withSign(mulAdd(t, r, t), x);
}

export function hypot(x: v128, y: v128): v128 {
  const ax = abs(x), ay = abs(y);
  const smaller = less(ax, ay);
  const a = choose(smaller, ay, ax), b = choose(smaller, ax, ay);
  if (!both(and(atMost(a, c(1e150)), atMost(c(1e-130), b)))) {
    return f64x2(
      hypot1(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0)),
      hypot1(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1)),
    );
  }
  const a2 = mul(a, a), b2 = mul(b, b);
  const sum = add(a2, b2);
  const low = add(add(sub(a2, sum), b2), add(squareError(a, a2), squareError(b, b2)));
  const h = sqrt(sum);
  const h2 = mul(h, h);
  return mulAdd(add(sub(sub(sum, h2), squareError(h, h2)), low), div(c(0.5), h), h);
}

export function fmod(x: v128, y: v128): v128 {
  const ax = abs(x), ay = abs(y);
  const q = div(ax, ay);
  if (!both(and(and(less(q, c(4503599627370496.0)), less(c(1e-270), ay)), and(less(ax, c(1e290)), less(ay,
    c(1e290)))))) {
    return f64x2(
      fmod1(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0)),
      fmod1(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1)),
    );
  }
  const n = floor(q);
  const p = mul(n, ay);
  const r = sub(sub(ax, p), productError(n, ay, p));
  return withSign(choose(less(r, c(0.0)), add(r, ay), r), x);
}
