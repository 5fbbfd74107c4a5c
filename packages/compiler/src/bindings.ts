import type { ArrayBinding, ContextValue } from "./binder.ts";
import type { NativeFunction } from "./functions.ts";

/** What a program takes from its contexts: host functions, and values that it holds copies of. */
export class Bindings {
  readonly natives: readonly NativeFunction[];
  readonly #values: readonly ContextValue[];
  readonly #arrays: readonly ArrayBinding[];

  constructor(
    natives: readonly NativeFunction[],
    values: readonly ContextValue[],
    arrays: readonly ArrayBinding[],
  ) {
    this.natives = natives;
    this.#values = values;
    this.#arrays = arrays;
  }

  /**
   * Copies the present values into cells of a program. Allocates nothing.
   *
   * @param contextCell - index in `cells` of the first context value
   * @param arrayCell - index in `cells` of the first array
   */
  refresh(cells: Float64Array, contextCell: number, arrayCell: number): void {
    for (let i = 0; i < this.#values.length; i++) {
      const { context, slot } = this.#values[i] as ContextValue;
      cells[contextCell + i] = context.values[slot] as number;
    }
    for (let i = 0; i < this.#arrays.length; i++) {
      const { values, cell } = this.#arrays[i] as ArrayBinding;
      for (let k = 0; k < values.length; k++) cells[arrayCell + cell + k] = values[k] as number;
    }
  }
}
