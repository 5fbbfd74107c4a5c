import { ExprError, type StatusName } from "@zexpr/errors";
import { IDENTIFIER_LENGTH, type Limits } from "@zexpr/ir";
import { classAt, LETTER, POINT, WORD } from "./characters.ts";

/** An error at a place in the source. Messages say what was found, what was expected and what to do. */
export function problem(
  code: StatusName,
  message: string,
  source: string,
  start: number,
  end: number,
): ExprError {
  return new ExprError(code, message, { source, span: { start, end } });
}

/** Longest piece of the source that a message repeats. */
const QUOTE_LENGTH = 40;

/** Source text for a message, `…` if it is too long to be helpful. */
export function quote(source: string, start: number, end: number): string {
  return end - start <= QUOTE_LENGTH ? source.slice(start, end) : "…";
}

export function badCharacter(source: string, at: number): ExprError {
  const code = source.codePointAt(at) as number;
  const character = String.fromCodePoint(code);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const advice = character === "=" ? ": to compare, write ==" : "";
  const message = `unexpected character \`${character}\` (${name})${advice}`;
  return problem("Tokenizer", message, source, at, at + character.length);
}

/** @param stop - where the number stopped making sense; just behind it if an exponent has no digits */
export function malformedNumber(source: string, start: number, stop: number): ExprError {
  let end = stop;
  while ((classAt(source, end) & (WORD | POINT)) !== 0) end++;
  const advice =
    classAt(source, stop) === LETTER
      ? `to multiply, write ${quote(source, start, stop)}*${quote(source, stop, end)}`
      : "write it as in 12, 1.5 or 1e-3";
  const message = `malformed number \`${quote(source, start, end)}\`: ${advice}`;
  return problem("Tokenizer", message, source, start, end);
}

export function tooLongName(source: string, start: number, end: number): ExprError {
  const message = `a name has at most ${IDENTIFIER_LENGTH} characters, not ${end - start}`;
  return problem("StringTooLong", message, source, start, end);
}

export function overLimit(
  limits: Limits,
  limit: "sourceLength" | "nodes" | "nesting" | "arguments",
  source: string,
  start: number,
  end: number,
): ExprError {
  const message = `the expression exceeds limits.${limit} (${limits[limit]}): shorten it, or raise the limit`;
  const code = limit === "nesting" ? "RecursionLimit" : "CapacityExceeded";
  return problem(code, message, source, start, end);
}
