import type { ArrayBinding, ContextValue } from "./binder.ts";
import type { NativeFunction } from "./functions.ts";

/** What a program takes from its contexts: host functions, and values that it holds copies of. */
export class Bindings {
  readonly natives: readonly NativeFunction[];
  /** A view of each value: copied as such, no double is boxed where JavaScript is not optimised. */
  readonly #values: readonly Float64Array[];
  readonly #arrays: readonly ArrayBinding[];

  constructor(
    natives: readonly NativeFunction[],
    values: readonly ContextValue[],
    arrays: readonly ArrayBinding[],
  ) {
    this.natives = natives;
    this.#values = values.map(({ context, slot }) => context.values.subarray(slot, slot + 1));
    this.#arrays = arrays;
  }

  /**
   * Copies the present values into cells of a program. Allocates nothing.
   *
   * @param contextCell - index in `cells` of the first context value
   * @param arrayCell - index in `cells` of the first array
   */
  refresh(cells: Float64Array, contextCell: number, arrayCell: number): void {
    for (let i = 0; i < this.#values.length; i++) cells.set(this.#values[i] as Float64Array, contextCell + i);
    for (let i = 0; i < this.#arrays.length; i++) {
      const { values, cell } = this.#arrays[i] as ArrayBinding;
      cells.set(values, arrayCell + cell);
    }
  }
}
