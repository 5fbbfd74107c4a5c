import { H_CONSTANTS, H_CONTEXT, H_RESULTS, H_VARIABLES } from "@zexpr/ir/opcodes";

/** What the cells of a program are for, by their index. */
export class Layout {
  readonly #results: number;
  readonly #context: number;
  readonly #constants: number;
  readonly #arrays: number;

  constructor(words: Int32Array) {
    this.#results = words[H_VARIABLES] as number;
    this.#context = this.#results + (words[H_RESULTS] as number);
    this.#constants = this.#context + (words[H_CONTEXT] as number);
    this.#arrays = this.#constants + (words[H_CONSTANTS] as number);
  }

  isResult(cell: number): boolean {
    return cell >= this.#results && cell < this.#context;
  }

  /** A variable or context value: does not change during an evaluation. */
  isInput(cell: number): boolean {
    return cell < this.#results || (cell >= this.#context && cell < this.#constants);
  }

  /** Never changes: becomes a constant of the code. */
  isConstant(cell: number): boolean {
    return cell >= this.#constants && cell < this.#arrays;
  }
}
