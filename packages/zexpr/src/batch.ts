// Longer than other files: edits, compiling and evaluating share one private state.
import { type Arena, type LinearMemory, needStack, sharedMemory } from "@zexpr/arena";
import {
  type Context as BaseContext,
  type Bindings,
  type Compiled,
  checkName,
  checkNumber,
  type Diagnosis,
  type Environment,
  type ExpressionFunction,
  expressionFunction,
  problemError,
  quote,
} from "@zexpr/compiler";
import { checkTier, Engine, type Program, runningError, staleError, type TierOptions } from "@zexpr/engine";
import { ExprError, nearestNames, Status } from "@zexpr/errors";
import { type Limits, resolveLimits } from "@zexpr/ir";
import { type ColumnRecord, rowsOf } from "./column-record.ts";
import { type Column, Columns, type ColumnsOptions } from "./columns.ts";
import { checkBody, checkText, defaultContext } from "./context.ts";
import { ContextWatch, SHAPE_CHANGED, UNCHANGED } from "./context-watch.ts";
import { memoryFor } from "./memory.ts";
import { checkContext, checkPrecision, checkRecord, type Precision } from "./options.ts";
import { type BatchStatistics, batchStatistics } from "./statistics.ts";
import { beginCompiling, endCompiling, Source } from "./workspace.ts";

export interface BatchOptions extends TierOptions {
  /** Names that expressions can reach besides the batch's own. Default: the built-ins alone. */
  readonly context?: BaseContext | undefined;
  /**
   * "f32": every value is an f32, each operation rounds to one, as in `exp-rs` with its feature of that name; variables and
   * results stay in a Float64Array. Default "f64".
   */
  readonly precision?: Precision | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Where the program lives, shared with others. Its owner may reset it; the batch then fails with StaleHandle. */
  readonly arena?: Arena | undefined;
  /** Memory of the batch's own arena. Default: one that all batches share. */
  readonly memory?: LinearMemory | undefined;
}

/**
 * Expressions that are evaluated together, over and over, with changing variables.
 *
 * Adding and changing only notes what to do; the next {@link evaluate} (or {@link prepare}) compiles everything into one
 * program. After that, `evaluate` allocates nothing on the JavaScript heap, once the engine is warm.
 */
export class Batch {
  readonly #limits: Limits;
  readonly #tiers: TierOptions;
  readonly #precision: Precision;
  #watch: ContextWatch;
  readonly #ownMemory: boolean;
  #engine: Engine;
  readonly #variables = new Map<string, number>();
  /** Values of variables that the program does not have yet. */
  #added: number[] = [];
  #expressions: (Source | undefined)[] = [];
  readonly #functions = new Map<string, ExpressionFunction>();
  #environment: Environment;
  #program: Program | undefined;
  #bindings: Bindings | undefined;
  /** Functions of the program by index, for error texts. */
  #programFunctions: readonly ExpressionFunction[] = [];
  #problems: readonly Diagnosis[] = [];
  #edited = true;
  /** Times that {@link clear} was called. */
  #clears = 0;
  #buildError: ExprError | undefined;
  /** Columns of the last {@link evaluateColumns}. */
  #table: { readonly program: Program; readonly key: string; readonly table: Columns } | undefined;
  /** Evaluations by programs that were replaced. */
  #evaluations = 0;
  #disposed = false;

