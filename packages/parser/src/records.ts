import {
  AND_POWER,
  LIST_POWER,
  NODE_AND,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
  OR_POWER,
  PREFIX_POWER,
} from "@zexpr/ir";
import { AND, CLOSE, CLOSE_INDEX, END, OPEN, OR, QUESTION, SPELLINGS } from "./tokens.ts";

/**
 * Records of the parser's stack: what has been begun and waits for its last operand or bracket. Eight i32 words each.
 *
 * | word | meaning                                                                        |
 * | ---- | ------------------------------------------------------------------------------ |
 * | 0    | code: a bracket, a step of `?:`, or an operator                                |
 * | 1    | brackets: words between it and the bracket around it                           |
 * | 2    | where the node begins in the source                                            |
 * | 3    | node of the left operand or the condition; name index of a call or an array    |
 * | 4    | node of the first argument, or of the branch between `?` and `:`               |
 * | 5    | node of the last argument                                                      |
 * | 6    | number of arguments so far                                                     |
 * | 7    | brackets: where the bracket stands; `?`: where it stands                       |
 */
export const RECORD_WORDS = 8;
export const RECORD_CODE = 0;
export const RECORD_OUTER = 1;
export const RECORD_START = 2;
export const RECORD_LEFT = 3;
export const RECORD_FIRST = 4;
export const RECORD_LAST = 5;
export const RECORD_COUNT = 6;
export const RECORD_TOKEN = 7;

/** Bottom of the stack. Codes up to {@link THEN} enclose: no operator after them can end them. */
export const BOTTOM = 0;
export const PAREN = 1;
export const CALL = 2;
export const INDEX = 3;
/** `c ? …`, waits for the colon. */
export const THEN = 4;
/** `c ? t : …`. */
export const ELSE = 5;
/** Unary plus: counts as nesting, leaves no node. */
export const PLUS = 6;
export const BOTH = 7;
export const EITHER = 8;
/** Operator `i` of the table is `FIRST_OPERATOR + i`. */
export const FIRST_OPERATOR = 9;

/** No record begins with this token. */
export const NONE = -1;

const CODES = FIRST_OPERATOR + OPERATORS.length;

/** By token: code of the record it begins after a value, or {@link NONE}. */
export const INFIX: Int8Array = /* @__PURE__ */ tabulate(OPEN + SPELLINGS.length, (token) => {
  if (token === QUESTION) return THEN;
  if (token === AND) return BOTH;
  return token === OR ? EITHER : operatorCode(token, 2);
});

/** By token: code of the record it begins where a value is expected, or {@link NONE}. */
export const PREFIX: Int8Array = /* @__PURE__ */ tabulate(OPEN + SPELLINGS.length, (token) => {
  if (token === OPEN) return PAREN;
  return SPELLINGS[token - OPEN] === "+" ? PLUS : operatorCode(token, 1);
});

/** By token: binding power after a value, 0 where it is no infix operator. */
export const POWER: Int8Array = /* @__PURE__ */ tabulate(OPEN + SPELLINGS.length, (token) =>
  powerOf(INFIX[token]),
);

/** By code: operators of this power and above still belong to the record's last operand. */
export const LEAST_POWER: Int8Array = /* @__PURE__ */ tabulate(CODES, (code) => {
  if (code <= THEN) return -1;
  if (code === ELSE) return 0;
  const rightAssociative = code === PLUS || OPERATORS[code - FIRST_OPERATOR]?.rightAssociative;
  return powerOf(code) + (rightAssociative ? 0 : 1);
});

/** By code: 1 if the record counts as nesting. Left-associative operators do not: they never pile up. */
export const NESTS: Int8Array = /* @__PURE__ */ tabulate(CODES, (code) => {
  if (code < FIRST_OPERATOR) return code >= PAREN && code <= PLUS ? 1 : 0;
  return OPERATORS[code - FIRST_OPERATOR].rightAssociative ? 1 : 0;
});

/** By code: kind of the node it becomes, 0 for none. */
export const KIND: Int8Array = /* @__PURE__ */ tabulate(CODES, (code) => {
  if (code >= FIRST_OPERATOR) return OPERATORS[code - FIRST_OPERATOR].arity === 1 ? NODE_UNARY : NODE_BINARY;
  return [0, 0, NODE_CALL, NODE_INDEX, 0, NODE_CONDITIONAL, 0, NODE_AND, NODE_OR][code];
});

/** By code: token that closes the bracket, {@link END} where it is none. */
export const CLOSER: Int8Array = /* @__PURE__ */ tabulate(CODES, (code) => {
  if (code === INDEX) return CLOSE_INDEX;
  return code === PAREN || code === CALL ? CLOSE : END;
});

function tabulate(length: number, entry: (index: number) => number): Int8Array {
  return Int8Array.from({ length }, (_, index) => entry(index));
}

function operatorCode(token: number, arity: 1 | 2): number {
  const spelling = SPELLINGS[token - OPEN];
  const index = OPERATORS.findIndex((operator) => operator.spelling === spelling && operator.arity === arity);
  return index < 0 ? NONE : FIRST_OPERATOR + index;
}

function powerOf(code: number): number {
  if (code === THEN) return LIST_POWER;
  if (code === BOTH) return AND_POWER;
  if (code === EITHER) return OR_POWER;
  if (code === PLUS) return PREFIX_POWER;
  return OPERATORS[code - FIRST_OPERATOR]?.power ?? 0;
}
