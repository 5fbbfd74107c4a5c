import { type Arena, F64Vector, I32Vector } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import {
  INSTRUCTION_WORDS,
  KIND_NAME,
  OP_FROUND,
  OP_GLOBAL,
  OP_JUMP,
  OP_MOVE,
  OP_NEG,
} from "@zexpr/ir/opcodes";
import { pushInstruction } from "./instructions.ts";
import { COMMUTATIVE, INEXACT, OP_INFO, UNARY } from "./op-info.ts";
import {
  CONSTANT,
  FOLDED,
  indexOf,
  isConstant,
  kindOf,
  OPERAND_INDICES,
  operand,
  PARAMETER,
  TEMP,
} from "./operand.ts";
import { ValueTable } from "./value-table.ts";

/** Not an opcode: key of a literal in the table of constants. */
const LITERAL = -1;
/** Code words of one program: operands have to stay in their index range. */
const MOST_WORDS = OPERAND_INDICES;

const BITS = new Int32Array(2);
const DOUBLE = new Float64Array(BITS.buffer);

/** A named thing of the program; becomes a symbol row. */
export interface ProgramSymbol {
  readonly kind: number;
  readonly index: number;
  readonly name: string;
}

/**
 * Emits instructions of one unit (the batch, or one function) at a time. Equal pure instructions on equal operands are
 * emitted once; those on constants are moved to the part that runs when the program is loaded. Both keep every bit,
 * since the same engine executes the same instruction on the same operands.
 */
export class Emitter {
  /** Instructions of the unit, operands as in operand.ts, jump targets as instruction numbers. */
  readonly code: I32Vector;
  /** Instructions that compute {@link FOLDED} constants. */
  readonly init: I32Vector;
  /** Site rows of the unit, with instruction numbers. */
  readonly sites: I32Vector;
  readonly literals: F64Vector;
  symbols: ProgramSymbol[] = [];
  folded = 0;
  temps = 0;
  /** False switches sharing and folding off, so that tests can compare. */
  optimise = true;
  /** Every value is an f32. */
  isF32 = false;
  /** Functions reach the batch's cells by instructions of their own. */
  inFunction = false;
  readonly #values: ValueTable;
  readonly #constants: ValueTable;
  readonly #names = new Map<string, number>();

  constructor(arena: Arena) {
    this.code = new I32Vector(arena, 256);
    this.init = new I32Vector(arena, 64);
    this.sites = new I32Vector(arena, 64);
    this.literals = new F64Vector(arena, 32);
    this.#values = new ValueTable(arena);
    this.#constants = new ValueTable(arena);
  }

  /** Starts a program. */
  clear(): void {
    this.init.clear();
    this.literals.clear();
    this.symbols = [];
    this.folded = 0;
    this.#constants.release(0);
    // Clearing an empty Map allocates a new table.
    if (this.#names.size > 0) this.#names.clear();
    this.startUnit(false);
  }

  startUnit(inFunction: boolean): void {
    this.code.clear();
    this.sites.clear();
    this.#values.release(0);
    this.temps = 0;
    this.inFunction = inFunction;
  }

  /** Number of the next instruction. */
  get position(): number {
    return this.code.length / INSTRUCTION_WORDS;
  }

  enterBranch(): number {
    return this.#values.mark();
  }

  leaveBranch(mark: number): void {
    this.#values.release(mark);
  }

  newTemp(): number {
    return operand(TEMP, this.temps++);
  }

  constant(exact: number): number {
    const value = this.isF32 ? Math.fround(exact) : exact;
    DOUBLE[0] = value;
    const low = BITS[0] as number;
    const high = BITS[1] as number;
    const known = this.#constants.find(LITERAL, low, high);
    if (known >= 0) return known;
    const cell = operand(CONSTANT, this.literals.push(value));
    this.#constants.add(LITERAL, low, high, cell);
    return cell;
  }

  isLiteral(operand: number, value: number): boolean {
    return kindOf(operand) === CONSTANT && this.literals.get(indexOf(operand)) === value;
  }

  /** Value of a pure instruction, rounded if it has to be. `b` is 0 for opcodes with one operand. */
  value(opcode: number, a: number, b: number): number {
    const value = this.#value(opcode, a, b);
    return this.isF32 && (OP_INFO[opcode] & INEXACT) !== 0 ? this.#value(OP_FROUND, value, 0) : value;
  }

  /** A value that comes from outside, as the program may compute with it: in f32, rounded. */
  rounded(value: number): number {
    return this.isF32 ? this.#value(OP_FROUND, value, 0) : value;
  }

  #value(opcode: number, a: number, b: number): number {
    const info = OP_INFO[opcode];
    if (a > b && (info & COMMUTATIVE) !== 0) return this.#value(opcode, b, a);
    const unary = (info & UNARY) !== 0;
    if (!this.optimise) return this.#emitValue(opcode, a, b, unary);
    if (isConstant(a) && (unary || isConstant(b))) return this.#fold(opcode, a, b);
    const known = this.#values.find(opcode, a, b);
    if (known >= 0) return known;
    const value = this.#emitValue(opcode, a, b, unary);
    this.#values.add(opcode, a, b, value);
    return value;
  }

