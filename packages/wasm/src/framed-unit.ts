import { FRAME_WORDS, STATE_WORDS } from "@zexpr/ir";
import { INSTRUCTION_WORDS, OP_CALL } from "@zexpr/ir/opcodes";
import { Code } from "./code.ts";
import {
  BLOCK_EMPTY,
  BR,
  BR_TABLE,
  END,
  I32_ADD,
  I32_EQ,
  I32_SHR_U,
  I32_SUB,
  LOOP,
  RETURN,
} from "./encoding.ts";
import type { ModuleBuilder } from "./module-builder.ts";
import type { PlannedFunction } from "./plan.ts";
import { emitGlobal, type Target } from "./target.ts";
import { type Range, returnKey, targetKey, UnitEmitter } from "./unit.ts";

// Parameters and locals of the function that runs framed functions.
const LABEL = 0;
const BASE = 1;
const FIRST_END = 2;
const FIRST_COST = 3;
const FIRST_PC = 4;
const SCRATCH = 5;
const SP = 6;
const VALUE = 7;

/** `(label, base, end, cost, pc)`: the call of a framed function, by the batch's instruction at `pc`. */
export const FRAMED_SIGNATURE = "iiiii:d";

const FRAME_BYTES = FRAME_WORDS * 4;

/**
 * Functions that recurse, or are too large to be WebAssembly functions: one loop runs them all, with call frames and cells
 * in memory as the engine has them, and the same limits. A call goes on at the label of a function, a return at the label
 * behind the call, which the frame holds.
 */
export class FramedUnit extends UnitEmitter {
  protected override readonly scratch: number = SCRATCH;
  readonly #functions: readonly (PlannedFunction | undefined)[];
  /** Labels by keys of places, in order. */
  readonly #labels: ReadonlyMap<number, number>;

  /** @param functions - by index; those that are not framed are undefined */
  constructor(target: Target, functions: readonly (PlannedFunction | undefined)[]) {
    super(target, new Code());
    this.#functions = functions;
    const ranges = functions.filter((fn) => fn !== undefined).sort((a, b) => a.start - b.start);
    const keys = labelKeys(target.words, functions, ranges);
    this.#labels = new Map(keys.map((key, label) => [key, label]));
    this.#enter();
    this.code.u8(LOOP);
    this.code.u8(BLOCK_EMPTY);
    this.openBlocks(ranges, keys);
    this.code.get(LABEL);
    this.code.u8(BR_TABLE);
    this.code.u32(keys.length - 1);
    for (const key of keys) this.code.u32(this.depthOf(key));
    this.emitInstructions(ranges);
    this.code.u8(END);
    // Behind the last RETURN; for the validator.
    this.code.constF64(0);
  }

  define(builder: ModuleBuilder, index: number): void {
    builder.define(index, this.code, 2, 1);
  }

  /** The first call, which the batch makes. */
  #enter(): void {
    const { code } = this;
    code.constI32(this.#stackBottom);
    code.set(SP);
    code.get(SP);
    code.get(FIRST_END);
    code.get(FIRST_COST);
    code.constI32(0);
    code.constI32(0);
    code.call(this.target.push);
    code.tee(SCRATCH);
    code.if(() => {
      code.get(SCRATCH);
      code.get(FIRST_PC);
      code.constI32(0);
      code.call(this.target.fail);
      this.leave();
    });
    this.#moveSp(I32_ADD);
  }

  get #stackBottom(): number {
    return this.target.placement.state + STATE_WORDS * 4;
  }

  #moveSp(operation: number): void {
    const { code } = this;
    code.get(SP);
    code.constI32(FRAME_BYTES);
    code.u8(operation);
    code.set(SP);
  }

  protected override load(cell: number): void {
    this.code.get(BASE);
    this.code.loadF64(8 * cell);
  }

  protected override beginStore(): void {
    this.code.get(BASE);
  }

  protected override endStore(cell: number): void {
    this.code.storeF64(8 * cell);
  }

  protected override loadGlobal(cell: number): void {
    emitGlobal(this.target, this.code, cell);
  }

  protected override frameIndex(): void {
    const { code } = this;
    code.get(BASE);
    code.constI32(this.target.placement.cells);
    code.u8(I32_SUB);
    code.constI32(3);
    code.u8(I32_SHR_U);
  }

  /** Cells are in memory always. */
  protected override flush(): void {}
  protected override reload(): void {}

  protected override leave(): void {
    this.code.constF64(0);
    this.code.u8(RETURN);
  }

  protected override call(_dst: number, window: number, fn: number): void {
    const { code, target } = this;
    const { cells, cost, start } = this.#functions[fn] as PlannedFunction;
    code.get(SP);
    this.#addressOf(window + cells);
    code.constI32(cost);
    code.constI32(this.#labels.get(returnKey(this.pc + INSTRUCTION_WORDS)) as number);
    code.get(BASE);
    code.call(target.push);
    code.tee(SCRATCH);
    code.if(() => {
      this.fail(() => code.get(SCRATCH));
    });
    this.#moveSp(I32_ADD);
    this.#addressOf(window);
    code.set(BASE);
    const depth = this.depthOf(targetKey(start));
    if (depth < 0) {
      code.constI32(this.#labels.get(targetKey(start)) as number);
      code.set(LABEL);
    }
    code.u8(BR);
    code.u32(depth < 0 ? this.outerDepth : depth);
  }

  #addressOf(cell: number): void {
    this.code.get(BASE);
    this.code.constI32(8 * cell);
    this.code.u8(I32_ADD);
  }

  protected override returnCell(cell: number): void {
    const { code } = this;
    this.load(cell);
    code.set(VALUE);
    this.#moveSp(I32_SUB);
    code.get(SP);
    code.constI32(this.#stackBottom);
    code.u8(I32_EQ);
    code.if(() => {
      code.get(VALUE);
      code.u8(RETURN);
    });
    code.get(SP);
    code.loadI32(0);
    code.set(LABEL);
    code.get(SP);
    code.loadI32(4);
    code.set(BASE);
    code.u8(BR);
    code.u32(this.outerDepth);
  }

  /** Behind a call: its value goes to the cell that the call names. */
  protected override arrive(key: number): void {
    if (key % 2 !== 0) return;
    const dst = this.target.words[key / 2 - INSTRUCTION_WORDS + 1] as number;
    this.beginStore();
    this.code.get(VALUE);
    this.endStore(dst);
  }
}

/** Labels of the functions by their index, then those of the places behind calls. */
function labelKeys(
  words: Int32Array,
  functions: readonly (PlannedFunction | undefined)[],
  ranges: readonly Range[],
): number[] {
  const keys: number[] = [];
  for (const fn of functions) if (fn !== undefined) keys.push(targetKey(fn.start));
  for (const { start, end } of ranges)
    for (let pc = start; pc < end; pc += INSTRUCTION_WORDS)
      if (words[pc] === OP_CALL) keys.push(returnKey(pc + INSTRUCTION_WORDS));
  return keys;
}
