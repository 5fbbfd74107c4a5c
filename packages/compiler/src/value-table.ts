import type { Arena } from "@zexpr/arena";
import { I32Vector } from "@zexpr/arena";

const ENTRY_WORDS = 4;

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
    const entries = this.#entries;
    const slots = this.#slots;
    for (let slot = hash(opcode, a, b) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = (slots.get(slot) - 1) * ENTRY_WORDS;
      if (entry < 0) return -1;
      if (entries.get(entry) === opcode && entries.get(entry + 1) === a && entries.get(entry + 2) === b) {
        return entries.get(entry + 3);
      }
    }
  }

  /** Adds a value that {@link find} does not know. */
  add(opcode: number, a: number, b: number, value: number): void {
    if (this.#count * 2 > this.#mask) this.#rehash((this.#mask + 1) * 2);
    const entries = this.#entries;
    entries.push(opcode);
    entries.push(a);
    entries.push(b);
    entries.push(value);
    this.#insert(this.#count++);
  }

  mark(): number {
    return this.#count;
  }

  release(mark: number): void {
    while (this.#count > mark) {
      const entry = --this.#count;
      this.#slots.set(this.#slotOf(entry), 0);
    }
    this.#entries.truncate(mark * ENTRY_WORDS);
  }

  #slotOf(entry: number): number {
    let slot = this.#hashOf(entry);
    while (this.#slots.get(slot) !== entry + 1) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #insert(entry: number): void {
    let slot = this.#hashOf(entry);
    while (this.#slots.get(slot) !== 0) slot = (slot + 1) & this.#mask;
    this.#slots.set(slot, entry + 1);
  }

  #hashOf(entry: number): number {
    const at = entry * ENTRY_WORDS;
    return hash(this.#entries.get(at), this.#entries.get(at + 1), this.#entries.get(at + 2)) & this.#mask;
  }

  #rehash(size: number): void {
    this.#mask = size - 1;
    this.#slots.clear();
    this.#slots.reserve(size);
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
