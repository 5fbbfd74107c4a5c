import type { LinearMemory } from "@zexpr/arena";
import { ActiveRows } from "./blocks/active-rows.ts";
import { type BlockPlan, planBlocks } from "./blocks/plan.ts";
import { runBlock } from "./blocks/run-block.ts";
import type { Program } from "./program.ts";
import { OK } from "./state.ts";

/** Where the columns of a program lie: byte addresses in the program's memory, elements of 8 (f64) or 4 (f32) bytes. */
export interface ColumnLayout {
  /** Variables that are columns, by their cells. */
  readonly inputs: readonly { readonly cell: number; readonly address: number }[];
  /** Address of each result's column, by index. */
  readonly outputs: readonly number[];
  readonly precision: "f64" | "f32";
}

/** A column in the memory, and what it is for. */
interface Column {
  /** Index of row 0 among the memory's elements. */
  readonly element: number;
  /** A variable's or a result's index, or where a column of the register file begins. */
  readonly place: number;
}

/**
 * Evaluates a program for the rows of columns where there is no WebAssembly: an instruction at a time for a block of rows. That
 * takes a third to two thirds of the time of interpreting each row; where many nested conditions part the rows, it can take a
 * third longer than that. Results have the same bits as {@link Program.tryEvaluate} gives for each row.
 *
 * Programs that call host functions or expression functions are evaluated row by row. So are rows that fail, for their error.
 * Evaluating allocates nothing once the loops are optimised, beyond what host functions allocate.
 */
export class BlockInterpreter {
  readonly #program: Program;
  readonly #memory: LinearMemory;
  readonly #fail: (row: number) => void;
  readonly #elementBytes: number;
  /** Columns of variables and results, by index. */
  readonly #inputs: readonly Column[];
  readonly #outputs: readonly Column[];
  /** Undefined: row by row. */
  readonly #blocks: Blocks | undefined;
  /** The memory, as the columns' elements. */
  #elements!: Float64Array | Float32Array;
  #variables!: Float64Array;
  #epoch = -1;

  /**
   * O(size of the program); takes at most 16 MiB for registers, except that it needs 8 rows.
   *
   * @param program - loaded into `memory`
   * @param fail - called for each row that fails, in ascending order, while `program.failure` says why. The row's results are
   *   NaN from the failing expression on
   * @throws {@link ExprError} `StaleHandle` for a program whose memory is gone
   */
  constructor(program: Program, memory: LinearMemory, layout: ColumnLayout, fail: (row: number) => void) {
    this.#program = program;
    this.#memory = memory;
    this.#fail = fail;
    const bytes = layout.precision === "f64" ? 8 : 4;
    this.#elementBytes = bytes;
    this.#inputs = layout.inputs.map(({ cell, address }) => ({ element: address / bytes, place: cell }));
    this.#outputs = layout.outputs.map((address, place) => ({ element: address / bytes, place }));
    this.#follow();
    const cells = layout.inputs.map(({ cell }) => cell);
    const plan = program.isOverBudget ? undefined : planBlocks(program.words, cells);
    if (plan === undefined) return;
    this.#blocks = {
      plan,
      registers: new Float64Array(plan.registers),
      rows: new ActiveRows(plan.rows, plan.labels.length),
      inputs: plan.inputs.map(({ cell, place }) => ({
        element: this.#inputs[cells.indexOf(cell)].element,
        place,
      })),
      outputs: plan.outputs.map((place, i) => ({ element: this.#outputs[i].element, place })),
    };
  }

  /**
   * Evaluates the rows `first` … `end - 1`. Variables that are not columns, context values and arrays have their present values in
   * all of them. The program's own variables that are columns, and its results, hold anything afterwards. If a host function
   * takes the memory away, the rows after that one are left out.
   *
   * @throws {@link ExprError} `StaleHandle` if the memory is gone before
   */
  evaluate(first: number, end: number): void {
    this.#follow();
    const blocks = this.#blocks;
    if (blocks === undefined) {
      for (let row = first; row < end; row++) if (!this.#evaluateRow(row)) return;
      return;
    }
    const most = blocks.plan.rows;
    this.#spreadScalars(blocks, Math.min(most, end - first));
    for (let row = first; row < end; row += most)
      if (!this.#evaluateBlock(blocks, row, Math.min(most, end - row))) return;
  }

  /** Fills the columns of what is the same in all rows. */
  #spreadScalars({ plan, registers }: Blocks, n: number): void {
    const { cells } = this.#program;
    const variables = this.#variables;
    for (const { cell, place } of plan.scalars) {
      const source = cell < variables.length ? variables : cells;
      for (let i = 0; i < n; i++) registers[place + i] = source[cell];
    }
  }

  /** False if the memory is gone. */
  #evaluateBlock({ plan, registers, rows, inputs, outputs }: Blocks, first: number, n: number): boolean {
    const elements = this.#elements;
    for (const { element, place } of inputs) {
      const from = element + first;
      for (let i = 0; i < n; i++) registers[place + i] = elements[from + i];
    }
    runBlock(plan, registers, rows, this.#program.cells, n);
    for (const { element, place } of outputs) {
      const to = element + first;
      for (let i = 0; i < n; i++) elements[to + i] = registers[place + i];
    }
    if (rows.failures === 0) return true;
    for (let i = 0; i < n; i++) if (rows.hasFailed(i) && !this.#evaluateRow(first + i)) return false;
    return true;
  }

  /** False if the memory is gone. */
  #evaluateRow(row: number): boolean {
    const program = this.#program;
    const variables = this.#variables;
    for (const { element, place } of this.#inputs) variables[place] = this.#elements[element + row];
    const status = program.tryEvaluate();
    if (!program.stale) {
      // A host function may have moved the memory.
      this.#follow();
      const { results } = program;
      for (const { element, place } of this.#outputs) this.#elements[element + row] = results[place];
    }
    if (status === OK) return true;
    this.#fail(row);
    if (program.stale) return false;
    this.#follow();
    return true;
  }

  /** Fetches views again if the memory has moved: here, and in the program, whose getters do that. */
  #follow(): void {
    this.#variables = this.#program.variables;
    const memory = this.#memory;
    memory.refresh();
    if (this.#epoch === memory.epoch) return;
    this.#epoch = memory.epoch;
    this.#elements = this.#elementBytes === 8 ? memory.f64 : new Float32Array(memory.buffer);
  }
}

interface Blocks {
  readonly plan: BlockPlan;
  readonly registers: Float64Array;
  readonly rows: ActiveRows;
  /** Columns of variables that the program reads, and of results; places in the register file. */
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
}
