import { poison } from "./poison.ts";

/** Bytes of a WebAssembly page. */
export const PAGE = 65_536;

/** What a `LinearMemory` needs of the memory below it. `WebAssembly.Memory` is one. */
export interface Backing {
  readonly buffer: ArrayBufferLike;
  /**
   * Adds pages, which replaces {@link buffer}, and returns the former count. Throws if the host has no room.
   */
  grow(pages: number): number;
}

/** What this package asks of the host beyond ECMAScript; each may be missing. */
interface Host {
  readonly WebAssembly?: typeof WebAssembly;
  readonly structuredClone?: (value: ArrayBufferLike, options: { transfer: ArrayBufferLike[] }) => unknown;
}

/** False where WebAssembly is missing or switched off, as in some locked-down browsers. */
export function hasWasm(): boolean {
  return (globalThis as Host).WebAssembly !== undefined;
}

/**
 * An ArrayBuffer that grows as a `WebAssembly.Memory` does, by copying all bytes. Stale views show poison. Only debug mode
 * detaches them: V8 lets every access to any typed array check for detachment from the first time on that one is detached.
 *
 * @throws RangeError if the host has no room
 */
export function bufferMemory(initial: number, debug: boolean): Backing {
  let bytes = new Uint8Array(initial * PAGE);
  return {
    get buffer() {
      return bytes.buffer;
    },
    grow(pages) {
      const old = bytes;
      const grown = new Uint8Array(old.length + pages * PAGE);
      grown.set(old);
      const former = old.length / PAGE;
      poison(old, 0, old.length);
      bytes = grown;
      if (debug) (globalThis as Host).structuredClone?.(old.buffer, { transfer: [old.buffer] });
      return former;
    },
  };
}
