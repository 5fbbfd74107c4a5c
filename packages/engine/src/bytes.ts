import type { LinearMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import { badProgram, type InPlaceFunction, symbolName } from "@zexpr/ir";
import {
  H_CELLS,
  H_NATIVE_COUNT,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  KIND_NATIVE,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_WORDS,
} from "@zexpr/ir/opcodes";

/** Host functions by name. */
export type Natives = Readonly<Record<string, InPlaceFunction>>;

/** The bytes as words, copied where they are not aligned. */
export function alignedWords(bytes: Uint8Array): Int32Array {
  if (!(bytes instanceof Uint8Array)) badProgram("it is no Uint8Array");
  if (bytes.byteLength % 4 !== 0) badProgram("its length is no multiple of 4");
  const copy = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(copy.buffer, copy.byteOffset, copy.byteLength >>> 2);
}

/** The host functions that a program names, by their index. */
export function findNatives(words: Int32Array, natives: Natives): InPlaceFunction[] {
  const functions: InPlaceFunction[] = [];
  for (let i = 0; i < words[H_SYMBOL_COUNT]; i++) {
    const row = words[H_SYMBOLS] + i * SYMBOL_WORDS;
    if (words[row + SYMBOL_KIND] !== KIND_NATIVE) continue;
    const name = symbolName(words, i);
    const call = Object.hasOwn(natives, name) ? natives[name] : undefined;
    if (typeof call !== "function") {
      throw new ExprError(
        "UnknownFunction",
        `the program calls the host function \`${name}\`: pass it in \`natives\``,
      );
    }
    functions[words[row + SYMBOL_INDEX]] = call;
  }
  for (let i = 0; i < words[H_NATIVE_COUNT]; i++)
    if (functions[i] === undefined) badProgram(`its native function ${i} has no name`);
  return functions;
}

/** Writes an image's words and cells to their places in memory, byte offsets. */
export function writeProgram(
  image: Int32Array,
  memory: LinearMemory,
  wordsOffset: number,
  cellsOffset: number,
): void {
  const cells = image[H_CELLS];
  memory.i32.set(image.subarray(0, cells), wordsOffset >>> 2);
  memory.i32.set(image.subarray(cells), cellsOffset >>> 2);
}
