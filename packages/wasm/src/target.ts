import type { Code } from "./code.ts";
import type { Layout } from "./layout.ts";
import type { Locals } from "./locals.ts";
import type { PlannedFunction } from "./plan.ts";

/** Where a program lies in memory, in bytes. Baked into its module. */
export interface Placement {
  /** Cell 0. */
  readonly cells: number;
  /** The engine's state block, and call frames behind it. */
  readonly state: number;
  /** Threads share the memory. */
  readonly shared: boolean;
  /** Host functions that are WebAssembly, by index: the batch calls them without asking the host. Default: none. */
  readonly direct?: readonly number[] | undefined;
}

/** What the code of units refers to: the program, its place, and functions of the module by index. */
export interface Target {
  readonly words: Int32Array;
  readonly cells: Float64Array;
  readonly layout: Layout;
  readonly placement: Placement;
  readonly functions: readonly PlannedFunction[];
  /** Global that holds the status of a failure, else 0; negative when the memory is gone. */
  readonly failed: number;
  /** `(status, pc, base)`: notes a failure. */
  readonly fail: number;
  /** `(pc)`: notes the batch's instruction that was active at a failure. */
  readonly unwound: number;
  /** Calls the host function of the instruction at state[S_PC]. Returns a status; negative: the memory is gone. */
  readonly native: number;
  /** Functions of the module by index of the host function that the batch calls directly. */
  readonly directNatives: ReadonlyMap<number, number>;
  readonly toInt32: number;
  /** `(sp, end, cost, label, base)`: makes a call frame, or returns the status of the limit that forbids it. */
  readonly push: number;
  /** Runs framed functions. */
  readonly framed: number;
  /** Functions of the module by index of the program's function. */
  readonly direct: readonly number[];
  /** Labels of framed functions, likewise. */
  readonly labels: readonly number[];
  /** Function of a kernel's opcode; undefined for other opcodes. */
  kernel(opcode: number): number | undefined;
  /** For listings: told which locals of a function of the module hold which cells. */
  readonly noteLocals: ((fn: number, locals: Locals) => void) | undefined;
}

/** Byte address of a cell. */
export function addressOf({ placement }: Target, cell: number): number {
  return placement.cells + 8 * cell;
}

/** Puts a cell of the batch on the stack, inside a function. */
export function emitGlobal(target: Target, code: Code, cell: number): void {
  if (target.layout.isConstant(cell)) code.constF64(target.cells[cell] as number);
  else {
    code.constI32(0);
    code.loadF64(addressOf(target, cell));
  }
}
