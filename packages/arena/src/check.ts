import { ExprError } from "@zexpr/errors";

/** @throws {@link ExprError} `Other` unless `value` is a whole number, at least `least` */
export function checkWhole(what: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new ExprError("Other", `${what} must be a whole number from ${least} on, not ${value}`);
  }
}

/** @param option - name of the option that sets the limit */
export function exhausted(
  what: string,
  size: number,
  used: number,
  limit: number,
  option: string,
): ExprError {
  return new ExprError(
    "ArenaExhausted",
    `${what} exhausted: ${size} bytes requested, ${used} used, limit ${limit}; dispose arenas, or raise ${option}`,
  );
}
