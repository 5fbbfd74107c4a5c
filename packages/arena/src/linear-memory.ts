import { ExprError } from "@zexpr/errors";
import { type Backing, bufferMemory, hasWasm, PAGE } from "./backing.ts";
import { checkWhole, exhausted } from "./check.ts";
import { FreeList } from "./free-list.ts";
import { checkPoison, poison } from "./poison.ts";
import { needStack } from "./stack.ts";

/**
 * Blocks begin at, and take, multiples of this many bytes: SIMD loads are aligned, and the first block is not
 * at 0.
 */
export const BLOCK_ALIGN = 16;
/** Where a memory made here stops growing by default: offsets stay positive as i32. */
const DEFAULT_MAXIMUM = 2 ** 31 - PAGE;

export interface LinearMemoryOptions {
  /**
   * A memory of the caller's, shared ones included. Only blocks from `allocate`, or from pages grown here,
   * are touched.
   */
  readonly memory?: WebAssembly.Memory | undefined;
  /** What to make when `memory` is missing. Default: `"wasm"` where the host has it. */
  readonly backing?: "wasm" | "array-buffer" | undefined;
  /** Bytes to begin with when `memory` is missing, rounded up to whole pages of 64 KiB. Default one page. */
  readonly initialBytes?: number | undefined;
  /**
   * Size at which growth stops, rounded up to whole pages; equal to the initial size: never grows. Default 2
   * GiB less a page.
   */
  readonly maximumBytes?: number | undefined;
  /**
   * For tests: free bytes are filled with 0xA5 and checked when handed out, every allocation moves the memory
   * so that stale views have length 0, and vectors check indices. Slow.
   */
  readonly debug?: boolean | undefined;
  /**
   * Takes blocks out of `memory`, as C's `malloc`: byte offset, 0 if there is no room. May grow the memory.
   */
  readonly allocate?: ((size: number) => number) | undefined;
  /** Gives a block of `allocate` back, as C's `free`. */
  readonly release?: ((offset: number) => void) | undefined;
}

/**
 * Bytes that JavaScript and WebAssembly see alike, over a `WebAssembly.Memory` or an `ArrayBuffer`, with an
 * allocator of blocks.
 *
 * Growth replaces {@link buffer} and the views, and detaches old ones: read them from here at each use, or
 * again whenever {@link epoch} changed. A caller's memory can grow at any moment: call {@link refresh} before
 * using the views again.
 */
export class LinearMemory {
  /** The WebAssembly memory, for imports of instances; undefined over an ArrayBuffer. */
  readonly wasm: WebAssembly.Memory | undefined;
  readonly debug: boolean;
  /** All bytes. */
  buffer!: ArrayBuffer | SharedArrayBuffer;
  /** View over all bytes; index = byte offset. */
  u8!: Uint8Array;
  /** View over all bytes; index = byte offset / 4. */
  i32!: Int32Array;
  /** View over all bytes; index = byte offset / 8. */
  f64!: Float64Array;
  /** How often the views were fetched; a change means that older ones are stale. */
  epoch = 0;
  /** Bytes in blocks that were not released. */
  used = 0;

  readonly #options: LinearMemoryOptions;
  readonly #backing: Backing;
  /** Threads share the buffer: growth replaces it without detaching it. */
  readonly #shared: boolean;
  /** Most bytes of the memory. */
  readonly #maximum: number;
  readonly #free = new FreeList();
  /** Blocks in use, by offset: bytes, and where the block begins before alignment. */
  readonly #blocks = new Map<number, readonly [bytes: number, raw: number]>();

