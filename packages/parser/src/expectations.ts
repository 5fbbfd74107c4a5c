import type { ExprError, StatusName } from "@zexpr/errors";
import type { Lexer } from "./lexer.ts";
import { problem, quote } from "./problems.ts";
import { BOTTOM, CALL, CLOSER } from "./records.ts";
import {
  CLOSE,
  CLOSE_INDEX,
  COLON,
  DOT,
  END,
  NAME,
  NUMBER,
  OPEN,
  OPEN_INDEX,
  SEMICOLON,
  SPELLINGS,
} from "./tokens.ts";

const CONDITIONAL = "write condition ? value : otherwise";

/**
 * A token, or the end, stands where a value has to begin.
 *
 * @param bracket - record code of the innermost open bracket
 */
export function expectedValue(lexer: Lexer, bracket: number): ExprError {
  const { source, token, end } = lexer;
  if (end === 0) return problem("Parse", "the expression is empty", source, 0, source.length);
  if ((token === CLOSE || token === CLOSE_INDEX) && CLOSER[bracket] !== token)
    return mismatch(lexer, bracket);
  return atToken(lexer, "Syntax", `a value is missing before ${found(lexer)}`);
}

/**
 * A token stands behind a value where only an operator, a bracket that closes or the end can.
 *
 * @param start - span of that value
 * @param named - it is a name
 */
export function expectedOperator(
  lexer: Lexer,
  start: number,
  end: number,
  named: boolean,
  bracket: number,
): ExprError {
  const { source, token } = lexer;
  const isValue = token === NUMBER || token === NAME || token === OPEN;
  let message = `expected an operator before ${found(lexer)}`;
  if (token === COLON) message = `\`:\` without \`?\`: ${CONDITIONAL}`;
  if (token === DOT) message = "`.` must stand between two names";
  if (token === OPEN_INDEX) message = "only a name can be indexed";
  if (isValue) {
    const left = quote(source, start, end);
    const right = token === OPEN ? "(…)" : quote(source, lexer.start, lexer.end);
    message += `: to multiply, write ${left}*${right}`;
    if (named) message += `, to call a function ${left}(${right})`;
  }
  if (bracket === CALL && (isValue || token === SEMICOLON)) message += "; between arguments, write a comma";
  return atToken(lexer, "Syntax", message);
}

/** A bracket closes one of another kind, or none. */
export function mismatch(lexer: Lexer, bracket: number): ExprError {
  const message =
    bracket === BOTTOM
      ? `${found(lexer)} closes nothing`
      : `expected \`${SPELLINGS[CLOSER[bracket] - OPEN]}\` instead of ${found(lexer)}`;
  return atToken(lexer, "UnmatchedParenthesis", message);
}

/** @param at - where the bracket stands that nothing closes */
export function unclosed(lexer: Lexer, at: number, bracket: number): ExprError {
  const { source } = lexer;
  const message = `\`${source.charAt(at)}\` is never closed: \`${SPELLINGS[CLOSER[bracket] - OPEN]}\` is missing`;
  return problem("UnmatchedParenthesis", message, source, at, at + 1);
}

/** @param at - where the `?` stands whose `:` is missing before the present token */
export function missingColon(lexer: Lexer, at: number): ExprError {
  const code = lexer.token === END ? "Parse" : "Syntax";
  return problem(code, `\`?\` without \`:\`: ${CONDITIONAL}`, lexer.source, at, at + 1);
}

/** Something else than a name follows the point. */
export function expectedAttribute(lexer: Lexer): ExprError {
  return atToken(lexer, "Syntax", `a name is missing before ${found(lexer)}`);
}

/** At the end of the source whatever is missing is `Parse`, not `code`. */
function atToken(lexer: Lexer, code: StatusName, message: string): ExprError {
  return problem(lexer.token === END ? "Parse" : code, message, lexer.source, lexer.start, lexer.end);
}

function found(lexer: Lexer): string {
  return lexer.token === END ? "the end" : `\`${quote(lexer.source, lexer.start, lexer.end)}\``;
}
