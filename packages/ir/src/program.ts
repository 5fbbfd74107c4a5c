import { ExprError, type StatusName } from "@zexpr/errors";
import {
  H_ARRAY_CELLS,
  H_CELLS,
  H_CONSTANTS,
  H_CONTEXT,
  H_FRAMES,
  H_REGISTERS,
  H_RESULTS,
  H_SITE_COUNT,
  H_SITES,
  H_STACK,
  H_STRINGS,
  H_SYMBOLS,
  H_VARIABLES,
  SITE_PC,
  SITE_WORDS,
  SYMBOL_LENGTH,
  SYMBOL_NAME,
  SYMBOL_WORDS,
} from "./opcodes.ts";

/** Cells that are part of the image: variables, results, context values, constants, arrays. */
export function imageCells(words: Int32Array): number {
  return (
    header(words, H_VARIABLES) +
    header(words, H_RESULTS) +
    header(words, H_CONTEXT) +
    header(words, H_CONSTANTS) +
    header(words, H_ARRAY_CELLS)
  );
}

/** Words of the state block that engines keep: those of the opcodes' file, and one more to make it even. */
export const STATE_WORDS = 12;
/** Words of a call frame: return address, base of the caller. */
export const FRAME_WORDS = 2;

/** What a program needs to run. */
export interface Capacity {
  /** f64 registers of the batch, and cells of argument windows and function frames. */
  readonly registers: number;
  /** Call frames. */
  readonly frames: number;
  /** Bytes of its cells in memory: those of the image, registers, windows and function frames. A multiple of 8. */
  readonly cellBytes: number;
  /** Bytes in all: cells, then the words of the image, engine state, call frames. A multiple of 8. */
  readonly bytes: number;
}

/** Exact need of the program that starts at `words[0]`. */
export function programCapacity(words: Int32Array): Capacity {
  const registers = header(words, H_REGISTERS) + header(words, H_STACK);
  const frames = header(words, H_FRAMES);
  const cellBytes = (imageCells(words) + registers) * 8;
  const bytes = cellBytes + (header(words, H_CELLS) + STATE_WORDS + frames * FRAME_WORDS) * 4;
  return { registers, frames, cellBytes, bytes };
}

/** Name in a symbol row; "" for -1. */
export function symbolName(words: Int32Array, symbol: number): string {
  if (symbol < 0) return "";
  const row = header(words, H_SYMBOLS) + symbol * SYMBOL_WORDS;
  const units = new Uint16Array(words.buffer, words.byteOffset + header(words, H_STRINGS) * 4);
  const start = words[row + SYMBOL_NAME] as number;
  let name = "";
  for (let i = 0; i < (words[row + SYMBOL_LENGTH] as number); i++)
    name += String.fromCharCode(units[start + i] as number);
  return name;
}

/** Row of the site table for the instruction at word `pc`, by binary search; -1 if it has none. */
export function findSite(words: Int32Array, pc: number): number {
  const sites = header(words, H_SITES);
  let low = 0;
  let high = header(words, H_SITE_COUNT) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = words[sites + middle * SITE_WORDS + SITE_PC] as number;
    if (at === pc) return sites + middle * SITE_WORDS;
    if (at < pc) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function header(words: Int32Array, field: number): number {
  return words[field] as number;
}

/** A problem an instruction can stop with, as plain data: the same at compile time and at evaluation. */
export interface Problem {
  readonly code: StatusName;
  /** The name it is about, or "". */
  readonly name: string;
  /** Arguments found and expected (InvalidFunctionCall), index and length (ArrayIndexOutOfBounds), limit (the others). */
  readonly found: number;
  readonly expected: number;
  /** A host function has failed, with `code` as the status it returned, or `cause` as what it threw. Otherwise a cause is the host's own. */
  readonly isNative?: boolean;
  readonly cause?: unknown;
}

/** Message for a problem: what is wrong and what to do. */
export function problemMessage(problem: Problem): string {
  const { code, name, found, expected, cause } = problem;
  if (problem.isNative) {
    return "cause" in problem
      ? `\`${name}\` failed: ${causeText(cause)}`
      : `\`${name}\` failed with status ${code}`;
  }
  if ("cause" in problem) return `the host stopped the evaluation: ${causeText(cause)}`;
  switch (code) {
    case "UnknownVariable":
      return `unknown variable \`${name}\`: add it as a variable, or check the spelling`;
    case "UnknownFunction":
      return `unknown function \`${name}\`: register it, or check the spelling`;
    case "InvalidFunctionCall":
      return `\`${name}\` takes ${expected} argument${expected === 1 ? "" : "s"}, but got ${found}`;
    case "ArrayIndexOutOfBounds":
      return expected === 0
        ? `index ${found} is outside array \`${name}\`, which is empty`
        : `index ${found} is outside array \`${name}\`: it must be from 0 to ${expected - 1}`;
    case "AttributeNotFound":
      return `unknown attribute \`${name}\`: set it in the context, or check the spelling`;
    case "Syntax":
      return `\`${name}\` is a function: call it with parentheses, as in \`${name}(…)\``;
    case "RecursionLimit":
      return `calls of expression functions are nested deeper than ${expected} (limits.callDepth) in \`${name}\``;
    case "BudgetExceeded":
      return `the evaluation takes more than ${expected} instructions (limits.instructions)`;
    default:
      return `\`${name}\` failed with status ${code}`;
  }
}

function causeText(cause: unknown): string {
  try {
    return `${cause instanceof Error ? cause.message : cause}`;
  } catch {
    return "it threw a value that has no text";
  }
}

/** @throws {@link ExprError} `Other`: the bytes are not a program this version runs */
export function badProgram(reason: string): never {
  throw new ExprError("Other", `not a valid zexpr program: ${reason}`);
}
