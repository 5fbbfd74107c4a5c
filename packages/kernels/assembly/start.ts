/**
 * Fills the block. Constants are written by code, tables of functions are computed in pairs of doubles
 * (about 100 bits), so both builds get the same bits and the module stays small.
 */
import { block, pow2, setBlock, storeF64, storeI32 } from "./words";
import { EXP_TABLE, LOG_TABLE, POW2_HIGH, POW2_LOW, TWO_OVER_PI } from "./block";
import { productError } from "./pairs";

/** 24-bit digits of 2/pi, beginning with the first after the point. */
function writeTwoOverPi(at: i32): void {
  storeI32(at - 16, 0);
  storeI32(at - 12, 0);
  storeI32(at - 8, 0);
  storeI32(at - 4, 0);
  storeI32(at + 0, 10680707);
  storeI32(at + 4, 7228996);
  storeI32(at + 8, 1387004);
  storeI32(at + 12, 2578385);
  storeI32(at + 16, 16069853);
  storeI32(at + 20, 12639074);
  storeI32(at + 24, 9804092);
  storeI32(at + 28, 4427841);
  storeI32(at + 32, 16666979);
  storeI32(at + 36, 11263675);
  storeI32(at + 40, 12935607);
  storeI32(at + 44, 2387514);
  storeI32(at + 48, 4345298);
  storeI32(at + 52, 14681673);
  storeI32(at + 56, 3074569);
  storeI32(at + 60, 13734428);
  storeI32(at + 64, 16653803);
  storeI32(at + 68, 1880361);
  storeI32(at + 72, 10960616);
  storeI32(at + 76, 8533493);
  storeI32(at + 80, 3062596);
  storeI32(at + 84, 8710556);
  storeI32(at + 88, 7349940);
  storeI32(at + 92, 6258241);
  storeI32(at + 96, 3772886);
  storeI32(at + 100, 3769171);
  storeI32(at + 104, 3798172);
  storeI32(at + 108, 8675211);
  storeI32(at + 112, 12450088);
  storeI32(at + 116, 3874808);
  storeI32(at + 120, 9961438);
  storeI32(at + 124, 366607);
  storeI32(at + 128, 15675153);
  storeI32(at + 132, 9132554);
  storeI32(at + 136, 7151469);
  storeI32(at + 140, 3571407);
  storeI32(at + 144, 2607881);
  storeI32(at + 148, 12013382);
  storeI32(at + 152, 4155038);
  storeI32(at + 156, 6285869);
  storeI32(at + 160, 7677882);
  storeI32(at + 164, 13102053);
  storeI32(at + 168, 15825725);
  storeI32(at + 172, 473591);
  storeI32(at + 176, 9065106);
  storeI32(at + 180, 15363067);
  storeI32(at + 184, 6271263);
  storeI32(at + 188, 9264392);
  storeI32(at + 192, 5636912);
  storeI32(at + 196, 4652155);
}

/** Powers of two for builds that cannot make them from bits; 2^-1024 is subnormal, yet exact. */
export function writePowersOfTwo(): void {
  let x: f64 = 1.0;
  for (let k = 0; k < 32; k++) {
    storeF64(block + POW2_LOW + (k << 3), x);
    x *= 2.0;
  }
  const step = x; // 2^32
  x = 1.0;
  for (let k = 0; k < 32; k++) {
    storeF64(block + POW2_HIGH + (k << 3), x);
    x *= step;
  }
  x = 1.0;
  for (let k = -1; k >= -32; k--) {
    x *= 2.3283064365386963e-10;
    storeF64(block + POW2_HIGH + (k << 3), x);
  }
}

/** 2^(i/128) by repeated products with 2^(1/128); 128 steps lose 7 of 106 bits. */
function writeExpTable(at: i32): void {
  const stepHigh: f64 = 1.0054299011128027, stepLow: f64 = 9.499186535455032e-17;
  let high: f64 = 1.0, low: f64 = 0.0;
  for (let i = 0; i < 128; i++) {
    storeF64(at + (i << 4), high);
    storeF64(at + (i << 4) + 8, low / high);
    const p = high * stepHigh;
    const e = productError(high, stepHigh, p) + (high * stepLow + low * stepHigh);
    high = p + e;
    low = (p - high) + e;
  }
}

/**
 * Row i serves arguments z in [from, to): c is their middle, 1/c is rounded to a multiple of 2^-12, and to 1 for the row
 * that holds 1, so that log(z) = log(z/c) there. -log(1/c) = 2 atanh(s), s = (1 - 1/c)/(1 + 1/c), summed in pairs of doubles.
 */
function writeLogTable(at: i32): void {
  for (let i = 0; i < 128; i++) {
    // High word 0x3fe69555 + i * 2^13; below 1 a unit of the high word weighs half as much.
    const units: f64 = <f64>(0x69555 + i * 8192 - 0x100000 + 4096); // of the middle, from 1 upwards, in 2^-20 or 2^-21
    const middle: f64 = 1.0 + (units < 0.0 ? units * 4.76837158203125e-7 : units * 9.5367431640625e-7);
    const inverse: f64 = i == 75 ? 1.0 : Math.floor(4096.0 / middle + 0.5) * 2.44140625e-4;
    const n = 1.0 - inverse, d = 1.0 + inverse; // exact
    const s = n / d;
    const p = s * d;
    const sLow = ((n - p) - productError(s, d, p)) / d;
    const q = s * s;
    const qLow = productError(s, s, q) + 2.0 * s * sLow;
    // Horner from the last term: sum = 1/k + sum * s^2
    let high: f64 = 0.0, low: f64 = 0.0;
    for (let k = 45; k > 0; k -= 2) {
      const kd = <f64>k;
      const inverseK = 1.0 / kd;
      const pk = inverseK * kd;
      const inverseKLow = ((1.0 - pk) - productError(inverseK, kd, pk)) / kd;
      const m = high * q;
      const mLow = productError(high, q, m) + (high * qLow + low * q);
      const sum = inverseK + m;
      const sumLow = ((inverseK - sum) + m) + mLow + inverseKLow;
      high = sum + sumLow;
      low = (sum - high) + sumLow;
    }
    const v = high * s;
    const vLow = productError(high, s, v) + (high * sLow + low * s);
    const r = 2.0 * (v + vLow);
    const rLow = 2.0 * ((v - (v + vLow)) + vLow);
    const grid = (r + 1536.0) - 1536.0; // multiples of 2^-42
    const row = at + (i << 5);
    storeF64(row, inverse);
    storeF64(row + 8, grid);
    storeF64(row + 16, (r - grid) + rLow);
    storeF64(row + 24, 0.0);
  }
}

/** Must be called once, with the address of a block of KERNEL_BLOCK_BYTES (a multiple of 8), before any kernel. */
export function start(address: i32): void {
  setBlock(address);
  writeTwoOverPi(address + TWO_OVER_PI);
  writePowersOfTwo();
  writeExpTable(address + EXP_TABLE);
  writeLogTable(address + LOG_TABLE);
}
