import { isJump, OPS } from "@zexpr/ir";
import {
  FUNCTION_PARAMETERS,
  FUNCTION_WORDS,
  H_COST,
  H_FUNCTIONS,
  H_MAIN,
  H_NATIVES,
  INSTRUCTION_WORDS,
  OP_CALL,
} from "@zexpr/ir/opcodes";
import type { Layout } from "./layout.ts";
import type { Range } from "./unit.ts";

/** Instructions of a function up to which engines compile it well. */
const CHUNK = 4_096;

/** Divides the batch into ranges that no jump crosses, of at least {@link CHUNK} instructions but the last. */
export function divide(words: Int32Array): Range[] {
  const start = words[H_MAIN] as number;
  const end = start + ((words[H_COST] as number) - 1) * INSTRUCTION_WORDS;
  const ranges: Range[] = [];
  let first = start;
  let landing = start;
  for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
    if (pc - first >= CHUNK * INSTRUCTION_WORDS && landing <= pc) {
      ranges.push({ start: first, end: pc });
      first = pc;
    }
    const opcode = words[pc] as number;
    if (isJump(opcode)) landing = Math.max(landing, words[pc + 2] as number);
  }
  ranges.push({ start: first, end });
  return ranges;
}

/** Cells that several ranges of the batch use, and at least one of them writes. */
export function commonCells(words: Int32Array, ranges: readonly Range[], layout: Layout): Set<number> {
  const firstUser = new Map<number, Range>();
  const common = new Set<number>();
  for (const range of ranges) {
    for (let pc = range.start; pc < range.end; pc += INSTRUCTION_WORDS) {
      for (const [first, count] of operands(words, pc)) {
        for (let cell = first; cell < first + count; cell++) {
          if (layout.isConstant(cell) || layout.isInput(cell)) continue;
          const user = firstUser.get(cell);
          if (user === undefined) firstUser.set(cell, range);
          else if (user !== range) common.add(cell);
        }
      }
    }
  }
  return common;
}

/** Spans of cells that an instruction reads or writes. */
function operands(words: Int32Array, pc: number): [first: number, count: number][] {
  const opcode = words[pc] as number;
  const spans: [number, number][] = [];
  for (let i = 1; i <= 3; i++) {
    const operand = words[pc + i] as number;
    const kind = OPS[opcode]?.[i];
    if (kind === "cell") spans.push([operand, 1]);
    else if (kind === "window") spans.push([operand, argumentCount(words, opcode, words[pc + 3] as number)]);
  }
  return spans;
}

/** Cells of the window of a call or of a host function's. */
export function argumentCount(words: Int32Array, opcode: number, callee: number): number {
  const row =
    opcode === OP_CALL
      ? (words[H_FUNCTIONS] as number) + callee * FUNCTION_WORDS + FUNCTION_PARAMETERS
      : (words[H_NATIVES] as number) + callee;
  return words[row] as number;
}