  /**
   * @throws {@link ExprError} `Other` for options that contradict each other or sizes that are no whole
   * numbers, `ArenaExhausted` if the host has no room
   */
  constructor(options: LinearMemoryOptions = {}) {
    const {
      memory,
      allocate,
      release,
      backing,
      initialBytes = PAGE,
      maximumBytes = DEFAULT_MAXIMUM,
    } = options;
    if (!allocate !== !release || (allocate && !memory)) {
      throw new ExprError("Other", "allocate, release and memory go together");
    }
    checkWhole("initialBytes", initialBytes, 0);
    checkWhole("maximumBytes", maximumBytes, memory ? 0 : initialBytes);
    this.debug = options.debug ?? false;
    this.#options = options;
    this.#maximum = Math.min(Math.ceil(maximumBytes / PAGE), PAGE) * PAGE; // 65,536 pages are all that i32 can reach
    const initial = Math.ceil(initialBytes / PAGE);
    try {
      const wasm = backing ? backing === "wasm" : hasWasm();
      this.wasm =
        memory ?? (wasm ? new WebAssembly.Memory({ initial, maximum: this.#maximum / PAGE }) : undefined);
      this.#backing = this.wasm ?? bufferMemory(initial, this.debug);
    } catch (cause) {
      throw new ExprError("ArenaExhausted", `the host has no room for ${initialBytes} bytes`, { cause });
    }
    const { buffer } = this.#backing;
    this.#shared = buffer[Symbol.toStringTag] === "SharedArrayBuffer"; // `instanceof` fails across realms
    this.#renew();
    if (!memory) this.#give(0, buffer.byteLength);
  }

  /**
   * Fetches the views again if the memory grew behind our back. O(1); one comparison if nothing happened and
   * no threads share it.
   *
   * @returns true if the views were stale and are new now
   */
  refresh(): boolean {
    if ((this.i32.length !== 0 && !this.#shared) || this.#backing.buffer === this.buffer) return false;
    this.#renew();
    return true;
  }

  /**
   * Reserves a block. Its bytes are not zeroed. May grow the memory, which replaces the views.
   *
   * O(free ranges), or what `allocate` of the options costs.
   *
   * @param size - bytes, a whole number; rounded up to a multiple of 16
   * @returns byte offset, a multiple of 16, never 0; valid until {@link release}
   * @throws {@link ExprError} `ArenaExhausted` if the memory is full and cannot grow; nothing changed then
   */
  allocate(size: number): number {
    const offset = this.tryAllocate(size);
    if (offset === 0) throw exhausted("memory", size, this.used, this.#maximum, "maximumBytes");
    return offset;
  }

  /** As {@link allocate}, but returns 0 if there is no room. */
  tryAllocate(size: number): number {
    checkWhole("size", size, 0);
    const { allocate } = this.#options;
    const bytes = Math.max(1, Math.ceil(size / BLOCK_ALIGN)) * BLOCK_ALIGN;
    if (bytes > this.#maximum) return 0; // a foreign allocator would cut such a size to 32 bits
    this.refresh();
    // C allocators align to 8 or 16; spare bytes make it 16. `>>> 0`: wasm returns i32, negative from 2 GiB
    // on.
    const raw = allocate ? allocate(bytes + BLOCK_ALIGN) >>> 0 : this.#take(bytes);
    this.refresh();
    if (raw === 0) return 0;
    const offset = Math.ceil(raw / BLOCK_ALIGN) * BLOCK_ALIGN;
    this.#blocks.set(offset, [bytes, raw]);
    this.used += bytes;
    if (this.debug) {
      (allocate ? poison : checkPoison)(this.u8, offset, offset + bytes);
      this.move();
    }
    return offset;
  }

  /**
   * Gives a block back. O(free ranges).
   *
   * @throws {@link ExprError} `Other` if no block in use begins at `offset`: released twice, or never
   * allocated
   */
  release(offset: number): void {
    const block = this.#blocks.get(offset);
    if (!block) throw new ExprError("Other", `no block at ${offset}: released twice?`);
    const [bytes, raw] = block;
    this.refresh();
    this.#blocks.delete(offset);
    this.used -= bytes;
    if (this.debug) poison(this.u8, offset, offset + bytes);
    if (this.#options.release) this.#options.release(raw);
    else this.#free.give(offset, offset + bytes);
  }

  /** Debug mode only: moves all bytes, so that views fetched earlier have length 0. Nothing otherwise. */
  move(): void {
    if (this.debug) this.#extend(0);
  }

  #renew(): void {
    const { buffer } = this.#backing;
    const u8 = new Uint8Array(buffer);
    const i32 = new Int32Array(buffer);
    const f64 = new Float64Array(buffer);
    // All or none: where one cannot be made, because the stack ends, the old ones still show that they are stale.
    this.buffer = buffer;
    this.u8 = u8;
    this.i32 = i32;
    this.f64 = f64;
    this.epoch++;
  }

  /** Takes over bytes that nobody uses; byte 0 stays out, so that no block begins there. */
  #give(start: number, end: number): void {
    if (start === end) return;
    if (this.debug) poison(this.u8, start, end);
    this.#free.give(start || BLOCK_ALIGN, end);
  }

  /**
   * Takes a block from free bytes; grows the memory for it, to twice its size if it was made here. 0 if there
   * is no room.
   */
  #take(bytes: number): number {
    // More than one round if another thread grows a shared memory at the same moment: then our pages lie
    // behind theirs.
    for (;;) {
      const offset = this.#free.take(bytes);
      if (offset !== 0) return offset;
      const size = this.buffer.byteLength;
      const room = this.#maximum - size;
      const least = Math.ceil((bytes - this.#free.tail(size)) / PAGE) * PAGE;
      if (least > room) return 0;
      const wish = this.#options.memory ? least : Math.max(least, Math.min(size, room));
      if (!this.#extend(wish) && !this.#extend(least)) return 0;
    }
  }

  /**
   * Grows the memory and takes over the new bytes. False if the host, or the caller's memory, has no room.
   */
  #extend(bytes: number): boolean {
    // Otherwise the end of the stack would look like a host without room, or come between the growth and the new views.
    needStack();
    let start: number;
    try {
      start = this.#backing.grow(bytes / PAGE) * PAGE;
    } catch {
      return false;
    }
    this.#renew();
    this.#give(start, start + bytes);
    return true;
  }
}
