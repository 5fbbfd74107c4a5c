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

const tasks = new Map<number, Loaded>();

const parent = parentOf((message) => {
  const request = message as ColumnRequest;
  try {
    if (request.kind === "load") tasks.set(request.id, load(request.task));
    else if (request.kind === "drop") tasks.delete(request.id);
    else parent.post(run(tasks.get(request.id) as Loaded, request.rows));
  } catch (error) {
    parent.post({ status: Status.Other, row: -1, failure: undefined, error: String(error) });
  }
});

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

function run({ evaluator, next }: Loaded, rows: number): ColumnReply {
  let status: number = Status.Ok;
  let row = -1;
  let failure: Failure | undefined;
  for (;;) {
    const first = Atomics.add(next, 0, ROWS_AT_ONCE);
    if (first >= rows) return { status, row, failure };
    const end = Math.min(first + ROWS_AT_ONCE, rows);
    const outcome = evaluator.evaluate(first, end);
    if (outcome === Status.Ok || row >= 0) continue;
    status = outcome;
    row = evaluator.failedRow;
    failure = evaluator.failure;
  }
}
