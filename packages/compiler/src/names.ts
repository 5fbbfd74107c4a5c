import { ExprError } from "@zexpr/errors";
import { IDENTIFIER_LENGTH, OPERATORS } from "@zexpr/ir";

/** True for `[A-Za-z_][A-Za-z0-9_]*`. */
function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/**
 * Checks the name of a value. Any text will do, so that data with arbitrary field names can be used as it is; but only an
 * identifier can be reached by an expression.
 *
 * @throws {@link ExprError} `Other` for an empty name, `StringTooLong` past 255 characters
 */
export function checkName(name: string, what: string): void {
  if (typeof name !== "string" || name === "")
    throw new ExprError("Other", `${what} must be a text, not ${quote(name)}`);
  if (name.length > IDENTIFIER_LENGTH) {
    throw new ExprError(
      "StringTooLong",
      `${what} is ${name.length} characters long, the limit is ${IDENTIFIER_LENGTH}`,
    );
  }
}

/** Checks a name that only makes sense as an identifier. @throws {@link ExprError} as {@link checkName}, and `Other` if it is none */
export function checkIdentifier(name: string, what: string): void {
  checkName(name, what);
  if (!isIdentifier(name)) {
    throw new ExprError(
      "Other",
      `${what} must be a letter or _ followed by letters, digits and _, not ${quote(name)}`,
    );
  }
}

/** Checks a function's name: an identifier, or the name of an operator, `&&` and `||` included (they cannot be reached). */
export function checkFunctionName(name: string): void {
  if (name === "&&" || name === "||" || OPERATORS.some((operator) => operator.name === name)) return;
  checkIdentifier(name, "a function's name");
}

/**
 * `what` and `name` say what the value is of: the message is put together only when there is one to give.
 *
 * @throws {@link ExprError} `Other` if `value` is not of type number; NaN and infinities are numbers
 */
export function checkNumber(value: number, what: string, name: string | number): void {
  if (typeof value !== "number")
    throw new ExprError("Other", `${what} ${quote(name)} must be a number, not ${quote(value)}`);
}

/** @throws {@link ExprError} `Other` if `names` is no array */
export function checkList(names: readonly string[], what: string): void {
  if (!Array.isArray(names))
    throw new ExprError("Other", `${what} must be an array of names, not ${quote(names)}`);
}

/** A value in a message: objects by their type, since turning them into text may fail. */
export function quote(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 300));
  return value === null || typeof value === "object" || typeof value === "function"
    ? typeof value
    : String(value);
}
