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

/** Width of a row of {@link STEPS}: operators are ASCII. */
export const ROW = 128;
export const ROOT = 1;

interface Trie {
  /** `state * ROW + character` to the next state; 0 where no spelling goes on. */
  readonly steps: Uint8Array;
  /** State to the token spelled so far, 0 for the beginning of a longer spelling only. */
  readonly tokens: Uint8Array;
}

/** All spellings as one automaton, so that the lexer finds the longest in one step a character. */
export const TRIE: Trie = /* @__PURE__ */ buildTrie();

function buildTrie(): Trie {
  const states = ROOT + 1 + SPELLINGS.join("").length;
  const steps = new Uint8Array(states * ROW);
  const tokens = new Uint8Array(states);
  let count = ROOT + 1;
  SPELLINGS.forEach((spelling, index) => {
    let state = ROOT;
    for (let i = 0; i < spelling.length; i++) {
      const step = state * ROW + spelling.charCodeAt(i);
      if (steps[step] === 0) steps[step] = count++;
      state = steps[step];
    }
    tokens[state] = OPEN + index;
  });
  return { steps, tokens };
}
