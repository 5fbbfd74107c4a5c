// For tools that write WebAssembly modules or show them; `zexpr` itself does not load this.
import { Program } from "@zexpr/engine";
import { ExprError, Status } from "@zexpr/errors";
import { problemMessage, symbolName } from "@zexpr/ir";
import {
  ARRAY_WORDS,
  H_ARRAYS,
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_COST,
  H_PRECISION,
  H_RESULTS,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  H_VARIABLES,
  KIND_ARRAY,
  KIND_CONTEXT,
  KIND_NATIVE,
  KIND_VARIABLE,
  PART,
  PRECISION_F32,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_WORDS,
} from "@zexpr/ir/opcodes";
import { f32KernelBytes, KERNEL_BLOCK_BYTES, kernelBytes } from "@zexpr/kernels";
import { addCustomSection, generateStandalone, type ListedModule, listModule } from "@zexpr/wasm/standalone";
import type { Batch } from "./batch.ts";

export type { ListedFunction, ListedModule } from "@zexpr/wasm/standalone";

/** What a module's `evaluate` can return if its expressions have no problems, by the names that C gives constants. */
export const MODULE_STATUSES: Readonly<Record<string, number>> = {
  OK: Status.Ok,
  ARRAY_INDEX_OUT_OF_BOUNDS: Status.ArrayIndexOutOfBounds,
  RECURSION_LIMIT: Status.RecursionLimit,
  CAPACITY_EXCEEDED: Status.CapacityExceeded,
  BUDGET_EXCEEDED: Status.BudgetExceeded,
};

/** Consecutive doubles in a module's memory. */
export interface CellRange {
  /** Byte of the first one. */
  readonly offset: number;
  /** How many. */
  readonly length: number;
}

/** Where a module's memory holds what. Offsets are bytes; values are doubles, least significant byte first. */
export interface ModuleLayout {
  /** Size of the memory, in pages of 64 KiB. */
  readonly memoryPages: number;
  /** Offset of each variable of the batch, by name. */
  readonly variables: Readonly<Record<string, number>>;
  /** Likewise of values of its context, attributes as `object.attribute`: those that are used. */
  readonly context: Readonly<Record<string, number>>;
  /** Arrays of its context that are used. */
  readonly arrays: Readonly<Record<string, CellRange>>;
  /** Of the expressions in order. NaN before the first evaluation, and from an expression on that failed. */
  readonly results: CellRange;
  /** Offset of a 32-bit integer: index of the expression that failed in the last evaluation, -1 if none did. */
  readonly failedExpression: number;
}

/** A WebAssembly module that any host can run. */
export interface BuiltModule {
  /** Exports `memory` and `evaluate(): i32`, a status; imports nothing. Custom section `zexpr`: the layout as JSON. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: ModuleLayout;
  /** Names of the kernels that were linked in. */
  readonly kernels: readonly string[];
}

/**
 * Makes a module that evaluates a batch without zexpr. Its memory begins with the present values of variables, context and arrays.
 * Linear in the program, some milliseconds for the kernels; compiles nothing.
 *
 * @throws {@link ExprError} as `batch.toProgram()`; `Other` if the batch calls host functions, which a module of its own cannot;
 *   `BudgetExceeded` if no evaluation could stay within `limits.instructions`
 */
export function buildModule(batch: Batch): BuiltModule {
  const bytes = batch.toProgram();
  const native = symbols(new Int32Array(bytes.buffer)).find(({ kind }) => kind === KIND_NATIVE);
  if (native !== undefined)
    throw new ExprError("Other", `a module of its own cannot call the host function \`${native.name}\``);
  const { words, cells } = Program.load(bytes, undefined, {}, { tier: "interpreter" });
  const budget = word(words, H_BUDGET_HIGH) * PART + word(words, H_BUDGET_LOW);
  if (word(words, H_COST) > budget) {
    const code = "BudgetExceeded";
    throw new ExprError(code, problemMessage({ code, name: "", found: 0, expected: budget }));
  }
  const isF32 = word(words, H_PRECISION) === PRECISION_F32;
  const module = generateStandalone(words, cells, {
    bytes: (isF32 ? f32KernelBytes : kernelBytes)({ shared: false }),
    blockBytes: KERNEL_BLOCK_BYTES,
  });
  const offsetOf = (cell: number): number => module.cells + 8 * cell;
  const named = (wanted: number): Record<string, number> =>
    Object.fromEntries(
      symbols(words)
        .filter(({ kind }) => kind === wanted)
        .map(({ name, index }) => [name, offsetOf(index)]),
    );
  const layout: ModuleLayout = {
    memoryPages: module.pages,
    variables: named(KIND_VARIABLE),
    context: named(KIND_CONTEXT),
    arrays: Object.fromEntries(
      symbols(words)
        .filter(({ kind }) => kind === KIND_ARRAY)
        .map(({ name, index }) => {
          const row = word(words, H_ARRAYS) + index * ARRAY_WORDS;
          return [name, { offset: offsetOf(word(words, row)), length: word(words, row + 1) }];
        }),
    ),
    results: { offset: offsetOf(word(words, H_VARIABLES)), length: word(words, H_RESULTS) },
    failedExpression: module.failed,
  };
  return {
    bytes: addCustomSection(module.bytes, "zexpr", asciiJson(layout)),
    layout,
    kernels: module.kernels,
  };
}

/**
 * The translation of a batch that evaluating it in WebAssembly uses, for looking at it; addresses begin at 0.
 *
 * @throws {@link ExprError} as `batch.toProgram()`; `UnknownFunction` if the batch calls host functions
 */
export function listTranslation(batch: Batch): ListedModule {
  const { words, cells, state } = Program.load(batch.toProgram(), undefined, {}, { tier: "interpreter" });
  return listModule(words, cells, { cells: cells.byteOffset, state: state.byteOffset, shared: false });
}

interface NamedSymbol {
  readonly kind: number;
  readonly index: number;
  readonly name: string;
}

function symbols(words: Int32Array): NamedSymbol[] {
  return Array.from({ length: word(words, H_SYMBOL_COUNT) }, (_, i) => {
    const row = word(words, H_SYMBOLS) + i * SYMBOL_WORDS;
    return {
      kind: word(words, row + SYMBOL_KIND),
      index: word(words, row + SYMBOL_INDEX),
      name: symbolName(words, i),
    };
  });
}

function asciiJson(value: object): Uint8Array {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  // Without TextEncoder, which not every realm has.
  const text = JSON.stringify(value).replaceAll(/[^ -~]/g, escaped);
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0));
}

function word(words: Int32Array, index: number): number {
  return words[index] as number;
}
