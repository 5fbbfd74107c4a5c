import { isKernel } from "@zexpr/ir";
import {
  H_CODE_END,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
  OP_ACOS,
  OP_ACOSH,
  OP_ASIN,
  OP_ASINH,
  OP_ATAN,
  OP_ATAN2,
  OP_ATANH,
  OP_CBRT,
  OP_COS,
  OP_COSH,
  OP_EXP,
  OP_EXP2,
  OP_EXPM1,
  OP_HYPOT,
  OP_LN,
  OP_LOG1P,
  OP_LOG2,
  OP_LOG10,
  OP_POW,
  OP_SIN,
  OP_SINH,
  OP_TAN,
  OP_TANH,
} from "@zexpr/ir/opcodes";
import { type CellKernels, javascriptKernels, KERNEL_BLOCK_BYTES } from "@zexpr/kernels";

// Cells of the kernels' own memory: operands and result; the kernels' block follows.
const A = 0;
const B = 1;
const RESULT = 2;
const BLOCK = 4;

/** Operands are copied in and results out, so one set serves the programs of all memories, wherever those move. */
interface KernelSet {
  readonly cells: Float64Array;
  readonly kernels: CellKernels;
}

let realm: KernelSet | undefined;

/** Makes the realm's kernels, in about 3 ms. True if they are new. */
export function makeKernels(): boolean {
  if (realm !== undefined) return false;
  const buffer = new ArrayBuffer(BLOCK * 8 + KERNEL_BLOCK_BYTES);
  realm = { cells: new Float64Array(buffer, 0, BLOCK), kernels: javascriptKernels(buffer, BLOCK * 8) };
  return true;
}

/** Whether a program has an instruction for which {@link makeKernels} is needed. */
export function usesKernels(words: Int32Array): boolean {
  const end = words[H_CODE_END];
  for (let pc = HEADER_WORDS; pc < end; pc += INSTRUCTION_WORDS) if (isKernel(words[pc])) return true;
  return false;
}

/**
 * Computes a kernel's instruction. Each kernel has a call of its own, so that V8 sees which function it is.
 *
 * @param pc - word of the instruction
 * @param base - first cell of the frame
 */
export function runKernel(words: Int32Array, cells: Float64Array, pc: number, base: number): void {
  const { cells: own, kernels: k } = realm as KernelSet;
  own[A] = cells[base + words[pc + 2]];
  own[B] = cells[base + words[pc + 3]];
  switch (words[pc]) {
    case OP_POW:
      k.pow_into(RESULT * 8, A * 8, B * 8);
      break;
    case OP_SIN:
      k.sin_into(RESULT * 8, A * 8);
      break;
    case OP_COS:
      k.cos_into(RESULT * 8, A * 8);
      break;
    case OP_TAN:
      k.tan_into(RESULT * 8, A * 8);
      break;
    case OP_ASIN:
      k.asin_into(RESULT * 8, A * 8);
      break;
    case OP_ACOS:
      k.acos_into(RESULT * 8, A * 8);
      break;
    case OP_ATAN:
      k.atan_into(RESULT * 8, A * 8);
      break;
    case OP_ATAN2:
      k.atan2_into(RESULT * 8, A * 8, B * 8);
      break;
    case OP_SINH:
      k.sinh_into(RESULT * 8, A * 8);
      break;
    case OP_COSH:
      k.cosh_into(RESULT * 8, A * 8);
      break;
    case OP_TANH:
      k.tanh_into(RESULT * 8, A * 8);
      break;
    case OP_ASINH:
      k.asinh_into(RESULT * 8, A * 8);
      break;
    case OP_ACOSH:
      k.acosh_into(RESULT * 8, A * 8);
      break;
    case OP_ATANH:
      k.atanh_into(RESULT * 8, A * 8);
      break;
    case OP_EXP:
      k.exp_into(RESULT * 8, A * 8);
      break;
    case OP_EXP2:
      k.exp2_into(RESULT * 8, A * 8);
      break;
    case OP_EXPM1:
      k.expm1_into(RESULT * 8, A * 8);
      break;
    case OP_LN:
      k.ln_into(RESULT * 8, A * 8);
      break;
    case OP_LOG2:
      k.log2_into(RESULT * 8, A * 8);
      break;
    case OP_LOG10:
      k.log10_into(RESULT * 8, A * 8);
      break;
    case OP_LOG1P:
      k.log1p_into(RESULT * 8, A * 8);
      break;
    case OP_CBRT:
      k.cbrt_into(RESULT * 8, A * 8);
      break;
    case OP_HYPOT:
      k.hypot_into(RESULT * 8, A * 8, B * 8);
      break;
  }
  cells[base + words[pc + 1]] = own[RESULT];
}
