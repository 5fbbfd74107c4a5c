import { Status } from "@zexpr/errors";
import { isJump, OPS } from "@zexpr/ir";
import {
  ARRAY_WORDS,
  H_ARRAYS,
  H_COST,
  H_MAIN,
  H_NATIVES,
  INSTRUCTION_WORDS,
  OP_CALL,
  OP_GLOBAL,
  OP_INDEX,
  OP_JUMP,
  OP_JUMP_FALSE,
  OP_JUMP_TRUE,
  OP_MOVE,
  OP_NATIVE,
  OP_RETURN,
  OP_TRAP,
  S_BASE,
  S_BATCH_PC,
  S_PC,
} from "@zexpr/ir/opcodes";
import type { Code } from "./code.ts";
import {
  BLOCK,
  BLOCK_EMPTY,
  BR,
  BR_IF,
  END,
  F64_CONVERT_I32_S,
  F64_EQ,
  F64_GT,
  F64_LT,
  F64_NE,
  F64_TRUNC,
  I32_AND,
  I32_EQZ,
  I32_SHL,
  I32_TRUNC_SAT_F64_S,
  MISC,
} from "./encoding.ts";
import { emitCondition, emitValue } from "./operations.ts";
import { addressOf, type Target } from "./target.ts";

/** Words of the program. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Key of the place before the instruction at a word, where jumps and calls go. */
export function targetKey(pc: number): number {
  return 2 * pc + 1;
}

/** Key of the place at which the call before the instruction at a word returns: just before {@link targetKey}. */
export function returnKey(pc: number): number {
  return 2 * pc;
}

/**
 * Writes the code of a unit: a part of the batch, or a function. What differs between units is where cells are, how calls
 * are made and how the unit is left, and is up to subclasses.
 */
export abstract class UnitEmitter {
  protected readonly code: Code;
  protected readonly target: Target;
  /** Word of the instruction that is being written. */
  protected pc = 0;
  /** Places that code goes on at, each the end of a block; those before `#closed` are behind. */
  #keys: readonly number[] = [];
  readonly #blockOf = new Map<number, number>();
  #closed = 0;
  /** Cell of which `condition` holds the truth, because the instruction before has made it; -1: none. */
  #conditionCell = -1;

  constructor(target: Target, code: Code) {
    this.target = target;
    this.code = code;
  }

  /** Index of a local for an i32: a condition, a status. */
  protected abstract readonly scratch: number;

  /** Puts a cell's value on the stack. */
  protected abstract load(cell: number): void;

  /** Called before the value of a cell is put on the stack, and after. */
  protected abstract beginStore(cell: number): void;
  protected abstract endStore(cell: number): void;

  /** Puts a cell of the batch on the stack, in whatever unit. */
  protected abstract loadGlobal(cell: number): void;

  /** Puts the first cell of the frame, as an index, on the stack. */
  protected abstract frameIndex(): void;

  /** `dst = function(window…)` */
  protected abstract call(dst: number, window: number, fn: number): void;

  /** Makes `cells` of the frame readable in memory. */
  protected abstract flush(cell: number, count: number): void;

  /** After a host function has written a cell in memory. */
  protected abstract reload(cell: number): void;

  /** Leaves the unit after a failure. */
  protected abstract leave(): void;

  /** Leaves a function with the value of a cell. */
  protected abstract returnCell(cell: number): void;

  /** Writes the instructions of a range of words; jumps stay within it, or go to its end. */
  protected emitRange(range: Range): void {
    this.openBlocks([range], []);
    this.emitInstructions([range]);
  }

