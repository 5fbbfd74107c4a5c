import type { Code } from "../code.ts";
import type { Layout } from "../layout.ts";
import type { Lanes } from "./lanes.ts";

/** What the code on vectors refers to: the program, where its cells and columns are, and functions of the module by index. */
export interface LaneTarget {
  readonly words: Int32Array;
  readonly cells: Float64Array;
  readonly layout: Layout;
  readonly lanes: Lanes;
  /** Byte address of cell 0. */
  readonly cellsAddress: number;
  /** Byte addresses of the columns of variables, by cell. Other variables are scalars. */
  readonly inputs: ReadonlyMap<number, number>;
  /** Global that says whether a lane has met what only the scalar code can do: stop with a status. */
  readonly stopped: number;
  readonly toInt32: number;
  /** By index of the program's function: `(parameters…, at, mask)`. */
  readonly functions: readonly number[];
  /** Locals that {@link emitKernel} may use. */
  readonly kernelLocals: KernelLocals;
  /** Writes a kernel's instruction, whose operands are on the stack, given the first local of each type. */
  emitKernel(code: Code, opcode: number, locals: KernelLocals): void;
}

/** Numbers of locals by type, or the first of each. */
export interface KernelLocals {
  readonly i32: number;
  readonly f64: number;
  readonly v128: number;
}
