// Longer than other files: which lanes are active decides about every instruction.
import { isJump, isKernel, OPS } from "@zexpr/ir";
import {
  ARRAY_WORDS,
  FUNCTION_PARAMETERS,
  FUNCTION_WORDS,
  H_ARRAYS,
  H_FUNCTIONS,
  INSTRUCTION_WORDS,
  OP_CALL,
  OP_DIV,
  OP_GLOBAL,
  OP_INDEX,
  OP_JUMP,
  OP_JUMP_FALSE,
  OP_JUMP_TRUE,
  OP_MOD,
  OP_MOVE,
  OP_RETURN,
  OP_SQRT,
  OP_TRAP,
} from "@zexpr/ir/opcodes";
import { Code } from "../code.ts";
import {
  BLOCK,
  BLOCK_EMPTY,
  BR_IF,
  END,
  GLOBAL_GET,
  GLOBAL_SET,
  I32_EQZ,
  I32_OR,
  I32_SHL,
  I32X4_EXTRACT_LANE,
  V128_AND,
  V128_ANDNOT,
  V128_ANY_TRUE,
  V128_BITSELECT,
  V128_LOAD64_SPLAT,
  V128_NOT,
  V128_OR,
} from "../encoding.ts";
import type { ModuleBuilder } from "../module-builder.ts";
import { needsToInt32 } from "../operations.ts";
import type { Range } from "../unit.ts";
import {
  emitLaneMask,
  emitLaneValue,
  emitTruthMask,
  givesMask,
  type LaneOperands,
} from "./lane-operations.ts";
import type { LaneTarget } from "./lane-target.ts";
import { Liveness } from "./liveness.ts";

/** Cost in simple instructions from which code is worth a test whether any lane needs it. */
const WORTH_A_TEST = 12;

const ALL_LANES = new Uint8Array(16).fill(0xff);
const NO_LANES = new Uint8Array(16);

/**
 * Writes the code of a unit, the batch or a function, for all lanes of a vector of rows at once.
 *
 * Lanes that jump wait at the target: they are taken out of a mask of active lanes and join it again there, as in
 * if-conversion (Allen, Kennedy, Porterfield, Warren 1983), with the branches themselves kept where a side that no lane takes is
 * dear. Jumps only go forward, so one pass in program order suffices. What is written while lanes wait has to keep the values
 * of those lanes only in cells that they still read.
 *
 * Where cells come from and where results go is up to subclasses.
 */
export abstract class LaneUnit {
  protected readonly code: Code = new Code();
  protected readonly target: LaneTarget;
  protected readonly range: Range;
  /** Word of the instruction that is being written. */
  protected pc = 0;
  /** First local of each type for kernels; those of vectors are taken when they are needed. */
  readonly #kernelLocals: { readonly i32: number; readonly f64: number; v128: number };
  readonly #firstVector: number;
  #vectors = 0;
  readonly #localOf = new Map<number, number>();
  readonly #liveness: Liveness;
  /** Sum of the costs of the instructions before each one of the range. */
  readonly #costs: Int32Array;
  /** Masks of waiting lanes, by target. */
  readonly #waiting = new Map<number, number>();
  /** Local with the mask of active lanes; means nothing while `#allActive`. */
  #active = -1;
  #allActive = true;
  /** Behind a jump that all active lanes take. */
  #unreached = false;
  /** Cells whose local holds a mask in place of 0 and 1. */
  readonly #masks = new Set<number>();
  /** Ends of the blocks that are skipped when no lane is active, innermost last. */
  readonly #skips: number[] = [];
  #result = -1;

  /** @param live - cells that are needed at the end. @param firstLocal - index of the first local behind the parameters */
  constructor(target: LaneTarget, range: Range, live: readonly number[], firstLocal: number) {
    this.target = target;
    this.range = range;
    const { i32, f64 } = target.kernelLocals;
    this.#kernelLocals = { i32: firstLocal, f64: firstLocal + i32, v128: -1 };
    this.#firstVector = firstLocal + i32 + f64;
    this.#liveness = new Liveness(target.words, range, live);
    this.#costs = costsOf(target.words, range);
  }

  /** Index of the local with the byte offset of the rows in every column. */
  protected abstract readonly at: number;

  /** Puts the mask of the lanes that are active when none has jumped on the stack. */
  protected abstract entryMask(): void;

  /** Puts a cell that the unit has not written on the stack; false if there is none such. */
  protected abstract loadForeign(cell: number): boolean;

  /** After a cell has got a value in the active lanes. */
  protected written(_cell: number): void {}

