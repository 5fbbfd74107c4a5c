import { isJump, OPS } from "@zexpr/ir";
import { INSTRUCTION_WORDS, OP_JUMP, OP_RETURN } from "@zexpr/ir/opcodes";
import { argumentCount } from "../chunks.ts";
import type { Range } from "../unit.ts";

/** Calls `visit` with each cell that an instruction reads. */
export function eachRead(words: Int32Array, pc: number, visit: (cell: number) => void): void {
  const opcode = words[pc] as number;
  for (let i = 2; i <= 3; i++) {
    const kind = OPS[opcode]?.[i];
    const first = words[pc + i] as number;
    if (kind === "cell") visit(first);
    else if (kind === "window") {
      const count = argumentCount(words, opcode, words[pc + 3] as number);
      for (let cell = first; cell < first + count; cell++) visit(cell);
    }
  }
}

/**
 * Cells whose value is still needed, at the places where rows part and meet: behind jumps, and at their targets. One pass from
 * the end, since jumps only go forward. Time and size: places times cells / 32.
 */
export class Liveness {
  readonly #indices = new Map<number, number>();
  readonly #at = new Map<number, Uint32Array>();

  /** @param live - cells that are needed at the end of the range */
  constructor(words: Int32Array, { start, end }: Range, live: readonly number[]) {
    const targets = new Set<number>();
    for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
      const opcode = words[pc] as number;
      if (isJump(opcode)) targets.add(words[pc + 2] as number);
      else if (OPS[opcode]?.[1] === "cell") this.#index(words[pc + 1] as number);
      eachRead(words, pc, (cell) => this.#index(cell));
    }
    for (const cell of live) this.#index(cell);
    const now = new Uint32Array((this.#indices.size + 31) >>> 5);
    const add = (cell: number): void => {
      const index = this.#index(cell);
      now[index >>> 5] = (now[index >>> 5] as number) | (1 << (index & 31));
    };
    for (const cell of live) add(cell);
    this.#at.set(end, now.slice());
    for (let pc = end - INSTRUCTION_WORDS; pc >= start; pc -= INSTRUCTION_WORDS) {
      const opcode = words[pc] as number;
      if (opcode === OP_RETURN) now.fill(0);
      if (isJump(opcode)) {
        const target = this.#at.get(words[pc + 2] as number) as Uint32Array;
        if (opcode === OP_JUMP) now.set(target);
        else for (let i = 0; i < now.length; i++) now[i] = (now[i] as number) | (target[i] as number);
        this.#at.set(pc, now.slice());
      } else if (OPS[opcode]?.[1] === "cell") {
        const index = this.#index(words[pc + 1] as number);
        now[index >>> 5] = (now[index >>> 5] as number) & ~(1 << (index & 31));
      }
      eachRead(words, pc, add);
      if (targets.has(pc)) this.#at.set(pc, now.slice());
    }
  }

  /** Whether a cell is needed at a jump's target, or behind a jump on either way. */
  isLive(cell: number, pc: number): boolean {
    const index = this.#indices.get(cell);
    const live = this.#at.get(pc);
    return (
      index !== undefined && live !== undefined && ((live[index >>> 5] as number) & (1 << (index & 31))) !== 0
    );
  }

  #index(cell: number): number {
    let index = this.#indices.get(cell);
    if (index === undefined) {
      index = this.#indices.size;
      this.#indices.set(cell, index);
    }
    return index;
  }
}
