/**
 * Access to the bits of doubles and to the kernels' block, WebAssembly build.
 * `words.flat.ts` is the same list for the JavaScript build, which has no 64-bit integers:
 * the build script puts one of the two files in place of "./words".
 */

/** Byte address of the block of tables (see block.ts); set once by `start`. */
export let block: i32 = 0;

export function setBlock(address: i32): void {
  block = address;
}

/** The high 32 bits: sign, exponent and the first 20 bits of the fraction. */
// @ts-ignore: decorator
@inline export function highWord(x: f64): i32 {
  return i32(reinterpret<u64>(x) >> 32);
}

/** x with its sign flipped when bit 0 of `odd` is set. */
// @ts-ignore: decorator
@inline export function negateIf(odd: i32, x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) ^ (u64(odd) << 63));
}

/** |x| with the sign of s. */
// @ts-ignore: decorator
@inline export function withSign(x: f64, s: f64): f64 {
  return copysign<f64>(x, s);
}

/** 2^k for -1022 <= k <= 1023. */
// @ts-ignore: decorator
@inline export function pow2(k: i32): f64 {
  return reinterpret<f64>(u64(k + 1023) << 52);
}

/** x * 2^-k for normal x and result. */
// @ts-ignore: decorator
@inline export function scaleDown(x: f64, k: i32): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) - (u64(k) << 52));
}

/** The double whose high word is h (of a positive normal number) and whose low word is 0. */
// @ts-ignore: decorator
@inline export function fromHighWord(h: i32): f64 {
  return reinterpret<f64>(u64(h) << 32);
}

/** The integer held by t = 1.5*2^52 + n, |n| < 2^31; rounded = t - 1.5*2^52. */
// @ts-ignore: decorator
@inline export function wholeOf(t: f64, rounded: f64): i32 {
  return i32(reinterpret<u64>(t));
}

/** The integer of a double that is one, |x| < 2^31. */
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
