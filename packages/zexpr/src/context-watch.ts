import { type Context, contextChanges } from "@zexpr/compiler";

export const UNCHANGED = 0;
const VALUES_CHANGED = 1;
export const SHAPE_CHANGED = 2;

/** A context with the counters last seen. */
interface Seen {
  readonly context: Context;
  readonly shape: number;
  version: number;
}

/** Notices changes of a context and its parents. Allocates only in {@link reset}. */
export class ContextWatch {
  readonly #context: Context;
  #states: Seen[] = [];
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
    this.#states = [];
    for (let context: Context | undefined = this.#context; context !== undefined; context = context.parent) {
      this.#states.push({ context, shape: context.shape, version: context.version });
    }
    this.#seen = contextChanges();
  }

  /** What has changed since the last look. The first look, and a new parent, are changes of shape. O(length of the chain). */
  look(): number {
    const isFirst = this.#seen < 0;
    this.#seen = contextChanges();
    if (isFirst) return SHAPE_CHANGED;
    let change = UNCHANGED;
    for (let i = 0; i < this.#states.length; i++) {
      const state = this.#states[i] as Seen;
      if (state.shape !== state.context.shape) return SHAPE_CHANGED;
      if (state.version !== state.context.version) {
        state.version = state.context.version;
        change = VALUES_CHANGED;
      }
    }
    return change;
  }
}
