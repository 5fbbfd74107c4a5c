import { poison } from "./poison.ts";

/** Bytes of a WebAssembly page. */
export const PAGE = 65_536;

/** What a `LinearMemory` needs of the memory below it. `WebAssembly.Memory` is one. */
export interface Backing {
  readonly buffer: ArrayBufferLike;
  /** Adds pages, which replaces {@link buffer}, and returns the former count. Throws if the host has no room. */
  grow(pages: number): number;
}

/** What this package asks of the host beyond ECMAScript; each may be missing. */
interface Host {
  readonly WebAssembly?: typeof WebAssembly;
  readonly structuredClone?: (value: ArrayBuffer, options: { transfer: ArrayBuffer[] }) => unknown;
}

/** False where WebAssembly is missing or switched off, as in some locked-down browsers. */
export function hasWasm(): boolean {
  return (globalThis as Host).WebAssembly !== undefined;
}

/** An ArrayBuffer that grows as a `WebAssembly.Memory` does. */
export class BufferMemory implements Backing {
  buffer: ArrayBuffer;

  /** @throws RangeError if the host has no room */
  constructor(pages: number) {
    this.buffer = new ArrayBuffer(pages * PAGE);
  }

  /** Copies all bytes. Stale views then have length 0, or show poison where the host cannot detach buffers. */
  grow(pages: number): number {
    const old = new Uint8Array(this.buffer);
    const former = old.length / PAGE;
    const grown = new Uint8Array(old.length + pages * PAGE);
    grown.set(old);
    this.buffer = grown.buffer;
    poison(old, 0, old.length);
    (globalThis as Host).structuredClone?.(old.buffer, { transfer: [old.buffer] });
    return former;
  }
}
