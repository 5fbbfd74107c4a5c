import { Arena, type Batch, ExprError, LinearMemory } from "zexpr";

/** Counts allocations while it is enabled. Bytes are those asked for. */
export class AllocationCounts {
  enabled = false;
  arenaCount = 0;
  arenaBytes = 0;
  hostCount = 0;
  hostBytes = 0;

  reset(): void {
    this.arenaCount = this.arenaBytes = this.hostCount = this.hostBytes = 0;
  }
}

/** Counts blocks, whether from C's malloc or from pages of its own. */
export class TrackedMemory extends LinearMemory {
  readonly counts: AllocationCounts = new AllocationCounts();

  override tryAllocate(size: number): number {
    const offset = super.tryAllocate(size);
    if (offset !== 0 && this.counts.enabled) {
      this.counts.hostCount++;
      this.counts.hostBytes += size;
    }
    return offset;
  }
}

export class TrackedArena extends Arena {
  /** Batches that live in it. */
  readonly batches: Set<Batch> = new Set();
  /** Undefined until it has its first chunk. */
  readonly #counts: AllocationCounts | undefined;
  /** Allocation that was counted last. */
  #counted = -1;

  /** The first chunk is made at once, so that exhausted memory shows here. @throws {@link ExprError} `ArenaExhausted` */
  constructor(memory: TrackedMemory, capacity: number) {
    super({ memory, capacity });
    super.alloc(0);
    this.#counts = memory.counts;
    if (this.allocated >= capacity) return;
    this.dispose();
    throw new ExprError("ArenaExhausted", `the memory has no ${capacity} bytes for an arena`);
  }

  override alloc(size: number, align?: number): number {
    const offset = super.alloc(size, align);
    // With a new chunk the arena calls itself again: one allocation, two calls.
    if (this.#counts?.enabled && this.#counted !== this.allocations) {
      this.#counts.arenaCount++;
      this.#counts.arenaBytes += size;
      this.#counted = this.allocations;
    }
    return offset;
  }
}
