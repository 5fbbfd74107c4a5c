import { INSTRUCTION_WORDS } from "@zexpr/ir/opcodes";
import { Code } from "../code.ts";
import { BLOCK_EMPTY, END, GLOBAL_GET, I32_AND, I32_NE, I32_SHL, I32_SUB, IF } from "../encoding.ts";
import type { ModuleBuilder } from "../module-builder.ts";
import type { Range } from "../unit.ts";
import type { LaneTarget } from "./lane-target.ts";
import { emitAllLanes, emitGlobal, LaneUnit } from "./lane-unit.ts";
import { eachRead } from "./liveness.ts";
import { emitLoop } from "./row-code.ts";

// Locals: rows as byte offsets into columns.
const AT = 0;
const STOP = 1;
const FIRST_LOCAL = 2;
const VECTOR_BYTES = 16;
/** Constants and scalars that are held in locals; further ones are made at each use. */
const MOST_SPLATS = 64;

/** Where the columns of the results are, and room to save what lies behind the last row. */
export interface OutputColumns {
  /** Byte address by index of the result. */
  readonly outputs: readonly number[];
  /** Byte address of 16 bytes for each output, and at least 16. */
  readonly scratch: number;
}

/** The batch as a loop over vectors of rows: `(first, end)`. */
export class BatchLanes extends LaneUnit {
  protected override readonly at: number = AT;
  readonly #columns: OutputColumns;
  readonly #firstResult: number;
  /** Times that each cell is read. */
  readonly #reads: Map<number, number> = new Map();
  /** What is the same in all rows: before the loop. */
  readonly #before: Code = new Code();
  /** Columns that are read more than once: at the beginning of each round. */
  readonly #loads = new Code();
  readonly #foreign = new Map<number, number>();
  #splats = 0;
  readonly #written: Set<number> = new Set();
  /** Results that are not in their columns yet. */
  readonly #unstored = new Set<number>();

  /** @param firstResult - cell of the first result */
  constructor(target: LaneTarget, range: Range, columns: OutputColumns, firstResult: number) {
    const results = columns.outputs.map((_, i) => firstResult + i);
    super(target, range, results, FIRST_LOCAL);
    this.#columns = columns;
    this.#firstResult = firstResult;
    for (let pc = range.start; pc < range.end; pc += INSTRUCTION_WORDS)
      eachRead(target.words, pc, (cell) => this.#reads.set(cell, (this.#reads.get(cell) ?? 0) + 1));
    this.emitBody();
    for (const cell of results) if (!this.#written.has(cell)) this.#storeNaN(cell);
  }

  /** @param redo - function `(at, stop)` that does the rows of a vector again; -1 if that is never needed */
  define(builder: ModuleBuilder, index: number, redo: number): void {
    const { lanes, stopped } = this.target;
    const { outputs, scratch } = this.#columns;
    const code = new Code();
    for (const local of [AT, STOP]) {
      code.get(local);
      code.constI32(lanes.shift);
      code.u8(I32_SHL);
      code.set(local);
    }
    code.append(this.#before);
    // A last vector that is not full runs over the end: what lies there is put back.
    code.get(STOP);
    code.get(AT);
    code.u8(I32_SUB);
    code.constI32(VECTOR_BYTES - 1);
    code.u8(I32_AND);
    code.u8(IF);
    code.u8(BLOCK_EMPTY);
    outputs.forEach((output, i) => {
      code.constI32(0);
      code.get(STOP);
      code.loadV128(output, lanes.shift);
      code.storeV128(scratch + VECTOR_BYTES * i, 4);
    });
    code.u8(END);

    emitLoop(code, AT, STOP, VECTOR_BYTES, () => {
      code.append(this.#loads);
      code.append(this.code);
      if (redo < 0) return;
      code.u8(GLOBAL_GET);
      code.u32(stopped);
      code.if(() => {
        code.get(AT);
        code.get(STOP);
        code.call(redo);
      });
    });

    code.get(AT);
    code.get(STOP);
    code.u8(I32_NE);
    code.u8(IF);
    code.u8(BLOCK_EMPTY);
    outputs.forEach((output, i) => {
      code.get(STOP);
      code.constI32(0);
      code.loadV128(scratch + VECTOR_BYTES * i, 4);
      code.storeV128(output, lanes.shift);
    });
    code.u8(END);
    this.defineAs(builder, index, code);
  }

  protected override entryMask(): void {
    emitAllLanes(this.code);
  }

  protected override holdsNumbers(cell: number): boolean {
    return this.target.layout.isResult(cell);
  }

  protected override loadForeign(cell: number): boolean {
    const { layout, inputs } = this.target;
    if (!layout.isInput(cell) && !layout.isConstant(cell)) return false;
    const known = this.#foreign.get(cell);
    if (known !== undefined) {
      this.code.get(known);
      return true;
    }
    const isColumn = inputs.has(cell);
    const isHeld = isColumn ? (this.#reads.get(cell) as number) > 1 : this.#splats < MOST_SPLATS;
    if (!isHeld) {
      emitGlobal(this.code, this.target, cell, AT);
      return true;
    }
    const local = this.newVector();
    this.#foreign.set(cell, local);
    if (isColumn) {
      emitGlobal(this.#loads, this.target, cell, AT);
      this.#loads.set(local);
    } else {
      this.#splats++;
      this.#hold(cell, local);
    }
    this.code.get(local);
    return true;
  }

  /** Through memory: V8 would make a constant, or what it knows how to make, again at each use. */
  #hold(cell: number, local: number): void {
    const { scratch } = this.#columns;
    const code = this.#before;
    code.constI32(0);
    emitGlobal(code, this.target, cell, AT);
    code.storeV128(scratch, 4);
    code.constI32(0);
    code.loadV128(scratch, 4);
    code.set(local);
  }

  protected override written(cell: number): void {
    if (!this.target.layout.isResult(cell)) return;
    this.#written.add(cell);
    if (this.allActive) this.#storeResult(cell);
    else this.#unstored.add(cell);
  }

  protected override rejoined(): void {
    for (const cell of this.#unstored) this.#storeResult(cell);
    this.#unstored.clear();
  }

  /** Of an expression that was removed. */
  #storeNaN(cell: number): void {
    this.code.constV128(this.target.lanes.constant(Number.NaN));
    this.code.set(this.localOf(cell));
    this.#storeResult(cell);
  }

  #storeResult(cell: number): void {
    this.code.get(AT);
    this.code.get(this.localOf(cell));
    this.code.storeV128(this.#columns.outputs[cell - this.#firstResult] as number, this.target.lanes.shift);
  }
}
