import { expect } from "vitest";
import { ExprError, evaluate, type StatusName } from "zexpr";

/** The ExprError that `action` throws; fails the test for anything else, and if it throws nothing. */
export function errorOf(action: () => unknown): ExprError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExprError) return error;
    throw new Error(`threw ${String(error)}, which is no ExprError`, { cause: error });
  }
  throw new Error("threw nothing");
}

/** Code of the error that `action` throws, `"Ok"` if it throws none. */
export function codeOf(action: () => unknown): StatusName {
  try {
    action();
    return "Ok";
  } catch (error) {
    if (error instanceof ExprError) return error.code;
    throw error;
  }
}

/** The part of its source that an error marks. */
export function marked(error: ExprError): string | undefined {
  return error.span && error.source?.slice(error.span.start, error.span.end);
}

/** Source text of a number: a constant expression with exactly this value. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return "(0/0)";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value) === Number.POSITIVE_INFINITY ? "1e999" : String(Math.abs(value));
  return `(${sign}${size})`;
}

/** Text that tells 0 and -0 apart. */
export function text(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/**
 * Calls `name(x, …)` with variables and with constants, which take different ways through the compiler, and expects the
 * same bits from both.
 */
export function expectCall(name: string, args: readonly number[], expected: number): void {
  const names = args.map((_, i) => `x${i}`);
  const variables = Object.fromEntries(args.map((value, i) => [`x${i}`, value]));
  expect([
    text(evaluate(`${name}(${names})`, variables)),
    text(evaluate(`${name}(${args.map(literal)})`)),
  ]).toEqual([text(expected), text(expected)]);
}
