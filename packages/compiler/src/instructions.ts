import type { I32Vector } from "@zexpr/arena";
import { INSTRUCTION_WORDS } from "@zexpr/ir/opcodes";

/** Appends an instruction with one check of the capacity: compiling is mostly this. */
export function pushInstruction(code: I32Vector, opcode: number, dst: number, a: number, b: number): void {
  const at = code.length;
  if (at + INSTRUCTION_WORDS > code.capacity) code.reserve(2 * code.capacity + INSTRUCTION_WORDS);
  const words = code.memory.i32;
  const base = code.base + at;
  words[base] = opcode;
  words[base + 1] = dst;
  words[base + 2] = a;
  words[base + 3] = b;
  code.length = at + INSTRUCTION_WORDS;
}

/** As the method, which for the few elements of a usual program costs more than the loop. */
export function fill(view: Int32Array | Float64Array, value: number, start: number, end: number): void {
  for (let i = start; i < end; i++) view[i] = value;
}
