import { ExprError } from "@zexpr/errors";
import type { ColumnReply, ColumnRequest, ColumnTask } from "./column-jobs.ts";
import { type HostWorker, type ModuleAddress, startWorker } from "./host-workers.ts";

/** Bytes of dropped tasks that a worker may still hold. */
const MOST_DROPPED = 256 << 20;

interface Settle {
  resolve(reply: ColumnReply): void;
  reject(error: Error): void;
}

/** A worker of the pool. */
export class PoolWorker {
  readonly #host: HostWorker;
  /** Numbers of the tasks that it has. */
  readonly #loaded = new Set<number>();
  /** Bytes of tasks that it has been told to drop. */
  #dropped = 0;
  /** Whether it has ended, or never begun. */
  stopped = false;
  #settle: Settle | undefined;

  constructor(address: ModuleAddress) {
    this.#host = startWorker(address, {
      message: (reply) => this.#finish()?.resolve(reply as ColumnReply),
      stopped: (reason) => void this.#stop(reason),
    });
  }

  get busy(): boolean {
    return this.#settle !== undefined;
  }

  /** @throws what the host throws when it does not share the memory */
  load(id: number, task: ColumnTask): void {
    this.#tell({ kind: "load", id, task });
    this.#loaded.add(id);
  }

  /** Forgets a task and gives its memory back. An idle worker never collects garbage: so now and then one ends instead. */
  drop(id: number, bytes: number): void {
    if (!this.#loaded.delete(id)) return;
    this.#tell({ kind: "drop", id });
    this.#dropped += bytes;
    if (!this.busy && this.#dropped > MOST_DROPPED) void this.terminate();
  }

  /** Has it evaluate rows. @throws {@link ExprError} `Other` when it stops before it answers */
  run(id: number, rows: number): Promise<ColumnReply> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#host.hold(true);
      this.#tell({ kind: "run", id, rows });
    });
  }

  /** Ends it. What it was doing fails. */
  terminate(): Promise<void> {
    return this.#stop("it was closed");
  }

  async #stop(reason: string): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    workers.delete(this);
    this.#finish()?.reject(
      new ExprError("Other", `a worker has stopped, and its rows are not evaluated: ${reason}`),
    );
    await this.#host.terminate();
  }

  #tell(request: ColumnRequest): void {
    this.#host.post(request);
  }

  #finish(): Settle | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#host.hold(false);
    return settle;
  }
}

/** Started when they are first needed, and kept. */
const workers = new Set<PoolWorker>();

/** Idle workers, started as far as there are too few. They are taken once `run` is called. */
export function idleWorkers(count: number, address: ModuleAddress): PoolWorker[] {
  const idle = [...workers].filter((worker) => !worker.busy).slice(0, count);
  while (idle.length < count) {
    const worker = new PoolWorker(address);
    workers.add(worker);
    idle.push(worker);
  }
  return idle;
}

/** A task, and the bytes of its memory. */
export interface DroppedTask {
  readonly id: number;
  readonly bytes: number;
}

/** Has all workers forget a task. */
export function dropTask({ id, bytes }: DroppedTask): void {
  for (const worker of workers) worker.drop(id, bytes);
}

/**
 * Ends the workers that `evaluateParallel` has started; the next one starts new ones. An idle worker keeps no process alive, so
 * most programs need not call it. Evaluations that are running fail.
 */
export async function closeWorkers(): Promise<void> {
  await Promise.all([...workers].map((worker) => worker.terminate()));
}
