import { LinearMemory, sharedMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";

/** Bytes of a memory for what the shared one has no room for. */
const OVERFLOW_BYTES = 1 << 24;
/** Beyond this the shared memory counts as full, so that finding out costs no exception. */
const SHARED_BYTES = 15 << 20;

let overflow: LinearMemory | undefined;

/**
 * Memory with room for a program: the shared one, which never grows, or else one that is replaced when it is full and
 * goes away with the last program in it.
 *
 * @param sharedIsFull - the shared memory has refused already
 */
export function memoryFor(bytes: number, sharedIsFull = false): LinearMemory {
  const shared = sharedMemory();
  if (!sharedIsFull && shared.used + bytes <= SHARED_BYTES) return shared;
  // An arena takes a chunk of at least 1 KiB; twice the need leaves room to align it.
  const need = 2 * bytes + 1_024;
  if (overflow === undefined || overflow.used + need > overflow.buffer.byteLength) {
    overflow = newMemory(Math.max(OVERFLOW_BYTES, need));
  }
  return overflow;
}

/** Of WebAssembly, if the host has address space left: such a memory reserves gigabytes of it. */
function newMemory(bytes: number): LinearMemory {
  const size = { initialBytes: bytes, maximumBytes: bytes };
  try {
    return new LinearMemory(size);
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    return new LinearMemory({ ...size, backing: "array-buffer" });
  }
}
