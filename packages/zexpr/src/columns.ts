// Longer than other files: memory, scalars and outcome belong to one object, which callers see.
import { Arena } from "@zexpr/arena";
import { type Bindings, checkList, quote } from "@zexpr/compiler";
import {
  ColumnEvaluator,
  type ColumnLayout,
  type ColumnTier,
  type Failure,
  type Program,
  runningError,
  scratchBytes,
  staleError,
  type TierOptions,
} from "@zexpr/engine";
import { ExprError, nearestNames, Status } from "@zexpr/errors";
import { programCapacity } from "@zexpr/ir";
import { ALL_SUCCEEDED, type ColumnOutcome, ParallelEvaluator } from "./column-parallel.ts";
import { type ContextWatch, SHAPE_CHANGED } from "./context-watch.ts";
import { hostConcurrency, type ModuleAddress, workerModule } from "./host-workers.ts";
import { keepThreadMemory, memoryFor, threadMemory } from "./memory.ts";
import { checkRecord, type Precision } from "./options.ts";

/** A column of numbers: of f64, or of f32 in a batch of that precision. */
export type Column = Float64Array | Float32Array;

export interface ColumnsOptions {
  /** Most rows that can be evaluated at once. */
  readonly rows: number;
  /** Puts the columns into memory that threads share, for `evaluateParallel`. Default false. */
  readonly shared?: boolean | undefined;
  /** Names of the variables that can become columns. Default: all; one that does not takes address space only. */
  readonly inputs?: readonly string[] | undefined;
}

export interface ParallelOptions {
  /** How many share the rows, 1 to 64. Default: as many as the machine runs at once, at most 8. */
  readonly workers?: number | undefined;
  /** As for `evaluate`. */
  readonly rows?: number | undefined;
  /** Where the module `zexpr/worker` is, if a bundler has moved it. */
  readonly workerUrl?: ModuleAddress | undefined;
}

/** Work done by columns, and memory they take. */
export interface ColumnsStatistics {
  /**
   * What has evaluated last, or is prepared: WebAssembly with vector instructions, WebAssembly row by row, or JavaScript over blocks
   * of rows.
   */
  readonly tier: ColumnTier;
  /** Rows evaluated so far. */
  readonly rows: number;
  /** Bytes reserved for the program and all columns. */
  readonly bytes: number;
}

/** What a batch gives its columns. */
export interface ColumnsSource {
  readonly program: Program;
  readonly bindings: Bindings;
  readonly watch: ContextWatch;
  readonly names: readonly string[];
  readonly precision: Precision;
  readonly tiers: TierOptions;
  /** Present values of the batch's variables. */
  values(): Float64Array;
  describe(failure: Failure): ExprError;
}

/** Columns begin at multiples of this, and what may be overrun behind each has this size. */
const VECTOR_BYTES = 16;
const MOST_BYTES = 2 ** 31 - 2 ** 17;
/** Of the host's memory: addresses with the same place in one compete. */
const HOST_PAGE = 4_096;
const MOST_WORKERS = 64;

/** Bytes from one column to the next: not near a multiple of a page, where rows of all columns would share a few cache lines. */
function strideOf(bytes: number): number {
  const stride = Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES + VECTOR_BYTES;
  return stride > HOST_PAGE && stride % HOST_PAGE < 256 ? stride + 320 : stride;
}

/** Keeps columns alive as long as a view of them is in use: otherwise their memory could be given to others. */
const owners = new WeakMap<Column, Columns>();

/**
 * The expressions of a batch over columns of variables: made by `batch.columns`.
 *
 * A snapshot of the batch: editing it later changes nothing here. Variables without a column, and values of contexts, are
 * read at each evaluation.
 */
