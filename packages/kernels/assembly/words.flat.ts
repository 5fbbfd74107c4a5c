/**
 * Access to the bits of doubles and to the kernels' block, JavaScript build: no 64-bit integers, and no
 * bit pattern that crosses from one number type to the other but through a scratch cell of the block.
 */
import { SCRATCH, POW2_HIGH, POW2_LOW } from "./block";

export let block: i32 = 0;

export function setBlock(address: i32): void {
  block = address;
}

// @ts-ignore: decorator
@inline export function highWord(x: f64): i32 {
  store<f64>(block + SCRATCH, x);
  return load<i32>(block + SCRATCH + 4);
}

// @ts-ignore: decorator
@inline export function negateIf(odd: i32, x: f64): f64 {
  return (odd & 1) ? -x : x;
}

// @ts-ignore: decorator
@inline export function withSign(x: f64, s: f64): f64 {
  // 1 / s tells -0 from 0 without looking at bits.
  return (s < 0 || (s == 0 && 1 / s < 0)) != (x < 0 || (x == 0 && 1 / x < 0)) ? -x : x;
}

/** Two table loads and one product: writing the exponent's word and reading the double back stalls the processor's store buffer. */
// @ts-ignore: decorator
@inline export function pow2(k: i32): f64 {
  return load<f64>(block + POW2_HIGH + ((k >> 5) << 3)) * load<f64>(block + POW2_LOW + ((k & 31) << 3));
}

// @ts-ignore: decorator
@inline export function scaleDown(x: f64, k: i32): f64 {
  return x * pow2(-k);
}

// @ts-ignore: decorator
@inline export function fromHighWord(h: i32): f64 {
  return (1.0 + <f64>(h & 0xfffff) * 9.5367431640625e-7) * pow2((h >> 20) - 1023);
}

// @ts-ignore: decorator
@inline export function wholeOf(t: f64, rounded: f64): i32 {
  return i32(rounded);
}

// @ts-ignore: decorator
@inline export function toInt(x: f64): i32 {
  return i32(x);
}

// @ts-ignore: decorator
@inline export function loadF64(address: i32): f64 {
  return load<f64>(address);
}

// @ts-ignore: decorator
@inline export function storeF64(address: i32, x: f64): void {
  store<f64>(address, x);
}

// @ts-ignore: decorator
@inline export function loadI32(address: i32): i32 {
  return load<i32>(address);
}

// @ts-ignore: decorator
@inline export function storeI32(address: i32, x: i32): void {
  store<i32>(address, x);
}
