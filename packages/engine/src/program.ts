// Longer than other files: one object holds the views of a program, and everything here works on them.
import { Arena, LinearMemory } from "@zexpr/arena";
import { ExprError, type Span, Status, type StatusName, statusName } from "@zexpr/errors";
import {
  type Capacity,
  type DirectFunction,
  FRAME_WORDS,
  findSite,
  type InPlaceFunction,
  imageCells,
  type Problem,
  problemMessage,
  programCapacity,
  STATE_WORDS,
  symbolName,
  verify,
} from "@zexpr/ir";
import {
  ARRAY_WORDS,
  H_ARRAYS,
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_CALL_DEPTH,
  H_CELLS,
  H_CODE_END,
  H_CONSTANTS,
  H_CONTEXT,
  H_COST,
  H_EXPRESSIONS,
  H_INIT,
  H_MAIN,
  H_NATIVES,
  H_REGISTERS,
  H_RESULTS,
  H_SIZE,
  H_STACK,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  H_VARIABLES,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
  KIND_ARRAY,
  KIND_CONTEXT,
  KIND_VARIABLE,
  OP_NATIVE,
  PART,
  S_BASE,
  S_BATCH_PC,
  S_CELLS_HIGH,
  S_EVALUATIONS_HIGH,
  S_EVALUATIONS_LOW,
  S_FRAMES_HIGH,
  S_FUEL,
  S_FUEL_PARTS,
  S_PC,
  S_SP,
  SITE_END,
  SITE_SOURCE,
  SITE_START,
  SITE_SYMBOL,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_WORDS,
} from "@zexpr/ir/opcodes";
import { alignedWords, findNatives, type Natives, writeProgram } from "./bytes.ts";
import { run } from "./run.ts";
import { BUDGET_EXCEEDED, NATIVE_PENDING } from "./state.ts";
import {
  checkTier,
  type Tier,
  type TierOptions,
  type Translation,
  type Translator,
  translatorFor,
} from "./tier.ts";
import { warmUp } from "./warm-up.ts";

/** Where a program's context values and arrays come from. */
export interface ContextSource {
  /** Writes values from `contextCell` on, arrays from `arrayCell` on. `words` are the same cells in 16 bits, four each. */
  refresh(cells: Float64Array, contextCell: number, arrayCell: number, words: Uint16Array): void;
}

// Bits of Program.#mode, in the order in which they matter.
/** It is interpreted and has expression functions, for which the budget has to be filled. */
const CALLS = 1;
/** Its callers see variables and results elsewhere than it does: they are copied in and out. */
const MIRRORED = 2;
/** It is interpreted until it has earned its translation. */
const EARNING = 4;
/** It has host functions, which can do anything. */
const NATIVES = 8;
/** A host function that it called is running. */
const RUNNING = 16;
/** Its memory is another program's. */
const RETIRED = 32;
/** The batch alone costs more than an evaluation may. */
const OVER_BUDGET = 64;

// Default of TierOptions.wasmAfter.
const WASM_AFTER = 100_000;
const WASM_AFTER_INSTRUCTION = 100;
/** Instructions that functions may execute in a trial. */
const TRIAL_BUDGET = 100_000;

/** Where and why an evaluation failed. */
export interface Failure extends Problem {
  /** Index of the expression that failed; its result and all later ones are NaN. */
  readonly expression: number;
  /** Whose text the span refers to: an expression's index, or `~index` of a function of the program. */
  readonly source: number;
  readonly span: Span;
}

/** Work and needs of a program since it was loaded. */
export interface ProgramStatistics {
  /** What executes it now. */
  readonly tier: "interpreter" | "wasm";
  readonly evaluations: number;
  /** Bytes of the program image. */
  readonly programBytes: number;
  /** f64 cells reserved for registers, windows and frames, and the most ever in use. */
  readonly registers: number;
  readonly registersHighWater: number;
  /** Call frames reserved, and the most ever in use. */
  readonly frames: number;
  readonly framesHighWater: number;
}

/**
 * A program in memory, ready to run: code, constants, variables and results, with the engine's stacks behind them.
 * Evaluating allocates nothing once the engine's loop is optimised.
 */
