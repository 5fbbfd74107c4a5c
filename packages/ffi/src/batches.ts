import { Batch, Context, ExprError, Status, type TierOptions } from "zexpr";
import { DEFAULT_ARENA_BYTES, findArena } from "./arenas.ts";
import { findContext } from "./contexts.ts";
import { readDouble, readString } from "./pointers.ts";
import type { Implementations, Services } from "./services.ts";
import { Refusal } from "./status.ts";
import { TrackedArena } from "./tracking.ts";

type BatchFunctions = Pick<Implementations, Extract<keyof Implementations, `expr_batch_${string}`>>;

/** A batch as C sees it. */
class Entry {
  readonly batch: Batch;
  readonly arena: TrackedArena;
  readonly ownsArena: boolean;
  /** Of the arena, when the batch was made: another one means that it was reset or freed. */
  readonly generation: number;
  /** Handle of the context that it was evaluated with last. */
  context = 0;
  /** Of the handles, when that context was looked up: while there are no more, it has not been freed. */
  removals = -1;

  constructor(arena: TrackedArena, ownsArena: boolean, context: Context, tiers: TierOptions) {
    this.batch = new Batch({ arena, context, ...tiers });
    this.arena = arena;
    this.ownsArena = ownsArena;
    this.generation = arena.generation;
    arena.batches.add(this.batch);
  }
}

export function batchFunctions({ memory, handles, outcome, panic, tiers }: Services): BatchFunctions {
  /** Names of batches that are evaluated without a context. */
  const noContext = new Context();

  /** Whatever has become of its arena. */
  function findAny(handle: number): Entry {
    const object = handles.find(handle);
    if (object instanceof Entry) return object;
    throw handles.explain(handle, "batch");
  }

  function find(handle: number): Entry {
    const object = findAny(handle);
    if (object.generation !== object.arena.generation)
      throw new ExprError("StaleHandle", "the batch's arena was reset or freed: free the batch");
    return object;
  }

  function findIdle(handle: number): Entry {
    const entry = find(handle);
    if (entry.batch.running) throw inUse();
    return entry;
  }

  function text(address: number, what: string): string {
    return readString(memory, address, what);
  }

  /** Sees to it that the next evaluation has the names of `context`. */
  function bind(entry: Entry, context: number): void {
    if (entry.context === context && entry.removals === handles.removals) return;
    if (entry.batch.running) throw inUse();
    const target = context === 0 ? noContext : findContext(handles, context);
    if (entry.context !== context) entry.batch.setContext(target);
    entry.context = context;
    entry.removals = handles.removals;
  }

  function evaluate(entry: Entry, context: number): number {
    bind(entry, context);
    const status = entry.batch.tryEvaluate();
    if (status === Status.Other && entry.batch.running) throw inUse();
    return status;
  }

  return {
    expr_batch_new: (arena) =>
      handles.add(() => new Entry(findArena(handles, arena), false, noContext, tiers)),
    expr_batch_new_sized: (size) =>
      handles.add(
        () => new Entry(new TrackedArena(memory, size || DEFAULT_ARENA_BYTES), true, noContext, tiers),
      ),
    expr_batch_free: (batch) => {
      if (batch === 0) return;
      const entry = findAny(batch);
      if (entry.batch.running) throw inUse();
      handles.remove(batch);
      entry.arena.batches.delete(entry.batch);
      entry.batch.dispose();
      if (entry.ownsArena) entry.arena.dispose();
    },
    expr_batch_is_valid: (batch) => {
      find(batch);
      outcome.value = 1;
    },
    expr_batch_clear: (batch) => {
      findIdle(batch).batch.clear();
      return 0;
    },
    expr_batch_add_expression: (batch, expression) => {
      outcome.index = findIdle(batch).batch.addExpression(text(expression, "the expression"));
    },
    expr_batch_add_variable: (batch, name, value) => {
      const entry = findIdle(batch);
      outcome.index = entry.batch.addVariable(text(name, "the name"), readDouble(memory, value));
    },
    expr_batch_set_variable: (batch, index, value) => {
      findIdle(batch).batch.setVariable(index, readDouble(memory, value));
      return 0;
    },
    expr_batch_prepare: (batch, context) => {
      const entry = findIdle(batch);
      bind(entry, context);
      entry.batch.prepare();
      return 0;
    },
    // Called millions of times a second: not wrapped (see library.ts), and a stale arena is left to tryEvaluate.
    expr_batch_evaluate: (batch, context) => {
      try {
        return evaluate(findAny(batch >>> 0), context >>> 0);
      } catch (error) {
        return panic.statusOf("expr_batch_evaluate", error);
      }
    },
    expr_batch_evaluate_ex: (batch, context) => {
      const entry = find(batch);
      const status = evaluate(entry, context);
      const failed = status !== Status.Ok;
      // All of it: a callback may have evaluated another batch meanwhile.
      outcome.status = status;
      outcome.value = failed ? Number.NaN : 0;
      outcome.index = failed ? entry.batch.failedExpression : 0;
      outcome.message = failed ? (entry.batch.lastError?.message ?? "") : "";
    },
    expr_batch_get_result: (batch, index) => {
      const { results } = find(batch).batch;
      return index < results.length ? results.byteOffset + 8 * index : 0;
    },
    expr_batch_arena_bytes: (batch) => find(batch).arena.used,
    expr_batch_add_expression_function: (batch, name, parameters, body) => {
      const entry = findIdle(batch);
      const key = text(name, "the name");
      const list = text(parameters, "the list of parameters").trim();
      const names = list === "" ? [] : list.split(",").map((parameter) => parameter.trim());
      entry.batch.addFunction(key, names, text(body, "the body"));
      return 0;
    },
    expr_batch_remove_expression_function: (batch, name) => {
      try {
        return findIdle(batch).batch.removeFunction(text(name, "the name")) ? 1 : 0;
      } catch (error) {
        return -Math.abs(panic.statusOf("expr_batch_remove_expression_function", error));
      }
    },
    expr_batch_variables: (batch) => find(batch).batch.variables.byteOffset,
    expr_batch_results: (batch) => find(batch).batch.results.byteOffset,
  };
}

function inUse(): Refusal {
  return new Refusal("NoMutableAccess", "a function that the batch calls may not evaluate or change it");
}
