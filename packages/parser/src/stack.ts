import type { Arena, LinearMemory } from "@zexpr/arena";
import { NO_NODE } from "@zexpr/ir";
import {
  BOTTOM,
  NESTS,
  RECORD_COUNT,
  RECORD_FIRST,
  RECORD_LEFT,
  RECORD_OUTER,
  RECORD_START,
  RECORD_TOKEN,
  RECORD_WORDS,
  THEN,
} from "./records.ts";

/** Room to begin with; few expressions need more. */
const FIRST_CAPACITY = 16 * RECORD_WORDS;

/** Stack of records (see records.ts) in an arena. It grows by doubling. */
export class RecordStack {
  readonly memory: LinearMemory;
  /** Index in the memory's `i32` of the top record. */
  at: number;
  /** The same of the innermost open bracket's record, of the bottom if there is none. */
  bracket: number;
  /** Open brackets, prefix operators and right-associative operators. */
  depth = 0;

  readonly #arena: Arena;
  /** Index in the memory's `i32` of the bottom. */
  #base: number;
  /** Index behind the last record that fits. */
  #end: number;

  /** Makes a stack that holds the bottom. @throws `ExprError` `ArenaExhausted` */
  constructor(arena: Arena) {
    this.memory = arena.memory;
    this.#arena = arena;
    this.#base = arena.alloc(FIRST_CAPACITY * 4) / 4;
    this.at = this.#base;
    this.bracket = this.at;
    this.#end = this.at + FIRST_CAPACITY;
    this.memory.i32[this.at] = BOTTOM;
  }

  /**
   * @param start - where the node begins
   * @param token - where the operator or bracket stands
   * @throws `ExprError` `ArenaExhausted`
   */
  push(code: number, start: number, left: number, token: number): void {
    if (this.at + 2 * RECORD_WORDS > this.#end) this.#grow();
    const at = this.at + RECORD_WORDS;
    const i32 = this.memory.i32;
    i32[at] = code;
    i32[at + RECORD_START] = start;
    i32[at + RECORD_LEFT] = left;
    i32[at + RECORD_TOKEN] = token;
    if (code < THEN) {
      i32[at + RECORD_OUTER] = at - this.bracket;
      i32[at + RECORD_FIRST] = NO_NODE;
      i32[at + RECORD_COUNT] = 0;
      this.bracket = at;
    }
    this.at = at;
    this.depth += NESTS[code];
  }

  pop(): void {
    const code = this.code;
    if (code < THEN) this.bracket -= this.get(RECORD_OUTER);
    this.depth -= NESTS[code];
    this.at -= RECORD_WORDS;
  }

  /** Code of the top record. */
  get code(): number {
    return this.memory.i32[this.at];
  }

  /** Code of the innermost open bracket. */
  get bracketCode(): number {
    return this.memory.i32[this.bracket];
  }

  /** The top record is a bracket that has just been opened. */
  get isEmpty(): boolean {
    return this.at === this.bracket && this.get(RECORD_COUNT) === 0;
  }

  /** A word of the top record. */
  get(word: number): number {
    return this.memory.i32[this.at + word];
  }

  set(word: number, value: number): void {
    this.memory.i32[this.at + word] = value;
  }

  #grow(): void {
    const capacity = 2 * (this.#end - this.#base);
    const base = this.#arena.alloc(capacity * 4) / 4;
    this.memory.i32.copyWithin(base, this.#base, this.#end);
    this.at += base - this.#base;
    this.bracket += base - this.#base;
    this.#base = base;
    this.#end = base + capacity;
  }
}
