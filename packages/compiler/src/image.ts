import type { I32Vector, LinearMemory } from "@zexpr/arena";
import { type Capacity, type Limits, programCapacity } from "@zexpr/ir";
import * as op from "@zexpr/ir/opcodes";
import type { Binder } from "./binder.ts";
import { Bindings } from "./bindings.ts";
import { frameCells, type StackNeed, type Unit } from "./call-graph.ts";
import type { Emitter, ProgramSymbol } from "./emitter.ts";
import { fill } from "./instructions.ts";
import { A_PLACE, B_CELL, DST_CELL, JUMP, OP_INFO } from "./op-info.ts";
import {
  CONSTANT,
  CONTEXT,
  FOLDED,
  indexOf,
  kindOf,
  PARAMETER,
  REGISTER,
  RESULT,
  VARIABLE,
  WINDOW,
} from "./operand.ts";

/** A unit with the instructions it owns in the allocated code, as instruction numbers. */
export interface PlacedUnit extends Unit {
  readonly start: number;
  readonly end: number;
}

/** All parts of a program, ready to be laid out. */
export interface Parts {
  readonly emitter: Emitter;
  readonly binder: Binder;
  /** Allocated instructions of the batch, then of the functions. */
  readonly final: I32Vector;
  readonly batch: PlacedUnit;
  readonly functions: readonly PlacedUnit[];
  /** Instruction number at which each expression starts. */
  readonly expressions: readonly number[];
  /** Rows with instruction numbers. */
  readonly sites: I32Vector;
  readonly stack: StackNeed;
  readonly limits: Limits;
}

/** Lays a program out as described in `@zexpr/ir/opcodes`: counts first, then writes once. */
export class Image {
  // Made once: typed arrays are dear, and compiling happens often.
  readonly #header = new Int32Array(op.HEADER_WORDS);
  /** First cell of each operand class. */
  readonly #cellOf = new Int32Array(WINDOW + 1);
  #parts!: Parts;
  #symbols: readonly ProgramSymbol[] = [];
  bindings!: Bindings;

  /** Counts. The image can be written until the next plan. */
  plan(parts: Parts): void {
    const { emitter, binder } = parts;
    this.#parts = parts;
    this.bindings = new Bindings(binder.natives, binder.contextValues, binder.arrays);
    const { variables } = binder.environment;
    const symbols = emitter.symbols;
    for (const [name, index] of variables) symbols.push({ kind: op.KIND_VARIABLE, index, name });
    this.#symbols = symbols;
    this.#plan(variables.size);
  }

