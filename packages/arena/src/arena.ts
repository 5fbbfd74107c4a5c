import { ExprError } from "@zexpr/errors";
import { checkWhole, exhausted } from "./check.ts";
import { type Chunk, forgetNothing, releaseChunks, releaseWhenForgotten } from "./chunks.ts";
import { BLOCK_ALIGN, type LinearMemory } from "./linear-memory.ts";
import { checkPoison, poison } from "./poison.ts";
import { sharedMemory } from "./shared-memory.ts";

/** Counters wrap here: larger integers would be boxed on the heap in browsers. */
const COUNTER_MASK = 0x3fff_ffff;

export interface ArenaOptions {
  /** Where chunks come from. Default: the shared memory of 16 MiB. */
  readonly memory?: LinearMemory | undefined;
  /** Bytes of the first chunk, which is made at the first allocation. Default 1,024. */
  readonly capacity?: number | undefined;
  /** Most bytes that all chunks together may take. Default: no limit but the memory's. */
  readonly limit?: number | undefined;
}

/**
 * Bump allocator: hands out bytes one after another from a chain of chunks, each twice as large as the one
 * before, and takes them back all at once ({@link reset}) or down to a {@link checkpoint}. Offsets stay valid
 * until then.
 *
 * Positions, such as marks and {@link used}, count bytes along the chain; what alignment skips and what is
 * left over at the end of a chunk counts as used.
 *
 * Keep the arena as long as its bytes are in use: the chunks of one that is garbage collected go back to the
 * memory.
 */
export class Arena {
  readonly memory: LinearMemory;
  readonly limit: number;
  /**
   * Changes with {@link reset} and {@link dispose}: offsets from before are stale. An integer of 30 bits that
   * wraps.
   */
  generation = 0;
  /** Successful calls of {@link alloc} since the arena was made. An integer of 30 bits that wraps. */
  allocations = 0;
  disposed = false;

  readonly #chunks: Chunk[] = [];
  /** Size of the next chunk unless more is asked for. */
  #nextSize: number;
  /** Chunk that is being filled. */
  #current = 0;
  /** Byte offset at which the next allocation may begin. */
  #position = 0;
  /** Byte offset of the current chunk's end; -1 before the first chunk, so that nothing fits. */
  #end = -1;
  /** What to add to a byte offset in the current chunk to get a position along the chain. */
  #delta = 0;
  #highWater = 0;

  /**
   * @throws {@link ExprError} `Other` if capacity or limit is not a whole number of at least 1 (the limit may
   * be Infinity)
   */
  constructor(options: ArenaOptions = {}) {
    const { memory = sharedMemory(), capacity = 1_024, limit = Number.POSITIVE_INFINITY } = options;
    checkWhole("capacity", capacity, 1);
    checkWhole("limit", Math.min(limit, Number.MAX_SAFE_INTEGER), 1); // Infinity is fine
    this.memory = memory;
    this.limit = limit;
    this.#nextSize = capacity;
  }

  /** Bytes between the chain's begin and the next allocation. O(1). */
  get used(): number {
    return this.#position + this.#delta;
  }

  /** Bytes of all chunks. */
  get allocated(): number {
    return this.#chunks.reduce((sum, { size }) => sum + size, 0);
  }

