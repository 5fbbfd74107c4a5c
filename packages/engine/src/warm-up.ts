import { isKernel, OPS, type Operand, STATE_WORDS } from "@zexpr/ir";
import {
  FUNCTION_ENTRY,
  FUNCTION_WORDS,
  H_ARRAYS,
  H_CALL_DEPTH,
  H_FRAMES,
  H_FUNCTIONS,
  H_PRECISION,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
  OP_END,
  OP_RETURN,
  S_FUEL,
} from "@zexpr/ir/opcodes";
import { makeKernels, usesKernels } from "./kernels.ts";
import { run } from "./run.ts";

/** Enough for V8 to have collected type feedback on every instruction. */
const PASSES = 16;

const FIRST = HEADER_WORDS;
const END = FIRST + INSTRUCTION_WORDS;
const CALLEE = END + INSTRUCTION_WORDS;
const FUNCTION = CALLEE + INSTRUCTION_WORDS;
const ARRAY = FUNCTION + FUNCTION_WORDS;

let warm = false;

/** Operands that lead through all parts of the kernels. */
const SAMPLES = [0.5, -0.5, 3, -40, 1e6, 1e22, 1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY];

/**
 * Runs every instruction a few times, once per realm, in about a millisecond; kernels when the first program needs them.
 * Otherwise the first use of an instruction that the optimised loop has never seen would throw the optimised code away,
 * and the loop would allocate until it is optimised again.
 */
export function warmUp(program: Int32Array): void {
  if (!warm)
    runSamples(PASSES, 0, (opcode) => !isKernel(opcode) && opcode !== OP_END && opcode !== OP_RETURN);
  warm = true;
  const precision = program[H_PRECISION];
  if (usesKernels(program) && makeKernels(precision)) runSamples(SAMPLES.length, precision, isKernel);
}

function runSamples(passes: number, precision: number, chosen: (opcode: number) => boolean): void {
  const words = new Int32Array(ARRAY + 2);
  const cells = new Float64Array(4);
  const state = new Int32Array(STATE_WORDS + 2);
  words[H_PRECISION] = precision;
  words[H_FUNCTIONS] = FUNCTION;
  words[FUNCTION + FUNCTION_ENTRY] = CALLEE;
  words[CALLEE] = OP_RETURN;
  words[H_FRAMES] = 1;
  words[H_CALL_DEPTH] = 1;
  words[H_ARRAYS] = ARRAY;
  words[ARRAY + 1] = 1;
  for (let pass = 0; pass < passes; pass++) {
    for (let opcode = 0; opcode < OPS.length; opcode++) {
      if (!chosen(opcode)) continue;
      const row = OPS[opcode];
      cells.fill(SAMPLES[pass % SAMPLES.length]);
      words[FIRST] = opcode;
      for (let operand = 1; operand <= 3; operand++) words[FIRST + operand] = sample(row[operand] as Operand);
      state[S_FUEL] = 1;
      run(words, cells, state, FIRST, END, 0, STATE_WORDS);
    }
  }
}

function sample(operand: Operand): number {
  if (operand === "target") return END;
  return operand === "cell" || operand === "status" ? 1 : 0;
}
