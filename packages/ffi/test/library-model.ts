import { Batch, Context, ExprError } from "zexpr";
import type { Program } from "./program.ts";

/** What a handle stands for in the model; the library's handle beside it. */
interface Arena {
  readonly handle: number;
  generation: number;
  isFree: boolean;
}

interface Names {
  readonly handle: number;
  readonly context: Context;
  isFree: boolean;
}

interface Formulas {
  readonly handle: number;
  /** Undefined for an arena of its own. */
  readonly arena: Arena | undefined;
  readonly generation: number;
  readonly variables: Map<string, number>;
  readonly expressions: string[];
  readonly functions: Map<string, readonly [parameters: string, body: string]>;
  /** Of the last evaluation, as long as nothing was edited. */
  results: readonly number[] | undefined;
  isFree: boolean;
}

/** One call. Numbers choose among what there is. */
export interface Step {
  readonly do: keyof LibraryModel["steps"];
  readonly p: number;
  readonly q: number;
  readonly value: number;
}

const NAMES = ["x", "y", "k", "pi", "two words", "größe", ""];
const FUNCTION_NAMES = ["f", "g", "sin", "+", "1f"];
const PARAMETERS = ["a", "", "a, b", " b,a ", "a,a", "a,"];
const BODIES = [
  "a + 1",
  "a * b",
  "x - k",
  "1 +",
  "f(a - 1)",
  "a > 0 ? a + f(a - 1) : 0",
  "nosuch",
  "list[a]",
];
const EXPRESSIONS = [
  ...[
    "x",
    "y + 1",
    "x * y - k",
    "k",
    "pi",
    "1 || nosuch",
    "0 ? nosuch(1) : 2",
    "sin(x)",
    "sin",
    "f(x)",
    "g(x, y)",
    "f(3) + g(1, 2)",
  ],
  ...[
    "list[x]",
    "list[1] + list[0]",
    "o.p",
    "o.q + 1",
    "nat(x, y)",
    "nat(nat(1, 2), k)",
    "trap()",
    "x + y",
    "max(x, 1)",
  ],
  ...["1 +", "(1", "1 # 2", "x y", "", "sin(1, 2)", "x ? y : k", "-x ^ 2", "f(sin(x)) + nat(1, f(2))"],
];

/** What the table's slots 1 and 2 compute; the third traps. */
export const NATIVES = [
  (a: number, b: number): number => a * 3 + b,
  (a: number, b: number): number => a - b,
] as const;

/** The library, and beside it a plain model of what it should do, made of zexpr's own objects. */
export class LibraryModel {
  readonly #program: Program;
  readonly #arenas: Arena[] = [];
  readonly #contexts: Names[] = [];
  readonly #batches: Formulas[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  /** Takes a step. Gives what was returned and what should have been: they differ if something is wrong. */
  take(step: Step): [actual: unknown, expected: unknown] {
    return this.steps[step.do](step);
  }

