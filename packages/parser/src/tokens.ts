import { OPERATORS } from "@zexpr/ir";

/** Tokens. Those from {@link OPEN} on have one spelling each: `SPELLINGS[token - OPEN]`. */
export const END = 0;
export const NUMBER = 1;
export const NAME = 2;
export const OPEN = 3;
export const CLOSE = 4;
export const OPEN_INDEX = 5;
export const CLOSE_INDEX = 6;
export const DOT = 7;
export const QUESTION = 8;
export const COLON = 9;
export const AND = 10;
export const OR = 11;
export const COMMA = 12;
export const SEMICOLON = 13;

/**
 * Spellings in order of their tokens: those the parser knows by number, then the rest of the operator table.
 */
export const SPELLINGS: readonly string[] = /* @__PURE__ */ listSpellings();

function listSpellings(): string[] {
  const known = ["(", ")", "[", "]", ".", "?", ":", "&&", "||", ",", ";"];
  return [...new Set(known.concat(OPERATORS.map((operator) => operator.spelling)))];
}

/** Most characters of a spelling. */
export const LONGEST_OPERATOR = 3;

/** By ASCII character: the token that it spells alone, 0 for none. */
export const SINGLE_TOKENS: Uint8Array = /* @__PURE__ */ listSingles();

/** Tokens by spelling. */
export const TOKENS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  SPELLINGS.map((spelling, index) => [spelling, OPEN + index]),
);

function listSingles(): Uint8Array {
  const tokens = new Uint8Array(128);
  SPELLINGS.forEach((spelling, index) => {
    if (spelling.length === 1) tokens[spelling.charCodeAt(0)] = OPEN + index;
  });
  return tokens;
}
