/**
 * x modulo pi/2.
 *
 * Up to 2^20 * pi/2: Cody and Waite's subtraction in two parts (33 bits, 53 bits) in the kernels themselves, and here
 * in three (33, 33, the rest), as in fdlibm's e_rem_pio2.c: the first two products are exact, so one error-free
 * sum keeps everything. Beyond, and for the few doubles that are nearer to a multiple of pi/2 than that can
 * resolve: Payne and Hanek's method with 24-bit digits of 2/pi, as in fdlibm's k_rem_pio2.c.
 */
import { block, highWord, loadF64, loadI32, pow2, storeF64, toInt, wholeOf } from "./words";
import { CELL_A, CELL_B, TWO_OVER_PI } from "./block";
import { MAGIC, PIO2_1, PIO2_HI, PIO2_LO, REDUCE_LIMIT, TWO_OVER_PI_F64 } from "./constants";

/** pi/2 - PIO2_1: 33 bits, and the rest. */
const PIO2_2: f64 = 6.077100506303966e-11;
const PIO2_3: f64 = 2.0222662487959506e-21;
/** What REDUCE_LOSS is for two parts, for three. */
const REDUCE_LOSS_3: f64 = 4.336808689942018e-19; // 2^-61

/** The same as {@link reduceLarge} for what the short way could not do; takes three parts when they suffice. */
export function reduceSlowly(): i32 {
  const x = loadF64(block + CELL_A);
  const ax = Math.abs(x);
  if (ax <= REDUCE_LIMIT) {
    const t = x * TWO_OVER_PI_F64 + MAGIC;
    const fn = t - MAGIC;
    const a = x - fn * PIO2_1;
    const w2 = fn * PIO2_2;
    const b = a - w2;
    const w3 = fn * PIO2_3 - ((a - b) - w2);
    const y = b - w3;
    if (Math.abs(y) >= ax * REDUCE_LOSS_3) {
      storeF64(block + CELL_A, y);
      storeF64(block + CELL_B, (b - y) - w3);
      return wholeOf(t, fn) & 3;
    }
  }
  return reduceLarge();
}

/**
 * Payne and Hanek for finite |x| >= 2^-20. Reads x from CELL_A, leaves the remainder (two doubles) in CELL_A, CELL_B.
 * @returns the quadrant, 0 to 3
 */
function reduceLarge(): i32 {
  const x = loadF64(block + CELL_A);
  const high = highWord(x);
  const e0 = ((high >> 20) & 0x7ff) - 1046; // |x| * 2^-e0 is in [2^23, 2^24)
  // Three digits of x.
  let rest = Math.abs(x) * pow2(-e0);
  const x0 = Math.floor(rest);
  rest = (rest - x0) * 16777216.0;
  const x1 = Math.floor(rest);
  const x2 = (rest - x1) * 16777216.0;
  // Digits of 2/pi before jv only add multiples of 8 quarter turns. Digits -4 to -1 are zeros in the table.
  const jv = ((e0 + 69) / 24 | 0) - 3;
  const w = e0 - 24 * (jv + 1); // weight of the product's first digit: -21 to 2
  const at = block + TWO_OVER_PI + (jv << 2);
  let f0: f64 = <f64>loadI32(at - 8);
  let f1: f64 = <f64>loadI32(at - 4);
  let f2: f64 = <f64>loadI32(at);
  const p0 = x0 * f2 + x1 * f1 + x2 * f0;
  f0 = <f64>loadI32(at + 4);
  const p1 = x0 * f0 + x1 * f2 + x2 * f1;
  f1 = <f64>loadI32(at + 8);
  const p2 = x0 * f1 + x1 * f0 + x2 * f2;
  f2 = <f64>loadI32(at + 12);
  const p3 = x0 * f2 + x1 * f1 + x2 * f0;
  f0 = <f64>loadI32(at + 16);
  const p4 = x0 * f0 + x1 * f2 + x2 * f1;
  f1 = <f64>loadI32(at + 20);
  const p5 = x0 * f1 + x1 * f0 + x2 * f2;
  f2 = <f64>loadI32(at + 24);
  const p6 = x0 * f2 + x1 * f1 + x2 * f0;
  f0 = <f64>loadI32(at + 28);
  const p7 = x0 * f0 + x1 * f2 + x2 * f1;
  // Carries, from the last digit up; every sum stays below 2^53.
  const down: f64 = 5.960464477539063e-8; // 2^-24
  let carry = Math.floor(p7 * down);
  let sum = p6 + carry;
  carry = Math.floor(sum * down);
  const d6 = sum - carry * 16777216.0;
  sum = p5 + carry;
  carry = Math.floor(sum * down);
  const d5 = sum - carry * 16777216.0;
  sum = p4 + carry;
  carry = Math.floor(sum * down);
  const d4 = sum - carry * 16777216.0;
  sum = p3 + carry;
  carry = Math.floor(sum * down);
  const d3 = sum - carry * 16777216.0;
  sum = p2 + carry;
  carry = Math.floor(sum * down);
  const d2 = sum - carry * 16777216.0;
  sum = p1 + carry;
  carry = Math.floor(sum * down);
  const d1 = sum - carry * 16777216.0;
  const scale = pow2(w);
  let top = (p0 + carry) * scale;
  top -= 8.0 * Math.floor(top * 0.125);
  top += d1 * (scale * down);
  const whole = Math.floor(top + 0.5);
  const fraction = top - whole; // exact; the digits below follow
  const down2 = scale * down * down;
  const middle = (d2 + d3 * down) * down2;
  const low = (d4 + d5 * down) * (down2 * down * down) + d6 * (down2 * down * down * down * down);
  // fraction + middle + low as two doubles.
  let h = fraction + middle;
  const back = h - fraction;
  let l = (fraction - (h - back)) + (middle - back) + low;
  const h1 = h + l;
  l = (h - h1) + l;
  h = h1;
  // Times pi/2: Dekker's product.
  const split = h * 134217729.0;
  const hh = split - (split - h);
  const hl = h - hh;
  const p = h * PIO2_HI;
  const ph: f64 = 1.5707963407039642; // PIO2_HI = ph + pl, 26 bits each
  const pl: f64 = PIO2_HI - ph;
  const tail = (((hh * ph - p) + hh * pl + hl * ph) + hl * pl) + (h * PIO2_LO + l * PIO2_HI);
  const y = p + tail;
  const yLow = (p - y) + tail;
  if (high < 0) {
    storeF64(block + CELL_A, -y);
    storeF64(block + CELL_B, -yLow);
    return -toInt(whole) & 3;
  }
  storeF64(block + CELL_A, y);
  storeF64(block + CELL_B, yLow);
  return toInt(whole) & 3;
}
