import type { Status } from "@zexpr/errors";

// Words of the engine's state block, which lies behind a program's words; call frames follow it.

/** Instruction to go on at, or that failed. */
export const S_PC = 0;
/** First cell of its frame. */
export const S_BASE = 1;
/** End of the call frames in use. */
export const S_SP = 2;
/** Instruction of the batch that was active then: where its expression is found. */
export const S_BATCH_PC = 3;
/** Instructions that may still be charged: `parts * 2^30 + fuel`. */
export const S_FUEL = 4;
export const S_FUEL_PARTS = 5;
/** Evaluations: `high * 2^30 + low`. */
export const S_EVALUATIONS_LOW = 6;
export const S_EVALUATIONS_HIGH = 7;
/** Most words of state and frames, and most cells, ever in use. */
export const S_FRAMES_HIGH = 8;
export const S_CELLS_HIGH = 9;

/** Two parts of 30 bits keep a count in small integers, which no JavaScript engine boxes. */
export const PART = 0x40000000;
/** No Status number: the program waits for a host function. */
export const NATIVE_PENDING = -1;

// Status numbers as plain constants, which end up inside the loop; the types say that they are the same.
export const OK: typeof Status.Ok = 0;
export const ARRAY_INDEX_OUT_OF_BOUNDS: typeof Status.ArrayIndexOutOfBounds = 8;
export const RECURSION_LIMIT: typeof Status.RecursionLimit = 11;
export const CAPACITY_EXCEEDED: typeof Status.CapacityExceeded = 12;
export const BUDGET_EXCEEDED: typeof Status.BudgetExceeded = 17;
