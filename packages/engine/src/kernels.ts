import { isKernel, OPS } from "@zexpr/ir";
import {
  H_CODE_END,
  H_PRECISION,
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
  PRECISION_F32,
} from "@zexpr/ir/opcodes";
import {
  type CellKernels,
  type F32CellKernels,
  javascriptF32Kernels,
  javascriptKernels,
  KERNEL_BLOCK_BYTES,
} from "@zexpr/kernels";

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

/** Kernels of f32 by opcode. Their cells are doubles, too. */
interface F32KernelSet {
  readonly cells: Float64Array;
  readonly kernels: readonly (F32Kernel | undefined)[];
}

type F32Kernel = (destination: number, a: number, b: number) => void;

let realm: KernelSet | undefined;
let f32Realm: F32KernelSet | undefined;

/** Makes the realm's kernels for programs of a precision, in about 3 ms. True if they are new. */
export function makeKernels(precision: number): boolean {
  const isF32 = precision === PRECISION_F32;
  if ((isF32 ? f32Realm : realm) !== undefined) return false;
  const buffer = new ArrayBuffer(BLOCK * 8 + KERNEL_BLOCK_BYTES);
  const cells = new Float64Array(buffer, 0, BLOCK);
  if (isF32) f32Realm = { cells, kernels: f32Kernels(buffer) };
  else realm = { cells, kernels: javascriptKernels(buffer, BLOCK * 8) };
  return true;
}

function f32Kernels(buffer: ArrayBuffer): (F32Kernel | undefined)[] {
  const kernels = javascriptF32Kernels(buffer, BLOCK * 8);
  return OPS.map(([name]) => kernels[`${name}_into` as keyof F32CellKernels]);
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
  if (words[H_PRECISION] === PRECISION_F32) {
    runF32Kernel(words, cells, pc, base);
    return;
  }
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

/** All kernels through one call, which V8 cannot inline: shorter, and programs that run often are translated. */
function runF32Kernel(words: Int32Array, cells: Float64Array, pc: number, base: number): void {
  const { cells: own, kernels } = f32Realm as F32KernelSet;
  own[A] = cells[base + words[pc + 2]];
  own[B] = cells[base + words[pc + 3]];
  (kernels[words[pc]] as F32Kernel)(RESULT * 8, A * 8, B * 8);
  cells[base + words[pc + 1]] = own[RESULT];
}
