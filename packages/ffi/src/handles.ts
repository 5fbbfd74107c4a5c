import { ExprError } from "zexpr";
import { Refusal } from "./status.ts";

// A handle has 30 bits, so that no JavaScript engine boxes it: 18 of slot, 12 of generation.
const SLOT_BITS = 18;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
const MOST_GENERATIONS = (1 << 12) - 1;

/**
 * Objects by number. A handle whose object was removed stays invalid, also when its slot holds another object: each
 * use of a slot has a generation, and a slot that has used up its generations is retired.
 */
export class Handles {
  /** Handle of the object in each slot, negative while it is free. Generations begin at 1, so no handle is 0. */
  readonly #current: number[] = [];
  readonly #objects: (object | undefined)[] = [];
  readonly #free: number[] = [];
  /** Handles removed so far; 30 bits that wrap. */
  removals = 0;

  /**
   * Makes an object and returns its handle. Nothing is made when all slots are taken.
   *
   * @throws {@link ExprError} `CapacityExceeded`; whatever `make` throws
   */
  add(make: () => object): number {
    if (this.#free.length === 0 && this.#current.length > SLOT_MASK)
      throw new ExprError("CapacityExceeded", `more than ${SLOT_MASK + 1} handles: free some`);
    const object = make();
    const slot = this.#free.pop() ?? this.#current.length;
    const generation = 1 + (-(this.#current[slot] ?? 0) >>> SLOT_BITS);
    const handle = (generation << SLOT_BITS) | slot;
    this.#current[slot] = handle;
    this.#objects[slot] = object;
    return handle;
  }

  /** The object; undefined if the handle is none, or no longer one. */
  find(handle: number): object | undefined {
    const slot = handle & SLOT_MASK;
    return this.#current[slot] === handle ? this.#objects[slot] : undefined;
  }

  /** Removes an object that {@link find} found. */
  remove(handle: number): void {
    const slot = handle & SLOT_MASK;
    this.removals = (this.removals + 1) & 0x3fffffff;
    this.#current[slot] = -handle;
    this.#objects[slot] = undefined;
    if (handle >>> SLOT_BITS < MOST_GENERATIONS) this.#free.push(slot);
  }

  /** Why {@link find} has no object of the kind that is asked for. */
  explain(handle: number, what: string): Refusal | ExprError {
    if (handle === 0) return new Refusal("NullPointer", `the ${what} is NULL`);
    const generation = handle >>> SLOT_BITS;
    const newest = Math.abs(this.#current[handle & SLOT_MASK] ?? 0);
    if (generation > 0 && (generation < newest >>> SLOT_BITS || (handle === newest && !this.find(handle))))
      return new ExprError("StaleHandle", `the ${what} was freed`);
    return new Refusal("InvalidPointer", `there is no ${what} at this pointer`);
  }
}
