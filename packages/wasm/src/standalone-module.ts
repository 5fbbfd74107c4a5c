import { FRAME_WORDS, imageCells, programCapacity, STATE_WORDS } from "@zexpr/ir";
import {
  H_ARRAY_CELLS,
  H_CONSTANTS,
  H_EXPRESSIONS,
  H_RESULTS,
  H_VARIABLES,
  S_BATCH_PC,
} from "@zexpr/ir/opcodes";
import { Code } from "./code.ts";
import {
  BLOCK_EMPTY,
  BR_IF,
  END,
  EXTERNAL_MEMORY,
  I32_CONST,
  I32_GT_S,
  I32_SHL,
  I32_SUB,
  LOOP,
  RETURN,
  SECTION_DATA,
  SECTION_MEMORY,
} from "./encoding.ts";
import { emitProgram } from "./generate.ts";
import { Library } from "./link.ts";
import { ModuleBuilder } from "./module-builder.ts";

/** Address 0 stays free: in C it would be the null pointer. */
const FAILED = 8;
const CELLS = 16;
const PAGE = 65_536;

/** The kernels, as `kernelBytes` of `@zexpr/kernels` gives them. */
export interface KernelModule {
  readonly bytes: Uint8Array;
  /** Bytes of memory that their `start(address)` fills, and that stay theirs. */
  readonly blockBytes: number;
}

/** A module that needs nothing from its host. Addresses are bytes from the start of its memory. */
export interface StandaloneModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Size of the memory, in pages of 64 KiB. It does not grow. */
  readonly pages: number;
  /** Address of cell 0 of the program. */
  readonly cells: number;
  /** Address of the i32 that holds the index of the expression that failed; -1 if none did. */
  readonly failed: number;
  /** Kernels that were linked in, by their names in programs. */
  readonly kernels: readonly string[];
}

/**
 * Translates a verified program into a module with a memory of its own and no imports. It exports `memory`, with the values that
 * the cells have now, and `evaluate`, which returns a status; after a failure the results from the failed expression on are NaN.
 * Linear in the program, 2 ms more for the kernels.
 *
 * @param words - the program's image; its batch may not cost more than its budget, and it may not call host functions
 * @param cells - its cells, folded constants included
 */
export function generateStandalone(
  words: Int32Array,
  cells: Float64Array,
  kernels: KernelModule,
): StandaloneModule {
  const { cellBytes, frames } = programCapacity(words);
  const state = CELLS + cellBytes;
  const starts = state + (STATE_WORDS + frames * FRAME_WORDS) * 4;
  const results = words[H_RESULTS] as number;
  const block = (starts + 4 * results + 7) & ~7;

  const builder = new ModuleBuilder();
  const library = new Library(builder, kernels.bytes);
  const linked = new Set<string>();
  const { evaluate, canFail } = emitProgram(
    builder,
    words,
    cells,
    { cells: CELLS, state, shared: false },
    (name) => {
      linked.add(name);
      return library.function(name === "mod" ? "fmod" : name);
    },
  );
  // State is the address of their block, and in the block are their tables.
  const hasBlock = library.hasState;
  if (hasBlock) {
    const start = builder.declare(":");
    const code = new Code();
    code.constI32(block);
    code.call(library.function("start"));
    builder.define(start, code, 0, 0);
    builder.start(start);
  }
  const pages = Math.ceil((block + (hasBlock ? kernels.blockBytes : 0)) / PAGE);
  const memory = builder.entry(SECTION_MEMORY);
  memory.u8(1);
  memory.u32(pages);
  memory.u32(pages);
  builder.export("memory", 0, EXTERNAL_MEMORY);
  addCells(builder, words, cells);
  addData(builder, FAILED, new Int32Array([-1]));
  let exported = evaluate;
  if (canFail) {
    const first = words[H_EXPRESSIONS] as number;
    addData(builder, starts, words.subarray(first, first + results));
    exported = builder.declare(":i");
    const resultsAt = CELLS + 8 * (words[H_VARIABLES] as number);
    const code = reportingCode(evaluate, results, resultsAt, starts, state + 4 * S_BATCH_PC);
    builder.define(exported, code, 2, 0);
  }
  builder.export("evaluate", exported);
  return { bytes: builder.build(), pages, cells: CELLS, failed: FAILED, kernels: [...linked] };
}

/** Initial values. Constants are in the code. */
function addCells(builder: ModuleBuilder, words: Int32Array, cells: Float64Array): void {
  const end = imageCells(words);
  const arrays = end - (words[H_ARRAY_CELLS] as number);
  addData(builder, CELLS, cells.subarray(0, arrays - (words[H_CONSTANTS] as number)));
  addData(builder, CELLS + 8 * arrays, cells.subarray(arrays, end));
}

/** Has the memory begin with these values at an address, without the zeros at both ends: it is zero already. */
function addData(builder: ModuleBuilder, address: number, values: Float64Array | Int32Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let start = 0;
  let end = bytes.length;
  while (end > start && bytes[end - 1] === 0) end--;
  while (start < end && bytes[start] === 0) start++;
  if (start === end) return;
  const segment = builder.entry(SECTION_DATA);
  segment.u8(0);
  segment.u8(I32_CONST);
  segment.i32(address + start);
  segment.u8(END);
  segment.u32(end - start);
  segment.bytes(bytes.subarray(start, end));
}

/**
 * Evaluates; after a failure finds its expression, the last that starts at or before the instruction that was active in the batch,
 * and has its result and all later ones NaN. Two locals.
 *
 * @param starts - address of the words at which the expressions start
 * @param active - address of that instruction's word
 */
function reportingCode(
  evaluate: number,
  count: number,
  results: number,
  starts: number,
  active: number,
): Code {
  const [STATUS, INDEX] = [0, 1];
  const code = new Code();
  code.call(evaluate);
  code.tee(STATUS);
  code.if(() => {
    code.constI32(count);
    code.set(INDEX);
    code.u8(LOOP);
    code.u8(BLOCK_EMPTY);
    code.get(INDEX);
    code.constI32(1);
    code.u8(I32_SUB);
    code.tee(INDEX);
    code.constI32(3);
    code.u8(I32_SHL);
    code.constF64(Number.NaN);
    code.storeF64(results);
    code.get(INDEX);
    code.if(() => {
      code.get(INDEX);
      code.constI32(2);
      code.u8(I32_SHL);
      code.loadI32(starts);
      code.constI32(active);
      code.loadI32(0);
      code.u8(I32_GT_S);
      code.u8(BR_IF);
      code.u32(1);
    });
    code.u8(END);
    code.constI32(FAILED);
    code.get(INDEX);
    code.storeI32(0);
    code.get(STATUS);
    code.u8(RETURN);
  });
  code.constI32(FAILED);
  code.constI32(-1);
  code.storeI32(0);
  code.constI32(0);
  return code;
}