  #emitValue(opcode: number, a: number, b: number, unary: boolean): number {
    const left = this.local(a);
    const right = unary ? 0 : this.local(b);
    const value = this.newTemp();
    this.emit(opcode, value, left, right);
    return value;
  }

  #fold(opcode: number, a: number, b: number): number {
    if (opcode === OP_NEG && kindOf(a) === CONSTANT) return this.constant(-this.literals.get(indexOf(a)));
    const known = this.#constants.find(opcode, a, b);
    if (known >= 0) return known;
    const cell = operand(FOLDED, this.folded++);
    pushInstruction(this.init, opcode, cell, a, b);
    this.#constants.add(opcode, a, b, cell);
    return cell;
  }

  /** The operand as the unit's code can name it: functions load the batch's cells first. */
  local(value: number): number {
    if (!this.inFunction || kindOf(value) >= PARAMETER) return value;
    const known = this.optimise ? this.#values.find(OP_GLOBAL, value, 0) : -1;
    if (known >= 0) return known;
    const copy = this.newTemp();
    this.emit(OP_GLOBAL, copy, value, 0);
    if (this.optimise) this.#values.add(OP_GLOBAL, value, 0, copy);
    return copy;
  }

  /** Copies `value` into `target`. The allocator drops the copy where the value, made at or after `open`, can be made in place. */
  move(target: number, value: number, open: number): void {
    this.emit(OP_MOVE, target, this.local(value), open);
  }

  /** Emits a jump to be aimed later by {@link aim}. Returns its instruction number. */
  jump(opcode: number, condition: number): number {
    const b = opcode === OP_JUMP ? 0 : this.local(condition);
    this.emit(opcode, 0, 0, b);
    return this.position - 1;
  }

  /** Aims the jump at the next instruction. */
  aim(jump: number): void {
    this.code.set(jump * INSTRUCTION_WORDS + 2, this.position);
  }

  /** @throws {@link ExprError} `CapacityExceeded` when the program would outgrow its operand range */
  emit(opcode: number, dst: number, a: number, b: number): void {
    if (this.code.length >= MOST_WORDS)
      throw new ExprError("CapacityExceeded", "the batch is too large for one program: split it");
    pushInstruction(this.code, opcode, dst, a, b);
  }

  /** Says where the next instruction comes from. */
  site(source: number, start: number, end: number, symbol: number): void {
    const sites = this.sites;
    sites.push(this.position);
    sites.push(source);
    sites.push(start);
    sites.push(end);
    sites.push(symbol);
  }

  symbol(kind: number, index: number, name: string): number {
    return this.symbols.push({ kind, index, name }) - 1;
  }

  /** ProgramSymbol for a name that only messages need. */
  nameSymbol(name: string): number {
    let symbol = this.#names.get(name);
    if (symbol === undefined) {
      symbol = this.symbol(KIND_NAME, 0, name);
      this.#names.set(name, symbol);
    }
    return symbol;
  }
}
