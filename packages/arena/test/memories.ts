import { LinearMemory, type LinearMemoryOptions } from "../src/index.ts";

/** Bytes of a page. */
export const PAGE = 65_536;

/** What the suites run over. All of it behaves alike. */
export const MEMORIES: [name: string, make: (options?: LinearMemoryOptions) => LinearMemory][] = [
  ["wasm", (options) => new LinearMemory({ backing: "wasm", ...options })],
  ["array-buffer", (options) => new LinearMemory({ backing: "array-buffer", ...options })],
  ["wasm, debug", (options) => new LinearMemory({ backing: "wasm", debug: true, ...options })],
  [
    "array-buffer, debug",
    (options) => new LinearMemory({ backing: "array-buffer", debug: true, ...options }),
  ],
  [
    "a caller's memory",
    ({ initialBytes = PAGE, maximumBytes = 2 ** 30 } = {}) => {
      const foreign = 3; // pages before ours
      const memory = new WebAssembly.Memory({ initial: foreign });
      const linear = new LinearMemory({ memory, maximumBytes: maximumBytes + foreign * PAGE });
      linear.release(linear.allocate(initialBytes - 16));
      return linear;
    },
  ],
];

/** The error that `action` throws, for assertions on its fields. */
export function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** Writes a pattern that depends on `seed` into a block. */
export function fill(memory: LinearMemory, offset: number, size: number, seed: number): void {
  for (let i = 0; i < size; i++) memory.u8[offset + i] = (seed * 31 + i * 7) & 0xff;
}

/** Index of the first byte that is not what {@link fill} wrote, or -1. */
export function firstDifference(memory: LinearMemory, offset: number, size: number, seed: number): number {
  for (let i = 0; i < size; i++) if (memory.u8[offset + i] !== ((seed * 31 + i * 7) & 0xff)) return i;
  return -1;
}
