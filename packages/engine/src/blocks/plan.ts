import { imageCells, OPS } from "@zexpr/ir";
import {
  H_COST,
  H_MAIN,
  H_RESULTS,
  H_VARIABLES,
  INSTRUCTION_WORDS,
  OP_CALL,
  OP_NATIVE,
} from "@zexpr/ir/opcodes";

/** Rows of a block, where memory allows: measured, from 128 to 512 are alike, fewer or more are slower. */
const BLOCK_ROWS = 256;
const LEAST_ROWS = 8;
const MOST_REGISTER_BYTES = 16 * 2 ** 20;

/** A cell of the program, and where its column begins in the register file. */
interface Place {
  readonly cell: number;
  readonly place: number;
}

/** A program's batch, prepared for blocks of rows. Every cell that the batch uses has a column in one register file. */
export interface BlockPlan {
  /** Most rows of a block: the length of a column. */
  readonly rows: number;
  /** Elements of the register file. */
  readonly registers: number;
  /**
   * The program's words; the batch's instructions name columns in place of cells, and an index into `labels` in place of a
   * target. Without a second operand, the first one stands for it.
   */
  readonly words: Int32Array;
  readonly main: number;
  readonly end: number;
  /** Words to which the batch jumps, ascending; the last one is `end`. */
  readonly labels: Int32Array;
  readonly inputs: readonly Place[];
  /** Cells that are the same for all rows. */
  readonly scalars: readonly Place[];
  /** Columns of the results, by index. */
  readonly outputs: readonly number[];
  /** Three columns for what is computed for some rows only. */
  readonly scratch: readonly [d: number, a: number, b: number];
}

/**
 * Plans the batch of a verified program. O(size).
 *
 * @param inputs - cells of the variables that are columns
 * @returns undefined for a program that has to be evaluated row by row: one that calls host functions, whose calls would come
 *   in another order, or expression functions; one that writes other cells than results and registers, which compilers do
 *   not make
 */
export function planBlocks(program: Int32Array, inputs: readonly number[]): BlockPlan | undefined {
  const main = program[H_MAIN];
  const end = main + (program[H_COST] - 1) * INSTRUCTION_WORDS;

  const written = new Set<number>();
  const targets = new Set<number>([end]);
  /** Index of each cell's column. */
  const columns = new Map<number, number>();
  const addColumn = (cell: number): number => {
    if (!columns.has(cell)) columns.set(cell, columns.size);
    return columns.get(cell) as number;
  };
  const outputs = Array.from({ length: program[H_RESULTS] }, (_, i) => addColumn(program[H_VARIABLES] + i));
  for (let pc = main; pc < end; pc += INSTRUCTION_WORDS) {
    const opcode = program[pc];
    if (opcode === OP_CALL || opcode === OP_NATIVE) return undefined;
    for (let operand = 1; operand <= 3; operand++) {
      const word = program[pc + operand];
      const kind = OPS[opcode][operand];
      if (kind === "target") targets.add(word);
      if (!isCell(kind)) continue;
      addColumn(word);
      if (operand > 1) continue;
      if (!isWritable(program, word)) return undefined;
      written.add(word);
    }
  }

  const count = columns.size + 3;
  const fitting = Math.floor(MOST_REGISTER_BYTES / 8 / count / LEAST_ROWS) * LEAST_ROWS;
  const rows = Math.max(LEAST_ROWS, Math.min(fitting, BLOCK_ROWS));
  const labels = Int32Array.from(targets).sort();
  const labelIndex = new Map(Array.from(labels, (pc, index) => [pc, index]));
  const words = program.slice();
  for (let pc = main; pc < end; pc += INSTRUCTION_WORDS) {
    const op = OPS[program[pc]];
    for (let operand = 1; operand <= 3; operand++) {
      const word = program[pc + operand];
      if (isCell(op[operand])) words[pc + operand] = addColumn(word) * rows;
      else if (op[operand] === "target") words[pc + operand] = labelIndex.get(word) as number;
    }
    if (op[3] === "none") words[pc + 3] = words[pc + 2];
  }
  const places = Array.from(columns, ([cell, column]) => ({ cell, place: column * rows }));
  const isInput = new Set(inputs);
  return {
    rows,
    registers: count * rows,
    words,
    main,
    end,
    labels,
    inputs: places.filter(({ cell }) => isInput.has(cell)),
    scalars: places.filter(({ cell }) => !isInput.has(cell) && !written.has(cell)),
    outputs: outputs.map((column) => column * rows),
    scratch: [(count - 3) * rows, (count - 2) * rows, (count - 1) * rows],
  };
}

function isCell(operand: string): boolean {
  return operand === "cell" || operand === "global";
}

/** Whether a cell is a result or a register. */
function isWritable(program: Int32Array, cell: number): boolean {
  const results = program[H_VARIABLES];
  return (cell >= results && cell < results + program[H_RESULTS]) || cell >= imageCells(program);
}