  /** Frees everything, arenas first or last. */
  end(isArenasFirst: boolean): void {
    const { library } = this.#program;
    const arenas = () => {
      for (const { handle } of this.#arenas) library.expr_arena_free(handle);
    };
    if (isArenasFirst) arenas();
    for (const { handle } of this.#batches) library.expr_batch_free(handle);
    for (const { handle } of this.#contexts) library.expr_context_free(handle);
    if (!isArenasFirst) arenas();
  }

  readonly steps = {
    newArena: ({ p }: Step) => {
      const size = [1, 64, 0, 1_000, 20_000][p % 5];
      const handle = this.#program.library.expr_arena_new(size);
      this.#arenas.push({ handle, generation: 0, isFree: false });
      return [this.#program.library.expr_arena_capacity(handle), size || 8_192] as const;
    },
    resetArena: ({ p }: Step) => {
      const { handle, status, object } = this.#arena(p);
      if (status === 0) (object as Arena).generation++;
      return [this.#program.library.expr_arena_reset(handle), status];
    },
    freeArena: ({ p }: Step) => {
      const { handle, status, object } = this.#arena(p);
      if (status === 0) (object as Arena).isFree = true;
      return [this.#program.library.expr_arena_free(handle), handle === 0 ? 0 : status];
    },

    newContext: ({ p }: Step) => {
      const { library } = this.#program;
      const [handle, context] =
        p % 4 === 0
          ? [library.expr_context_new_empty(), Context.empty()]
          : [library.expr_context_new(), new Context()];
      this.#contexts.push({ handle, context, isFree: false });
      return [handle > 0, true];
    },
    freeContext: ({ p }: Step) => {
      const { handle, status, object } = this.#context(p);
      if (status === 0) (object as Names).isFree = true;
      return [this.#program.library.expr_context_free(handle), handle === 0 ? 0 : status];
    },
    setParent: ({ p, q }: Step) => {
      const [child, parent] = [this.#context(p), this.#context(q)];
      const parentStatus = parent.handle === 0 ? 0 : parent.status;
      const expected =
        child.status ||
        parentStatus ||
        statusOf(() => child.object?.context.setParent(parent.object?.context));
      return [this.#program.library.expr_context_set_parent(child.handle, parent.handle), expected];
    },
    setContextVariable: (step: Step) => this.#setName(step, "expr_context_set_variable", "setVariable"),
    setConstant: (step: Step) => this.#setName(step, "expr_context_set_constant", "setConstant"),
    setArray: ({ p, q, value }: Step) => {
      const { handle, status, object } = this.#context(p);
      const values = Array.from({ length: q % 4 }, (_, i) => value + i);
      const address = this.#program.result;
      for (const [i, each] of values.entries()) this.#program.view.setFloat64(address + 8 * i, each, true);
      const expected = status || statusOf(() => object?.context.setArray("list", values));
      const name = this.#program.text("list");
      return [this.#program.library.expr_context_set_array(handle, name, address, values.length), expected];
    },
    setAttribute: ({ p, q, value }: Step) => {
      const { handle, status, object } = this.#context(p);
      const attribute = ["p", "q", ""][q % 3];
      const expected = status || statusOf(() => object?.context.setAttribute("o", attribute, value));
      const [owner, name] = [this.#program.text("o"), this.#program.text(attribute)];
      return [this.#program.library.expr_context_set_attribute(handle, owner, name, value), expected];
    },
    addNative: ({ p, q }: Step) => {
      const { handle, status, object } = this.#context(p);
      const name = ["nat", "nat", "sin", "+", "trap", "no name"][q % 6];
      const index = name === "trap" ? 3 : 1 + (q % 2);
      const arity = name === "trap" ? 0 : name === "sin" ? 1 : 2;
      const call = (a: number, b = 0): number => {
        if (index === 3) throw new Error("unreachable"); // as V8 says it
        return NATIVES[index - 1](a, b);
      };
      const expected = status || statusOf(() => object?.context.addFunction(name, arity, call));
      return [
        this.#program.library.expr_context_add_function(handle, this.#program.text(name), arity, index),
        expected,
      ];
    },

    newBatch: ({ p }: Step) => {
      const { handle, status, object } = this.#arena(p);
      const batch = this.#program.library.expr_batch_new(handle);
      if (status === 0) this.#addBatch(batch, object);
      return [batch > 0, status === 0];
    },
    newSizedBatch: ({ p }: Step) => {
      const batch = this.#program.library.expr_batch_new_sized([0, 1, 300][p % 3]);
      this.#addBatch(batch, undefined);
      return [batch > 0, true];
    },
    freeBatch: ({ p }: Step) => {
      const { handle, object } = this.#batch(p);
      // That its arena is gone does not keep it from being freed.
      const expected = object === undefined ? this.#batch(p).status : object.isFree ? 18 : 0;
      if (object !== undefined) object.isFree = true;
      return [this.#program.library.expr_batch_free(handle), handle === 0 ? 0 : expected];
    },
    isValid: ({ p }: Step) => {
      const { handle, status } = this.#batch(p);
      const result = this.#program.isValid(handle);
      return [
        [result.status, result.value, result.error === ""],
        [status, status === 0 ? 1 : Number.NaN, status === 0],
      ];
    },
    clear: ({ p }: Step) => {
      const { handle, status, object } = this.#batch(p);
      if (status === 0) {
        for (const each of [object?.variables, object?.functions]) each?.clear();
        object?.expressions.splice(0);
        (object as Formulas).results = undefined;
      }
      return [this.#program.library.expr_batch_clear(handle), status];
    },
    addVariable: ({ p, q, value }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const name = NAMES[q % NAMES.length];
      const model = new Batch();
      if (object?.variables.has(name)) model.addVariable(name);
      const expected = status === 0 ? outcome(() => model.addVariable(name, value)) : { status };
      if (expected.status === 0) {
        const { variables } = object as Formulas;
        expected.index = variables.size;
        variables.set(name, value);
        (object as Formulas).results = undefined;
      }
      return [pick(this.#program.addVariable(handle, name, value), expected), expected];
    },
    addExpression: ({ p, q }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const source = EXPRESSIONS[q % EXPRESSIONS.length];
      const expected = status === 0 ? outcome(() => new Batch().addExpression(source)) : { status };
      if (expected.status === 0) {
        expected.index = (object as Formulas).expressions.push(source) - 1;
        (object as Formulas).results = undefined;
      }
      return [pick(this.#program.addExpression(handle, source), expected), expected];
    },
    addFunction: ({ p, q, value }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const name = FUNCTION_NAMES[q % FUNCTION_NAMES.length];
      const parameters = PARAMETERS[Math.floor(q / 5) % PARAMETERS.length];
      const body = BODIES[(Number.isFinite(value) ? Math.abs(Math.trunc(value)) : 0) % BODIES.length];
      const expected = status || statusOf(() => new Batch().addFunction(name, split(parameters), body));
      if (expected === 0) {
        object?.functions.set(name, [parameters, body]);
        (object as Formulas).results = undefined;
      }
      return [this.#program.addExpressionFunction(handle, name, parameters, body), expected];
    },
    removeFunction: ({ p, q }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const name = FUNCTION_NAMES[q % FUNCTION_NAMES.length];
      const isThere = status === 0 && object?.functions.delete(name) === true;
      if (isThere) (object as Formulas).results = undefined;
      const actual = this.#program.library.expr_batch_remove_expression_function(
        handle,
        this.#program.text(name),
      );
      return [actual, status === 0 ? Number(isThere) : -Math.abs(status)];
    },
    setVariable: ({ p, q, value }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const index = q % 4;
      const name = [...(object?.variables.keys() ?? [])][index];
      const expected = status || (name === undefined ? 15 : 0);
      if (expected === 0) object?.variables.set(name, value);
      return [this.#program.library.expr_batch_set_variable(handle, index, value), expected];
    },
    writeVariable: ({ p, q, value }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const address = this.#program.library.expr_batch_variables(handle);
      if (status !== 0) return [address, 0];
      const names = [...(object as Formulas).variables.keys()];
      for (const [i, name] of names.entries()) {
        const cell = this.#program.view.getFloat64(address + 8 * i, true);
        if (!Object.is(cell, object?.variables.get(name))) return [cell, object?.variables.get(name)];
      }
      if (names.length === 0) return [address > 0, true];
      this.#program.view.setFloat64(address + 8 * (q % names.length), value, true);
      object?.variables.set(names[q % names.length], value);
      return [address % 8, 0];
    },
    getResult: ({ p, q }: Step) => {
      const { handle, status, object } = this.#batch(p);
      const index = q % 6;
      const value = this.#program.library.expr_batch_get_result(handle, index);
      if (status !== 0 || index >= (object as Formulas).expressions.length) return [value, Number.NaN];
      // Between an edit and the next evaluation it is not said what the results are.
      return [value, object?.results === undefined ? value : object.results[index]];
    },
    evaluate: (step: Step) => this.#evaluate(step, false),
    evaluateEx: (step: Step) => this.#evaluate(step, true),
    prepare: ({ p, q }: Step) => {
      const [batch, context] = [this.#batch(p), this.#context(q)];
      const mistakes = [batch.status, context.handle === 0 ? 0 : context.status].filter((each) => each !== 0);
      const status = this.#program.library.expr_batch_prepare(batch.handle, context.handle);
      // Which of two mistakes is found first does not matter.
      if (mistakes.length > 0) return [mistakes.includes(status), true];
      (batch.object as Formulas).results = undefined;
      return [status, 0];
    },
    growMemory: () => {
      this.#program.library.memory?.grow(0);
      return [0, 0];
    },
  } satisfies Record<string, (step: Step) => readonly [unknown, unknown]> as unknown as Record<
    | "newArena"
    | "resetArena"
    | "freeArena"
    | "newContext"
    | "freeContext"
    | "setParent"
    | "setContextVariable"
    | "setConstant"
    | "setArray"
    | "setAttribute"
    | "addNative"
    | "newBatch"
    | "newSizedBatch"
    | "freeBatch"
    | "isValid"
    | "clear"
    | "addVariable"
    | "addExpression"
    | "addFunction"
    | "removeFunction"
    | "setVariable"
    | "writeVariable"
    | "getResult"
    | "evaluate"
    | "evaluateEx"
    | "prepare"
    | "growMemory",
    (step: Step) => [actual: unknown, expected: unknown]
  >;

  #evaluate({ p, q }: Step, isEx: boolean): [unknown, unknown] {
    const { library } = this.#program;
    const [batch, context] = [this.#batch(p), this.#context(q)];
    const contextStatus = context.handle === 0 ? 0 : context.status;
    const result = isEx ? this.#program.evaluateEx(batch.handle, context.handle) : undefined;
    const status = result?.status ?? library.expr_batch_evaluate(batch.handle, context.handle);
    if (batch.status !== 0 || contextStatus !== 0) {
      // Which of two mistakes is found first does not matter.
      const possible = [batch.status, contextStatus].filter((each) => each !== 0);
      return [possible.includes(status) && (result?.index ?? -1) === -1, true];
    }
    const model = batch.object as Formulas;
    const oracle = new Batch({ context: context.object?.context ?? new Context() });
    for (const [name, value] of model.variables) oracle.addVariable(name, value);
    for (const [name, [parameters, body]] of model.functions)
      oracle.addFunction(name, split(parameters), body);
    for (const source of model.expressions) oracle.addExpression(source);
    const expected = oracle.tryEvaluate();
    model.results = [...oracle.results];
    const error = oracle.lastError;
    const failed = model.results.findIndex((_, i) => expected !== 0 && i === oracle.failedExpression);
    const message = error === undefined ? "" : error.message;
    oracle.dispose();

    const address = library.expr_batch_results(batch.handle);
    const cells = model.results.map((_, i) => this.#program.view.getFloat64(address + 8 * i, true));
    const actual = [status, this.#program.results(batch.handle, model.results.length), cells];
    const wanted = [expected, model.results, model.results];
    if (result === undefined) return [actual, wanted];
    return [
      [...actual, result],
      [
        ...wanted,
        {
          status: expected,
          value: expected === 0 ? 0 : Number.NaN,
          index: expected === 0 ? 0 : failed,
          error: message,
        },
      ],
    ];
  }

  #setName(
    { p, q, value }: Step,
    name: "expr_context_set_variable" | "expr_context_set_constant",
    method: "setVariable" | "setConstant",
  ): [unknown, unknown] {
    const { handle, status, object } = this.#context(p);
    const key = NAMES[q % NAMES.length];
    const expected = status || statusOf(() => object?.context[method](key, value));
    return [this.#program.library[name](handle, this.#program.text(key), value), expected];
  }

  #addBatch(handle: number, arena: Arena | undefined): void {
    this.#batches.push({
      handle,
      arena,
      generation: arena?.generation ?? 0,
      variables: new Map(),
      expressions: [],
      functions: new Map(),
      results: undefined,
      isFree: false,
    });
  }

  #arena(choice: number): Found<Arena> {
    const found = this.#choose(choice, this.#arenas, this.#contexts);
    return found.object?.isFree ? { ...found, status: 18 } : found;
  }

  #context(choice: number): Found<Names> {
    const found = this.#choose(choice, this.#contexts, this.#batches);
    return found.object?.isFree ? { ...found, status: 18 } : found;
  }

  #batch(choice: number): Found<Formulas> {
    const found = this.#choose(choice, this.#batches, this.#arenas);
    const { object } = found;
    if (object === undefined) return found;
    const { arena, generation } = object;
    const isStale =
      object.isFree || arena?.isFree || (arena !== undefined && arena.generation !== generation);
    return isStale ? { ...found, status: 18 } : found;
  }

  /** One of the last three of its kind mostly; otherwise any, NULL, a handle of another kind, or none. */
  #choose<T extends { handle: number }>(
    choice: number,
    own: readonly T[],
    others: readonly { handle: number; isFree: boolean }[],
  ): Found<T> {
    if (choice === 0) return { handle: 0, status: -1, object: undefined };
    if (choice === 1) return { handle: 0x3ffffff0, status: -5, object: undefined };
    // A freed handle does not say what it was of.
    if (choice === 2 && others.length > 0)
      return { handle: others[0].handle, status: others[0].isFree ? 18 : -5, object: undefined };
    const object = own.at(choice < 8 ? -1 - (choice % own.length) : -1 - (choice % 3)) ?? own.at(-1);
    return object === undefined
      ? { handle: 0, status: -1, object }
      : { handle: object.handle, status: 0, object };
  }
}

interface Found<T> {
  readonly handle: number;
  /** What the library should say to this handle, 0 if it is all right. */
  readonly status: number;
  readonly object: T | undefined;
}

function split(parameters: string): string[] {
  return parameters.trim() === "" ? [] : parameters.split(",").map((each) => each.trim());
}

interface Outcome {
  status: number;
  index?: number;
  error?: string;
}

function outcome(action: () => unknown): Outcome {
  try {
    action();
    return { status: 0, error: "" };
  } catch (error) {
    if (error instanceof ExprError) return { status: error.status, index: -1, error: error.message };
    throw error;
  }
}

function statusOf(action: () => unknown): number {
  return outcome(action).status;
}

/** The fields of `actual` that `expected` has. */
function pick(actual: object, expected: object): object {
  return Object.fromEntries(Object.entries(actual).filter(([key]) => key in expected));
}
