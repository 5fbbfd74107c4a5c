import { LinearMemory } from "./linear-memory.ts";

/** Untouched pages cost no physical memory; a second wasm memory would reserve gigabytes of address space. */
const SIZE = 16 * 1024 * 1024;

let shared: LinearMemory | undefined;

/**
 * The memory of every arena that is given none: 16 MiB, made on first use, never grown, so views of it stay
 * valid. What does not fit needs a {@link LinearMemory} of its own.
 */
export function sharedMemory(): LinearMemory {
  shared ??= new LinearMemory({ initialBytes: SIZE, maximumBytes: SIZE });
  return shared;
}
