import { OPS } from "@zexpr/ir";
import type { Builtin } from "../src/index.ts";

/** What each opcode that built-ins use computes, said a second time and as the language says it, C's rules written out. */
const MEANING: Readonly<Record<string, (a: number, b: number) => number>> = {
  not: (a) => Number(a === 0),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
  pow: (a, b) => (a === 1 || (Math.abs(a) === 1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b),
  neg: (a) => -a,
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  bit_xor: (a, b) => a ^ b,
  min: (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b)),
  max: (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b)),
  abs: Math.abs,
  sign: (a) => Number(a > 0) - Number(a < 0),
  floor: Math.floor,
  ceil: Math.ceil,
  round: (a) => (Math.abs(a % 1) >= 0.5 ? Math.trunc(a) + Math.sign(a) : Math.trunc(a)),
  trunc: Math.trunc,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  exp: Math.exp,
  exp2: (a) => 2 ** a,
  expm1: Math.expm1,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  cbrt: Math.cbrt,
  hypot: Math.hypot,
};

/** Value of a built-in by its steps. */
export function interpret({ parameters, constants, steps, name }: Builtin, args: readonly number[]): number {
  if (args.length !== parameters.length) throw new Error(`${name} takes ${parameters.length}`);
  const operands = [...args, ...constants];
  for (const [opcode, a, b] of steps) {
    const meaning = MEANING[OPS[opcode]?.[0] ?? ""];
    if (meaning === undefined) throw new Error(`no meaning for opcode ${opcode}`);
    if (a >= operands.length || (b ?? 0) >= operands.length) throw new Error(`${name} uses a later operand`);
    operands.push(meaning(operands[a] as number, operands[b ?? a] as number));
  }
  return operands.at(-1) as number;
}
