import { LinearMemory, sharedMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";

/** Bytes of a memory for what the shared one has no room for. */
const OVERFLOW_BYTES = 1 << 24;
/** Beyond this the shared memory counts as full, so that finding out costs no exception. */
const SHARED_BYTES = 15 << 20;

let overflow: LinearMemory | undefined;

/**
 * Memory with room for a program or columns: the shared one, which never grows, or else one that is replaced when it is full and
 * goes away with the last user of it. What is large gets a memory of its own.
 *
 * @param sharedIsFull - the shared memory has refused already
 */
export function memoryFor(bytes: number, sharedIsFull = false): LinearMemory {
  const shared = sharedMemory();
  if (!sharedIsFull && shared.used + bytes <= SHARED_BYTES) return shared;
  // An arena takes a chunk of at least 1 KiB; it is aligned.
  const need = bytes + 2_048;
  if (need > OVERFLOW_BYTES) return newMemory(need);
  if (overflow === undefined || overflow.used + need > overflow.buffer.byteLength) {
    overflow = newMemory(OVERFLOW_BYTES);
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

/** 2 GiB, which is what the code of columns can address. */
const PAGES = 32_767;
/** A larger memory is not worth keeping for somebody who may never come. */
const MOST_SPARE_BYTES = 1 << 28;

/** Memory of disposed columns. Hosts do not count memory that threads share as garbage, so that using it again is the only way not to fill up. */
let spare: LinearMemory | undefined;

/**
 * Memory that threads can share. It grows in place, so that views of it stay valid.
 *
 * @throws {@link ExprError} `Other` where there is none, `ArenaExhausted` where there is no room
 */
export function threadMemory(): LinearMemory {
  const kept = spare;
  spare = undefined;
  if (kept !== undefined) return kept;
  try {
    // Address space, of which pages are taken as they are needed.
    return new LinearMemory({ memory: new WebAssembly.Memory({ initial: 0, maximum: PAGES, shared: true }) });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new ExprError("ArenaExhausted", "the host has no room for memory that threads share", { cause });
    const message =
      "the host has no memory that threads can share: a web page has to be cross-origin isolated for that. Make columns without `shared`";
    throw new ExprError("Other", message, { cause });
  }
}

/** Keeps a memory that nobody uses any more for the next {@link threadMemory}. */
export function keepThreadMemory(memory: LinearMemory): void {
  if (memory.used === 0 && memory.buffer.byteLength <= MOST_SPARE_BYTES) spare = memory;
}
