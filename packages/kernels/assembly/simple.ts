/**
 * Rounding, sign, classification, least and greatest: exact, from the machine's own instructions.
 */
import { withSign } from "./words";

/** Half away from zero. 0.5 - 2^-54 instead of 0.5: adding 0.5 to the double below it would round up to 1. */
// @flat
export function round(x: f64): f64 {
  const ax = Math.abs(x);
  if (!(ax < 4503599627370496.0)) return x;
  return withSign(Math.floor(ax + 0.49999999999999994), x);
}

// @flat
export function trunc(x: f64): f64 {
  return Math.trunc(x);
}

// @flat
export function floor(x: f64): f64 {
  return Math.floor(x);
}

// @flat
export function ceil(x: f64): f64 {
  return Math.ceil(x);
}

/** 0 for 0, -0 and NaN. */
// @flat
export function sign(x: f64): f64 {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0;
}

// @flat
export function isnan(x: f64): f64 {
  return x != x ? 1.0 : 0.0;
}

// @flat
export function isinf(x: f64): f64 {
  return Math.abs(x) == Infinity ? 1.0 : 0.0;
}

// @flat
export function isfinite(x: f64): f64 {
  return Math.abs(x) < Infinity ? 1.0 : 0.0;
}

/** NaN loses against a number; -0 is less than 0. */
// @flat
export function fmin(x: f64, y: f64): f64 {
  return x != x ? y : y != y ? x : Math.min(x, y);
}

// @flat
export function fmax(x: f64, y: f64): f64 {
  return x != x ? y : y != y ? x : Math.max(x, y);
}
