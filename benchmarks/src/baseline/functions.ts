import type { NativeFunction } from "./context.ts";

const { abs, atan2, cos, exp, floor, log, log10, log2, max, min, round, sign, sin, sqrt } = Math;

/** What the suite calls, operators included: they are functions like all others. */
export const FUNCTIONS: ReadonlyMap<string, NativeFunction> = new Map<string, NativeFunction>([
  ["neg", { arity: 1, call: (v) => -v[0] }],
  ["+", { arity: 2, call: (v) => v[0] + v[1] }],
  ["-", { arity: 2, call: (v) => v[0] - v[1] }],
  ["*", { arity: 2, call: (v) => v[0] * v[1] }],
  ["/", { arity: 2, call: (v) => v[0] / v[1] }],
  ["^", { arity: 2, call: (v) => v[0] ** v[1] }],
  ["<", { arity: 2, call: (v) => (v[0] < v[1] ? 1 : 0) }],
  [">", { arity: 2, call: (v) => (v[0] > v[1] ? 1 : 0) }],
  ["<=", { arity: 2, call: (v) => (v[0] <= v[1] ? 1 : 0) }],
  [">=", { arity: 2, call: (v) => (v[0] >= v[1] ? 1 : 0) }],
  ["==", { arity: 2, call: (v) => (v[0] === v[1] ? 1 : 0) }],
  ["!=", { arity: 2, call: (v) => (v[0] !== v[1] ? 1 : 0) }],
  ["abs", { arity: 1, call: (v) => abs(v[0]) }],
  ["atan2", { arity: 2, call: (v) => atan2(v[0], v[1]) }],
  ["cos", { arity: 1, call: (v) => cos(v[0]) }],
  ["exp", { arity: 1, call: (v) => exp(v[0]) }],
  ["floor", { arity: 1, call: (v) => floor(v[0]) }],
  ["fmod", { arity: 2, call: (v) => v[0] % v[1] }],
  ["ln", { arity: 1, call: (v) => log(v[0]) }],
  ["log10", { arity: 1, call: (v) => log10(v[0]) }],
  ["log2", { arity: 1, call: (v) => log2(v[0]) }],
  ["max", { arity: 2, call: (v) => max(v[0], v[1]) }],
  ["min", { arity: 2, call: (v) => min(v[0], v[1]) }],
  ["pow", { arity: 2, call: (v) => v[0] ** v[1] }],
  ["round", { arity: 1, call: (v) => round(v[0]) }],
  ["sign", { arity: 1, call: (v) => sign(v[0]) }],
  ["sin", { arity: 1, call: (v) => sin(v[0]) }],
  ["sqrt", { arity: 1, call: (v) => sqrt(v[0]) }],
]);
