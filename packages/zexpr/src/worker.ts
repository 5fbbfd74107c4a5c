// Runs in a worker: evaluates columns in memory that it shares with the thread that made them.
import "./translate-columns.ts";
import { Arena, LinearMemory } from "@zexpr/arena";
import { ColumnEvaluator, type Failure, Program } from "@zexpr/engine";
import { Status } from "@zexpr/errors";
import { programCapacity } from "@zexpr/ir";
import { HEADER_WORDS } from "@zexpr/ir/opcodes";
import { type ColumnReply, type ColumnRequest, type ColumnTask, ROWS_AT_ONCE } from "./column-jobs.ts";
import { parentOf } from "./host-workers.ts";

interface Loaded {
  readonly evaluator: ColumnEvaluator;
  readonly next: Int32Array;
}

/** Tasks by their numbers; or why one could not be loaded, to be said when it is run: only that has an answer. */
const tasks = new Map<number, Loaded | Error>();

const parent = parentOf((message) => {
  const request = message as ColumnRequest;
  const { id } = request;
  if (request.kind === "load")
    tasks.set(
      id,
      attempt(() => load(request.task)),
    );
  else if (request.kind === "drop") tasks.delete(id);
  else {
    const reply = attempt(() => run(tasks.get(id) as Loaded | Error, request.rows));
    parent.post(reply instanceof Error ? { ...NOTHING, error: reply.message } : reply);
  }
});

const NOTHING: ColumnReply = { status: Status.Other, row: -1, failure: undefined, tier: "interpreter" };

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function load({ memory, program, cellBytes, scratch, layout, tiers, next }: ColumnTask): Loaded {
  const linear = new LinearMemory({ memory });
  const header = new Int32Array(memory.buffer, program + cellBytes, HEADER_WORDS);
  const copy = new Program(new Arena({ memory: linear }), program, programCapacity(header), [], {
    tier: "interpreter",
  });
  const evaluator = new ColumnEvaluator(copy, linear, layout, scratch, tiers);
  evaluator.translate();
  return { evaluator, next: new Int32Array(memory.buffer, next, 1) };
}

function run(task: Loaded | Error, rows: number): ColumnReply {
  if (task instanceof Error) throw task;
  const { evaluator, next } = task;
  let status: number = Status.Ok;
  let row = -1;
  let failure: Failure | undefined;
  for (;;) {
    const first = Atomics.add(next, 0, ROWS_AT_ONCE);
    if (first >= rows) return { status, row, failure, tier: evaluator.tier };
    const end = Math.min(first + ROWS_AT_ONCE, rows);
    const outcome = evaluator.evaluate(first, end);
    if (outcome === Status.Ok || row >= 0) continue;
    status = outcome;
    row = evaluator.failedRow;
    failure = evaluator.failure;
  }
}
