import { Arena, type LinearMemory } from "@zexpr/arena";
import {
  type ColumnLayout,
  type ColumnTier,
  type Failure,
  type Program,
  scratchBytes,
  type TierOptions,
} from "@zexpr/engine";
import { ExprError } from "@zexpr/errors";
import { type DroppedTask, dropTask, idleWorkers, type PoolWorker } from "./column-pool.ts";
import type { ModuleAddress } from "./host-workers.ts";

/** Lowest row that failed, and why; -1: none did. */
export interface ColumnOutcome {
  readonly row: number;
  readonly failure: Failure | undefined;
}

export const ALL_SUCCEEDED: ColumnOutcome = { row: -1, failure: undefined };

/** What all workers have in common. */
export interface ParallelColumns {
  readonly program: Program;
  /** Shared by threads. */
  readonly memory: LinearMemory;
  /** Present layout; see {@link ParallelEvaluator.reload}. */
  layout(): ColumnLayout;
  readonly tiers: TierOptions;
}

let tasks = 0;

/** Tells workers to forget the columns that nobody has any more. */
const forgotten = new FinalizationRegistry<DroppedTask>(dropTask);

/** A worker's own program: its cells hold the values of one row at a time. */
interface Copy {
  readonly program: Program;
  readonly scratch: number;
}

/** Evaluates columns by workers, each with a copy of the program in the memory that they share. */
export class ParallelEvaluator {
  readonly #id = ++tasks;
  readonly #dropped: DroppedTask;
  readonly #columns: ParallelColumns;
  /** Of the copies. */
  readonly #arena: Arena;
  readonly #copies = new Map<PoolWorker, Copy>();
  /** Copies that no worker has. */
  readonly #free: Copy[] = [];
  /** Byte address of the next row that no worker has taken. */
  readonly #next: number;

  /** @param owner - what the columns belong to: workers forget them when it is gone */
  constructor(owner: object, columns: ParallelColumns) {
    this.#columns = columns;
    this.#arena = new Arena({ memory: columns.memory });
    this.#next = this.#arena.alloc(8);
    this.#dropped = { id: this.#id, bytes: columns.memory.buffer.byteLength };
    forgotten.register(owner, this.#dropped, this);
  }

  /**
   * @param update - brings a copy's scalars up to date
   * @throws {@link ExprError} `Other` when a worker stops or cannot get the memory, `ArenaExhausted`
   */
  async evaluate(
    rows: number,
    count: number,
    address: ModuleAddress,
    update: (copy: Program) => void,
  ): Promise<ColumnOutcome & { readonly tier: ColumnTier }> {
    const crew = idleWorkers(count, address);
    for (const worker of crew) update(this.#copyOf(worker).program);
    const { memory } = this.#columns;
    Atomics.store(memory.i32, this.#next >>> 2, 0);
    const replies = await Promise.allSettled(crew.map((worker) => worker.run(this.#id, rows)));
    let outcome: ColumnOutcome = ALL_SUCCEEDED;
    let tier: ColumnTier = "interpreter";
    for (const reply of replies) {
      if (reply.status === "rejected") throw reply.reason;
      const { value } = reply;
      if (value.error !== undefined) {
        this.reload();
        throw new ExprError("Other", `a worker has failed: ${value.error}`);
      }
      tier = value.tier;
      if (value.row >= 0 && (outcome.row < 0 || value.row < outcome.row)) outcome = value;
    }
    return { ...outcome, tier };
  }

  /** Has the workers load the columns again, since the layout has changed. */
  reload(): void {
    dropTask({ id: this.#id, bytes: 0 });
    this.#free.push(...this.#copies.values());
    this.#copies.clear();
  }

  /** Has the workers forget the columns. */
  dispose(): void {
    forgotten.unregister(this);
    dropTask(this.#dropped);
    this.#arena.dispose();
  }

  #copyOf(worker: PoolWorker): Copy {
    const known = this.#copies.get(worker);
    if (known !== undefined) return known;
    const copy = this.#free.pop() ?? this.#takeOver() ?? this.#newCopy();
    const { program, scratch } = copy;
    const { memory, tiers } = this.#columns;
    try {
      worker.load(this.#id, {
        memory: memory.wasm as WebAssembly.Memory,
        program: program.cells.byteOffset,
        cellBytes: program.cells.byteLength,
        scratch,
        layout: this.#columns.layout(),
        tiers,
        next: this.#next,
      });
    } catch (cause) {
      this.#free.push(copy);
      throw new ExprError(
        "Other",
        "the host does not share memory with workers: a web page has to be cross-origin isolated for that",
        { cause },
      );
    }
    this.#copies.set(worker, copy);
    return copy;
  }

  /** The copy of a worker that has stopped. */
  #takeOver(): Copy | undefined {
    for (const [worker, copy] of this.#copies) {
      if (!worker.stopped) continue;
      this.#copies.delete(worker);
      return copy;
    }
    return undefined;
  }

  #newCopy(): Copy {
    const scratch = this.#arena.alloc(scratchBytes(this.#columns.layout().outputs.length), 16);
    return { scratch, program: this.#columns.program.copy(this.#arena) };
  }
}