  /** @throws {@link ExprError} `Other` for options that do not exist or are out of range */
  constructor(options: BatchOptions = {}) {
    const { tier, wasmAfter, arena, memory } = options;
    this.#tiers = { tier, wasmAfter };
    checkTier(this.#tiers, arena?.memory ?? memory ?? sharedMemory());
    checkPrecision(options.precision);
    this.#precision = options.precision ?? "f64";
    checkContext(options.context);
    const context = options.context ?? defaultContext();
    this.#limits = resolveLimits(options.limits);
    this.#environment = {
      variables: this.#variables,
      functions: this.#functions,
      context,
      parse: (body) => new Source(body, this.#limits).tree(this.#limits),
    };
    this.#watch = new ContextWatch(context);
    this.#ownMemory = arena === undefined && memory === undefined;
    this.#engine = arena === undefined ? this.#newEngine(memory) : new Engine({ arena, ...this.#tiers });
  }

  /**
   * Adds a variable and returns its index.
   *
   * @throws {@link ExprError} `DuplicateParameter` if there is one of that name, `Other` for an empty
   *   name, `StringTooLong` past 255 characters. Only identifiers can be reached
   */
  addVariable(name: string, value = 0): number {
    this.#checkChange();
    checkName(name, "a variable's name");
    checkNumber(value, "the value of", name);
    if (this.#variables.has(name))
      throw new ExprError("DuplicateParameter", `the batch has a variable \`${name}\` already`);
    const index = this.#variables.size;
    this.#variables.set(name, index);
    this.#added.push(value);
    this.#edited = true;
    return index;
  }

  /**
   * Adds an expression and returns its index.
   *
   * @throws {@link ExprError} what is wrong with its syntax, with the span; names and arity are checked when evaluated
   */
  addExpression(source: string): number {
    this.#checkChange();
    this.#expressions.push(this.#parse(source));
    this.#edited = true;
    return this.#expressions.length - 1;
  }

  /** Replaces an expression; its index stays. @throws {@link ExprError} as {@link addExpression}; then nothing changes */
  setExpression(index: number, source: string): void {
    this.#checkChange();
    checkIndex("expression", index, this.#expressions.length);
    this.#expressions[index] = this.#parse(source);
    this.#edited = true;
  }

  /** Removes an expression. Its result is NaN from the next evaluation on; other indices stay. */
  removeExpression(index: number): void {
    this.#checkChange();
    checkIndex("expression", index, this.#expressions.length);
    this.#expressions[index] = undefined;
    this.#edited = true;
  }

  /**
   * Defines `name(parameters) = body` for this batch; replaces one of the same name.
   *
   * @throws {@link ExprError} what is wrong with the body, `DuplicateParameter` for a parameter named twice
   */
  addFunction(name: string, parameters: readonly string[], body: string): void {
    this.#checkChange();
    const fn = expressionFunction(name, parameters, body, this.#limits.arguments);
    checkBody(body, this.#limits);
    this.#functions.set(name, fn);
    this.#edited = true;
  }

  /** Removes a function of this batch. True if it was there. */
  removeFunction(name: string): boolean {
    this.#checkChange();
    const there = this.#functions.delete(name);
    this.#edited ||= there;
    return there;
  }

  /**
   * Has the next evaluation find the names of another context, which compiles everything again. Views stay valid.
   *
   * @throws {@link ExprError} `Other` for what is no context, `StaleHandle`
   */
  setContext(context: BaseContext): void {
    this.#checkChange();
    checkContext(context);
    if (context === this.#environment.context) return;
    this.#environment = { ...this.#environment, context };
    this.#watch = new ContextWatch(context);
  }

  /** Sets a variable. Writing to {@link variables} does the same without a call on a double. */
  setVariable(index: number, value: number): void {
    if (typeof value === "number" && this.#program?.setVariable(index, value)) return;
    this.#setUnbuilt(index, value);
  }

  /** Sets a variable that the program does not have yet, or says why there is none. */
  #setUnbuilt(index: number, value: number): void {
    this.#checkChange();
    if (this.#program?.stale) throw staleError();
    const { size } = this.#variables;
    checkIndex("variable", index, size);
    checkNumber(value, "variable", index);
    this.#added[index - (size - this.#added.length)] = value;
  }

  /** @throws {@link ExprError} `UnknownVariable` with the nearest names */
  setVariableByName(name: string, value: number): void {
    const index = this.#variables.get(name);
    if (index === undefined) {
      const suggestions = typeof name === "string" ? nearestNames(name, this.#variables.keys()) : [];
      throw new ExprError("UnknownVariable", `the batch has no variable ${quote(name)}`, { suggestions });
    }
    this.setVariable(index, value);
  }

  /** Index of a variable, or -1. */
  variableIndex(name: string): number {
    return this.#variables.get(name) ?? -1;
  }

  /**
   * Live view of the variables by index. Get it again after editing the batch, and when a memory of the caller's has
   * grown; changes of contexts keep it valid.
   */
  get variables(): Float64Array {
    return this.#viewed().variables;
  }

  /** Live view of the results by index: NaN before the first evaluation. Valid as long as {@link variables}. */
  get results(): Float64Array {
    return this.#viewed().results;
  }

  /**
   * Does now what evaluations would do at some time: compile, and translate to WebAssembly unless the tier is
   * `"interpreter"`. Until the next edit no evaluation does either.
   *
   * @throws {@link ExprError} `ArenaExhausted`, `CapacityExceeded`, `StaleHandle`
   */
  prepare(): void {
    this.#checkChange();
    if (this.#refresh() !== Status.Ok) throw this.#buildError as ExprError;
    this.#program?.prepare();
  }

  /** Evaluates all expressions in order. @throws {@link ExprError} of the first one that fails; its result and all later ones are NaN */
  evaluate(): void {
    if (this.tryEvaluate() !== Status.Ok) throw this.lastError as ExprError;
  }

  /** As {@link evaluate}, but returns a Status number and never throws. Allocates nothing in a steady state, failure included. */
  tryEvaluate(): number {
    if (this.#edited || !this.#watch.quiet) {
      const status = this.#refresh();
      if (status !== Status.Ok) return status;
    }
    return (this.#program as Program).tryEvaluate();
  }

  /** Whether a host function that the batch has called is still running. The batch cannot be used until it returns. */
  get running(): boolean {
    return this.#program?.running === true;
  }

  /** Error of the last evaluation, undefined if it succeeded. Made when asked for. */
  get lastError(): ExprError | undefined {
    if (this.#buildError !== undefined) return this.#buildError;
    const failure = this.#program?.failure;
    if (failure === undefined || this.running) return this.#program?.lastError;
    return this.#errorOf(failure);
  }

  /** Index of the expression that failed in the last evaluation; -1 if none did, nothing could be evaluated, or it is running. */
  get failedExpression(): number {
    if (this.#buildError !== undefined || this.running) return -1;
    return this.#program?.failure?.expression ?? -1;
  }

  /**
   * Problems of names and arity, in evaluation order, that {@link evaluate} would meet only when it reaches them.
   *
   * @throws {@link ExprError} as {@link prepare}
   */
  diagnostics(): ExprError[] {
    this.#built();
    return this.#problems.map((problem) => this.#errorOf(problem));
  }

  /** Work done, memory used, high-water marks. */
  statistics(): BatchStatistics {
    return batchStatistics(this.#engine, this.#program, this.#evaluations);
  }

  /**
   * The compiled program with the present values, as bytes that `Program.load` runs anywhere, without a parser.
   *
   * @throws {@link ExprError} as {@link prepare}
   */
  toProgram(): Uint8Array {
    if (!this.running && this.#refresh() !== Status.Ok) throw this.#buildError as ExprError;
    return this.#built().toBytes();
  }

  /**
   * Columns for the expressions, as they are now: variables become typed arrays of many rows, which are evaluated at once.
   *
   * @throws {@link ExprError} as {@link prepare}; `Other` for options out of range, `ArenaExhausted` where there is no room
   */
  columns(options: ColumnsOptions): Columns {
    const program = this.#refreshed();
    const sources = this.#expressions.slice();
    const functions = this.#programFunctions;
    const environment = this.#environment;
    const clears = this.#clears;
    const watch = new ContextWatch(environment.context);
    watch.reset();
    return new Columns(
      {
        program,
        watch,
        bindings: this.#bindings as Bindings,
        names: [...this.#variables.keys()],
        precision: this.#precision,
        tiers: this.#tiers,
        values: () => {
          // Others may have taken the places of its variables.
          if (this.#clears !== clears) throw staleError();
          return this.variables;
        },
        describe: (failure) => errorOf(failure, sources, functions, environment),
      },
      options,
    );
  }

  /**
   * Evaluates all expressions for all rows of columns, and copies everything in and out. Variables that are not among `columns`
   * have their present values; a number there takes their place. The memory is kept for the next call with the same names.
   *
   * @returns a column of its own for each expression
   * @throws {@link ExprError} what is wrong with the columns, `UnknownVariable` for a name that is no variable, or the error of the
   *   lowest row that fails
   */
  evaluateColumns(columns: ColumnRecord): Column[] {
    checkRecord(columns, "columns");
    const rows = rowsOf(columns);
    if (this.#table?.table.running === true) throw runningError();
    const table = this.#tableFor(columns, rows);
    const before = this.variables.slice();
    try {
      for (const [name, values] of Object.entries(columns)) {
        if (typeof values === "number") this.setVariableByName(name, values);
        else table.input(name).set(values);
      }
      table.evaluate(rows);
    } finally {
      // A host function may have grown the memory.
      this.variables.set(before);
    }
    return this.#expressions.map((_, i) => table.output(i).slice(0, rows));
  }

  /** Columns of the program as it is now, for one of the names and at least as many rows. */
  #tableFor(columns: ColumnRecord, rows: number): Columns {
    const program = this.#refreshed();
    const inputs = Object.keys(columns).filter((name) => typeof columns[name] !== "number");
    const key = JSON.stringify(inputs.sort());
    const known = this.#table;
    if (known !== undefined && known.program === program && known.key === key && known.table.rows >= rows)
      return known.table;
    const table = this.columns({ rows, inputs });
    known?.table.dispose();
    this.#table = { program, key, table };
    return table;
  }

  /** Removes variables, expressions and functions. */
  clear(): void {
    this.#checkChange();
    this.#clears++;
    this.#variables.clear();
    this.#added = [];
    this.#expressions = [];
    this.#functions.clear();
    this.#retireProgram();
    this.#edited = true;
  }

  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Gives the memory back. The batch cannot be used any more. */
  dispose(): void {
    this.#checkChange();
    this.#retireProgram();
    this.#table?.table.dispose();
    this.#engine.dispose();
    this.#disposed = true;
    this.#edited = true;
  }

  #newEngine(memory: LinearMemory | undefined): Engine {
    const limit = this.#limits.arenaBytes;
    return new Engine({
      memory: memory ?? sharedMemory(),
      ...this.#tiers,
      ...(Number.isFinite(limit) && { limit }),
    });
  }

  #parse(source: string): Source {
    checkText(source);
    return new Source(source, this.#limits);
  }

  #checkChange(): void {
    if (this.#disposed) throw staleError();
    if (this.running) throw runningError();
  }

  /** The program to read variables and results from: after a build that failed the one before, if it has the same ones. */
  #viewed(): Program {
    const before = this.#program;
    if (this.#disposed || !this.#edited || this.#refresh() === Status.Ok) return this.#built();
    const fits = before?.stale === false && before.variables.length === this.#variables.size;
    if (!fits || before.results.length !== this.#expressions.length) throw this.#buildError as ExprError;
    return before;
  }

  #built(): Program {
    if (this.#disposed) throw staleError();
    if (this.#edited && this.#refresh() !== Status.Ok) throw this.#buildError as ExprError;
    return this.#program as Program;
  }

  /** As {@link #built}, with the contexts as they are now. */
  #refreshed(): Program {
    this.#checkChange();
    if (!this.#watch.quiet && this.#refresh() !== Status.Ok) throw this.#buildError as ExprError;
    return this.#built();
  }

  /** Brings the program up to date with the batch and its contexts. */
  #refresh(): number {
    if (this.running) return Status.Other;
    try {
      const change = this.#edited ? SHAPE_CHANGED : this.#watch.look();
      if (change === SHAPE_CHANGED) this.#build();
      else if (change !== UNCHANGED) this.#program?.refresh(this.#bindings as Bindings);
      return Status.Ok;
    } catch (error) {
      if (!(error instanceof ExprError)) throw error;
      this.#buildError = error;
      if (this.#program?.stale === false) this.#program.results.fill(Number.NaN);
      return error.status;
    }
  }

  #build(): void {
    if (this.#disposed) throw staleError();
    // Before anything is changed.
    needStack();
    const wasEdited = this.#edited;
    this.#edited = true;
    const expressions = this.#expressions.map((source) => source?.tree(this.#limits));
    const compiled = beginCompiling().compile(expressions, this.#environment, this.#limits, {
      precision: this.#precision,
    });
    const values = this.#program?.variables.slice();
    // A change of the context alone leaves the last results to be read.
    const results = wasEdited ? undefined : this.#program?.results.slice();
    const evaluations = this.#program?.evaluations ?? 0;
    const program = this.#install(compiled, !wasEdited);
    this.#program = program;
    if (values !== undefined) program.variables.set(values);
    program.variables.set(this.#added, this.#variables.size - this.#added.length);
    if (results !== undefined) program.results.set(results);
    this.#evaluations += evaluations;
    this.#bindings = compiled.bindings;
    this.#programFunctions = compiled.functions;
    this.#problems = compiled.problems;
    this.#added = [];
    this.#watch.reset();
    if (this.#tiers.tier === "wasm") program.translate();
    this.#edited = false;
    this.#buildError = undefined;
    endCompiling();
  }

  /** What does not fit into the shared memory, which never grows, goes to another one. */
  #install({ bindings, capacity, write }: Compiled, keepViews: boolean): Program {
    const natives = bindings.natives.map((native) => native.call);
    if (!this.#ownMemory) return this.#engine.install(capacity, natives, write, keepViews);
    if (this.#engine.capacity === 0) {
      const memory = memoryFor(capacity.bytes);
      if (memory !== this.#engine.arena.memory) {
        this.#engine.dispose();
        this.#engine = this.#newEngine(memory);
      }
    }
    try {
      return this.#engine.install(capacity, natives, write, keepViews);
    } catch (error) {
      if (
        !(error instanceof ExprError) ||
        error.code !== "ArenaExhausted" ||
        capacity.bytes > this.#limits.arenaBytes
      )
        throw error;
      // The old engine goes last, so that a second failure leaves its program whole.
      const full = this.#engine;
      const engine = this.#newEngine(memoryFor(capacity.bytes, true));
      const program = engine.install(capacity, natives, write);
      this.#engine = engine;
      full.dispose();
      return program;
    }
  }

  #retireProgram(): void {
    if (this.#program?.stale === false) this.#evaluations += this.#program.evaluations;
    this.#program = undefined;
  }

  #errorOf(problem: Diagnosis): ExprError {
    return errorOf(problem, this.#expressions, this.#programFunctions, this.#environment);
  }
}

function errorOf(
  problem: Diagnosis,
  expressions: readonly (Source | undefined)[],
  functions: readonly ExpressionFunction[],
  environment: Environment,
): ExprError {
  const fn = problem.source < 0 ? functions[~problem.source] : undefined;
  const text = fn?.body ?? expressions[problem.source]?.text ?? "";
  return problemError(problem, problem.span, text, environment, fn?.parameters ?? []);
}

function checkIndex(what: string, index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new ExprError("InvalidParameterIndex", `there is no ${what} ${quote(index)}: the batch has ${count}`);
}
