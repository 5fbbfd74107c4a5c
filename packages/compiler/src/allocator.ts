import { type Arena, I32Vector } from "@zexpr/arena";
import { INSTRUCTION_WORDS, OP_MOVE } from "@zexpr/ir/opcodes";
import { pushInstruction } from "./instructions.ts";
import { A_CELL, B_CELL, DST_CELL, JUMP, OP_INFO } from "./op-info.ts";
import { indexOf, kindOf, operand, REGISTER, RESULT, TEMP } from "./operand.ts";

const NONE = -1;

/**
 * Gives every temporary its place and appends the unit's instructions to `final`.
 *
 * Code only jumps forward, so the span from a value's first definition to its last use, in code order, covers its life:
 * a linear scan (Poletto and Sarkar, "Linear scan register allocation", TOPLAS 1999) with exact spans. Before it, copies
 * are coalesced: a value whose last use is a copy into a result, a branch's value or an argument window is made there.
 */
export class Allocator {
  /** Allocated instructions of all units, jump targets as instruction numbers of `final`. */
  readonly final: I32Vector;
  /** Number in `final` of each instruction of the unit last allocated, and of its end. */
  readonly positions: I32Vector;
  readonly #firstDefinition: I32Vector;
  readonly #lastUse: I32Vector;
  /** Where a coalesced temporary is made. */
  readonly #home: I32Vector;
  readonly #register: I32Vector;
  readonly #free: I32Vector;
  /** Registers of the unit last allocated. */
  registers = 0;

  constructor(arena: Arena) {
    this.final = new I32Vector(arena, 256);
    this.positions = new I32Vector(arena, 64);
    this.#firstDefinition = new I32Vector(arena, 64);
    this.#lastUse = new I32Vector(arena, 64);
    this.#home = new I32Vector(arena, 64);
    this.#register = new I32Vector(arena, 64);
    this.#free = new I32Vector(arena, 64);
  }

  allocate(code: I32Vector, temps: number): void {
    this.#measure(code, temps);
    this.#coalesce(code);
    this.#assign(code);
  }

  #measure(code: I32Vector, temps: number): void {
    fill(this.#firstDefinition, temps);
    fill(this.#lastUse, temps);
    fill(this.#home, temps);
    fill(this.#register, temps);
    const first = this.#firstDefinition;
    const last = this.#lastUse;
    for (let at = 0, i = 0; at < code.length; at += INSTRUCTION_WORDS, i++) {
      const info = OP_INFO[code.get(at)];
      if ((info & A_CELL) !== 0 && kindOf(code.get(at + 2)) === TEMP) last.set(indexOf(code.get(at + 2)), i);
      if ((info & B_CELL) !== 0 && kindOf(code.get(at + 3)) === TEMP) last.set(indexOf(code.get(at + 3)), i);
      if ((info & DST_CELL) === 0 || kindOf(code.get(at + 1)) !== TEMP) continue;
      const temp = indexOf(code.get(at + 1));
      if (first.get(temp) === NONE) first.set(temp, i);
      last.set(temp, i);
    }
  }

  /** From the end, so that a target's own home is known. Dropped copies become moves of a place to itself. */
  #coalesce(code: I32Vector): void {
    for (let at = code.length - INSTRUCTION_WORDS; at >= 0; at -= INSTRUCTION_WORDS) {
      if (code.get(at) !== OP_MOVE || kindOf(code.get(at + 2)) !== TEMP) continue;
      const target = code.get(at + 1);
      const temp = indexOf(code.get(at + 2));
      if (this.#home.get(temp) !== NONE) continue;
      // A result's cell is written once and stays; any other place is free only between its opening and this copy.
      const inTime =
        this.#lastUse.get(temp) === at / INSTRUCTION_WORDS &&
        this.#firstDefinition.get(temp) >= code.get(at + 3);
      if (kindOf(target) !== RESULT && !inTime) continue;
      const home = this.#homeOf(target);
      if (home === operand(TEMP, temp)) continue;
      this.#home.set(temp, home);
    }
  }

  #homeOf(place: number): number {
    if (kindOf(place) !== TEMP) return place;
    const home = this.#home.get(indexOf(place));
    return home === NONE ? place : home;
  }

  #assign(code: I32Vector): void {
    const { final, positions } = this;
    const start = final.length / INSTRUCTION_WORDS;
    positions.clear();
    this.#free.clear();
    this.registers = 0;
    for (let at = 0, i = 0; at < code.length; at += INSTRUCTION_WORDS, i++) {
      positions.push(final.length / INSTRUCTION_WORDS);
      const opcode = code.get(at);
      if (opcode === OP_MOVE && this.#homeOf(code.get(at + 1)) === this.#homeOf(code.get(at + 2))) continue;
      const info = OP_INFO[opcode];
      let a = code.get(at + 2);
      let b = code.get(at + 3);
      if ((info & A_CELL) !== 0) a = this.#use(a);
      if ((info & B_CELL) !== 0) b = this.#use(b);
      if ((info & A_CELL) !== 0) this.#release(code.get(at + 2), i);
      if ((info & B_CELL) !== 0) this.#release(code.get(at + 3), i);
      let dst = code.get(at + 1);
      if ((info & DST_CELL) !== 0) {
        dst = this.#define(dst);
        this.#release(code.get(at + 1), i);
      }
      pushInstruction(final, opcode, dst, a, opcode === OP_MOVE ? 0 : b);
    }
    positions.push(final.length / INSTRUCTION_WORDS);
    this.#aim(start);
  }

  /** Jump targets become numbers of final instructions. */
  #aim(start: number): void {
    const { final, positions } = this;
    for (let at = start * INSTRUCTION_WORDS; at < final.length; at += INSTRUCTION_WORDS) {
      if ((OP_INFO[final.get(at)] & JUMP) !== 0) final.set(at + 2, positions.get(final.get(at + 2)));
    }
  }

  #use(value: number): number {
    const home = this.#homeOf(value);
    return kindOf(home) === TEMP ? operand(REGISTER, this.#register.get(indexOf(home))) : home;
  }

  #define(value: number): number {
    const home = this.#homeOf(value);
    if (kindOf(home) !== TEMP) return home;
    const temp = indexOf(home);
    if (this.#register.get(temp) === NONE) {
      this.#register.set(temp, this.#free.length > 0 ? this.#free.pop() : this.registers++);
    }
    return operand(REGISTER, this.#register.get(temp));
  }

  /** Frees the register of a value that is not used after instruction `i`. */
  #release(value: number, i: number): void {
    const home = this.#homeOf(value);
    if (kindOf(home) !== TEMP) return;
    const temp = indexOf(home);
    if (this.#lastUse.get(temp) !== i) return;
    this.#lastUse.set(temp, NONE);
    this.#free.push(this.#register.get(temp));
  }
}

function fill(vector: I32Vector, length: number): void {
  vector.clear();
  vector.reserve(length);
  for (let i = 0; i < length; i++) vector.push(NONE);
}