  /** When all lanes are active again. */
  protected rejoined(): void {}

  /** Whether a cell always holds numbers, since others read its local. */
  protected holdsNumbers(_cell: number): boolean {
    return false;
  }

  /** Gives the module the unit's function, whose locals are the unit's. */
  protected defineAs(builder: ModuleBuilder, index: number, code: Code): void {
    const { i32, f64 } = this.target.kernelLocals;
    builder.define(index, code, i32, f64, this.#vectors);
  }

  protected newVector(): number {
    return this.#firstVector + this.#vectors++;
  }

  protected localOf(cell: number): number {
    let local = this.#localOf.get(cell);
    if (local === undefined) {
      local = this.newVector();
      this.#localOf.set(cell, local);
    }
    return local;
  }

  /** Gives a cell the local of a parameter. */
  protected parameter(cell: number, local: number): void {
    this.#localOf.set(cell, local);
  }

  /** Whether all lanes are active that were in the beginning. */
  protected get allActive(): boolean {
    return this.#allActive;
  }

  /** Writes the range. In a function, the value that it returns is on the stack then. */
  protected emitBody(): void {
    const { start, end } = this.range;
    for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
      this.pc = pc;
      this.#arrive(pc);
      if (this.#unreached) continue;
      const [opcode, dst, a, b] = this.target.words.subarray(
        pc,
        pc + INSTRUCTION_WORDS,
      ) as unknown as number[];
      this.#instruction(opcode as number, dst as number, a as number, b as number);
    }
    this.pc = end;
    this.#arrive(end);
    if (this.#result >= 0) this.code.get(this.#result);
  }

  /** Puts a cell on the stack, as numbers. */
  protected load(cell: number): void {
    if (this.loadForeign(cell)) return;
    this.code.get(this.localOf(cell));
    if (!this.#masks.has(cell)) return;
    this.code.constV128(this.target.lanes.constant(1));
    this.code.simd(V128_AND);
  }

  #loadMask(cell: number): void {
    if (this.#masks.has(cell)) this.code.get(this.localOf(cell));
    else {
      this.load(cell);
      emitTruthMask(this.code, this.target.lanes);
    }
  }

  /** Puts the mask of active lanes on the stack. */
  #loadActive(): void {
    if (this.#allActive) this.entryMask();
    else this.code.get(this.#active);
  }

  #store(dst: number, value: () => void): void {
    const { code } = this;
    const local = this.localOf(dst);
    value();
    if (this.#isAwaited(dst)) {
      this.load(dst);
      code.get(this.#active);
      code.simd(V128_BITSELECT);
    }
    code.set(local);
    this.#masks.delete(dst);
    this.written(dst);
  }

  /** Whether lanes wait that still read the value that a cell has now. */
  #isAwaited(cell: number): boolean {
    if (this.#allActive) return false;
    for (const place of this.#waiting.keys()) if (this.#liveness.isLive(cell, place)) return true;
    return false;
  }

  #instruction(opcode: number, dst: number, a: number, b: number): void {
    const { code, target } = this;
    switch (opcode) {
      case OP_MOVE:
        this.#store(dst, () => this.load(a));
        break;
      case OP_GLOBAL:
        this.#store(dst, () => emitGlobal(code, target, a, this.at));
        break;
      case OP_JUMP:
        this.#settleMasks(a);
        this.#wait(a, () => this.#loadActive());
        this.#unreached = true;
        break;
      case OP_JUMP_FALSE:
      case OP_JUMP_TRUE:
        this.#branch(opcode, a, b);
        break;
      case OP_CALL:
        this.#call(dst, a, b);
        break;
      case OP_RETURN:
        this.#return(a);
        break;
      case OP_INDEX:
        this.#index(dst, a, b);
        break;
      case OP_TRAP:
        this.#stop(() => this.#loadActive());
        break;
      default:
        this.#compute(opcode, dst, a, b);
    }
  }

  #compute(opcode: number, dst: number, a: number, b: number): void {
    const { code, target } = this;
    const operands: LaneOperands = {
      a: () => this.load(a),
      b: () => this.load(b),
      maskOfA: () => this.#loadMask(a),
      maskOfB: () => this.#loadMask(b),
    };
    if (opcode === OP_MOD || isKernel(opcode)) {
      this.#store(dst, () => {
        operands.a();
        if (OPS[opcode]?.[3] === "cell") operands.b();
        this.#kernel(opcode);
      });
    } else if (!givesMask(opcode)) {
      this.#store(dst, () => emitLaneValue(code, target.lanes, opcode, operands, target.toInt32));
    } else if (this.#isAwaited(dst) || this.holdsNumbers(dst)) {
      this.#store(dst, () => {
        emitLaneMask(code, target.lanes, opcode, operands);
        code.constV128(target.lanes.constant(1));
        code.simd(V128_AND);
      });
    } else {
      emitLaneMask(code, target.lanes, opcode, operands);
      code.set(this.localOf(dst));
      this.#masks.add(dst);
    }
  }

  #kernel(opcode: number): void {
    const { target } = this;
    if (this.#kernelLocals.v128 < 0) {
      this.#kernelLocals.v128 = this.#firstVector + this.#vectors;
      this.#vectors += target.kernelLocals.v128;
    }
    target.emitKernel(this.code, opcode, this.#kernelLocals);
  }

  /** Where rows part and meet, cells that are read later hold numbers, on whatever way they are reached. */
  #settleMasks(place: number): void {
    for (const cell of this.#masks) {
      if (!this.#liveness.isLive(cell, place)) continue;
      this.load(cell);
      this.code.set(this.localOf(cell));
    }
    this.#masks.clear();
  }

  /** Adds the lanes of a mask to those that wait at a place. */
  #wait(place: number, mask: () => void): void {
    const { code } = this;
    let local = this.#waiting.get(place);
    mask();
    if (local === undefined) {
      local = this.newVector();
      this.#waiting.set(place, local);
    } else {
      code.get(local);
      code.simd(V128_OR);
    }
    code.set(local);
  }

  #branch(opcode: number, place: number, condition: number): void {
    const { code } = this;
    const taken = this.newVector();
    this.#loadMask(condition);
    if (opcode === OP_JUMP_FALSE) code.simd(V128_NOT);
    code.set(taken);
    this.#settleMasks(this.pc);
    this.#wait(place, () => {
      this.#loadActive();
      code.get(taken);
      code.simd(V128_AND);
    });
    this.#loadActive();
    code.get(taken);
    code.simd(V128_ANDNOT);
    if (this.#active < 0) this.#active = this.newVector();
    code.set(this.#active);
    this.#allActive = false;
    this.#skipIfIdle(this.pc + INSTRUCTION_WORDS);
  }

  /** At a place where lanes may wait. */
  #arrive(place: number): void {
    const waiting = this.#waiting.get(place);
    if (waiting === undefined) return;
    const { code } = this;
    if (!this.#unreached) this.#settleMasks(place);
    while (this.#skips.at(-1) === place) {
      this.#skips.pop();
      code.u8(END);
    }
    this.#waiting.delete(place);
    if (this.#waiting.size === 0) this.#allActive = true;
    else {
      code.get(waiting);
      if (!this.#unreached) {
        code.get(this.#active);
        code.simd(V128_OR);
      }
      if (this.#active < 0) this.#active = this.newVector();
      code.set(this.#active);
    }
    this.#unreached = false;
    if (this.#allActive) this.rejoined();
    else this.#skipIfIdle(place);
  }

  /** Has code from a place to where the next lanes wait skipped when no lane is active, if that is worth a test. */
  #skipIfIdle(from: number): void {
    const end = Math.min(...this.#waiting.keys());
    const open = this.#skips.at(-1);
    if (open !== undefined && end > open) return;
    if (this.#costBefore(end) - this.#costBefore(from) < WORTH_A_TEST) return;
    const { code, target } = this;
    // Lanes that would begin to wait in there have to be none if it is skipped.
    for (let pc = from; pc < end; pc += INSTRUCTION_WORDS) {
      const place = target.words[pc] === OP_RETURN ? this.range.end : (target.words[pc + 2] as number);
      const isLeaving = isJump(target.words[pc] as number) || target.words[pc] === OP_RETURN;
      if (isLeaving && place > end && !this.#waiting.has(place))
        this.#wait(place, () => code.constV128(NO_LANES));
    }
    code.u8(BLOCK);
    code.u8(BLOCK_EMPTY);
    code.get(this.#active);
    code.simd(V128_ANY_TRUE);
    code.u8(I32_EQZ);
    code.u8(BR_IF);
    code.u32(0);
    this.#skips.push(end);
  }

  #costBefore(pc: number): number {
    return this.#costs[(pc - this.range.start) / INSTRUCTION_WORDS] as number;
  }

  #call(dst: number, window: number, fn: number): void {
    const { code, target } = this;
    const row = (target.words[H_FUNCTIONS] as number) + fn * FUNCTION_WORDS;
    this.#store(dst, () => {
      for (let i = 0; i < (target.words[row + FUNCTION_PARAMETERS] as number); i++) this.load(window + i);
      code.get(this.at);
      this.#loadActive();
      code.call(target.functions[fn] as number);
    });
  }

  /** Lanes that return wait at the end of the unit. */
  #return(cell: number): void {
    const { code } = this;
    this.load(cell);
    if (this.#result < 0) this.#result = this.newVector();
    else {
      code.get(this.#result);
      this.#loadActive();
      code.simd(V128_BITSELECT);
    }
    code.set(this.#result);
    this.#masks.clear();
    this.#wait(this.range.end, () => this.#loadActive());
    this.#unreached = true;
  }

  #index(dst: number, array: number, index: number): void {
    const { code, target } = this;
    const { lanes, words } = target;
    const row = (words[H_ARRAYS] as number) + array * ARRAY_WORDS;
    const inside = this.newVector();
    const compare = (offset: number, value: number): void => {
      code.constV128(lanes.constant(value));
      code.simd(lanes.comparison + offset);
    };
    this.load(index);
    compare(3, -1);
    this.load(index);
    code.simd(lanes.trunc);
    compare(2, leastAtLeast(words[row + 1] as number, lanes.bytes));
    code.simd(V128_AND);
    code.set(inside);
    this.#stop(() => {
      this.#loadActive();
      code.get(inside);
      code.simd(V128_ANDNOT);
    });
    // Lanes outside read the first element.
    const element = this.newVector();
    this.load(index);
    code.get(inside);
    code.simd(V128_AND);
    code.simd(lanes.toInt32);
    code.set(element);
    this.#store(dst, () => {
      for (let lane = 0; lane < lanes.count; lane++) {
        code.get(element);
        code.lane(I32X4_EXTRACT_LANE, lane);
        code.constI32(3);
        code.u8(I32_SHL);
        code.loadF64(target.cellsAddress + 8 * (words[row] as number));
        if (lanes.narrow !== 0) code.u8(lanes.narrow);
        if (lane === 0) code.simd(lanes.splat);
        else code.lane(lanes.replace, lane);
      }
    });
  }

  /** Has the rows done again by the scalar code if the mask has a lane. */
  #stop(mask: () => void): void {
    const { code, target } = this;
    code.u8(GLOBAL_GET);
    code.u32(target.stopped);
    mask();
    code.simd(V128_ANY_TRUE);
    code.u8(I32_OR);
    code.u8(GLOBAL_SET);
    code.u32(target.stopped);
  }
}

