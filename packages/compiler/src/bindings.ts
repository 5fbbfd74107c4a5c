import type { ArrayBinding, ContextValue } from "./binder.ts";
import type { NativeFunction } from "./functions.ts";

/** What a program takes from its contexts: host functions, and values that it holds copies of. */
export class Bindings {
  readonly natives: readonly NativeFunction[];
  /** A view of each value, in words of 16 bits: copied so, nothing is boxed where JavaScript is not optimised. */
  readonly #values: readonly Uint16Array[];
  readonly #arrays: readonly ArrayBinding[];

  constructor(
    natives: readonly NativeFunction[],
    values: readonly ContextValue[],
    arrays: readonly ArrayBinding[],
  ) {
    this.natives = natives;
    this.#values = values.map(
      ({ context: { values }, slot }) => new Uint16Array(values.buffer, values.byteOffset + slot * 8, 4),
    );
    this.#arrays = arrays;
  }

  /**
   * Copies the present values into cells of a program. Allocates nothing.
   *
   * @param contextCell - index in `cells` of the first context value
   * @param arrayCell - index in `cells` of the first array
   * @param words - the same cells in words of 16 bits, four each
   */
  refresh(cells: Float64Array, contextCell: number, arrayCell: number, words: Uint16Array): void {
    for (let i = 0; i < this.#values.length; i++) {
      const value = this.#values[i] as Uint16Array;
      const at = (contextCell + i) * 4;
      words[at] = value[0] as number;
      words[at + 1] = value[1] as number;
      words[at + 2] = value[2] as number;
      words[at + 3] = value[3] as number;
    }
    for (let i = 0; i < this.#arrays.length; i++) {
      const { values, cell } = this.#arrays[i] as ArrayBinding;
      cells.set(values, arrayCell + cell);
    }
  }
}