export class Columns {
  /** Most rows. */
  readonly rows: number;
  readonly precision: Precision;
  readonly #source: ColumnsSource;
  readonly #arena: Arena;
  readonly #program: Program;
  readonly #scratch: number;
  readonly #stride: number;
  /** Byte address of the column that each variable can have, by index; 0: none. */
  readonly #places: readonly number[];
  readonly #outputs: readonly number[];
  /** Views by index: of variables that are columns, and of results that were asked for. */
  readonly #inputViews: (Column | undefined)[] = [];
  readonly #outputViews: (Column | undefined)[] = [];
  readonly #shared: boolean;
  #evaluator: ColumnEvaluator | undefined;
  #parallel: ParallelEvaluator | undefined;
  /** Of the last evaluation. */
  #outcome: ColumnOutcome = ALL_SUCCEEDED;
  /** Workers evaluate. */
  #busy = false;
  #tier: ColumnTier = "interpreter";
  #evaluated = 0;
  /** View of the batch's variables, and of those that there were when these columns were made. */
  #values: Float64Array | undefined;
  #known: Float64Array = new Float64Array(0);
  #error: ExprError | undefined;
  /** The context has changed in a way that needs another program. */
  #stale = false;

  /** @throws {@link ExprError} `Other` for options out of range, `ArenaExhausted` where there is no room */
  constructor(source: ColumnsSource, options: ColumnsOptions) {
    checkRecord(options, "the options of columns");
    const { rows, shared = false, inputs } = options;
    if (inputs !== undefined) checkList(inputs, "inputs");
    if (!Number.isInteger(rows) || rows < 0)
      throw new ExprError("Other", `rows must be a whole number of at least 0, not ${quote(rows)}`);
    const { program, names, precision } = source;
    this.rows = rows;
    this.#shared = shared;
    this.precision = precision;
    this.#source = source;
    const width = precision === "f32" ? 4 : 8;
    this.#stride = strideOf(rows * width);
    const wanted = inputs === undefined ? names : inputs.map((name) => this.#nameOf(name));
    const isInput = names.map((name) => wanted.includes(name));
    const results = program.results.length;
    const columns = isInput.filter((is) => is).length + results;
    const { bytes: programBytes } = programCapacity(program.words);
    const bytes = programBytes + VECTOR_BYTES + scratchBytes(results) + columns * this.#stride;
    if (bytes > MOST_BYTES) {
      const most =
        "`columns` reserves one column for each variable and expression: name the variables in `inputs`, or use fewer rows";
      throw new ExprError(
        "ArenaExhausted",
        `${columns} columns of ${rows} rows need more than 2 GiB; ${most}`,
      );
    }
    this.#arena = new Arena({
      memory: shared ? threadMemory() : memoryFor(bytes),
      capacity: bytes,
    });
    let place = this.#arena.alloc(bytes - programBytes, VECTOR_BYTES);
    this.#program = program.copy(this.#arena);
    const take = (size: number): number => {
      const at = place;
      place += size;
      return at;
    };
    this.#scratch = take(scratchBytes(results));
    this.#places = isInput.map((is) => (is ? take(this.#stride) : 0));
    this.#outputs = Array.from({ length: results }, () => take(this.#stride));
    for (const output of this.#outputs) this.#view(output).fill(Number.NaN);
  }

  /** Names of the batch's variables by index. */
  get names(): readonly string[] {
    return this.#source.names;
  }

