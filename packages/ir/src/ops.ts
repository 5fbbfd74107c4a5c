import { OP_HYPOT, OP_POW, OP_SIN } from "./opcodes.ts";

/** What an operand word holds. `cell` counts from the frame's first cell, `global` from cell 0 of the program. */
export type Operand =
  | "none"
  | "cell"
  | "global"
  | "target"
  | "window"
  | "function"
  | "native"
  | "array"
  | "status"
  | "count";

/**
 * `pure`: computes dst from its operand cells alone and cannot fail, so it may be shared and folded.
 * `commutative`: pure, and the same bits with a and b exchanged. `boolean`: pure, and always 0 or 1.
 */
export type Flags = "" | "pure" | "commutative" | "boolean" | "boolean commutative";

/** One row of the opcode table; the comment behind it says what the instruction does. */
export type Op = readonly [name: string, dst: Operand, a: Operand, b: Operand, flags: Flags];

/** Whether a math kernel, of the opcode's name, computes an instruction in every tier. */
export function isKernel(opcode: number): boolean {
  return opcode === OP_POW || (opcode >= OP_SIN && opcode <= OP_HYPOT);
}

/** OP TABLE: one row per opcode, index = opcode. */
export const OPS: readonly Op[] = [
  ["end", "none", "none", "none", ""], // leaves the program
  ["move", "cell", "cell", "none", ""], // dst = a
  ["global", "cell", "global", "none", ""], // dst = a, a cell of the batch, inside a function
  ["jump", "none", "target", "none", ""], // goes on at a
  ["jump_false", "none", "target", "cell", ""], // goes on at a if b is 0
  ["jump_true", "none", "target", "cell", ""], // goes on at a if b is not 0
  ["call", "cell", "window", "function", ""], // dst = function b on the arguments at window a
  ["return", "none", "cell", "none", ""], // leaves the function with the value a
  ["native", "cell", "window", "native", ""], // dst = native function b on the arguments at window a
  ["index", "cell", "array", "cell", ""], // dst = element b of array a
  ["trap", "status", "count", "count", ""], // fails with status dst; a and b are arguments found and expected
  ["bool", "cell", "cell", "none", "boolean"], // dst = a is not 0
  ["not", "cell", "cell", "none", "boolean"], // dst = a is 0
  ["logical_and", "cell", "cell", "cell", "boolean commutative"], // dst = a and b are not 0
  ["logical_or", "cell", "cell", "cell", "boolean commutative"], // dst = a or b is not 0
  ["add", "cell", "cell", "cell", "commutative"], // dst = a + b
  ["sub", "cell", "cell", "cell", "pure"], // dst = a - b
  ["mul", "cell", "cell", "cell", "commutative"], // dst = a * b
  ["div", "cell", "cell", "cell", "pure"], // dst = a / b
  ["mod", "cell", "cell", "cell", "pure"], // dst = C fmod(a, b)
  ["pow", "cell", "cell", "cell", "pure"], // dst = C99 pow(a, b)
  ["neg", "cell", "cell", "none", "pure"], // dst = -a
  ["eq", "cell", "cell", "cell", "boolean commutative"], // dst = a == b
  ["ne", "cell", "cell", "cell", "boolean commutative"], // dst = a != b
  ["lt", "cell", "cell", "cell", "boolean"], // dst = a < b
  ["le", "cell", "cell", "cell", "boolean"], // dst = a <= b
  ["bit_and", "cell", "cell", "cell", "commutative"], // dst = a & b on 32-bit integers
  ["bit_or", "cell", "cell", "cell", "commutative"], // dst = a | b
  ["bit_xor", "cell", "cell", "cell", "commutative"], // dst = a xor b
  ["bit_not", "cell", "cell", "none", "pure"], // dst = ~a
  ["shl", "cell", "cell", "cell", "pure"], // dst = a << b
  ["shr", "cell", "cell", "cell", "pure"], // dst = a >> b, arithmetic
  ["rol", "cell", "cell", "cell", "pure"], // dst = a rotated left by b
  ["ror", "cell", "cell", "cell", "pure"], // dst = a rotated right by b
  ["min", "cell", "cell", "cell", "commutative"], // dst = C fmin(a, b), -0 below 0
  ["max", "cell", "cell", "cell", "commutative"], // dst = C fmax(a, b), 0 above -0
  ["abs", "cell", "cell", "none", "pure"], // dst = |a|
  ["sign", "cell", "cell", "none", "pure"], // dst = -1, 0 or 1; 0 for NaN
  ["floor", "cell", "cell", "none", "pure"], // dst = a rounded down
  ["ceil", "cell", "cell", "none", "pure"], // dst = a rounded up
  ["round", "cell", "cell", "none", "pure"], // dst = a rounded to the nearest, halves away from 0
  ["trunc", "cell", "cell", "none", "pure"], // dst = a rounded toward 0
  ["sqrt", "cell", "cell", "none", "pure"], // dst = square root of a
  ["sin", "cell", "cell", "none", "pure"], // dst = sin a
  ["cos", "cell", "cell", "none", "pure"], // dst = cos a
  ["tan", "cell", "cell", "none", "pure"], // dst = tan a
  ["asin", "cell", "cell", "none", "pure"], // dst = asin a
  ["acos", "cell", "cell", "none", "pure"], // dst = acos a
  ["atan", "cell", "cell", "none", "pure"], // dst = atan a
  ["atan2", "cell", "cell", "cell", "pure"], // dst = angle of the point (b, a)
  ["sinh", "cell", "cell", "none", "pure"], // dst = sinh a
  ["cosh", "cell", "cell", "none", "pure"], // dst = cosh a
  ["tanh", "cell", "cell", "none", "pure"], // dst = tanh a
  ["asinh", "cell", "cell", "none", "pure"], // dst = asinh a
  ["acosh", "cell", "cell", "none", "pure"], // dst = acosh a
  ["atanh", "cell", "cell", "none", "pure"], // dst = atanh a
  ["exp", "cell", "cell", "none", "pure"], // dst = e^a
  ["exp2", "cell", "cell", "none", "pure"], // dst = 2^a
  ["expm1", "cell", "cell", "none", "pure"], // dst = e^a - 1
  ["ln", "cell", "cell", "none", "pure"], // dst = natural logarithm of a
  ["log2", "cell", "cell", "none", "pure"], // dst = logarithm of a, base 2
  ["log10", "cell", "cell", "none", "pure"], // dst = logarithm of a, base 10
  ["log1p", "cell", "cell", "none", "pure"], // dst = ln(1 + a)
  ["cbrt", "cell", "cell", "none", "pure"], // dst = cube root of a
  ["hypot", "cell", "cell", "cell", "commutative"], // dst = sqrt(a^2 + b^2) without overflow
  ["fround", "cell", "cell", "none", "pure"], // dst = a rounded to f32
];

/** Whether an instruction goes on elsewhere, at its operand a. */
export function isJump(opcode: number): boolean {
  return OPS[opcode]?.[2] === "target";
}
