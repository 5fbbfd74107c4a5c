import type { LinearMemory } from "./linear-memory.ts";

/** A block of an arena. */
export interface Chunk {
  /** Byte offset in the memory. */
  readonly offset: number;
  /** Usable bytes. */
  readonly size: number;
  /** Bytes of the chunks before it. */
  readonly start: number;
}

const registry: FinalizationRegistry<() => void> = /* @__PURE__ */ new FinalizationRegistry((release) =>
  release(),
);

/** Gives chunk `from` and those after it back to the memory. */
export function releaseChunks(memory: LinearMemory, chunks: Chunk[], from: number): void {
  for (const { offset } of chunks.splice(from)) memory.release(offset);
}

/**
 * Releases what is left in `chunks` some time after `arena` was collected. Keeps no reference to `arena`.
 * A disposed arena leaves nothing, so that nobody has to take this back.
 */
export function releaseWhenForgotten(arena: object, memory: LinearMemory, chunks: Chunk[]): void {
  registry.register(arena, () => releaseChunks(memory, chunks, 0), arena);
}

/** Takes {@link releaseWhenForgotten} back: registered objects live on until the next full garbage collection. */
export function forgetNothing(arena: object): void {
  registry.unregister(arena);
}