  /**
   * Makes a variable a column, and gives the live view of its {@link rows} values: 0 at first. The same view each time. Keep it, or these
   * columns, as long as you use a part of it. The next evaluation translates again.
   *
   * @throws {@link ExprError} `UnknownVariable` with the nearest names, `StaleHandle`
   */
  input(name: string): Column {
    this.#check();
    const index = this.names.indexOf(this.#nameOf(name));
    const place = this.#places[index] as number;
    if (place === 0)
      throw new ExprError("UnknownVariable", `\`${name}\` is not among the \`inputs\` of these columns`);
    let view = this.#inputViews[index];
    if (view === undefined) {
      this.#checkIdle();
      view = this.#view(place);
      view.fill(0);
      this.#inputViews[index] = view;
      this.#evaluator = undefined;
      this.#parallel?.reload();
    }
    return view;
  }

  /**
   * Live view of the results of an expression: NaN where no row has been evaluated.
   *
   * @throws {@link ExprError} `InvalidParameterIndex` if there is none of that index, `StaleHandle`
   */
  output(index: number): Column {
    this.#check();
    const place = this.#outputs[index];
    if (place === undefined)
      throw new ExprError(
        "InvalidParameterIndex",
        `there is no expression ${quote(index)}: the batch had ${this.#outputs.length}`,
      );
    let view = this.#outputViews[index];
    if (view === undefined) {
      view = this.#view(place);
      this.#outputViews[index] = view;
    }
    return view;
  }

  /**
   * Evaluates the first `rows` rows of all expressions. All of them are done, whichever fail.
   *
   * @throws {@link ExprError} of the lowest row that fails: its results are NaN from the failing expression on
   */
  evaluate(rows: number = this.rows): void {
    this.#checkIdle();
    if (this.tryEvaluate(rows) !== Status.Ok) throw this.lastError as ExprError;
  }

  /** As {@link evaluate}, but returns a Status number and never throws. Allocates nothing in a steady state, unless a row fails. */
  tryEvaluate(rows: number = this.rows): number {
    // A host function that asks leaves no trace in the evaluation that calls it.
    if (this.running) return Status.Other;
    try {
      return this.#evaluate(rows);
    } catch (error) {
      if (!(error instanceof ExprError)) throw error;
      this.#error = error;
      return error.status;
    }
  }

  /** Whether rows are being evaluated: by workers, or by a call from which a host function was called. */
  get running(): boolean {
    return this.#busy || this.#evaluator?.running === true;
  }

  /** Error of the last evaluation, undefined if it succeeded. */
  get lastError(): ExprError | undefined {
    const { failure } = this.#outcome;
    if (this.#error !== undefined || failure === undefined) return this.#error;
    const error = this.#source.describe(failure);
    const { code, span, source, suggestions } = error;
    this.#error = new ExprError(code, `row ${this.failedRow}: ${error.message}`, {
      span,
      source,
      suggestions,
      ...("cause" in error && { cause: error.cause }),
    });
    return this.#error;
  }

  /** Lowest row that failed in the last evaluation; -1 if none did. */
  get failedRow(): number {
    return this.#outcome.row;
  }

  /** Index of the expression that failed in that row; -1 if none did. */
  get failedExpression(): number {
    return this.#outcome.failure?.expression ?? -1;
  }

