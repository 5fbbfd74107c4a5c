import { type Context, contextChanges } from "@zexpr/compiler";

export const UNCHANGED = 0;
export const VALUES_CHANGED = 1;
export const SHAPE_CHANGED = 2;

/** Notices changes of a context and its parents. Allocates only in {@link reset}. */
export class ContextWatch {
  readonly #context: Context;
  #chain: Context[] = [];
  #shapes: number[] = [];
  #versions: number[] = [];
  #seen = -1;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Whether no context at all has changed since the last look: the only question of a steady state. */
  get quiet(): boolean {
    return this.#seen === contextChanges();
  }

  /** Takes the present state as seen. */
  reset(): void {
    this.#chain = [];
    this.#shapes = [];
    this.#versions = [];
    for (let c: Context | undefined = this.#context; c !== undefined; c = c.parent) {
      this.#chain.push(c);
      this.#shapes.push(c.shape);
      this.#versions.push(c.version);
    }
    this.#seen = contextChanges();
  }

  /** What has changed since the last look. A new parent is a change of shape. O(length of the chain). */
  look(): number {
    this.#seen = contextChanges();
    let change = UNCHANGED;
    for (let i = 0; i < this.#chain.length; i++) {
      const context = this.#chain[i] as Context;
      if (this.#shapes[i] !== context.shape) return SHAPE_CHANGED;
      if (this.#versions[i] !== context.version) {
        this.#versions[i] = context.version;
        change = VALUES_CHANGED;
      }
    }
    return change;
  }
}
