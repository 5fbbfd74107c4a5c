import { isKernel, OPS } from "@zexpr/ir";
import {
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_COST,
  H_MAIN,
  H_PRECISION,
  H_VARIABLES,
  INSTRUCTION_WORDS,
  OP_CALL,
  OP_INDEX,
  OP_MOD,
  OP_NATIVE,
  OP_TRAP,
} from "@zexpr/ir/opcodes";
import { Code } from "../code.ts";
import { emitProgram, type KernelSource } from "../generate.ts";
import { Layout } from "../layout.ts";
import { type InlineNeed, Library } from "../link.ts";
import { ModuleBuilder } from "../module-builder.ts";
import { needsToInt32 } from "../operations.ts";
import { framedFunctions, type PlannedFunction, planFunctions } from "../plan.ts";
import { toInt32Code } from "../support.ts";
import type { Placement } from "../target.ts";
import type { Range } from "../unit.ts";
import { BatchLanes } from "./batch-lanes.ts";
import { FunctionLanes } from "./function-lanes.ts";
import type { KernelLocals, LaneTarget } from "./lane-target.ts";
import { F32X4, F64X2 } from "./lanes.ts";
import { redoCode, rowCode, rowLoopCode } from "./row-code.ts";

/** Instructions up to which a batch with its functions becomes code on vectors: compilers take long for more. */
const MOST_INSTRUCTIONS = 4_096;

const MOST_KERNEL_BYTES = 1_000;
const MOST_INLINED_BYTES = 8_192;

/** Where a program and its columns lie in memory, in bytes. */
export interface ColumnPlacement extends Placement {
  /** Columns of variables by cell; the others are scalars. Multiples of 16, and 16 bytes that nobody needs behind each. */
  readonly inputs: ReadonlyMap<number, number>;
  /** Columns of the results by index, likewise. */
  readonly outputs: readonly number[];
  /** 16 bytes for each output, and at least 16. */
  readonly scratch: number;
}

/** The kernels on vectors of the program's precision. Those that are used become part of the module: a call into another costs twice as much. */
export interface VectorKernels {
  /** `simdKernelBytes` or `f32SimdKernelBytes` of `@zexpr/kernels`. */
  readonly module: Uint8Array;
  /** Byte address of a block that is filled, in the program's memory, and nobody else's. */
  readonly block: number;
}

export interface ColumnModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether rows are done as vectors, not one after the other. */
  readonly isVector: boolean;
}

/**
 * Translates a verified program into the bytes of a WebAssembly module with vector instructions. Its function
 * `evaluate(first, end)` evaluates rows from columns to columns: two at a time, or four if the program's precision is f32, with
 * the bits of the scalar tiers. Rows that stop with a status, and programs with host functions or recursion, are done row by row.
 *
 * Imports: `zexpr.memory`; `kernels.NAME` on f64, those that the program and its kernels on vectors use; `zexpr.native` if it
 * calls host functions; `zexpr.fail(row: i32, status: i32)` if a row can fail: it has to make the results NaN in their cells,
 * from which they are copied then.
 */
