/** ln, log2, log10 on four lanes: one function, because a call costs less than its bytes. */
import { c, high, join, low, mul, positive } from "./lanes";
import { LN_2, LOG10_2, log2Of } from "./log";

function logs(x: v128, factor: f64): v128 {
  const r = join(mul(log2Of(low(x), false), c(factor)), mul(log2Of(high(x), false), c(factor)));
  if (positive(x)) return r;
  // As log2Any has it, after the rounding.
  const zero = f32x4.splat(0.0), infinity = f32x4.splat(Infinity);
  const rest = v128.bitselect(f32x4.neg(infinity), f32x4.splat(NaN), f32x4.eq(x, zero));
  return v128.bitselect(x, v128.bitselect(r, rest, f32x4.lt(zero, x)), f32x4.eq(x, infinity));
}

export function ln(x: v128): v128 { return logs(x, LN_2); }
export function log2(x: v128): v128 { return logs(x, 1.0); }
export function log10(x: v128): v128 { return logs(x, LOG10_2); }
