/**
 * Outcome of an operation as a number. Numbers cross the C ABI and are stored by callers: append only, never
 * renumber.
 *
 * The C ABI adds negative numbers of its own for mistakes that JavaScript cannot make (null pointers, invalid
 * UTF-8).
 */
export const Status = {
  Ok: 0,
  /** The text could not be parsed, for a reason that has no status of its own. */
  Parse: 1,
  /** A character or number that is no token. */
  Tokenizer: 2,
  /** A token where it cannot stand; also a built-in function's name used as a value. */
  Syntax: 3,
  UnmatchedParenthesis: 4,
  UnknownVariable: 5,
  UnknownFunction: 6,
  /** A function called with a number of arguments that it does not take. */
  InvalidFunctionCall: 7,
  ArrayIndexOutOfBounds: 8,
  AttributeNotFound: 9,
  /** Reserved: division by zero gives ±Infinity or NaN, never an error. */
  DivideByZero: 10,
  /** Nesting of the source or calls of expression functions are too deep. */
  RecursionLimit: 11,
  /** A limit on lengths or counts: source, nodes, arguments. */
  CapacityExceeded: 12,
  /** An identifier is too long. */
  StringTooLong: 13,
  DuplicateParameter: 14,
  /** A variable or expression index that does not exist. */
  InvalidParameterIndex: 15,
  /** An arena's limit is reached, or its memory cannot grow. */
  ArenaExhausted: 16,
  /** The evaluation would execute more instructions than allowed. */
  BudgetExceeded: 17,
  /** The object was disposed, or the arena that it lives in was reset. */
  StaleHandle: 18,
  /** Anything else: wrong arguments from JavaScript, a native function that threw. */
  Other: 99,
} as const;

/** Name of a status, the `code` of an `ExprError`. */
export type StatusName = keyof typeof Status;

/**
 * Name of a status number. O(number of statuses): for reports, not for hot loops.
 *
 * @returns `"Other"` for a number that {@link Status} does not hold
 */
export function statusName(status: number): StatusName {
  const names = Object.keys(Status) as StatusName[];
  return names.find((name) => Status[name] === status) ?? "Other";
}
