/** The argument array of a call. Typed as a pair, so that functions need no check; one of arity 1 has the first only. */
export type Arguments = readonly [x: number, y: number];

/** A function that formulas call. */
export interface NativeFunction {
  readonly arity: number;
  readonly call: (values: Arguments) => number;
}

/** Names by which a formula reaches values and functions. */
export interface Context {
  readonly variables: Map<string, number>;
  readonly functions: ReadonlyMap<string, NativeFunction>;
}

interface Entry {
  readonly context: Context;
  /** Number of the entry in which a name is looked up next; -1 for none. */
  readonly parent: number;
}

/** The contexts of one evaluation. Operations refer to them by number. */
export class ContextStack {
  readonly #entries: Entry[] = [];

  /** @returns the context's number */
  push(context: Context, parent = -1): number {
    return this.#entries.push({ context, parent }) - 1;
  }

  /** @throws Error for an unknown name */
  variable(id: number, name: string): number {
    for (let entry = this.#entries[id]; entry !== undefined; entry = this.#entries[entry.parent]) {
      const value = entry.context.variables.get(name);
      if (value !== undefined) return value;
    }
    throw new Error(`unknown variable ${name}`);
  }

  /** @throws Error for an unknown name */
  function(id: number, name: string): NativeFunction {
    for (let entry = this.#entries[id]; entry !== undefined; entry = this.#entries[entry.parent]) {
      const value = entry.context.functions.get(name);
      if (value !== undefined) return value;
    }
    throw new Error(`unknown function ${name}`);
  }
}