  /**
   * As {@link evaluate}, by workers that share the rows, with the same results. They are started when they are first needed and kept
   * for later calls; `closeWorkers` ends them. Neither the columns nor the batch's variables may be written meanwhile.
   *
   * Worth it from some 100,000 rows of a costly formula: telling a worker takes about 0.1 ms, starting one 50 ms.
   *
   * @throws {@link ExprError} as {@link evaluate}; `Other` for columns that are not `shared`, for host functions, which workers cannot
   *   call, and when a worker stops
   */
  async evaluateParallel(options: ParallelOptions = {}): Promise<void> {
    const {
      rows = this.rows,
      workers = Math.min(hostConcurrency(), 8),
      workerUrl = workerModule(),
    } = options;
    this.#checkIdle();
    this.#prepareFor(rows);
    if (!this.#shared) throw new ExprError("Other", "workers need columns made with `shared: true`");
    if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS)
      throw new ExprError(
        "Other",
        `workers must be a whole number from 1 to ${MOST_WORKERS}, not ${quote(workers)}`,
      );
    if (this.#program.natives.length > 0)
      throw new ExprError("Other", "workers cannot call host functions: use `evaluate`");
    this.#parallel ??= new ParallelEvaluator(this, {
      program: this.#program,
      memory: this.#arena.memory,
      layout: () => this.#layout(),
      tiers: this.#source.tiers,
    });
    this.#busy = true;
    try {
      const outcome = await this.#parallel.evaluate(rows, workers, workerUrl, (copy) => this.#update(copy));
      this.#outcome = outcome;
      this.#tier = outcome.tier;
    } catch (error) {
      if (error instanceof ExprError) this.#error = error;
      throw error;
    } finally {
      this.#busy = false;
    }
    this.#evaluated += rows;
    const error = this.lastError;
    if (error !== undefined) throw error;
  }

  /**
   * Translates to WebAssembly now, unless the tier is `"interpreter"`, rather than inside an evaluation.
   *
   * @throws {@link ExprError} as `batch.prepare`
   */
  prepare(): void {
    this.#check();
    const evaluator = this.#current();
    evaluator.translate();
    this.#tier = evaluator.tier;
  }

  statistics(): ColumnsStatistics {
    return {
      tier: this.#tier,
      rows: this.#evaluated,
      bytes: this.#arena.allocated,
    };
  }

  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Gives the memory back. Neither the columns nor their views can be used any more. */
  dispose(): void {
    this.#checkIdle();
    this.#parallel?.dispose();
    this.#arena.dispose();
    if (this.#shared) keepThreadMemory(this.#arena.memory);
  }

  #evaluate(rows: number): number {
    this.#prepareFor(rows);
    this.#update(this.#program);
    const evaluator = this.#current();
    const status = evaluator.evaluate(0, rows);
    if (status !== Status.Ok) this.#outcome = { row: evaluator.failedRow, failure: evaluator.failure };
    this.#tier = evaluator.tier;
    this.#evaluated += rows;
    return status;
  }

  #prepareFor(rows: number): void {
    this.#error = undefined;
    this.#outcome = ALL_SUCCEEDED;
    this.#check();
    if (!Number.isInteger(rows) || rows < 0 || rows > this.rows)
      throw new ExprError("Other", `there are ${this.rows} rows: ${quote(rows)} cannot be evaluated`);
    const { watch } = this.#source;
    if (!watch.quiet && watch.look() === SHAPE_CHANGED) this.#stale = true;
    if (this.#stale)
      throw new ExprError(
        "StaleHandle",
        "names or functions of the context have changed: make the columns again",
      );
  }

  /** Takes over values of scalars and contexts. */
  #update(program: Program): void {
    const { bindings, names } = this.#source;
    program.refresh(bindings);
    const values = this.#source.values();
    if (values !== this.#values) {
      if (values.length < names.length) throw staleError();
      this.#values = values;
      this.#known = values.subarray(0, names.length);
    }
    program.variables.set(this.#known);
  }

  #layout(): ColumnLayout {
    return {
      inputs: this.#inputViews.flatMap((view, cell) =>
        view === undefined ? [] : [{ cell, address: view.byteOffset }],
      ),
      outputs: this.#outputs,
      precision: this.precision,
    };
  }

  #current(): ColumnEvaluator {
    this.#evaluator ??= new ColumnEvaluator(
      this.#program,
      this.#arena.memory,
      this.#layout(),
      this.#scratch,
      this.#source.tiers,
    );
    return this.#evaluator;
  }

  #checkIdle(): void {
    if (this.#busy)
      throw new ExprError("Other", "workers are evaluating these columns: await evaluateParallel() first");
    if (this.running) throw runningError();
  }

  #check(): void {
    if (this.#program.stale) throw staleError();
  }

  #nameOf(name: string): string {
    const { names } = this.#source;
    if (names.includes(name)) return name;
    const suggestions = typeof name === "string" ? nearestNames(name, names) : [];
    throw new ExprError("UnknownVariable", `the batch has no variable ${quote(name)}`, { suggestions });
  }

  #view(place: number): Column {
    const { buffer } = this.#arena.memory;
    const view =
      this.precision === "f32"
        ? new Float32Array(buffer, place, this.rows)
        : new Float64Array(buffer, place, this.rows);
    owners.set(view, this);
    return view;
  }
}