export class Program {
  readonly #arena: Arena;
  /** The host functions that it calls, by index. */
  readonly natives: readonly InPlaceFunction[];
  readonly #cellsOffset: number;
  readonly #valuesOffset: number;
  readonly #cellBytes: number;
  readonly #frames: number;
  /** What the next evaluation has to heed, in one number: see the constants. */
  #mode = 0;
  /** First and END word of the batch. */
  #main = 0;
  #end = 0;
  readonly #memory: LinearMemory;
  #epoch = -1;
  readonly #generation: number;
  #status: number = Status.Ok;
  /** What the host function called last has thrown. */
  #thrown: unknown;
  #hasThrown = false;
  readonly #tier: Tier;
  readonly #translator: Translator | undefined;
  /** The translation, once it is made. */
  #code: Translation | undefined;
  /** One of the host functions that the translation calls directly; undefined if there is none. */
  #direct: DirectFunction | undefined;
  /** Instructions to interpret before it is made. */
  #credit = 0;
  /** It has not been tried, and may be. */
  #untried = false;
  /** Views that callers see, made when they ask. */
  #variables: Float64Array | undefined;
  #results: Float64Array | undefined;
  /** The cells for {@link refresh}, likewise. */
  #cellWords: Uint16Array | undefined;
  words!: Int32Array;
  cells!: Float64Array;
  state!: Int32Array;

