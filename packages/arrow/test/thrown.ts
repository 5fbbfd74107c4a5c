import { ExprError } from "zexpr";

/** What is thrown. */
export function thrown(call: () => unknown): ExprError {
  try {
    call();
  } catch (error) {
    if (error instanceof ExprError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
