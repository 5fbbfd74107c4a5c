import { Arena, type LinearMemory, sharedMemory } from "@zexpr/arena";
import { badProgram, type Capacity, type InPlaceFunction, programCapacity, verify } from "@zexpr/ir";
import { HEADER_WORDS } from "@zexpr/ir/opcodes";
import { alignedWords, findNatives, type Natives, writeProgram } from "./bytes.ts";
import { Program, runningError, staleError } from "./program.ts";
import type { TierOptions } from "./tier.ts";

export interface EngineOptions extends TierOptions {
  /** Where programs live. The arena's owner may reset it; programs in it are stale then. Default: an own one in `memory`. */
  readonly arena?: Arena;
  /** Memory of the engine's own arena. Default: the shared memory. */
  readonly memory?: LinearMemory;
  /** Most bytes of the engine's own arena. */
  readonly limit?: number;
}

/**
 * Exact need of a program, from its bytes. O(1).
 *
 * @throws {@link ExprError} `Other` if the bytes are shorter than a header
 */
export function estimateCapacity(program: Uint8Array): Capacity {
  if (program.byteLength < HEADER_WORDS * 4) badProgram("it is shorter than a header");
  return programCapacity(alignedWords(program.subarray(0, HEADER_WORDS * 4)));
}

/** Figures of an arena; sizes in bytes. */
export interface ArenaUsage {
  readonly used: number;
  readonly allocated: number;
  readonly highWater: number;
  readonly limit: number;
  readonly chunks: number;
  readonly allocations: number;
}

/** Of an engine that has given its arena back. */
const NO_USAGE: ArenaUsage = {
  used: 0,
  allocated: 0,
  highWater: 0,
  limit: Number.POSITIVE_INFINITY,
  chunks: 0,
  allocations: 0,
};

/** Bytes of an arena that is worth keeping for the next engine. */
const SPARE_BYTES = 4_096;

/** Arena of a disposed engine. Making one, with its block and its finalizer, takes as long as compiling a short formula. */
let spare: Arena | undefined;

function takeSpare(memory: LinearMemory | undefined, limit: number | undefined): Arena | undefined {
  if (limit !== undefined || (memory !== undefined && memory !== spare?.memory)) return undefined;
  const arena = spare;
  spare = undefined;
  return arena;
}

/** True if the arena is kept; what refers to it is stale then. */
function keepSpare(arena: Arena): boolean {
  const fits = arena.allocated <= SPARE_BYTES && arena.limit === Number.POSITIVE_INFINITY;
  if (spare !== undefined || !fits || arena.memory !== sharedMemory()) return false;
  arena.reset();
  spare = arena;
  return true;
}

/**
 * Holds one program at a time in a region of an arena and is reused for the next, which is written over it. The region
 * only grows, and at least doubles, so any number of loads needs bounded arena bytes; while the next program fits and has
 * as many variables and results, their cells stay where they are.
 *
 * Reuse an engine (a `Batch` holds one) for anything evaluated more than once; the one-shot `evaluate` parses, compiles
 * and loads on every call.
 */
export class Engine {
  readonly arena: Arena;
  readonly #ownsArena: boolean;
  #generation: number;
  readonly #allocationsBefore: number;
  #offset = 0;
  #capacity = 0;
  #program: Program | undefined;
  readonly #tiers: TierOptions;

  constructor({ arena, memory, limit, ...tiers }: EngineOptions = {}) {
    this.#tiers = tiers;
    this.#ownsArena = arena === undefined;
    this.arena =
      arena ??
      takeSpare(memory, limit) ??
      new Arena({ ...(memory && { memory }), ...(limit !== undefined && { limit }) });
    this.#generation = this.arena.generation;
    this.#allocationsBefore = this.arena.allocations;
  }

  /** The program loaded last; older ones are stale. */
  get program(): Program | undefined {
    return this.#program;
  }

  /** The arena's figures. Of an own arena, which serves one engine after another, those of this one. */
  get usage(): ArenaUsage {
    const { used, allocated, highWater, limit, chunks, allocations } = this.arena;
    if (!this.#ownsArena) return { used, allocated, highWater, limit, chunks, allocations };
    if (this.#generation !== this.arena.generation) return NO_USAGE;
    // An engine never takes bytes of its arena back.
    return {
      used,
      allocated,
      highWater: used,
      limit,
      chunks,
      allocations: allocations - this.#allocationsBefore,
    };
  }

  /** Bytes reserved for a program. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Whether {@link load} or {@link install} of such a program takes no arena bytes. */
  checkCapacity(need: Capacity): boolean {
    return this.#capacity >= need.bytes;
  }

  /**
   * Reserves room, so that loading such a program takes no arena bytes. Makes the present program stale if it has to move.
   *
   * @throws {@link ExprError} `ArenaExhausted`; what is loaded keeps running
   */
  ensureCapacity(need: Capacity): void {
    this.#checkIdle();
    if (this.#generation !== this.arena.generation) throw staleError();
    if (this.checkCapacity(need)) return;
    let bytes = Math.max(need.bytes, this.#capacity * 2);
    try {
      this.#offset = this.arena.alloc(bytes);
    } catch (error) {
      if (bytes === need.bytes) throw error;
      bytes = need.bytes;
      this.#offset = this.arena.alloc(bytes);
    }
    this.#capacity = bytes;
    this.reset();
  }

  /**
   * Copies a program into the arena, checks it and makes it the engine's program.
   *
   * @throws {@link ExprError} `Other` if the bytes are no program, `UnknownFunction` for a host function that `natives`
   *   lacks, `ArenaExhausted` if it does not fit; what was loaded before keeps running then
   */
  load(bytes: Uint8Array, natives: Natives = {}): Program {
    const words = alignedWords(bytes);
    verify(words);
    const functions = findNatives(words, natives);
    return this.install(programCapacity(words), functions, (memory, wordsOffset, cellsOffset) =>
      writeProgram(words, memory, wordsOffset, cellsOffset),
    );
  }

  /**
   * Makes the engine's program from an image that `write` writes and that needs no check.
   *
   * @param natives - host functions by their index in the program
   * @param keepViews - the program has as many variables and results as the one before, and views of those stay valid
   *   even if it does not fit into its place
   */
  install(
    need: Capacity,
    natives: readonly InPlaceFunction[],
    write: (memory: LinearMemory, wordsOffset: number, cellsOffset: number) => void,
    keepViews = false,
  ): Program {
    const valuesOffset = keepViews ? this.#program?.valuesOffset : undefined;
    this.ensureCapacity(need);
    this.reset();
    // A caller's memory may have grown since; the bump allocator did not look.
    this.arena.memory.refresh();
    write(this.arena.memory, this.#offset + need.cellBytes, this.#offset);
    this.#program = new Program(this.arena, this.#offset, need, natives, this.#tiers, valuesOffset);
    return this.#program;
  }

  /** Forgets the program; it is stale from now on. The reserved region stays. */
  reset(): void {
    this.#checkIdle();
    this.#program?.retire();
    this.#program = undefined;
  }

  /** Gives an own arena back. */
  dispose(): void {
    this.reset();
    if (!this.#ownsArena || this.#generation !== this.arena.generation) return;
    if (!keepSpare(this.arena)) this.arena.dispose();
  }

  /** @throws {@link ExprError} `Other` while a host function that the program called is running */
  #checkIdle(): void {
    if (this.#program?.running) throw runningError();
  }
}
