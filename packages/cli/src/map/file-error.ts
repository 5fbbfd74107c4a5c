import { ExprError } from "zexpr";
import { systemReason } from "../write-files.ts";

/** The error of a file that cannot be read or written: which one, and why. */
export function fileError(action: "read" | "write", path: string, cause: unknown): ExprError {
  return new ExprError("Other", `cannot ${action} ${path}: ${systemReason(cause, action)}`, { cause });
}