  /**
   * @param offset - the program's block in the arena: cells, then words. Its image is already written and valid
   * @param valuesOffset - where callers see variables and results: at `offset`, or at an earlier program's, so that
   *   their views stay valid
   * @param options - checked. Tier `"wasm"` begins with {@link translate}, too
   */
  constructor(
    arena: Arena,
    offset: number,
    need: Capacity,
    natives: readonly InPlaceFunction[],
    { tier = "auto", wasmAfter }: TierOptions = {},
    valuesOffset: number = offset,
  ) {
    this.#valuesOffset = valuesOffset;
    if (valuesOffset !== offset) this.#mode |= MIRRORED;
    this.#arena = arena;
    this.#cellsOffset = offset;
    this.#cellBytes = need.cellBytes;
    this.#frames = need.frames;
    this.natives = natives;
    this.#memory = arena.memory;
    this.#generation = arena.generation;
    this.#renew();
    for (let i = 0; i < STATE_WORDS; i++) this.state[i] = 0;
    this.state[S_FRAMES_HIGH] = STATE_WORDS;
    const { words } = this;
    if (this.#frames > 0) this.#mode |= CALLS;
    if (natives.length > 0) this.#mode |= NATIVES;
    if (words[H_BUDGET_HIGH] === 0 && words[H_BUDGET_LOW] < words[H_COST]) this.#mode |= OVER_BUDGET;
    this.#main = words[H_MAIN];
    this.#end = this.#main + (words[H_COST] - 1) * INSTRUCTION_WORDS;
    warmUp(words);
    const init = words[H_INIT];
    const initEnd = this.#main - INSTRUCTION_WORDS;
    if (init !== initEnd) run(words, this.cells, this.state, init, initEnd, 0, STATE_WORDS);
    this.#tier = tier;
    if (tier === "interpreter") return;
    this.#translator = translatorFor(this.#memory);
    if (this.#translator === undefined || tier === "wasm" || wasmAfter === Number.POSITIVE_INFINITY) return;
    this.#mode |= EARNING;
    this.#refuel();
    const size = (words[H_CODE_END] - HEADER_WORDS) / INSTRUCTION_WORDS;
    // A small integer, which V8 does not box when it counts down. The first evaluation charges one that has not been.
    const credit = (wasmAfter ?? WASM_AFTER + WASM_AFTER_INSTRUCTION * size) + words[H_COST];
    this.#credit = Math.min(credit, PART - 1) | 0;
  }

  /**
   * Loads program bytes into `memory` and runs them there, without a parser or compiler.
   *
   * @param bytes - made by `Batch.toProgram`; checked, so they may come from anywhere
   * @param memory - default: a private ArrayBuffer, in which a program is always interpreted
   * @param natives - the host functions that the program names
   * @param options - what executes it
   * @throws {@link ExprError} `Other` if the bytes are no program, or the tier cannot be had; `UnknownFunction` for a missing
   *   host function, `ArenaExhausted` if it does not fit
   */
  static load(
    bytes: Uint8Array,
    memory?: LinearMemory,
    natives: Natives = {},
    options: TierOptions = {},
  ): Program {
    const words = alignedWords(bytes);
    verify(words);
    const functions = findNatives(words, natives);
    const { bytes: size } = programCapacity(words);
    const fitting = memory ?? new LinearMemory({ backing: "array-buffer", initialBytes: size });
    checkTier(options, fitting);
    const program = Program.#place(words, new Arena({ memory: fitting, capacity: size }), functions, options);
    if (options.tier === "wasm") program.translate();
    return program;
  }

  static #place(
    words: Int32Array,
    arena: Arena,
    natives: readonly InPlaceFunction[],
    options: TierOptions,
  ): Program {
    const need = programCapacity(words);
    const offset = arena.alloc(need.bytes);
    writeProgram(words, arena.memory, offset + need.cellBytes, offset);
    return new Program(arena, offset, need, natives, options);
  }

  /** A second program in `arena`, with the present values, which is interpreted unless it becomes code for columns. */
  copy(arena: Arena): Program {
    return Program.#place(alignedWords(this.toBytes()), arena, this.natives, { tier: "interpreter" });
  }

  /** Live view of the variables' cells, in order of their indices. */
  get variables(): Float64Array {
    this.#live();
    this.#variables ??= new Float64Array(this.cells.buffer, this.#valuesOffset, this.words[H_VARIABLES]);
    return this.#variables;
  }

  /** Live view of the results' cells, in order of the expressions. NaN before the first evaluation. */
  get results(): Float64Array {
    this.#live();
    const first = this.#valuesOffset + this.words[H_VARIABLES] * 8;
    this.#results ??= new Float64Array(this.cells.buffer, first, this.words[H_RESULTS]);
    return this.#results;
  }

  /** Names of the variables by index. */
  get variableNames(): string[] {
    const names: string[] = [];
    this.#eachSymbol((kind, index, name) => {
      if (kind === KIND_VARIABLE) names[index] = name;
    });
    return names;
  }

  /** Live view of the program's copy of a context's array; undefined if it has none of that name. */
  array(name: string): Float64Array | undefined {
    this.#live();
    let view: Float64Array | undefined;
    this.#eachSymbol((kind, index, symbol) => {
      if (kind !== KIND_ARRAY || symbol !== name) return;
      const row = this.#header(H_ARRAYS) + index * ARRAY_WORDS;
      const first = this.words[row] as number;
      view = this.cells.subarray(first, first + (this.words[row + 1] as number));
    });
    return view;
  }

  /** Sets a variable, or the program's copy of a context's value (`name` or `object.attribute`). False if it has none. */
  setValue(name: string, value: number): boolean {
    this.#live();
    let found = false;
    this.#eachSymbol((kind, index, symbol) => {
      if (
        symbol !== name ||
        (kind !== KIND_VARIABLE && kind !== KIND_CONTEXT) ||
        (found && kind === KIND_CONTEXT)
      )
        return;
      if (kind === KIND_VARIABLE) this.variables[index] = value;
      else this.cells[index] = value;
      found = true;
    });
    return found;
  }

  /**
   * Sets a variable by index. False if there is none, while the program is running, and once it is stale. Small, so that V8
   * inlines it: otherwise the value would be boxed.
   */
  setVariable(index: number, value: number): boolean {
    if (this.#mode >= RUNNING || this.stale) return false;
    this.#follow();
    if (!(index >>> 0 === index && index < this.words[H_VARIABLES])) return false;
    const cells = (this.#mode & MIRRORED) !== 0 ? this.variables : this.cells;
    cells[index] = value;
    return true;
  }

  /** Lets `source` write the present values of contexts into the program's copies. Allocates nothing. */
  refresh(source: ContextSource): void {
    this.#live();
    const { words } = this;
    const context = words[H_VARIABLES] + words[H_RESULTS];
    this.#cellWords ??= new Uint16Array(this.cells.buffer, this.#cellsOffset, this.cells.length * 4);
    source.refresh(this.cells, context, context + words[H_CONTEXT] + words[H_CONSTANTS], this.#cellWords);
  }

  /** Byte offset at which callers see variables and results. */
  get valuesOffset(): number {
    return this.#valuesOffset;
  }

  /** Whether a host function that this program called is still running. */
  get running(): boolean {
    return (this.#mode & RUNNING) !== 0;
  }

  /** Whether the batch alone costs more than an evaluation may: every evaluation fails. */
  get isOverBudget(): boolean {
    return (this.#mode & OVER_BUDGET) !== 0;
  }

  /** Whether its memory was reset, disposed or given to another program. */
  get stale(): boolean {
    return (this.#mode & RETIRED) !== 0 || this.#generation !== this.#arena.generation;
  }

  /** Makes it stale: its memory is about to be used for another program. */
  retire(): void {
    this.#mode |= RETIRED;
  }

  /**
   * Translates it to WebAssembly now, unless its tier is `"interpreter"`. Where that is impossible, a program of tier `"auto"`
   * stays in the interpreter.
   *
   * @throws {@link ExprError} `Other` where it is impossible for tier `"wasm"`; evaluating still works, in the interpreter
   */
  translate(): void {
    this.#live();
    if (this.running) throw runningError();
    this.#mode &= ~EARNING;
    if (this.#translator === undefined) checkTier({ tier: this.#tier }, this.#memory);
    if (this.#code !== undefined || this.#translator === undefined) return;
    try {
      this.#code = this.#translator.translate(this, this.#memory, this.nativeCaller());
      this.#direct = this.natives.find(({ direct }) => direct?.memory === this.#memory)?.direct;
      this.#mode &= ~CALLS;
      this.#untried = this.natives.length === 0;
    } catch (error) {
      if (this.#tier === "wasm" || !(error instanceof ExprError)) throw error;
    }
  }

  /**
   * For translations: a function that calls the host function for which the program waits. It returns a status, or a negative number
   * when the memory is gone.
   */
  nativeCaller(): () => number {
    return () => {
      // A function that was called directly may have grown the memory.
      this.#follow();
      const status = this.#callNative();
      return this.stale ? -1 : status;
    };
  }

  /** For translations that the program does not know: notes that one has stopped with a status, as if it were an evaluation. */
  stopped(status: number): void {
    this.#status = status < 0 ? Status.StaleHandle : status;
    if (!this.stale) this.#fail();
  }

  /** For the same: notes that one was stopped by what a host throws when its stack ends. */
  interrupted(error: unknown): void {
    this.stopped(this.#stop(error));
  }

  /**
   * {@link translate}, and one trial evaluation that leaves no trace: engines compile WebAssembly when it is called first, and
   * no later evaluation has to wait for that. Programs that call host functions, or execute more than 100,000 instructions, are
   * not tried.
   *
   * @throws {@link ExprError} as {@link translate}
   */
  prepare(): void {
    this.translate();
    if (this.#code === undefined || !this.#untried || this.#mode >= RUNNING) return;
    this.#untried = false;
    const state = this.state.slice(0, STATE_WORDS);
    const results = this.results.slice();
    // Functions may go on until the budget ends, which may be never: so the interpreter tries with a small one.
    this.state[S_FUEL] = TRIAL_BUDGET;
    this.state[S_FUEL_PARTS] = 0;
    const { words, cells } = this;
    const end = this.#end;
    try {
      if (
        this.#main === end ||
        run(words, cells, this.state, this.#main, end, 0, STATE_WORDS) !== BUDGET_EXCEEDED
      )
        this.#code();
    } catch {
      // The host's stack has ended: an evaluation would say so.
    }
    this.state.set(state);
    this.results.set(results);
  }

  /** Evaluates and returns a Status number. Allocates nothing, failure included; see {@link failure}. */
  tryEvaluate(): number {
    const code = this.#code;
    if (code === undefined || this.#mode !== 0 || this.#generation !== this.#arena.generation)
      return this.#evaluateWithCare();
    try {
      this.#status = code();
    } catch (error) {
      this.#status = this.#stop(error);
    }
    return this.#status === Status.Ok ? Status.Ok : this.#fail();
  }

  /**
   * As {@link tryEvaluate}, in all cases and from beginning to end. One piece, because V8 does not inline what is so long: it leaves
   * its budget for inlining to the short way above, which took 12 % longer when this was in parts.
   */
  #evaluateWithCare(): number {
    const mode = this.#mode;
    if (mode >= RUNNING || this.#generation !== this.#arena.generation) return this.#refuse();
    this.#follow();
    const { words } = this;
    if ((mode & EARNING) !== 0) {
      // Counts what the last evaluation has executed.
      const parts = words[H_BUDGET_HIGH] - this.state[S_FUEL_PARTS];
      const calls = words[H_BUDGET_LOW] - words[H_COST] + parts * PART - this.state[S_FUEL];
      this.#credit -= parts > 1 ? PART : Math.min(words[H_COST] + calls, PART);
      if (this.#credit <= 0) this.translate();
    }
    if ((mode & MIRRORED) !== 0) this.#copyIn();
    const code = this.#code;
    if (code !== undefined) {
      const direct = this.#direct;
      let stack = 0;
      if (direct !== undefined) {
        // Nobody says when one of these runs, but S_BATCH_PC which one it was. Last, since nothing may throw before the `try`.
        this.state[S_BATCH_PC] = 0;
        this.#mode |= RUNNING;
      }
      try {
        if (direct?.save !== undefined) stack = direct.save();
        const status = code();
        this.#status = status < 0 ? Status.StaleHandle : status;
      } catch (error) {
        if (stack !== 0) direct?.restore?.(stack);
        this.#status = this.#stop(error);
      } finally {
        if (direct !== undefined) this.#mode &= ~RUNNING;
      }
      if (direct !== undefined && !this.stale) this.#follow();
    } else {
      let { state } = this;
      if (++state[S_EVALUATIONS_LOW] === PART) {
        state[S_EVALUATIONS_LOW] = 0;
        state[S_EVALUATIONS_HIGH]++;
      }
      if ((mode & CALLS) !== 0) this.#refuel();
      const end = this.#end;
      let next = this.#main;
      let base = 0;
      let top = STATE_WORDS;
      let status: number = Status.Ok;
      while (next !== end && status === Status.Ok) {
        status = run(this.words, this.cells, this.state, next, end, base, top);
        if (status !== NATIVE_PENDING) break;
        status = this.#callNative();
        state = this.state;
        next = state[S_PC] + INSTRUCTION_WORDS;
        base = state[S_BASE];
        top = state[S_SP];
      }
      this.#status = status;
    }
    // A host function may have taken the memory away.
    if (this.#status !== Status.Ok && this.stale) return this.#status;
    if ((mode & MIRRORED) !== 0) this.#copyOut();
    return this.#status === Status.Ok ? Status.Ok : this.#fail();
  }

  /**
   * Status when a translation was stopped: by a function that it called directly, or because the host's stack has ended, at a
   * place that is not known.
   */
  #stop(error: unknown): number {
    this.#follow();
    const pc = this.#direct === undefined ? 0 : this.state[S_BATCH_PC];
    this.state[S_PC] = pc;
    this.state[S_BATCH_PC] = pc === 0 ? this.#main : pc;
    this.#thrown = error;
    this.#hasThrown = true;
    return Status.Other;
  }

  #fail(): number {
    this.#follow();
    this.#clearFrom(this.#failedExpression());
    return this.#status;
  }

  /** Status of an evaluation that cannot start. */
  #refuse(): number {
    if (this.running) return Status.Other;
    if (this.stale) return Status.StaleHandle;
    this.#follow();
    this.state[S_BATCH_PC] = this.words[H_MAIN];
    this.#clearFrom(0);
    this.#status = Status.BudgetExceeded;
    return this.#status;
  }

  /** Evaluates. @throws {@link ExprError} with what {@link tryEvaluate} returns as status */
  evaluate(): void {
    if (this.tryEvaluate() !== Status.Ok) throw this.lastError as ExprError;
  }

  /** Error of the last evaluation; undefined if it succeeded. Spans refer to texts that the program does not hold. */
  get lastError(): ExprError | undefined {
    if (this.running) return runningError();
    if (this.stale) return staleError();
    const failure = this.failure;
    if (failure === undefined) return undefined;
    const { code, span } = failure;
    return new ExprError(
      code,
      problemMessage(failure),
      "cause" in failure ? { span, cause: failure.cause } : { span },
    );
  }

  /** What made the last evaluation fail; undefined if it succeeded or never started. */
  get failure(): Failure | undefined {
    if (this.#status === Status.Ok || this.stale) return undefined;
    this.#live();
    const code: StatusName = statusName(this.#status);
    const pc = this.state[S_PC];
    const site = findSite(this.words, pc);
    const word = (field: number): number => (site < 0 ? 0 : this.words[site + field]);
    const expression = this.#failedExpression();
    const isNative = site >= 0 && this.words[pc] === OP_NATIVE;
    return {
      code,
      name: site < 0 ? "" : symbolName(this.words, word(SITE_SYMBOL)),
      ...(isNative ? { found: 0, expected: 0, isNative } : this.#details(code, pc)),
      expression,
      source: site < 0 ? expression : word(SITE_SOURCE),
      span: { start: word(SITE_START), end: word(SITE_END) },
      ...(this.#hasThrown && (isNative || pc === 0) && { cause: this.#thrown }),
    };
  }

  /** Evaluations since it was loaded. */
  get evaluations(): number {
    this.#live();
    return this.state[S_EVALUATIONS_HIGH] * PART + this.state[S_EVALUATIONS_LOW];
  }

  statistics(): ProgramStatistics {
    this.#live();
    const state = this.state;
    const globals = imageCells(this.words);
    const used = Math.max(state[S_CELLS_HIGH] - globals, this.#header(H_REGISTERS));
    return {
      tier: this.#code === undefined ? "interpreter" : "wasm",
      evaluations: this.evaluations,
      programBytes: this.#header(H_SIZE),
      registers: this.#header(H_REGISTERS) + this.#header(H_STACK),
      registersHighWater: used,
      frames: (state.length - STATE_WORDS) / FRAME_WORDS,
      framesHighWater: (state[S_FRAMES_HIGH] - STATE_WORDS) / FRAME_WORDS,
    };
  }

  /** Copy of the program's bytes with the present variables, context values and arrays; results are NaN. */
  toBytes(): Uint8Array {
    this.#live();
    this.#copyIn();
    const bytes = new Uint8Array(this.#header(H_SIZE));
    new Int32Array(bytes.buffer).set(this.words);
    const cells = new Float64Array(bytes.buffer, this.#header(H_CELLS) * 4);
    cells.set(this.cells.subarray(0, cells.length));
    const first = this.#header(H_VARIABLES);
    cells.fill(Number.NaN, first, first + this.#header(H_RESULTS));
    return bytes;
  }

  /** Fills the budget of expression functions, after what the batch itself costs. */
  #refuel(): void {
    const { words, state } = this;
    const left = words[H_BUDGET_LOW] - words[H_COST];
    // The cost of a batch is below one part.
    state[S_FUEL] = left < 0 ? left + PART : left;
    state[S_FUEL_PARTS] = left < 0 ? words[H_BUDGET_HIGH] - 1 : words[H_BUDGET_HIGH];
  }

  /** Calls the host function that the program waits for. Views may be new afterwards. */
  #callNative(): number {
    const { words, cells } = this;
    const pc = this.state[S_PC];
    const base = this.state[S_BASE];
    const native = words[pc + 3];
    const result = base + words[pc + 1];
    const offset = cells.byteOffset;
    cells[result] = Number.NaN;
    this.#hasThrown = false;
    const idle = ~this.#mode & RUNNING;
    this.#mode |= RUNNING;
    try {
      const count = words[words[H_NATIVES] + native];
      const status = this.natives[native](
        this.#memory,
        offset + (base + words[pc + 2]) * 8,
        count,
        offset + result * 8,
      );
      if (this.stale) return Status.StaleHandle;
      if (status === undefined) return Status.Ok;
      if (STATUSES.has(status)) return status;
      throw new ExprError(
        "Other",
        `it returned ${String(status)}, which is no Status number: return nothing on success`,
      );
    } catch (error) {
      if (this.stale) return Status.StaleHandle;
      this.#thrown = error;
      this.#hasThrown = true;
      return Status.Other;
    } finally {
      this.#mode &= ~idle;
      if (!this.stale) this.#follow();
    }
  }

  // Copies of bytes: reading a double would box it where JavaScript is not optimised.

  #copyIn(): void {
    this.cells.set(this.variables);
  }

  #copyOut(): void {
    const first = this.words[H_VARIABLES] * 8;
    const from = this.#cellsOffset + first;
    this.#memory.u8.copyWithin(this.#valuesOffset + first, from, from + this.words[H_RESULTS] * 8);
  }

  /** Results from `expression` on become NaN. */
  #clearFrom(expression: number): void {
    const { results } = this;
    for (let i = expression; i < results.length; i++) results[i] = Number.NaN;
  }

  /** Last expression that starts at or before the instruction that was active in the batch. */
  #failedExpression(): number {
    const words = this.words;
    const pc = this.state[S_BATCH_PC];
    const starts = words[H_EXPRESSIONS];
    let low = 0;
    let high = words[H_RESULTS];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words[starts + middle] <= pc) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : low - 1;
  }

  /** Numbers for the message, read from where the program stopped. */
  #details(code: StatusName, pc: number): { found: number; expected: number } {
    const words = this.words;
    switch (code) {
      case "ArrayIndexOutOfBounds": {
        const row = words[H_ARRAYS] + words[pc + 2] * ARRAY_WORDS;
        return { found: this.cells[this.state[S_BASE] + words[pc + 3]], expected: words[row + 1] };
      }
      case "RecursionLimit":
        return { found: 0, expected: words[H_CALL_DEPTH] };
      case "BudgetExceeded":
        return { found: 0, expected: words[H_BUDGET_HIGH] * PART + words[H_BUDGET_LOW] };
      default:
        return { found: words[pc + 2], expected: words[pc + 3] };
    }
  }

  #eachSymbol(visit: (kind: number, index: number, name: string) => void): void {
    const words = this.words;
    for (let i = 0; i < this.#header(H_SYMBOL_COUNT); i++) {
      const row = this.#header(H_SYMBOLS) + i * SYMBOL_WORDS;
      visit(words[row + SYMBOL_KIND], words[row + SYMBOL_INDEX], symbolName(words, i));
    }
  }

  #header(field: number): number {
    return this.words[field];
  }

  /** Fetches views again if the memory has grown since. */
  #live(): void {
    if (this.stale) throw staleError();
    this.#follow();
  }

  /** As {@link #live}, where it is known not to be stale. */
  #follow(): void {
    if (this.#epoch !== this.#memory.epoch || this.words.length === 0) this.#renew();
  }

  #renew(): void {
    const memory = this.#memory;
    memory.refresh();
    this.#epoch = memory.epoch;
    const buffer = memory.buffer;
    const wordsOffset = this.#cellsOffset + this.#cellBytes;
    const wordCount = memory.i32[(wordsOffset >>> 2) + H_CELLS];
    this.words = new Int32Array(buffer, wordsOffset, wordCount);
    this.cells = new Float64Array(buffer, this.#cellsOffset, this.#cellBytes >>> 3);
    this.state = new Int32Array(
      buffer,
      wordsOffset + wordCount * 4,
      STATE_WORDS + this.#frames * FRAME_WORDS,
    );
    this.#variables = undefined;
    this.#results = undefined;
    this.#cellWords = undefined;
  }
}

const STATUSES: ReadonlySet<number> = /* @__PURE__ */ new Set(Object.values(Status));

export function runningError(): ExprError {
  return new ExprError("Other", "a host function may not evaluate or change the batch that is calling it");
}

export function staleError(): ExprError {
  return new ExprError(
    "StaleHandle",
    "the memory was reset, disposed or given to a newer program: build it again",
  );
}
