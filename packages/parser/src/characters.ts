import { SPELLINGS } from "./tokens.ts";

/** Classes of characters, one bit each. */
export const SPACE = 1;
export const DIGIT = 2;
export const LETTER = 4;
export const POINT = 8;
/** Part of an operator that can become a node. */
export const SYMBOL = 16;
/** Brackets and the colon: no node of their own. */
const BRACKET = 32;
/** A digit or a letter: what continues an identifier. */
export const WORD = 6;

const BRACKETS = "()[]:";

/** Class of each ASCII character; 0 for those no expression holds. Spellings decide what is an operator. */
export const CLASS: Uint8Array = /* @__PURE__ */ classify();

function classify(): Uint8Array {
  const table = new Uint8Array(128);
  for (const spelling of SPELLINGS) {
    for (let i = 0; i < spelling.length; i++) table[spelling.charCodeAt(i)] = SYMBOL;
  }
  for (let i = 0; i < BRACKETS.length; i++) table[BRACKETS.charCodeAt(i)] = BRACKET;
  for (let code = 0; code < 128; code++) {
    const letter = code | 0x20;
    if (code >= 0x30 && code <= 0x39) table[code] = DIGIT;
    else if ((letter >= 0x61 && letter <= 0x7a) || code === 0x5f) table[code] = LETTER;
    else if (code === 0x2e) table[code] = POINT;
    else if (isWhiteSpace(code)) table[code] = SPACE;
  }
  return table;
}

/** Class of the character at an offset; 0 at the end of the source and for those beyond ASCII. */
export function classAt(source: string, at: number): number {
  if (at >= source.length) return 0;
  const code = source.charCodeAt(at);
  return code < 128 ? CLASS[code] : 0;
}

/**
 * Whether a UTF-16 unit has the Unicode property White_Space; all such characters are single units.
 * JavaScript trims the same ones, but for the next-line control, which it does not know, and the byte order
 * mark, which is no space.
 */
export function isWhiteSpace(code: number): boolean {
  return code === 0x85 || (code !== 0xfeff && String.fromCharCode(code).trim() === "");
}

/**
 * Upper bound of the nodes `source` parses to: runs of letters, digits and points, and operator characters.
 * Knowing it lets the parser reserve all nodes at once, side by side. One pass over the source; a syntax
 * error does not matter.
 */
export function boundNodes(source: string): number {
  let bound = 0;
  let inWord = 0;
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    const kind = code < 128 ? CLASS[code] : 0;
    const word = kind & (WORD | POINT);
    if ((word !== 0 && inWord === 0) || kind === SYMBOL) bound++;
    inWord = word;
  }
  return bound;
}
