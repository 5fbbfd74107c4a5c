import { ExprError } from "@zexpr/errors";
import type { Arena } from "./arena.ts";
import { checkWhole } from "./check.ts";
import type { LinearMemory } from "./linear-memory.ts";

/**
 * What both vectors share: a growable row of cells in an arena, for building code, trees and stacks without
 * garbage.
 *
 * Growth doubles into new arena bytes; the old ones come back with the arena's rewind or reset, so a vector
 * takes at most twice its cells. The vector dies with its bytes: after a reset, or a rewind to before its
 * last growth, make a new one.
 */
abstract class Vector {
  readonly arena: Arena;
  readonly memory: LinearMemory;
  /** Elements pushed and not removed. */
  length = 0;
  /** Elements that fit before the vector grows. */
  capacity = 0;
  /** Index of element 0 in the view that holds the elements. Growth changes it. */
  base = 0;

  /** Bytes of an element. */
  readonly #size: number;
  readonly #generation: number;

  constructor(arena: Arena, capacity: number, size: number) {
    this.arena = arena;
    this.memory = arena.memory;
    this.#size = size;
    this.#generation = arena.generation;
    this.reserve(capacity);
  }

  /**
   * Element `index`. Indices are checked in debug mode only: otherwise any bytes of the memory may come back.
   */
  abstract get(index: number): number;

  /** Removes and returns the last element. @throws {@link ExprError} `Other` if there is none */
  pop(): number {
    const last = this.length - 1;
    this.check(last);
    const value = this.get(last);
    this.length = last;
    return value;
  }

  /** Forgets all elements; capacity stays. O(1). */
  clear(): void {
    this.length = 0;
  }

  /**
   * Forgets the elements from `length` on. O(1).
   *
   * @throws {@link ExprError} `Other` if there are fewer than `length`
   */
  truncate(length: number): void {
    this.check(length, this.length + 1);
    this.length = length;
  }

  /**
   * Makes room for `capacity` elements in all, so that pushes up to there neither grow nor move. O(length) if
   * it grows.
   *
   * @throws {@link ExprError} `ArenaExhausted`; the vector is unchanged
   */
  reserve(capacity: number): void {
    checkWhole("capacity", capacity, 0);
    if (capacity <= this.capacity) return;
    const size = this.#size;
    const offset = this.arena.alloc(capacity * size);
    this.memory.refresh();
    this.memory.u8.copyWithin(offset, this.base * size, (this.base + this.length) * size);
    this.base = offset / size;
    this.capacity = capacity;
  }

  /** Room for one more element: doubles. */
  protected grow(): void {
    this.reserve(Math.max(8, 2 * this.capacity));
  }

  /** Throws unless 0 <= index < bound, and the arena was not reset. */
  protected check(index: number, bound: number = this.length): void {
    if (this.arena.generation !== this.#generation) {
      throw new ExprError("StaleHandle", "the vector's arena was reset: make a new one");
    }
    if (!(index >>> 0 === index && index < bound)) {
      throw new ExprError("Other", `index ${index} is out of bounds: length ${this.length}`);
    }
  }
}

/** Growable row of 32-bit integers. Element i is `arena.memory.i32[base + i]`. */
export class I32Vector extends Vector {
  /**
   * @param capacity - elements to make room for at once
   * @throws {@link ExprError} `ArenaExhausted`
   */
  constructor(arena: Arena, capacity = 64) {
    super(arena, capacity, 4);
  }

  /**
   * Appends an element. Amortised O(1).
   *
   * @returns its index
   * @throws {@link ExprError} `ArenaExhausted`; the vector is unchanged
   */
  push(value: number): number {
    const index = this.length;
    if (index === this.capacity) this.grow();
    this.length = index + 1;
    if (this.memory.debug) this.check(index);
    this.memory.i32[this.base + index] = value;
    return index;
  }

  override get(index: number): number {
    if (this.memory.debug) this.check(index);
    return this.memory.i32[this.base + index];
  }

  /** Replaces element `index`, which must exist. Indices are checked in debug mode only. */
  set(index: number, value: number): void {
    if (this.memory.debug) this.check(index);
    this.memory.i32[this.base + index] = value;
  }
}

/** Growable row of doubles. Element i is `arena.memory.f64[base + i]`. */
export class F64Vector extends Vector {
  /**
   * @param capacity - elements to make room for at once
   * @throws {@link ExprError} `ArenaExhausted`
   */
  constructor(arena: Arena, capacity = 64) {
    super(arena, capacity, 8);
  }

  /**
   * Appends an element. Amortised O(1).
   *
   * @returns its index
   * @throws {@link ExprError} `ArenaExhausted`; the vector is unchanged
   */
  push(value: number): number {
    const index = this.length;
    if (index === this.capacity) this.grow();
    this.length = index + 1;
    if (this.memory.debug) this.check(index);
    this.memory.f64[this.base + index] = value;
    return index;
  }

  override get(index: number): number {
    if (this.memory.debug) this.check(index);
    return this.memory.f64[this.base + index];
  }

  /** Replaces element `index`, which must exist. Indices are checked in debug mode only. */
  set(index: number, value: number): void {
    if (this.memory.debug) this.check(index);
    this.memory.f64[this.base + index] = value;
  }
}
