import type { Arena } from "@zexpr/arena";
import { I32Vector } from "@zexpr/arena";

/** opcode, a, b, value, slot. */
const ENTRY_WORDS = 5;

/**
 * Hash table from (opcode, a, b) to the operand that holds the value: value numbering with scopes. An entry made after
 * {@link mark} disappears at {@link release}, so a value computed in a branch is not used outside it.
 *
 * Open addressing with linear probing; entries leave in reverse order of arrival, which keeps probe chains whole.
 */
export class ValueTable {
  readonly #entries: I32Vector;
  /** Entry number plus one, or 0. */
  readonly #slots: I32Vector;
  #count = 0;
  #mask = 0;

  constructor(arena: Arena) {
    this.#entries = new I32Vector(arena, 64 * ENTRY_WORDS);
    this.#slots = new I32Vector(arena, 128);
    this.#rehash(128);
  }

  /** Operand of a known value, or -1. */
  find(opcode: number, a: number, b: number): number {
    const words = this.#entries.memory.i32;
    const entries = this.#entries.base;
    const slots = this.#slots.base;
    for (let slot = hash(opcode, a, b) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const number = words[slots + slot];
      if (number === 0) return -1;
      const entry = entries + (number - 1) * ENTRY_WORDS;
      if (words[entry] === opcode && words[entry + 1] === a && words[entry + 2] === b)
        return words[entry + 3];
    }
  }

  /** Adds a value that {@link find} does not know. */
  add(opcode: number, a: number, b: number, value: number): void {
    if (this.#count * 2 > this.#mask) this.#rehash((this.#mask + 1) * 2);
    const entries = this.#entries;
    const at = entries.length;
    entries.reserve(at + ENTRY_WORDS <= entries.capacity ? 0 : 2 * entries.capacity);
    const words = entries.memory.i32;
    const entry = entries.base + at;
    words[entry] = opcode;
    words[entry + 1] = a;
    words[entry + 2] = b;
    words[entry + 3] = value;
    entries.length = at + ENTRY_WORDS;
    this.#insert(this.#count++);
  }

  mark(): number {
    return this.#count;
  }

  release(mark: number): void {
    while (this.#count > mark) {
      const entry = --this.#count;
      this.#slots.set(this.#entries.get(entry * ENTRY_WORDS + 4), 0);
    }
    this.#entries.truncate(mark * ENTRY_WORDS);
  }

  #insert(number: number): void {
    const words = this.#entries.memory.i32;
    const entry = this.#entries.base + number * ENTRY_WORDS;
    const slots = this.#slots.base;
    let slot = hash(words[entry], words[entry + 1], words[entry + 2]) & this.#mask;
    while (words[slots + slot] !== 0) slot = (slot + 1) & this.#mask;
    words[slots + slot] = number + 1;
    words[entry + 4] = slot;
  }

  #rehash(size: number): void {
    this.#slots.reserve(size);
    this.#mask = size - 1;
    this.#slots.clear();
    for (let i = 0; i < size; i++) this.#slots.push(0);
    for (let entry = 0; entry < this.#count; entry++) this.#insert(entry);
  }
}

/** Multiplicative hash of three words (constants: MurmurHash3's finaliser). */
function hash(opcode: number, a: number, b: number): number {
  let h = Math.imul(opcode, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
