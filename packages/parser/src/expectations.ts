import type { ExprError, StatusName } from "@zexpr/errors";
import type { Lexer } from "./lexer.ts";
import { problem, quote } from "./problems.ts";
import { BOTTOM, CALL, CLOSER, RECORD_TOKEN } from "./records.ts";
import type { RecordStack } from "./stack.ts";
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

/** A token, or the end, stands where a value has to begin. */
export function expectedValue(lexer: Lexer, stack: RecordStack): ExprError {
  const { source, token, end } = lexer;
  if (end === 0) return problem("Parse", "the expression is empty", source, 0, source.length);
  if (token === END && stack.code !== BOTTOM && stack.isEmpty) return unclosed(lexer, stack);
  const closes = token === CLOSE || token === CLOSE_INDEX;
  if (closes && CLOSER[stack.bracketCode] !== token) return mismatch(lexer, stack);
  return atToken(lexer, "Syntax", `a value is missing before ${found(lexer)}`);
}

/**
 * A token stands behind a value where only an operator, a bracket that closes or the end can.
 *
 * @param start - span of that value, up to `end`
 * @param named - it is a name
 */
export function expectedOperator(
  lexer: Lexer,
  stack: RecordStack,
  start: number,
  end: number,
  named: boolean,
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
  if (stack.bracketCode === CALL && (isValue || token === SEMICOLON))
    message += "; between arguments, write a comma";
  return atToken(lexer, "Syntax", message);
}

/** A bracket closes one of another kind, or none. */
export function mismatch(lexer: Lexer, stack: RecordStack): ExprError {
  const code = stack.bracketCode;
  const message =
    code === BOTTOM ? `${found(lexer)} closes nothing` : `expected ${closer(code)}, found ${found(lexer)}`;
  return atToken(lexer, "UnmatchedParenthesis", message);
}

/** The record on top is a bracket, and the source ends. */
export function unclosed(lexer: Lexer, stack: RecordStack): ExprError {
  const at = stack.get(RECORD_TOKEN);
  const message = `\`${lexer.source.charAt(at)}\` is never closed: ${closer(stack.code)} is missing`;
  return problem("UnmatchedParenthesis", message, lexer.source, at, at + 1);
}

/** The record on top is a `?`, and the present token is not its `:`. */
export function missingColon(lexer: Lexer, stack: RecordStack): ExprError {
  const at = stack.get(RECORD_TOKEN);
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

function closer(code: number): string {
  return `\`${SPELLINGS[CLOSER[code] - OPEN]}\``;
}