export function generateColumns(
  words: Int32Array,
  cells: Float64Array,
  placement: ColumnPlacement,
  kernels: VectorKernels,
): ColumnModule {
  const builder = new ModuleBuilder();
  builder.importMemory("zexpr", "memory", placement.shared);
  const lanes = words[H_PRECISION] === 1 ? F32X4 : F64X2;
  const functions = planFunctions(words);
  const main = words[H_MAIN] as number;
  const batch: Range = { start: main, end: main + ((words[H_COST] as number) - 1) * INSTRUCTION_WORDS };
  const called = reachable(words, batch, functions);
  const opcodes = new Set<number>();
  for (const range of [batch, ...called.map((fn) => functions[fn] as PlannedFunction)])
    for (let pc = range.start; pc < range.end; pc += INSTRUCTION_WORDS) opcodes.add(words[pc] as number);
  const size = called.reduce(
    (sum, fn) => sum + (functions[fn] as PlannedFunction).cost,
    words[H_COST] as number,
  );
  const isVector = size <= MOST_INSTRUCTIONS && canBeVectors(words, opcodes, functions);
  const canStop = opcodes.has(OP_TRAP) || opcodes.has(OP_INDEX);

  const layout = new Layout(words);
  const library = new Library(builder, kernels.module);
  const used = isVector ? [...opcodes].filter((opcode) => opcode === OP_MOD || isKernel(opcode)) : [];
  const kernelName = (opcode: number): string =>
    (opcode === OP_MOD ? "fmod" : (OPS[opcode] as (typeof OPS)[number])[0]) + lanes.suffix;
  const imported = new Map<string, number>();
  const importKernel: KernelSource = (name, signature) => {
    const known = imported.get(name) ?? builder.importFunction("kernels", name, signature);
    imported.set(name, known);
    return known;
  };
  for (const { name, signature } of library.importsOf(used.map(kernelName)))
    library.provide(name, importKernel(name, signature));
  const usesInt32 = isVector && [...opcodes].some(needsToInt32);
  const remainder = usesInt32 ? importKernel("mod", "dd:d") : -1;

  const hasScalar = !isVector || canStop;
  let row = -1;
  if (hasScalar) {
    const fail = builder.importFunction("zexpr", "fail", "ii");
    const { evaluate } = emitProgram(builder, words, cells, placement, importKernel);
    const cell = (index: number): number => placement.cells + 8 * index;
    const firstResult = words[H_VARIABLES] as number;
    row = builder.declare("i");
    builder.define(
      row,
      rowCode(
        lanes,
        [...placement.inputs].map(([input, column]) => ({ cell: cell(input), column })),
        placement.outputs.map((column, i) => ({ cell: cell(firstResult + i), column })),
        evaluate,
        fail,
      ),
      1,
      0,
    );
  }

  const evaluate = builder.declare("ii");
  builder.export("evaluate", evaluate);
  if (!isVector) {
    builder.define(evaluate, rowLoopCode(lanes, row), 0, 0);
    return { bytes: builder.build(), isVector };
  }

  const inlined = inlinedKernels(words, [batch, ...called.map((fn) => functions[fn] as Range)], (opcode) =>
    used.includes(opcode) ? library.inlineNeed(kernelName(opcode)) : undefined,
  );

  const declared: number[] = [];
  for (const fn of called) {
    const { parameters } = functions[fn] as PlannedFunction;
    declared[fn] = builder.declare(`${"v".repeat(parameters)}iv:v`);
  }
  const target: LaneTarget = {
    words,
    cells,
    layout,
    lanes,
    cellsAddress: placement.cells,
    inputs: placement.inputs,
    stopped: builder.global(),
    toInt32: usesInt32 ? builder.declare("d:i") : -1,
    functions: declared,
    kernelLocals: most(inlined.values()),
    emitKernel: (code, opcode, locals) => {
      if (inlined.has(opcode)) library.inline(kernelName(opcode), code, locals);
      else code.call(library.function(kernelName(opcode)));
    },
  };
  if (usesInt32) builder.define(target.toInt32, toInt32Code(remainder), 0, 0);
  for (const fn of called)
    new FunctionLanes(target, functions[fn] as PlannedFunction).define(builder, declared[fn] as number);
  const redo = canStop ? builder.declare("ii") : -1;
  if (canStop) builder.define(redo, redoCode(lanes, target.stopped, row), 0, 0);
  new BatchLanes(target, batch, placement, words[H_VARIABLES] as number).define(builder, evaluate, redo);
  if (library.hasState) {
    const start = builder.declare("");
    const code = new Code();
    library.setGlobals(code, kernels.block);
    builder.define(start, code, 0, 0);
    builder.start(start);
  }
  return { bytes: builder.build(), isVector };
}

/**
 * Kernels that are written in the place of their calls: small ones, if the code stays small with all of them. That saves a tenth
 * of their time.
 *
 * @param needOf - undefined for opcodes that are no kernel's
 */
function inlinedKernels(
  words: Int32Array,
  ranges: readonly Range[],
  needOf: (opcode: number) => InlineNeed | undefined,
): Map<number, InlineNeed> {
  const small = new Map<number, InlineNeed>();
  let bytes = 0;
  for (const { start, end } of ranges) {
    for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
      const opcode = words[pc] as number;
      const need = small.get(opcode) ?? needOf(opcode);
      if (need === undefined || need.bytes > MOST_KERNEL_BYTES) continue;
      small.set(opcode, need);
      bytes += need.bytes;
    }
  }
  return bytes > MOST_INLINED_BYTES ? new Map() : small;
}

/** Locals of each type that suffice for any of several needs. */
function most(needs: Iterable<InlineNeed>): KernelLocals {
  let [i32, f64, v128] = [0, 0, 0];
  for (const need of needs) {
    i32 = Math.max(i32, need.i32);
    f64 = Math.max(f64, need.f64);
    v128 = Math.max(v128, need.v128);
  }
  return { i32, f64, v128 };
}

/** Whether vectors can do it: all rows alike, without a call of the host, a stack in memory, or a limit that they reach. */
function canBeVectors(
  words: Int32Array,
  opcodes: ReadonlySet<number>,
  functions: readonly PlannedFunction[],
): boolean {
  const budget = (words[H_BUDGET_HIGH] as number) * 2 ** 30 + (words[H_BUDGET_LOW] as number);
  return (
    (words[H_COST] as number) <= budget &&
    !opcodes.has(OP_NATIVE) &&
    framedFunctions(words, functions).every((fn) => fn === undefined)
  );
}

/** Indices of the functions that a range calls, directly or through others. */
function reachable(words: Int32Array, batch: Range, functions: readonly PlannedFunction[]): number[] {
  const found = new Set<number>();
  const waiting: Range[] = [batch];
  for (let range = waiting.pop(); range !== undefined; range = waiting.pop()) {
    for (let pc = range.start; pc < range.end; pc += INSTRUCTION_WORDS) {
      const fn = words[pc + 3] as number;
      if (words[pc] !== OP_CALL || found.has(fn)) continue;
      found.add(fn);
      waiting.push(functions[fn] as PlannedFunction);
    }
  }
  return [...found];
}