  get capacity(): Capacity {
    return programCapacity(this.#header);
  }

  #plan(variables: number): void {
    const { emitter, binder, final, batch, functions, expressions, sites, stack, limits } = this.#parts;
    const h = this.#header;
    h[op.H_MAGIC] = op.PROGRAM_MAGIC;
    h[op.H_VERSION] = op.PROGRAM_VERSION;
    h[op.H_INIT] = op.HEADER_WORDS;
    h[op.H_MAIN] = op.HEADER_WORDS + emitter.init.length + op.INSTRUCTION_WORDS;
    h[op.H_CODE_END] = (h[op.H_MAIN] as number) + final.length;
    h[op.H_VARIABLES] = variables;
    h[op.H_RESULTS] = expressions.length;
    h[op.H_PRECISION] = emitter.isF32 ? op.PRECISION_F32 : 0;
    h[op.H_CONTEXT] = binder.contextValues.length;
    h[op.H_CONSTANTS] = emitter.literals.length + emitter.folded;
    h[op.H_ARRAY_CELLS] = binder.arrayCells;
    h[op.H_REGISTERS] = batch.registers;
    h[op.H_STACK] = stack.cells;
    h[op.H_FRAMES] = stack.frames;
    h[op.H_ARGUMENTS] = binder.natives.reduce((most, native) => Math.max(most, native.arity), 0);
    h[op.H_COST] = batch.end - batch.start;
    h[op.H_CALL_DEPTH] = limits.callDepth;
    const budget = Math.min(limits.instructions, 2 ** 53);
    h[op.H_BUDGET_LOW] = budget % 2 ** 30;
    h[op.H_BUDGET_HIGH] = Math.floor(budget / 2 ** 30);

    let offset = h[op.H_CODE_END] as number;
    const table = (field: number, rows: number, width: number): void => {
      h[field] = offset;
      offset += rows * width;
    };
    table(op.H_EXPRESSIONS, expressions.length, op.EXPRESSION_WORDS);
    table(op.H_FUNCTIONS, functions.length, op.FUNCTION_WORDS);
    h[op.H_FUNCTION_COUNT] = functions.length;
    table(op.H_ARRAYS, binder.arrays.length, op.ARRAY_WORDS);
    h[op.H_ARRAY_COUNT] = binder.arrays.length;
    table(op.H_NATIVES, binder.natives.length, op.NATIVE_WORDS);
    h[op.H_NATIVE_COUNT] = binder.natives.length;
    table(op.H_SITES, sites.length, 1);
    h[op.H_SITE_COUNT] = sites.length / op.SITE_WORDS;
    table(op.H_SYMBOLS, this.#symbols.length, op.SYMBOL_WORDS);
    h[op.H_SYMBOL_COUNT] = this.#symbols.length;
    let units = 0;
    for (const symbol of this.#symbols) units += symbol.name.length;
    h[op.H_STRING_UNITS] = units;
    table(op.H_STRINGS, Math.ceil(units / 2), 1);
    h[op.H_CELLS] = offset + (offset & 1);

    const cells = this.#cellOf;
    cells[VARIABLE] = 0;
    cells[RESULT] = variables;
    cells[CONTEXT] = variables + expressions.length;
    cells[CONSTANT] = (cells[CONTEXT] as number) + binder.contextValues.length;
    cells[FOLDED] = (cells[CONSTANT] as number) + emitter.literals.length;
    const arrays = (cells[FOLDED] as number) + emitter.folded;
    cells[REGISTER] = arrays + binder.arrayCells;
    cells[WINDOW] = (cells[REGISTER] as number) + batch.registers;
    h[op.H_SIZE] = (h[op.H_CELLS] as number) * 4 + (cells[REGISTER] as number) * 8;
  }

  /**
   * Writes the words and the cells of the image, each at a byte offset that is a multiple of 8, with the contexts'
   * present values; variables are 0, results NaN.
   */
  write(memory: LinearMemory, wordsOffset: number, cellsOffset: number): void {
    const { emitter, binder, final, batch, functions, expressions, sites } = this.#parts;
    const h = this.#header;
    const words = memory.i32;
    const base = wordsOffset >>> 2;
    for (let i = 0; i < op.HEADER_WORDS; i++) words[base + i] = h[i] as number;
    let at = base + op.HEADER_WORDS;
    const init = emitter.init;
    for (let i = 0; i < init.length; i += op.INSTRUCTION_WORDS, at += op.INSTRUCTION_WORDS) {
      this.#instruction(words, at, init, i, batch);
    }
    fill(words, 0, at, at + op.INSTRUCTION_WORDS); // end
    at += op.INSTRUCTION_WORDS;
    const units = [batch, ...functions];
    for (const unit of units) {
      for (let i = unit.start; i < unit.end; i++, at += op.INSTRUCTION_WORDS) {
        this.#instruction(words, at, final, i * op.INSTRUCTION_WORDS, unit);
      }
    }
    for (const start of expressions) words[at++] = this.#word(start);
    for (const unit of functions) {
      words[at++] = this.#word(unit.start);
      words[at++] = unit.parameters;
      words[at++] = frameCells(unit);
      words[at++] = unit.end - unit.start;
    }
    const arrayCell = (this.#cellOf[REGISTER] as number) - binder.arrayCells;
    for (const array of binder.arrays) {
      words[at++] = arrayCell + array.cell;
      words[at++] = array.values.length;
    }
    for (const native of binder.natives) words[at++] = native.arity;
    for (let i = 0; i < sites.length; i++) {
      words[at++] = i % op.SITE_WORDS === op.SITE_PC ? this.#word(sites.get(i)) : sites.get(i);
    }
    // Names may end in the middle of a word, and a word may be left over before the cells.
    fill(words, 0, base + (h[op.H_STRINGS] as number), base + (h[op.H_CELLS] as number));
    this.#writeNames(memory, at, base + (h[op.H_STRINGS] as number));
    this.#writeCells(memory, cellsOffset >>> 3);
  }

  #word(instruction: number): number {
    return (this.#header[op.H_MAIN] as number) + instruction * op.INSTRUCTION_WORDS;
  }

  #instruction(words: Int32Array, at: number, code: I32Vector, from: number, unit: PlacedUnit): void {
    const opcode = code.get(from);
    const info = OP_INFO[opcode];
    const dst = code.get(from + 1);
    const a = code.get(from + 2);
    const b = code.get(from + 3);
    words[at] = opcode;
    words[at + 1] = (info & DST_CELL) !== 0 ? this.#cell(dst, unit) : dst;
    words[at + 2] = (info & A_PLACE) !== 0 ? this.#cell(a, unit) : (info & JUMP) !== 0 ? this.#word(a) : a;
    words[at + 3] = (info & B_CELL) !== 0 ? this.#cell(b, unit) : b;
  }

  #cell(value: number, unit: PlacedUnit): number {
    const kind = kindOf(value);
    const index = indexOf(value);
    if (kind < PARAMETER || unit === this.#parts.batch) return (this.#cellOf[kind] as number) + index;
    if (kind === PARAMETER) return index;
    return unit.parameters + (kind === WINDOW ? unit.registers : 0) + index;
  }

  #writeNames(memory: LinearMemory, table: number, strings: number): void {
    const contextCell = this.#cellOf[CONTEXT] as number;
    let at = table;
    let unit = 0;
    for (const { kind, index, name } of this.#symbols) {
      memory.i32[at++] = kind;
      memory.i32[at++] = kind === op.KIND_CONTEXT ? contextCell + index : index;
      memory.i32[at++] = unit;
      memory.i32[at++] = name.length;
      for (let i = 0; i < name.length; i++, unit++) {
        const code = name.charCodeAt(i);
        memory.u8[strings * 4 + unit * 2] = code;
        memory.u8[strings * 4 + unit * 2 + 1] = code >>> 8;
      }
    }
  }

  #writeCells(memory: LinearMemory, first: number): void {
    const { emitter, binder } = this.#parts;
    const cells = memory.f64;
    const results = first + (this.#cellOf[RESULT] as number);
    const context = first + (this.#cellOf[CONTEXT] as number);
    const end = first + (this.#cellOf[REGISTER] as number);
    fill(cells, 0, first, end);
    fill(cells, Number.NaN, results, context);
    const literals = first + (this.#cellOf[CONSTANT] as number);
    for (let i = 0; i < emitter.literals.length; i++) cells[literals + i] = emitter.literals.get(i);
    const words = new Uint16Array(cells.buffer, cells.byteOffset, cells.length * 4);
    this.bindings.refresh(cells, context, end - binder.arrayCells, words);
  }
}