  /** Most that {@link used} ever was. */
  get highWater(): number {
    return Math.max(this.#highWater, this.used);
  }

  /** Number of chunks. */
  get chunks(): number {
    return this.#chunks.length;
  }

  /**
   * Reserves bytes. They are NOT zeroed.
   *
   * O(1), without allocating on the JavaScript heap, while they fit into the current chunk or the next one
   * kept by {@link reset}. Otherwise a chunk is made, which may grow the memory: fetch views of it again.
   *
   * @param size - bytes, a whole number; 0 is allowed
   * @param align - bytes, a power of two (default 8: one f64 cell)
   * @returns byte offset in {@link memory}, a multiple of `align`; valid until {@link reset}, {@link
   * dispose}, or {@link rewind} to an earlier mark
   * @throws {@link ExprError} `ArenaExhausted` past {@link limit} or when the memory is full, `StaleHandle`
   * after {@link dispose}, `Other` for a wrong size or alignment; {@link used} is unchanged
   */
  alloc(size: number, align = 8): number {
    // `>>> 0`: offsets from 2 GiB on would come out negative.
    const offset = ((this.#position + align - 1) & -align) >>> 0;
    const end = offset + size;
    // The first test fails for most strange arguments; `#allocSlow` tells them apart.
    if (!(end <= this.#end && size >>> 0 === size && isPowerOfTwo(align)))
      return this.#allocSlow(size, align);
    this.#position = end;
    this.allocations = (this.allocations + 1) & COUNTER_MASK;
    if (this.memory.debug) {
      this.memory.refresh();
      checkPoison(this.memory.u8, offset, end);
      this.memory.move(); // views fetched before must not survive
    }
    return offset;
  }

  /** Marks the present position, for {@link rewind}. O(1). An integer: {@link used}. */
  checkpoint(): number {
    return this.used;
  }

  /**
   * Takes back everything allocated since `mark`. Chunks stay. O(chunks passed).
   *
   * @param mark - from {@link checkpoint}, since the last {@link reset}, and not from beyond an earlier
   * rewind
   * @throws {@link ExprError} `Other` for a mark beyond {@link used}, `StaleHandle` after {@link dispose}
   */
  rewind(mark: number): void {
    this.#checkUsable();
    const { used } = this;
    if (mark >>> 0 !== mark || mark > used) {
      throw new ExprError("Other", `no checkpoint at ${mark}, only ${used} used`);
    }
    if (mark === used) return;
    this.#highWater = this.highWater;
    while (this.#chunks[this.#current].start > mark) this.#current--;
    this.#enter(this.#current, mark);
    if (!this.memory.debug) return;
    this.memory.refresh();
    for (const { offset, size, start } of this.#chunks) {
      poison(this.memory.u8, offset + Math.max(0, mark - start), offset + size);
    }
  }

  /**
   * Takes back everything, in O(1). Chunks stay; everything that refers to the arena's bytes is stale.
   *
   * @throws {@link ExprError} `StaleHandle` after {@link dispose}
   */
  reset(): void {
    this.rewind(0);
    this.generation = (this.generation + 1) & COUNTER_MASK;
  }

  /** Gives all chunks back to the memory; the arena cannot be used any more. A second call does nothing. */
  dispose(): void {
    if (this.disposed) return;
    this.reset();
    this.disposed = true;
    forgetNothing(this);
    this.#releaseFrom(0);
  }

  /** {@link dispose}, for `using`. A host without Symbol.dispose gets a method that nobody calls. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #allocSlow(size: number, align: number): number {
    checkWhole("size", size, 0);
    if (!isPowerOfTwo(align)) {
      throw new ExprError("Other", `align must be a power of two up to 2^30, not ${align}`);
    }
    this.#checkUsable();
    const need = Math.max(1, size) + Math.max(0, align - BLOCK_ALIGN); // chunks begin at multiples of BLOCK_ALIGN
    const current = this.#chunks[this.#current];
    // Chunks from here on are empty, the current one too if nothing of it is used.
    const next = this.#current + (current && this.used > current.start ? 1 : 0);
    if (!(this.#chunks[next]?.size >= need)) this.#replaceFrom(next, need);
    this.#enter(next, this.#chunks[next].start);
    return this.alloc(size, align);
  }

  /** Puts one chunk with room for `need` bytes in the place of the chunks from `next` on, which are empty. */
  #replaceFrom(next: number, need: number): void {
    const start = this.#chunks[next]?.start ?? this.allocated;
    const room = this.limit - start;
    if (need > room) throw exhausted("arena", need, this.used, this.limit, "limit");
    this.#releaseFrom(next);
    let size = Math.min(Math.max(need, this.#nextSize), room);
    let offset = this.memory.tryAllocate(size);
    if (offset === 0) {
      size = need;
      offset = this.memory.allocate(size);
    }
    if (next === 0) releaseWhenForgotten(this, this.memory, this.#chunks);
    this.#chunks.push({ offset, size, start });
    this.#nextSize = 2 * size;
  }

  #releaseFrom(chunk: number): void {
    // Nothing may be allocated in the current chunk once it is gone: its bytes are another's.
    if (chunk === 0) this.#end = -1;
    else if (chunk === this.#current) this.#enter(chunk - 1, this.used);
    releaseChunks(this.memory, this.#chunks, chunk);
  }

  /** Continues in `chunk`, at a position along the chain. */
  #enter(chunk: number, position: number): void {
    const { offset, size, start } = this.#chunks[chunk];
    this.#current = chunk;
    this.#delta = start - offset;
    this.#position = position - this.#delta;
    this.#end = offset + size;
  }

  #checkUsable(): void {
    if (this.disposed) throw new ExprError("StaleHandle", "the arena was disposed: make a new one");
  }
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & -value) === value;
}