  /**
   * Opens the blocks whose ends are the places that code goes on at. Jumps only go forward, so all of them can be opened
   * at once, the nearest innermost.
   *
   * @param more - keys of places beside the targets of jumps
   */
  protected openBlocks(ranges: readonly Range[], more: readonly number[]): void {
    const { words } = this.target;
    const keys = new Set<number>(more);
    for (const { start, end } of ranges) {
      for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
        const opcode = words[pc] as number;
        if (isJump(opcode)) keys.add(targetKey(words[pc + 2] as number));
      }
    }
    this.#keys = [...keys].sort((a, b) => a - b);
    this.#keys.forEach((key, i) => {
      this.#blockOf.set(key, i);
      this.code.u8(BLOCK);
      this.code.u8(BLOCK_EMPTY);
    });
  }

  protected emitInstructions(ranges: readonly Range[]): void {
    const { words } = this.target;
    for (const { start, end } of ranges) {
      for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
        this.#closeUpTo(targetKey(pc));
        this.pc = pc;
        const [opcode, dst, a, b] = words.subarray(pc, pc + INSTRUCTION_WORDS) as unknown as number[];
        this.#instruction(opcode as number, dst as number, a as number, b as number);
      }
      this.#closeUpTo(targetKey(end));
    }
  }

  /** Depth of a branch to a place; negative if it is behind. */
  protected depthOf(key: number): number {
    return (this.#blockOf.get(key) as number) - this.#closed;
  }

  /** Depth of a branch to what encloses all blocks. */
  protected get outerDepth(): number {
    return this.#keys.length - this.#closed;
  }

  /** At a place that code goes on at. */
  protected arrive(_key: number): void {}

  #closeUpTo(key: number): void {
    for (;;) {
      const next = this.#keys[this.#closed];
      if (next === undefined || next > key) return;
      this.code.u8(END);
      this.#closed++;
      this.#conditionCell = -1;
      this.arrive(next);
    }
  }

  #instruction(opcode: number, dst: number, a: number, b: number): void {
    const { code } = this;
    const conditionCell = this.#conditionCell;
    this.#conditionCell = -1;
    switch (opcode) {
      case OP_MOVE:
        this.#store(dst, () => this.load(a));
        break;
      case OP_GLOBAL:
        this.#store(dst, () => this.loadGlobal(a));
        break;
      case OP_JUMP:
        code.u8(BR);
        code.u32(this.depthOf(targetKey(a)));
        break;
      case OP_JUMP_FALSE:
      case OP_JUMP_TRUE:
        if (conditionCell === b) {
          code.get(this.scratch);
          if (opcode === OP_JUMP_FALSE) code.u8(I32_EQZ);
        } else {
          this.load(b);
          code.constF64(0);
          code.u8(opcode === OP_JUMP_FALSE ? F64_EQ : F64_NE);
        }
        code.u8(BR_IF);
        code.u32(this.depthOf(targetKey(a)));
        break;
      case OP_CALL:
        this.call(dst, a, b);
        break;
      case OP_RETURN:
        this.returnCell(a);
        break;
      case OP_NATIVE:
        this.#native(dst, a, b);
        break;
      case OP_INDEX:
        this.#index(dst, a, b);
        break;
      case OP_TRAP:
        this.fail(() => code.constI32(dst));
        break;
      default:
        this.#compute(opcode, dst, a, b);
    }
  }

  #compute(opcode: number, dst: number, a: number, b: number): void {
    const { code, target } = this;
    const loadA = (): void => this.load(a);
    const loadB = (): void => this.load(b);
    const kernel = target.kernel(opcode);
    if (kernel !== undefined) {
      this.#store(dst, () => {
        loadA();
        if (isBinary(opcode)) loadB();
        code.call(kernel);
      });
      return;
    }
    const next = target.words[this.pc + INSTRUCTION_WORDS];
    const tested = target.words[this.pc + INSTRUCTION_WORDS + 3] === dst;
    const jumps = tested && (next === OP_JUMP_FALSE || next === OP_JUMP_TRUE);
    this.beginStore(dst);
    if (jumps && emitCondition(code, opcode, loadA, loadB)) {
      code.tee(this.scratch);
      code.u8(F64_CONVERT_I32_S);
      this.endStore(dst);
      this.#conditionCell = dst;
      return;
    }
    emitValue(code, opcode, loadA, loadB, target.toInt32);
    this.endStore(dst);
  }

  #store(dst: number, value: () => void): void {
    this.beginStore(dst);
    value();
    this.endStore(dst);
  }

  #index(dst: number, array: number, index: number): void {
    const { code, target } = this;
    const row = (target.words[H_ARRAYS] as number) + array * ARRAY_WORDS;
    this.load(index);
    code.constF64(-1);
    code.u8(F64_GT);
    this.load(index);
    code.u8(F64_TRUNC);
    code.constF64(target.words[row + 1] as number);
    code.u8(F64_LT);
    code.u8(I32_AND);
    code.u8(I32_EQZ);
    code.if(() => {
      this.flush(index, 1);
      this.fail(() => code.constI32(Status.ArrayIndexOutOfBounds));
    });
    this.#store(dst, () => {
      this.load(index);
      code.u8(MISC);
      code.u32(I32_TRUNC_SAT_F64_S);
      code.constI32(3);
      code.u8(I32_SHL);
      code.loadF64(addressOf(target, target.words[row] as number));
    });
  }

  #native(dst: number, window: number, native: number): void {
    const { code, target } = this;
    const { words, placement } = target;
    const count = words[(words[H_NATIVES] as number) + native] as number;
    this.flush(window, count);
    const batchEnd = (words[H_MAIN] as number) + (words[H_COST] as number) * INSTRUCTION_WORDS;
    const direct = this.pc < batchEnd ? target.directNatives.get(native) : undefined;
    if (direct !== undefined) {
      // Says, while it runs, whose trap one would be.
      this.#noteBatch(this.pc);
      this.#store(dst, () => {
        code.constI32(addressOf(target, window));
        code.constI32(count);
        code.call(direct);
      });
      this.#noteBatch(0);
      return;
    }
    code.constI32(placement.state);
    code.constI32(this.pc);
    code.storeI32(S_PC * 4);
    code.constI32(placement.state);
    this.frameIndex();
    code.storeI32(S_BASE * 4);
    code.call(target.native);
    code.tee(this.scratch);
    code.if(() => {
      this.fail(() => code.get(this.scratch));
    });
    this.reload(dst);
  }

  #noteBatch(pc: number): void {
    const { code, target } = this;
    code.constI32(target.placement.state);
    code.constI32(pc);
    code.storeI32(S_BATCH_PC * 4);
  }

  /** Notes the failure of this instruction and leaves. */
  protected fail(status: () => void): void {
    status();
    this.code.constI32(this.pc);
    this.frameIndex();
    this.code.call(this.target.fail);
    this.leave();
  }
}

function isBinary(opcode: number): boolean {
  return OPS[opcode]?.[3] === "cell";
}
