import { type Arena, I32Vector } from "@zexpr/arena";
import { INSTRUCTION_WORDS, OP_MOVE } from "@zexpr/ir/opcodes";
import { fill, pushInstruction } from "./instructions.ts";
import { A_CELL, B_CELL, DST_CELL, JUMP, OP_INFO } from "./op-info.ts";
import { indexOf, kindOf, operand, REGISTER, RESULT, TEMP } from "./operand.ts";

const NONE = -1;

// Record of a temporary: numbers of instructions, place where it is made if coalesced, register.
const TEMP_WORDS = 4;
const FIRST_DEFINITION = 0;
const LAST_USE = 1;
const HOME = 2;
const REGISTER_OF = 3;

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
  /** {@link TEMP_WORDS} for each temporary. */
  readonly #temps: I32Vector;
  readonly #free: I32Vector;
  /** View of the arena's memory, which does not grow while a unit is allocated. */
  #words: Int32Array = new Int32Array(0);
  /** Registers of the unit last allocated. */
  registers = 0;

  constructor(arena: Arena) {
    this.final = new I32Vector(arena, 256);
    this.positions = new I32Vector(arena, 64);
    this.#temps = new I32Vector(arena, 64);
    this.#free = new I32Vector(arena, 64);
  }

  allocate(code: I32Vector, temps: number): void {
    const { final, positions } = this;
    const count = code.length / INSTRUCTION_WORDS;
    reserve(final, final.length + code.length);
    positions.clear();
    reserve(positions, count + 1);
    this.#temps.clear();
    reserve(this.#temps, temps * TEMP_WORDS);
    this.#free.clear();
    reserve(this.#free, temps);
    this.#words = code.memory.i32;
    fill(this.#words, NONE, this.#temps.base, this.#temps.base + temps * TEMP_WORDS);
    this.#measure(code);
    this.#coalesce(code);
    this.#assign(code);
  }

  #measure(code: I32Vector): void {
    const words = this.#words;
    const end = code.base + code.length;
    for (let at = code.base, i = 0; at < end; at += INSTRUCTION_WORDS, i++) {
      const info = OP_INFO[words[at]];
      if ((info & A_CELL) !== 0 && kindOf(words[at + 2]) === TEMP)
        words[this.#temp(words[at + 2]) + LAST_USE] = i;
      if ((info & B_CELL) !== 0 && kindOf(words[at + 3]) === TEMP)
        words[this.#temp(words[at + 3]) + LAST_USE] = i;
      if ((info & DST_CELL) === 0 || kindOf(words[at + 1]) !== TEMP) continue;
      const temp = this.#temp(words[at + 1]);
      if (words[temp + FIRST_DEFINITION] === NONE) words[temp + FIRST_DEFINITION] = i;
      words[temp + LAST_USE] = i;
    }
  }

  /** From the end, so that a target's own home is known. Dropped copies become moves of a place to itself. */
  #coalesce(code: I32Vector): void {
    const words = this.#words;
    let i = code.length / INSTRUCTION_WORDS;
    for (let at = code.base + code.length - INSTRUCTION_WORDS; at >= code.base; at -= INSTRUCTION_WORDS) {
      i--;
      if (words[at] !== OP_MOVE || kindOf(words[at + 2]) !== TEMP) continue;
      const target = words[at + 1];
      const temp = this.#temp(words[at + 2]);
      if (words[temp + HOME] !== NONE) continue;
      // A result's cell is written once and stays; any other place is free only between its opening and this copy.
      const inTime = words[temp + LAST_USE] === i && words[temp + FIRST_DEFINITION] >= words[at + 3];
      if (kindOf(target) !== RESULT && !inTime) continue;
      const home = this.#homeOf(target);
      if (home !== words[at + 2]) words[temp + HOME] = home;
    }
  }

  #assign(code: I32Vector): void {
    const words = this.#words;
    const { final, positions } = this;
    const start = final.length / INSTRUCTION_WORDS;
    const end = code.base + code.length;
    this.registers = 0;
    for (let at = code.base, i = 0; at < end; at += INSTRUCTION_WORDS, i++) {
      positions.push(final.length / INSTRUCTION_WORDS);
      const opcode = words[at];
      if (opcode === OP_MOVE && this.#homeOf(words[at + 1]) === this.#homeOf(words[at + 2])) {
        this.#release(words[at + 1], i);
        continue;
      }
      const info = OP_INFO[opcode];
      let dst = words[at + 1];
      let a = words[at + 2];
      let b = words[at + 3];
      if ((info & A_CELL) !== 0) a = this.#use(a);
      if ((info & B_CELL) !== 0) b = this.#use(b);
      if ((info & A_CELL) !== 0) this.#release(words[at + 2], i);
      if ((info & B_CELL) !== 0) this.#release(words[at + 3], i);
      if ((info & DST_CELL) !== 0) {
        dst = this.#define(dst);
        this.#release(words[at + 1], i);
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

  /** Word of a temporary's record. */
  #temp(value: number): number {
    return this.#temps.base + indexOf(value) * TEMP_WORDS;
  }

  #homeOf(place: number): number {
    if (kindOf(place) !== TEMP) return place;
    const home = this.#words[this.#temp(place) + HOME];
    return home === NONE ? place : home;
  }

  #use(value: number): number {
    const home = this.#homeOf(value);
    return kindOf(home) === TEMP ? operand(REGISTER, this.#words[this.#temp(home) + REGISTER_OF]) : home;
  }

  #define(value: number): number {
    const home = this.#homeOf(value);
    if (kindOf(home) !== TEMP) return home;
    const words = this.#words;
    const temp = this.#temp(home);
    if (words[temp + REGISTER_OF] === NONE) {
      words[temp + REGISTER_OF] = this.#free.length > 0 ? this.#free.pop() : this.registers++;
    }
    return operand(REGISTER, words[temp + REGISTER_OF]);
  }

  /** Frees the register of a value that is not used after instruction `i`. */
  #release(value: number, i: number): void {
    const home = this.#homeOf(value);
    if (kindOf(home) !== TEMP) return;
    const words = this.#words;
    const temp = this.#temp(home);
    if (words[temp + LAST_USE] !== i) return;
    words[temp + LAST_USE] = NONE;
    this.#free.push(words[temp + REGISTER_OF]);
  }
}

/** Room for `length` elements, at least doubling. */
function reserve(vector: I32Vector, length: number): void {
  if (length > vector.capacity) vector.reserve(Math.max(length, 2 * vector.capacity));
}