/** Puts a cell of the batch that is not written on the stack. @param at - local with the byte offset of the rows */
export function emitGlobal(code: Code, target: LaneTarget, cell: number, at: number): void {
  const { lanes } = target;
  const column = target.inputs.get(cell);
  if (column !== undefined) {
    code.get(at);
    code.loadV128(column, lanes.shift);
  } else if (target.layout.isConstant(cell)) code.constV128(lanes.constant(target.cells[cell] as number));
  else {
    code.constI32(0);
    const address = target.cellsAddress + 8 * cell;
    if (lanes.narrow === 0) code.loadV128(address, 3, V128_LOAD64_SPLAT);
    else {
      code.loadF64(address);
      code.u8(lanes.narrow);
      code.simd(lanes.splat);
    }
  }
}

/** Puts a mask of all lanes on the stack. */
export function emitAllLanes(code: Code): void {
  code.constV128(ALL_LANES);
}

/** The least number of that width which is not below a whole one: comparing a whole number of that width with either is the same. */
function leastAtLeast(length: number, bytes: number): number {
  if (bytes === 8 || Math.fround(length) >= length) return length;
  const bits = new Int32Array(new Float32Array([length]).buffer);
  bits[0] = (bits[0] as number) + 1;
  return new Float32Array(bits.buffer)[0] as number;
}

/** Rough costs in simple instructions, summed up. */
function costsOf(words: Int32Array, { start, end }: Range): Int32Array {
  const costs = new Int32Array((end - start) / INSTRUCTION_WORDS + 1);
  for (let pc = start, i = 0; pc < end; pc += INSTRUCTION_WORDS, i++)
    costs[i + 1] = (costs[i] as number) + costOf(words[pc] as number);
  return costs;
}

function costOf(opcode: number): number {
  if (opcode === OP_CALL || opcode === OP_MOD || isKernel(opcode)) return 20;
  if (needsToInt32(opcode)) return 8;
  return opcode === OP_DIV || opcode === OP_SQRT || opcode === OP_INDEX ? 4 : 1;
}
