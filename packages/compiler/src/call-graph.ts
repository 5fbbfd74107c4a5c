import { ExprError } from "@zexpr/errors";

/** One part of a program: the batch, or a function. */
export interface Unit {
  readonly parameters: number;
  readonly registers: number;
  /** Cells of its argument windows. */
  readonly windows: number;
  /** First window cell and callee of each call of an expression function, in turn. */
  readonly calls: readonly number[];
}

/** Cells and frames that calls need above the registers of the batch. */
export interface StackNeed {
  readonly cells: number;
  readonly frames: number;
}

/** Cells of a function's frame. */
export function frameCells(unit: Unit): number {
  return unit.parameters + unit.registers + unit.windows;
}

const MOST_CELLS = 0x7ffffff;

/**
 * What the deepest possible calls need: exact where functions do not recurse, else the largest frame times the allowed
 * depth. Depth-first over the call graph with an explicit stack, O(calls).
 *
 * @throws {@link ExprError} `CapacityExceeded` past 2^27 cells
 */
export function stackNeed(batch: Unit, functions: readonly Unit[], callDepth: number): StackNeed {
  const need =
    functions.length === 0 ? { cells: batch.windows, frames: 0 } : deepest(batch, functions, callDepth);
  if (need.cells > MOST_CELLS) {
    throw new ExprError(
      "CapacityExceeded",
      `calls may need ${need.cells} cells of stack: lower limits.callDepth or use smaller functions`,
    );
  }
  return need;
}

function deepest(batch: Unit, functions: readonly Unit[], callDepth: number): StackNeed {
  const cells = functions.map(frameCells);
  const frames = functions.map(() => 1);
  const state = new Uint8Array(functions.length); // 0 unseen, 1 on the path, 2 done
  const path: { readonly index: number; next: number }[] = [];
  for (let root = 0; root < functions.length; root++) {
    if (state[root] !== 0) continue;
    state[root] = 1;
    path.push({ index: root, next: 0 });
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const unit = functions[top.index] as Unit;
      if (top.next === unit.calls.length) {
        state[top.index] = 2;
        path.pop();
        continue;
      }
      const window = unit.calls[top.next] as number;
      const callee = unit.calls[top.next + 1] as number;
      if (state[callee] === 1) {
        const largest = functions.reduce((most, fn) => Math.max(most, frameCells(fn)), 0);
        return { cells: batch.windows + callDepth * largest, frames: callDepth };
      }
      if (state[callee] === 0) {
        state[callee] = 1;
        path.push({ index: callee, next: 0 });
        continue;
      }
      top.next += 2;
      const base = unit.parameters + unit.registers + window;
      cells[top.index] = Math.max(cells[top.index] as number, base + (cells[callee] as number));
      frames[top.index] = Math.max(frames[top.index] as number, 1 + (frames[callee] as number));
    }
  }
  // A function that is named but never called counts too: its frame has to fit where the verifier looks.
  let most = functions.reduce((cells, fn) => Math.max(cells, frameCells(fn)), batch.windows);
  let depth = 0;
  for (let i = 0; i < batch.calls.length; i += 2) {
    const callee = batch.calls[i + 1] as number;
    most = Math.max(most, (batch.calls[i] as number) + (cells[callee] as number));
    depth = Math.max(depth, frames[callee] as number);
  }
  return { cells: most, frames: Math.min(depth, callDepth) };
}
