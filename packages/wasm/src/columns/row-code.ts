import { Code } from "../code.ts";
import {
  BLOCK,
  BLOCK_EMPTY,
  BR,
  BR_IF,
  END,
  F64_PROMOTE_F32,
  GLOBAL_SET,
  I32_ADD,
  I32_GE_U,
  I32_LT_U,
  I32_SHL,
  I32_SHR_U,
  LOOP,
} from "../encoding.ts";
import type { Lanes } from "./lanes.ts";

/** Cells of a row and where their columns are, in bytes. */
export interface CellColumn {
  readonly cell: number;
  readonly column: number;
}

/**
 * `(at)`: evaluates one row by the scalar code, from columns to columns. A row that fails is reported, which makes the failed
 * results NaN.
 *
 * @param evaluate - evaluates the batch where it lies, returns a status
 * @param fail - `(row, status)`
 */
export function rowCode(
  lanes: Lanes,
  inputs: readonly CellColumn[],
  outputs: readonly CellColumn[],
  evaluate: number,
  fail: number,
): Code {
  const AT = 0;
  const STATUS = 1;
  const code = new Code();
  for (const { cell, column } of inputs) {
    code.constI32(0);
    code.get(AT);
    if (lanes.narrow === 0) code.loadF64(column);
    else {
      code.loadF32(column);
      code.u8(F64_PROMOTE_F32);
    }
    code.storeF64(cell);
  }
  code.call(evaluate);
  code.tee(STATUS);
  code.if(() => {
    code.get(AT);
    code.constI32(lanes.shift);
    code.u8(I32_SHR_U);
    code.get(STATUS);
    code.call(fail);
  });
  for (const { cell, column } of outputs) {
    code.get(AT);
    code.constI32(0);
    code.loadF64(cell);
    if (lanes.narrow === 0) code.storeF64(column);
    else {
      code.u8(lanes.narrow);
      code.storeF32(column);
    }
  }
  return code;
}

/** `(at, stop)`: the rows of one vector, as far as they are before the end, by the scalar code. */
export function redoCode(lanes: Lanes, stopped: number, row: number): Code {
  const code = new Code();
  code.constI32(0);
  code.u8(GLOBAL_SET);
  code.u32(stopped);
  for (let lane = 0; lane < lanes.count; lane++) {
    const at = (): void => {
      code.get(0);
      code.constI32(lane * lanes.bytes);
      code.u8(I32_ADD);
    };
    at();
    code.get(1);
    code.u8(I32_LT_U);
    code.if(() => {
      at();
      code.call(row);
    });
  }
  return code;
}

/** `(first, end)`: all rows by the scalar code. */
export function rowLoopCode(lanes: Lanes, row: number): Code {
  const code = new Code();
  emitLoop(code, 0, 1, 1, () => {
    code.get(0);
    code.constI32(lanes.shift);
    code.u8(I32_SHL);
    code.call(row);
  });
  return code;
}

/** Writes a loop that counts a local up to, or just past, the value of another. */
export function emitLoop(code: Code, counter: number, end: number, step: number, body: () => void): void {
  code.u8(BLOCK);
  code.u8(BLOCK_EMPTY);
  code.u8(LOOP);
  code.u8(BLOCK_EMPTY);
  code.get(counter);
  code.get(end);
  code.u8(I32_GE_U);
  code.u8(BR_IF);
  code.u32(1);
  body();
  code.get(counter);
  code.constI32(step);
  code.u8(I32_ADD);
  code.set(counter);
  code.u8(BR);
  code.u32(0);
  code.u8(END);
  code.u8(END);
}
