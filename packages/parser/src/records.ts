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
 * Records of the parser's stack: what has been begun and waits for its last operand or bracket. Eight i32
 * words each.
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
const BOTH = 7;
const EITHER = 8;
/** Operator `i` of the table is `FIRST_OPERATOR + i`. */
export const FIRST_OPERATOR = 9;

/** CODE TABLE: one row per code, index = code. */
const CODES: readonly (readonly number[])[] = [
  // node            least power     nests  closing token
  [0, -1, 0, END], // bottom
  [0, -1, 1, CLOSE], // (
  [NODE_CALL, -1, 1, CLOSE], // f(
  [NODE_INDEX, -1, 1, CLOSE_INDEX], // a[
  [0, -1, 1, END], // ?
  [NODE_CONDITIONAL, 0, 1, END], // :
  [0, PREFIX_POWER, 1, END], // unary plus
  [NODE_AND, AND_POWER + 1, 0, END],
  [NODE_OR, OR_POWER + 1, 0, END],
  ...OPERATORS.map(({ arity, power, rightAssociative }) =>
    // Left-associative operators do not nest: a chain of them completes one after the other.
    [
      arity === 1 ? NODE_UNARY : NODE_BINARY,
      rightAssociative ? power : power + 1,
      rightAssociative ? 1 : 0,
      END,
    ],
  ),
];

/** By code: kind of the node it becomes, 0 for none. */
export const KIND: Int8Array = /* @__PURE__ */ column(0);
/** By code: operators of this power and above still belong to the record's last operand. */
export const LEAST_POWER: Int8Array = /* @__PURE__ */ column(1);
/** By code: 1 if the record counts as nesting. */
export const NESTS: Int8Array = /* @__PURE__ */ column(2);
/** By code: token that closes the bracket, {@link END} where it is none. */
export const CLOSER: Int8Array = /* @__PURE__ */ column(3);

function column(index: number): Int8Array {
  return Int8Array.from(CODES, (row) => row[index]);
}

/** No record begins with this token. */
export const NONE = -1;

/** By token: code of the record it begins where a value is expected, or {@link NONE}. */
export const PREFIX: Int8Array = /* @__PURE__ */ codesByToken(1, [
  [OPEN, PAREN],
  [OPEN + SPELLINGS.indexOf("+"), PLUS],
]);

/** By token: code of the record it begins after a value, or {@link NONE}. */
export const INFIX: Int8Array = /* @__PURE__ */ codesByToken(2, [
  [QUESTION, THEN],
  [AND, BOTH],
  [OR, EITHER],
]);

/** By token: binding power after a value, 0 where it is no infix operator. */
export const POWER: Int8Array = /* @__PURE__ */ INFIX.map((code) => {
  const lazy = [LIST_POWER, 0, 0, AND_POWER, OR_POWER][code - THEN];
  return lazy ?? OPERATORS[code - FIRST_OPERATOR]?.power ?? 0;
});

/** The operators of the table, and those that are not in it. */
function codesByToken(arity: 1 | 2, others: readonly (readonly [token: number, code: number])[]): Int8Array {
  const codes = new Int8Array(OPEN + SPELLINGS.length).fill(NONE);
  OPERATORS.forEach((operator, index) => {
    if (operator.arity === arity) codes[OPEN + SPELLINGS.indexOf(operator.spelling)] = FIRST_OPERATOR + index;
  });
  for (const [token, code] of others) codes[token] = code;
  return codes;
}
