import { type Arena, I32Vector, type LinearMemory } from "@zexpr/arena";
import { NO_NODE } from "@zexpr/ir";
import {
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
  /** Index of the top record's first word. */
  top: number = -RECORD_WORDS;
  /** Index of the record of the innermost open bracket, of the bottom if there is none. */
  bracket = 0;
  /** Open brackets, prefix operators and right-associative operators. */
  depth = 0;

  private readonly memory: LinearMemory;
  private readonly words: I32Vector;

  /** @throws `ExprError` `ArenaExhausted` */
  constructor(arena: Arena) {
    this.memory = arena.memory;
    this.words = new I32Vector(arena, FIRST_CAPACITY);
  }

  /**
   * @param start - where the node begins
   * @param token - where the operator or bracket stands
   * @throws `ExprError` `ArenaExhausted`
   */
  push(code: number, start: number, left: number, token: number): void {
    const words = this.words;
    const top = this.top + RECORD_WORDS;
    if (top + RECORD_WORDS > words.capacity) {
      words.length = top;
      words.reserve(2 * words.capacity);
    }
    const i32 = this.memory.i32;
    const at = words.base + top;
    i32[at] = code;
    i32[at + RECORD_START] = start;
    i32[at + RECORD_LEFT] = left;
    i32[at + RECORD_TOKEN] = token;
    if (code < THEN) {
      i32[at + RECORD_OUTER] = this.bracket;
      i32[at + RECORD_FIRST] = NO_NODE;
      i32[at + RECORD_COUNT] = 0;
      this.bracket = top;
    }
    this.top = top;
    this.depth += NESTS[code];
  }

  pop(): void {
    const code = this.code(this.top);
    if (code < THEN) this.bracket = this.get(RECORD_OUTER);
    this.depth -= NESTS[code];
    this.top -= RECORD_WORDS;
  }

  /** Code of the record at an index. */
  code(record: number): number {
    return this.memory.i32[this.words.base + record];
  }

  /** A word of the top record. */
  get(word: number): number {
    return this.memory.i32[this.words.base + this.top + word];
  }

  set(word: number, value: number): void {
    this.memory.i32[this.words.base + this.top + word] = value;
  }
}
