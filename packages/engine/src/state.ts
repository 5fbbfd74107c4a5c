import type { Status } from "@zexpr/errors";

/** No Status number: the program waits for a host function. */
export const NATIVE_PENDING = -1;
/** No Status number: the program waits for a kernel. */
export const KERNEL_PENDING = -2;

// Status numbers as plain constants, which end up inside the loop; the types say that they are the same.
export const OK: typeof Status.Ok = 0;
export const ARRAY_INDEX_OUT_OF_BOUNDS: typeof Status.ArrayIndexOutOfBounds = 8;
export const RECURSION_LIMIT: typeof Status.RecursionLimit = 11;
export const CAPACITY_EXCEEDED: typeof Status.CapacityExceeded = 12;
export const BUDGET_EXCEEDED: typeof Status.BudgetExceeded = 17;
