import type { Arena, LinearMemory } from "@zexpr/arena";
import {
  type Limits,
  NO_NODE,
  NODE_ATTRIBUTE,
  NODE_NUMBER,
  NODE_WORDS,
  WORD_END,
  WORD_EXTRA,
  WORD_FIRST,
  WORD_KIND,
  WORD_NEXT,
  WORD_START,
  WORD_SYMBOL,
} from "@zexpr/ir";
import { boundNodes } from "./characters.ts";
import { overLimit } from "./problems.ts";

/** Writes node records in postorder, so the node written last is the root of the operand read last. */
export class NodeWriter {
  /** Byte offset of node 0. */
  readonly offset: number;
  count = 0;

  readonly #memory: LinearMemory;
  readonly #source: string;
  readonly #limits: Limits;
  readonly #capacity: number;
  /** Word index of node 0. */
  readonly #base: number;

  /** @throws `ExprError` `ArenaExhausted` */
  constructor(arena: Arena, source: string, limits: Limits) {
    this.#memory = arena.memory;
    this.#source = source;
    this.#limits = limits;
    this.#capacity = Math.min(boundNodes(source), limits.nodes);
    this.offset = arena.alloc(this.#capacity * NODE_WORDS * 4);
    this.#base = this.offset >>> 2;
  }

  /** @throws `ExprError` `CapacityExceeded` */
  add(kind: number, start: number, end: number, first: number, symbol: number, extra: number): number {
    const node = this.count;
    if (node === this.#capacity) throw overLimit(this.#limits, "nodes", this.#source, start, end);
    const i32 = this.#memory.i32;
    const at = this.#base + node * NODE_WORDS;
    i32[at + WORD_KIND] = kind;
    i32[at + WORD_START] = start;
    i32[at + WORD_END] = end;
    i32[at + WORD_FIRST] = first;
    i32[at + WORD_NEXT] = NO_NODE;
    i32[at + WORD_SYMBOL] = symbol;
    i32[at + WORD_EXTRA] = extra;
    i32[at + WORD_EXTRA + 1] = 0; // equal sources leave equal bytes
    this.count = node + 1;
    return node;
  }

  addNumber(value: number, start: number, end: number): void {
    const node = this.add(NODE_NUMBER, start, end, NO_NODE, NO_NODE, 0);
    this.#memory.f64[(this.#base + node * NODE_WORDS + WORD_EXTRA) >>> 1] = value;
  }

  /** Sets the sibling that follows, or `~parent`. */
  link(node: number, next: number): void {
    this.#memory.i32[this.#base + node * NODE_WORDS + WORD_NEXT] = next;
  }

  /**
   * Takes back the last node, a name, since it names a function or an array. Returns its index among the
   * names.
   */
  takeName(): number {
    this.count--;
    return this.#memory.i32[this.#base + this.count * NODE_WORDS + WORD_SYMBOL];
  }

  /** Turns the last node, a name, into an attribute of the object so named. */
  toAttribute(start: number, end: number, attribute: number): void {
    const i32 = this.#memory.i32;
    const at = this.#base + (this.count - 1) * NODE_WORDS;
    i32[at + WORD_KIND] = NODE_ATTRIBUTE;
    i32[at + WORD_START] = start;
    i32[at + WORD_END] = end;
    i32[at + WORD_EXTRA] = attribute;
  }
}
