import { IDENTIFIER_LENGTH } from "@zexpr/ir";
import { CLASS, classAt, DIGIT, isWhiteSpace, LETTER, POINT, SPACE, SYMBOL, WORD } from "./characters.ts";
import { badCharacter, malformedNumber, tooLongName } from "./problems.ts";
import { END, LONGEST_OPERATOR, NAME, NUMBER, SINGLE_TOKENS, TOKENS } from "./tokens.ts";

/** Integers of up to so many digits are exact at every step of `10 * value + digit`. */
const EXACT_DIGITS = 15;

/**
 * Cuts the source into tokens, one {@link next} at a time. The token lies in the fields, so that no object is
 * made for it.
 */
export class Lexer {
  readonly source: string;
  token: number = END;
  /**
   * Span of the token. At the end of the source both are the end of the last token: the place where something
   * is missing.
   */
  start = 0;
  end = 0;
  /**
   * Value of a number token. A fraction to begin with, so that engines give the field a double's
   * representation.
   */
  value = 0.5;

  constructor(source: string) {
    this.source = source;
  }

  /**
   * Moves on to the next token. Linear in the characters it passes.
   *
   * @throws `ExprError` `Tokenizer` for a character no expression holds or a malformed number,
   * `StringTooLong`
   */
  next(): void {
    const source = this.source;
    const length = source.length;
    let at = this.end;
    let code = 0;
    let kind = SPACE;
    for (; at < length; at++) {
      code = source.charCodeAt(at);
      kind = code < 128 ? CLASS[code] : isWhiteSpace(code) ? SPACE : 0;
      if (kind !== SPACE) break;
    }
    if (kind === SPACE) {
      this.token = END;
      this.start = this.end;
      return;
    }
    this.start = at;
    if (kind === LETTER) this.#name(at);
    else if (kind === DIGIT) this.#integer(at);
    else if (kind === POINT && classAt(source, at + 1) === DIGIT) this.#fraction(at);
    else if (kind !== 0) this.#operator(at, code);
    else throw badCharacter(source, at);
  }

  #name(start: number): void {
    const source = this.source;
    const length = source.length;
    let at = start + 1;
    for (; at < length; at++) {
      const code = source.charCodeAt(at);
      if (code >= 128 || (CLASS[code] & WORD) === 0) break;
    }
    if (at - start > IDENTIFIER_LENGTH) throw tooLongName(source, start, at);
    this.token = NAME;
    this.end = at;
  }

  /** The longest operator or bracket that begins here. */
  #operator(start: number, first: number): void {
    const source = this.source;
    let length = 1;
    let token: number = SINGLE_TOKENS[first];
    if (classAt(source, start + 1) === SYMBOL) {
      for (let long = LONGEST_OPERATOR; long > length; long--) {
        const spelling = source.slice(start, start + long);
        const found = TOKENS.get(spelling);
        if (found !== undefined) {
          token = found;
          length = spelling.length; // less than `long` at the end of the source
        }
      }
    }
    if (token === 0) throw badCharacter(source, start);
    this.token = token;
    this.end = start + length;
  }

  #integer(start: number): void {
    const source = this.source;
    const length = source.length;
    let value = 0;
    let at = start;
    let kind = DIGIT;
    for (; at < length; at++) {
      const code = source.charCodeAt(at);
      kind = code < 128 ? CLASS[code] : 0;
      if (kind !== DIGIT) break;
      value = value * 10 + (code - 0x30);
    }
    if (at < length && (kind & (WORD | POINT)) !== 0) {
      this.#fraction(start);
      return;
    }
    this.token = NUMBER;
    this.end = at;
    this.value = at - start <= EXACT_DIGITS ? value : Number(source.slice(start, at));
  }

  /** Any number: digits, perhaps a point and more digits, perhaps an exponent. */
  #fraction(start: number): void {
    const source = this.source;
    let at = skipDigits(source, start);
    if (classAt(source, at) === POINT) at = skipDigits(source, at + 1);
    // `| 0x20`: lower case.
    if (at < source.length && (source.charCodeAt(at) | 0x20) === 0x65) {
      const sign = source.charCodeAt(at + 1);
      const from = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
      at = skipDigits(source, from);
      if (at === from) throw malformedNumber(source, start, from);
    }
    if ((classAt(source, at) & (WORD | POINT)) !== 0) throw malformedNumber(source, start, at);
    this.token = NUMBER;
    this.end = at;
    this.value = Number(source.slice(start, at));
  }
}

function skipDigits(source: string, from: number): number {
  let at = from;
  while (classAt(source, at) === DIGIT) at++;
  return at;
}
