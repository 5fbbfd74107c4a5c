import { imageCells, isKernel, OPS } from "@zexpr/ir";
import {
  H_CODE_END,
  H_MAIN,
  H_REGISTERS,
  H_STACK,
  INSTRUCTION_WORDS,
  OP_INDEX,
  OP_MOD,
  OP_NATIVE,
  OP_TRAP,
} from "@zexpr/ir/opcodes";
import { BatchUnit } from "./batch-unit.ts";
import { commonCells, divide } from "./chunks.ts";
import { Code } from "./code.ts";
import { GLOBAL_SET, RETURN } from "./encoding.ts";
import { FRAMED_SIGNATURE, FramedUnit } from "./framed-unit.ts";
import { FunctionUnit } from "./function-unit.ts";
import { Layout } from "./layout.ts";
import { ModuleBuilder, type Signature } from "./module-builder.ts";
import { needsToInt32 } from "./operations.ts";
import { framedFunctions, planFunctions } from "./plan.ts";
import { beginCode, failCode, pushCode, toInt32Code, unwoundCode } from "./support.ts";
import type { Placement, Target } from "./target.ts";

/**
 * Translates a verified program into the bytes of a WebAssembly module. Its function `evaluate`, without parameters,
 * evaluates the batch where it lies in memory, as the engine does, and returns a status, negative when a host function has
 * taken the memory away. Time and size are linear in the program.
 *
 * Imports: `zexpr.memory`; `kernels.NAME`, those that the program uses, on f64; `zexpr.native` if it calls host functions;
 * `natives.INDEX`, `(address: i32, count: i32): f64`, of each host function in `placement.direct`. While one of these runs,
 * state[S_BATCH_PC] is its instruction; 0 at other times, if it was in the beginning and nothing has failed.
 *
 * @param words - the program's image
 * @param cells - its cells, folded constants included
 * @param placement - where both lie: the module holds these addresses
 */
export function generate(
  words: Int32Array,
  cells: Float64Array,
  placement: Placement,
): Uint8Array<ArrayBuffer> {
  const builder = new ModuleBuilder();
  builder.importMemory("zexpr", "memory", placement.shared);
  const { evaluate } = emitProgram(builder, words, cells, placement, (name, signature) =>
    builder.importFunction("kernels", name, signature),
  );
  builder.export("evaluate", evaluate);
  return builder.build();
}

/** Gives the index of the function that is a kernel. */
export type KernelSource = (name: string, signature: Signature) => number;

/** A program's functions in a module, by index; -1 for those that it does not need. */
export interface EmittedProgram {
  readonly target: Target;
  /** The whole batch, and its parts if it is divided. */
  readonly evaluate: number;
  readonly parts: readonly number[];
  /** Whether an evaluation can end with another status than 0. */
  readonly canFail: boolean;
}

/**
 * Adds a program's functions to a module that has a memory. {@link generate} says what they do.
 *
 * @param kernel - called for each kernel that the program uses, before any function is declared
 * @param noteLocals - told which locals of a function hold which cells
 */
export function emitProgram(
  builder: ModuleBuilder,
  words: Int32Array,
  cells: Float64Array,
  placement: Placement,
  kernel: KernelSource,
  noteLocals?: Target["noteLocals"],
): EmittedProgram {
  const functions = planFunctions(words);
  const opcodes = opcodesOf(words);
  const ranges = divide(words);
  const layout = new Layout(words);

  const usesInt32 = [...opcodes].some(needsToInt32);
  const kernels = new Map<number, number>();
  for (const opcode of usesInt32 ? new Set([...opcodes, OP_MOD]) : opcodes) {
    // WebAssembly has no remainder of its own.
    if (opcode !== OP_MOD && !isKernel(opcode)) continue;
    const [name, , , b] = OPS[opcode] as (typeof OPS)[number];
    kernels.set(opcode, kernel(name, b === "cell" ? "dd:d" : "d:d"));
  }
  const native = opcodes.has(OP_NATIVE) ? builder.importFunction("zexpr", "native", ":i") : -1;

  const directNatives = new Map(
    placement.direct?.map((i) => [i, builder.importFunction("natives", String(i), "ii:d")]),
  );

  const framed = framedFunctions(words, functions);
  const hasFramed = framed.some((fn) => fn !== undefined);
  const canFail = hasFramed || opcodes.has(OP_TRAP) || opcodes.has(OP_INDEX) || native >= 0;
  const declare = (needed: boolean, signature: string): number => (needed ? builder.declare(signature) : -1);
  const labels: number[] = [];
  let label = 0;
  framed.forEach((fn, i) => {
    if (fn !== undefined) labels[i] = label++;
  });
  const target: Target = {
    words,
    cells,
    layout,
    placement,
    functions,
    failed: builder.global(),
    native,
    directNatives,
    fail: declare(canFail, "iii"),
    unwound: declare(canFail, "i"),
    toInt32: declare(usesInt32, "d:i"),
    push: declare(hasFramed, "iiiii:i"),
    framed: declare(hasFramed, FRAMED_SIGNATURE),
    direct: functions.map((fn) => declare(fn.direct, `${"d".repeat(fn.parameters)}:d`)),
    labels,
    kernel: (opcode) => kernels.get(opcode),
    noteLocals,
  };
  const { state } = placement;
  if (canFail) {
    builder.define(target.fail, failCode(state, target.failed), 0, 0);
    builder.define(target.unwound, unwoundCode(state, target.failed), 0, 0);
  }
  if (usesInt32) builder.define(target.toInt32, toInt32Code(kernels.get(OP_MOD) as number), 0, 0);
  if (hasFramed) {
    builder.define(target.push, pushCode(words, placement.cells, state), 1, 0);
    new FramedUnit(target, framed).define(builder, target.framed);
  }
  const stackEnd = imageCells(words) + (words[H_REGISTERS] as number) + (words[H_STACK] as number);
  functions.forEach((fn, i) => {
    if (fn.direct)
      new FunctionUnit(target, fn, stackEnd - fn.need).define(builder, target.direct[i] as number);
  });

  const begin = beginCode(words, state, hasFramed);
  if (canFail) {
    begin.constI32(0);
    begin.u8(GLOBAL_SET);
    begin.u32(target.failed);
  }
  const common = ranges.length > 1 ? commonCells(words, ranges, layout) : new Set<number>();
  const parts = ranges.map((range, i) => {
    const part = builder.declare(":i");
    new BatchUnit(target, range, common).define(builder, part, i === 0 ? begin : new Code());
    return part;
  });
  const evaluate = parts.length === 1 ? (parts[0] as number) : chain(builder, parts);
  return { target, evaluate, parts, canFail };
}

/** A function that calls others in order, up to one that returns a status other than 0. */
function chain(builder: ModuleBuilder, parts: readonly number[]): number {
  const code = new Code();
  for (const part of parts) {
    code.call(part);
    code.tee(0);
    code.if(() => {
      code.get(0);
      code.u8(RETURN);
    });
  }
  code.constI32(0);
  const index = builder.declare(":i");
  builder.define(index, code, 1, 0);
  return index;
}

/** Opcodes of the batch and its functions. */
function opcodesOf(words: Int32Array): Set<number> {
  const opcodes = new Set<number>();
  const end = words[H_CODE_END] as number;
  for (let pc = words[H_MAIN] as number; pc < end; pc += INSTRUCTION_WORDS) opcodes.add(words[pc] as number);
  return opcodes;
}
