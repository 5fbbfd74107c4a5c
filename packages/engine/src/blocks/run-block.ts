import {
  ARRAY_WORDS,
  H_ARRAYS,
  INSTRUCTION_WORDS,
  OP_GLOBAL,
  OP_INDEX,
  OP_JUMP,
  OP_JUMP_FALSE,
  OP_JUMP_TRUE,
  OP_MOVE,
  OP_TRAP,
} from "@zexpr/ir/opcodes";
import { runKernel } from "../kernels.ts";
import type { ActiveRows } from "./active-rows.ts";
import { OPERATIONS } from "./operations.ts";
import type { BlockPlan } from "./plan.ts";

/**
 * Runs a batch over the first `n` rows of the register file, one pass an instruction. Rows that cannot go on have failed in
 * `rows` afterwards, and their columns hold anything. Sides of a condition that no row takes cost nothing.
 *
 * @param cells - the program's, where its arrays are
 */
export function runBlock(
  plan: BlockPlan,
  registers: Float64Array,
  rows: ActiveRows,
  cells: Float64Array,
  n: number,
): void {
  const { words, end, labels } = plan;
  rows.begin(n);
  let label = 0;
  for (let pc = plan.main; pc !== end; ) {
    if (pc === labels[label]) rows.join(label++);
    const opcode = words[pc];
    const d = words[pc + 1];
    const a = words[pc + 2];
    const b = words[pc + 3];
    pc += INSTRUCTION_WORDS;
    switch (opcode) {
      case OP_JUMP:
      case OP_JUMP_FALSE:
      case OP_JUMP_TRUE:
        if (opcode === OP_JUMP ? rows.jump(a) : rows.jumpIf(a, registers, b, opcode === OP_JUMP_FALSE)) {
          label = a;
          pc = labels[a];
        }
        break;
      case OP_TRAP:
        rows.failAll();
        break;
      case OP_INDEX: {
        const row = words[H_ARRAYS] + a * ARRAY_WORDS;
        rows.failOutside(registers, b, words[row + 1]);
        readArray(registers, rows, d, b, cells, words[row]);
        break;
      }
      default:
        if (rows.count === n) computeAll(words, pc - INSTRUCTION_WORDS, registers, n);
        else computeSome(plan, pc - INSTRUCTION_WORDS, registers, rows, n);
    }
    if (rows.count === 0) {
      label = rows.nextLabel(label);
      pc = labels[label];
    }
  }
}

function computeAll(words: Int32Array, pc: number, registers: Float64Array, n: number): void {
  const operation = OPERATIONS[words[pc]];
  // The kernels take a frame's first cell: a row is one, and its columns are the cells.
  if (operation === undefined) for (let row = 0; row < n; row++) runKernel(words, registers, pc, row);
  else operation(registers, n, words[pc + 1], words[pc + 2], words[pc + 3]);
}

/**
 * Computes for the active rows with the same loops: if they are many, for all rows, and others keep what they had; otherwise the
 * active rows are brought together. Measured: with a third of the rows, the two take about as long.
 */
function computeSome(
  plan: BlockPlan,
  pc: number,
  registers: Float64Array,
  rows: ActiveRows,
  n: number,
): void {
  const { words } = plan;
  const { list, count } = rows;
  const opcode = words[pc];
  const d = words[pc + 1];
  const a = words[pc + 2];
  const b = words[pc + 3];
  if (opcode === OP_MOVE || opcode === OP_GLOBAL) {
    for (let k = 0; k < count; k++) registers[d + list[k]] = registers[a + list[k]];
    return;
  }
  const operation = OPERATIONS[opcode];
  if (operation === undefined) {
    for (let k = 0; k < count; k++) runKernel(words, registers, pc, list[k]);
    return;
  }
  const [dense, denseA, denseB] = plan.scratch;
  if (count * 3 > n) {
    operation(registers, n, dense, a, b);
    for (let k = 0; k < count; k++) registers[d + list[k]] = registers[dense + list[k]];
    return;
  }
  for (let k = 0; k < count; k++) registers[denseA + k] = registers[a + list[k]];
  if (b !== a) for (let k = 0; k < count; k++) registers[denseB + k] = registers[b + list[k]];
  operation(registers, count, dense, denseA, b === a ? denseA : denseB);
  for (let k = 0; k < count; k++) registers[d + list[k]] = registers[dense + k];
}

/** `first`: cell of the array's first element. */
function readArray(
  registers: Float64Array,
  rows: ActiveRows,
  d: number,
  index: number,
  cells: Float64Array,
  first: number,
): void {
  const { list, count } = rows;
  for (let k = 0; k < count; k++) {
    const row = list[k];
    registers[d + row] = cells[first + (registers[index + row] | 0)];
  }
}
