import type { LinearMemory } from "@zexpr/arena";
import { ExprError, Status } from "@zexpr/errors";
import { H_CODE_END, H_COST, HEADER_WORDS, INSTRUCTION_WORDS, PART } from "@zexpr/ir/opcodes";
import { KERNEL_BLOCK_BYTES } from "@zexpr/kernels";
import { BlockInterpreter, type ColumnLayout } from "./blocks.ts";
import { type Failure, type Program, staleError } from "./program.ts";
import type { TierOptions } from "./tier.ts";

/** Evaluates the rows first … end - 1, from columns to columns. */
export type ColumnCode = (first: number, end: number) => void;

/** What evaluates columns: code with vector instructions, code for one row after the other, or the interpreter. */
export type ColumnTier = "simd" | "wasm" | "interpreter";

/** Makes {@link ColumnCode}. */
export interface ColumnTranslator {
  /**
   * @param scratch - byte address of {@link scratchBytes}
   * @param fail - called by the code for each row that stops with a status, in ascending order: makes its results NaN in the
   *   program's cells
   * @throws {@link ExprError} if the host refuses
   */
  translate(
    program: Program,
    memory: LinearMemory,
    layout: ColumnLayout,
    scratch: number,
    fail: (row: number, status: number) => void,
  ): { readonly run: ColumnCode; readonly isVector: boolean };
}

/** Bytes that code needs beside a program: the kernels' block, then 16 bytes for each output, and at least 16. A multiple of 16. */
export function scratchBytes(outputs: number): number {
  return SCRATCH_COLUMNS + 16 * Math.max(outputs, 1);
}

/** Where the part for outputs begins: the kernels' block comes before. */
export const SCRATCH_COLUMNS: number = Math.ceil(KERNEL_BLOCK_BYTES / 16) * 16;

let translator: ColumnTranslator | undefined;

/** Gives this realm's columns a translator. Without one there is the interpreter only. */
export function provideColumnTranslator(provided: ColumnTranslator): void {
  translator = provided;
}

/** Rows of one call of the code: hosts replace code by better code between calls only. */
const BLOCK = 4_096;

// As for programs; instructions of all rows count.
const CODE_AFTER = 100_000;
const CODE_AFTER_INSTRUCTION = 100;

/** Evaluates the columns of one program. */
export class ColumnEvaluator {
  readonly program: Program;
  readonly #memory: LinearMemory;
  readonly #layout: ColumnLayout;
  readonly #scratch: number;
  readonly #tiers: TierOptions;
  readonly #fail = (row: number, status: number): void => {
    this.program.stopped(status);
    this.#note(row);
  };
  #code: ColumnCode | undefined;
  #isVector = false;
  #interpreter: ColumnCode | undefined;
  /** Instructions to interpret before the code is made, while it has to be earned. */
  #credit: number;
  #isEarning: boolean;
  #running = false;
  #status: number = Status.Ok;
  /** Lowest row that failed in the last evaluation; -1 if none did. */
  failedRow = -1;
  /** Why it failed. */
  failure: Failure | undefined;

  /** @param program - alone in its part of `memory`: its cells are written for every row. @param scratch - byte address of {@link scratchBytes}, a multiple of 16 */
  constructor(
    program: Program,
    memory: LinearMemory,
    layout: ColumnLayout,
    scratch: number,
    tiers: TierOptions = {},
  ) {
    this.program = program;
    this.#memory = memory;
    this.#layout = layout;
    this.#scratch = scratch;
    this.#tiers = tiers;
    const { tier = "auto", wasmAfter } = tiers;
    const size = ((program.words[H_CODE_END] as number) - HEADER_WORDS) / INSTRUCTION_WORDS;
    const isInterpreted = tier === "interpreter" || memory.wasm === undefined || program.isOverBudget;
    this.#isEarning = !isInterpreted && wasmAfter !== Number.POSITIVE_INFINITY;
    // A small integer, which V8 does not box when it counts down.
    this.#credit = Math.min(wasmAfter ?? CODE_AFTER + CODE_AFTER_INSTRUCTION * size, PART - 1) | 0;
    if (tier === "wasm") this.translate();
  }

  /** What evaluates the next rows. */
  get tier(): ColumnTier {
    if (this.#code === undefined) return "interpreter";
    return this.#isVector ? "simd" : "wasm";
  }

  /** Whether rows are being evaluated: a host function may ask. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Makes the code now, unless the tier is `"interpreter"`. Where that is impossible, the tier `"auto"` stays in the interpreter.
   *
   * @throws {@link ExprError} `Other` where it is impossible for tier `"wasm"`
   */
  translate(): void {
    if (this.#code !== undefined || this.#tiers.tier === "interpreter" || this.program.isOverBudget) return;
    this.#isEarning = false;
    try {
      if (translator === undefined || this.#memory.wasm === undefined) throw noCode();
      const { run, isVector } = translator.translate(
        this.program,
        this.#memory,
        this.#layout,
        this.#scratch,
        this.#fail,
      );
      // Hosts compile a function when it is called first.
      run(0, 0);
      this.#code = run;
      this.#isVector = isVector;
    } catch (error) {
      if (this.#tiers.tier === "wasm" || !(error instanceof ExprError)) throw error;
    }
  }

  /**
   * Evaluates the rows first … end - 1 and returns a Status number, that of the lowest row that failed. The others are complete.
   * Allocates nothing but the description of a failure.
   */
  evaluate(first: number, end: number): number {
    if (this.program.stale) throw staleError();
    this.#status = Status.Ok;
    this.failedRow = -1;
    this.failure = undefined;
    if (this.#isEarning) {
      this.#credit -= Math.min((end - first) * (this.program.words[H_COST] as number), PART);
      if (this.#credit <= 0) this.translate();
    }
    // Made by a method of its own: closures here would have V8 allocate at each call.
    if (this.#code === undefined) this.#interpreter ??= this.#newInterpreter();
    const run = this.#code ?? (this.#interpreter as ColumnCode);
    this.#running = true;
    let row = first;
    try {
      for (; row < end && !this.program.stale; row += BLOCK) run(row, Math.min(row + BLOCK, end));
    } catch (error) {
      this.#interrupt(row, end, error);
    } finally {
      this.#running = false;
    }
    // A host function has taken the memory away.
    return this.program.stale ? Status.StaleHandle : this.#status;
  }

  #newInterpreter(): ColumnCode {
    const note = (row: number): void => this.#note(row);
    const blocks = new BlockInterpreter(this.program, this.#memory, this.#layout, note);
    return (first, end) => blocks.evaluate(first, end);
  }

  #note(row: number): void {
    if (this.failedRow >= 0) return;
    this.failedRow = row;
    this.failure = this.program.failure;
    this.#status = Status[this.failure?.code ?? "Other"];
  }

  /** The host's stack has ended somewhere in a block: none of its rows, and of those after it, has a value. */
  #interrupt(row: number, end: number, error: unknown): void {
    if (this.program.stale) return;
    this.program.interrupted(error);
    const { outputs, precision } = this.#layout;
    const { buffer } = this.#memory;
    for (const output of outputs) {
      const column =
        precision === "f32"
          ? new Float32Array(buffer, output + 4 * row, end - row)
          : new Float64Array(buffer, output + 8 * row, end - row);
      column.fill(Number.NaN);
    }
    this.#note(row);
  }
}

function noCode(): ExprError {
  return new ExprError(
    "Other",
    'tier "wasm" needs the package zexpr, not zexpr/interpreter, and a memory of WebAssembly: use "auto" or "interpreter"',
  );
}
