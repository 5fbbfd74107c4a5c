// Functions that modules have beside those of the program.
import { Status } from "@zexpr/errors";
import { FRAME_WORDS, imageCells, STATE_WORDS } from "@zexpr/ir";
import {
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_CALL_DEPTH,
  H_COST,
  H_FRAMES,
  H_REGISTERS,
  H_STACK,
  PART,
  S_BASE,
  S_BATCH_PC,
  S_CELLS_HIGH,
  S_EVALUATIONS_HIGH,
  S_EVALUATIONS_LOW,
  S_FRAMES_HIGH,
  S_FUEL,
  S_FUEL_PARTS,
  S_PC,
} from "@zexpr/ir/opcodes";
import { Code } from "./code.ts";
import {
  BLOCK_EMPTY,
  CALL,
  END,
  F64_ABS,
  F64_LT,
  GLOBAL_GET,
  GLOBAL_SET,
  I32_ADD,
  I32_EQ,
  I32_GE_U,
  I32_GT_S,
  I32_GT_U,
  I32_LT_S,
  I32_SHR_U,
  I32_SUB,
  I32_WRAP_I64,
  I64_TRUNC_SAT_F64_S,
  IF,
  MISC,
  RETURN,
} from "./encoding.ts";

/** `(x: f64): i32`, as JavaScript's ToInt32: the integer part modulo 2^32. NaN and infinities give 0. */
export function toInt32Code(fmod: number): Code {
  const code = new Code();
  const convert = (): void => {
    code.u8(MISC);
    code.u32(I64_TRUNC_SAT_F64_S);
    code.u8(I32_WRAP_I64);
  };
  code.get(0);
  code.u8(F64_ABS);
  code.constF64(2 ** 63);
  code.u8(F64_LT);
  code.if(() => {
    code.get(0);
    convert();
    code.u8(RETURN);
  });
  // Too large for an i64: fmod is exact.
  code.get(0);
  code.constF64(2 ** 32);
  code.u8(CALL);
  code.u32(fmod);
  convert();
  return code;
}

/** What every evaluation begins with. Writes local 0. @param isFramed - functions draw on the budget of instructions */
export function beginCode(words: Int32Array, state: number, isFramed: boolean): Code {
  const code = new Code();
  const store = (field: number, value: () => void): void => {
    code.constI32(state);
    value();
    code.storeI32(field * 4);
  };
  const next = (field: number): void => {
    code.constI32(state);
    code.loadI32(field * 4);
    code.constI32(1);
    code.u8(I32_ADD);
  };
  store(S_EVALUATIONS_LOW, () => {
    next(S_EVALUATIONS_LOW);
    code.tee(0);
  });
  code.get(0);
  code.constI32(PART);
  code.u8(I32_EQ);
  code.if(() => {
    store(S_EVALUATIONS_LOW, () => code.constI32(0));
    store(S_EVALUATIONS_HIGH, () => next(S_EVALUATIONS_HIGH));
  });
  if (!isFramed) return code;
  const left = (words[H_BUDGET_LOW] as number) - (words[H_COST] as number);
  const high = words[H_BUDGET_HIGH] as number;
  store(S_FUEL, () => code.constI32(left < 0 ? left + PART : left));
  store(S_FUEL_PARTS, () => code.constI32(left < 0 ? high - 1 : high));
  return code;
}

/** `(status, pc, base)`: notes a failure, and its place in the engine's state unless the memory is gone (a negative status). */
export function failCode(state: number, failed: number): Code {
  const code = new Code();
  code.get(0);
  code.u8(GLOBAL_SET);
  code.u32(failed);
  code.get(0);
  code.constI32(0);
  code.u8(I32_LT_S);
  code.if(() => {
    code.u8(RETURN);
  });
  [S_PC, S_BASE].forEach((field, i) => {
    code.constI32(state);
    code.get(1 + i);
    code.storeI32(field * 4);
  });
  return code;
}

/** `(pc)`: notes the batch's instruction that was active. */
export function unwoundCode(state: number, failed: number): Code {
  const code = new Code();
  code.u8(GLOBAL_GET);
  code.u32(failed);
  code.constI32(0);
  code.u8(I32_GT_S);
  code.if(() => {
    code.constI32(state);
    code.get(0);
    code.storeI32(S_BATCH_PC * 4);
  });
  return code;
}

/**
 * `(sp, end, cost, label, base): i32`: makes a call frame as the engine does, with the same checks in the same order, and
 * returns 0, or the status of the limit that forbids it. One local.
 */
export function pushCode(words: Int32Array, cells: number, state: number): Code {
  const [SP, FRAME_END, COST, LABEL, BASE, FUEL] = [0, 1, 2, 3, 4, 5];
  const word = (field: number): number => words[field] as number;
  const frames = Math.min(word(H_FRAMES), word(H_CALL_DEPTH)) * FRAME_WORDS * 4;
  const cellsEnd = cells + 8 * (imageCells(words) + word(H_REGISTERS) + word(H_STACK));
  const code = new Code();
  const failIf = (compare: number, status: number): void => {
    code.u8(compare);
    code.if(() => {
      code.constI32(status);
      code.u8(RETURN);
    });
  };
  const loadState = (field: number): void => {
    code.constI32(state);
    code.loadI32(field * 4);
  };
  const storeState = (field: number, value: () => void): void => {
    code.constI32(state);
    value();
    code.storeI32(field * 4);
  };
  code.get(SP);
  code.constI32(state + STATE_WORDS * 4 + frames);
  failIf(I32_GE_U, Status.RecursionLimit);
  code.get(FRAME_END);
  code.constI32(cellsEnd);
  failIf(I32_GT_U, Status.CapacityExceeded);

  loadState(S_FUEL);
  code.get(COST);
  code.u8(I32_SUB);
  code.tee(FUEL);
  code.constI32(0);
  code.u8(I32_LT_S);
  code.u8(IF);
  code.u8(BLOCK_EMPTY);
  loadState(S_FUEL_PARTS);
  code.constI32(1);
  failIf(I32_LT_S, Status.BudgetExceeded);
  storeState(S_FUEL_PARTS, () => {
    loadState(S_FUEL_PARTS);
    code.constI32(1);
    code.u8(I32_SUB);
  });
  code.get(FUEL);
  code.constI32(PART);
  code.u8(I32_ADD);
  code.set(FUEL);
  code.u8(END);
  storeState(S_FUEL, () => code.get(FUEL));

  code.get(SP);
  code.get(LABEL);
  code.storeI32(0);
  code.get(SP);
  code.get(BASE);
  code.storeI32(4);

  // High-water marks are words of state and frames, and cells.
  const highWater = (field: number, at: number, first: number, shift: number, more: number): void => {
    const value = (): void => {
      code.get(at);
      code.constI32(first - more);
      code.u8(I32_SUB);
      code.constI32(shift);
      code.u8(I32_SHR_U);
    };
    value();
    loadState(field);
    code.u8(I32_GT_S);
    code.if(() => {
      storeState(field, value);
    });
  };
  highWater(S_FRAMES_HIGH, SP, state, 2, FRAME_WORDS * 4);
  highWater(S_CELLS_HIGH, FRAME_END, cells, 3, 0);
  code.constI32(0);
  return code;
}
