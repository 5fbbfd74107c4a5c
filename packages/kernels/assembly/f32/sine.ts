/**
 * sin, cos, tan for f32: reduced by pi/2 in two parts, and short polynomials (relative error 2^-28 and 2^-34).
 * Arguments beyond 2^20 pi/2 are multiplied by all digits of 2/pi that an f32 can reach.
 */
import { block } from "../words";
import { LANES_A, LANES_B, QUARTER_TURNS } from "../block";
import { MAGIC, PIO2_1, PIO2_1T, PIO2_HI, REDUCE_LIMIT, TWO_OVER_PI_F64 } from "../constants";
import {
  V, abs, add, all, atMost, c, choose, div, everywhere, flip, floor, loadLanes, mul, mulAdd, negateWhere, odd,
  storeLanes, sub,
} from "./lanes";

// @ts-ignore: decorator
@inline export function turnsOf(x: V): V { return mulAdd(x, c(TWO_OVER_PI_F64), c(MAGIC)); }

// @ts-ignore: decorator
@inline export function restOf(x: V, t: V): V {
  const n = sub(t, c(MAGIC));
  return sub(sub(x, mul(n, c(PIO2_1))), mul(n, c(PIO2_1T)));
}

/**
 * x of LANES_A modulo pi/2; the quarter turns go to LANES_B, on top of MAGIC. An f32 times 24 bits is exact, and so is each sum
 * from which whole turns are taken before anything smaller is added.
 */
function reduceSlowly(): void {
  const x = loadLanes(block + LANES_A);
  let rest = c(0.0), turns = c(MAGIC);
  for (let i = 0; i < 64; i += 8) {
    const p = mul(x, everywhere(block + QUARTER_TURNS + i));
    const sum = add(rest, sub(p, mul(c(4.0), floor(mulAdd(p, c(0.25), c(0.5))))));
    const whole = floor(add(sum, c(0.5)));
    rest = sub(sum, whole);
    turns = add(turns, whole);
  }
  const short = atMost(abs(x), c(REDUCE_LIMIT));
  const t = turnsOf(x);
  storeLanes(block + LANES_A, choose(short, restOf(x, t), mul(rest, c(PIO2_HI))));
  storeLanes(block + LANES_B, choose(short, t, turns));
}

// @ts-ignore: decorator
@inline export function sinOf(y: V, z: V, z2: V): V {
  return mul(y, mulAdd(z2, mulAdd(z, c(-0.00019515250460244715), c(0.00833216030150652)),
    mulAdd(z, c(-0.1666665460601439), c(1.0))));
}

// @ts-ignore: decorator
@inline export function cosOf(z: V, z2: V): V {
  return mulAdd(z2, mulAdd(z2, c(2.4383525669691153e-05), mulAdd(z, c(-0.0013886680826544762), c(0.04166661947965622))),
    mulAdd(z, c(-0.4999999969435553), c(1.0)));
}

/** 0: sin, 1: cos, 2: tan. */
// @ts-ignore: decorator
@inline function wave(x: V, kind: i32): V {
  let t = turnsOf(x);
  let y = restOf(x, t);
  if (!all(atMost(abs(x), c(REDUCE_LIMIT)))) {
    storeLanes(block + LANES_A, x);
    reduceSlowly();
    y = loadLanes(block + LANES_A);
    t = loadLanes(block + LANES_B);
  }
  if (kind == 1) t = add(t, c(1.0));
  const z = mul(y, y);
  const z2 = mul(z, z);
  const s = sinOf(y, z, z2), k = cosOf(z, z2), cosine = odd(t);
  if (kind == 2) return negateWhere(cosine, div(choose(cosine, k, s), choose(cosine, s, k)));
  return flip(choose(cosine, k, s), t);
}

// @flat
export function sin(x: V): V { return wave(x, 0); }
// @flat
export function cos(x: V): V { return wave(x, 1); }
// @flat
export function tan(x: V): V { return wave(x, 2); }
