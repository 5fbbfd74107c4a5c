/** What a module must say of the memory it imports. Sizes in pages of 64 KiB. */
export interface MemoryDescriptor {
  /** Must equal the memory's own flag. */
  readonly shared: boolean;
  /** Least size; default 0, which every memory satisfies. */
  readonly initial?: number;
  /** Upper bound of the memory's own maximum; default none, or 65,536 for shared memories, which need one. */
  readonly maximum?: number;
}

const IMPORT_SECTION = 2;
const KIND_FUNCTION = 0;
const KIND_MEMORY = 2;

function readUnsigned(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  let shift = 0;
  for (;;) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte < 0x80) return [value, at];
  }
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value % 128;
    value = (value - low) / 128;
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return bytes;
}

function skipName(bytes: Uint8Array, at: number): number {
  const [length, next] = readUnsigned(bytes, at);
  return next + length;
}

/**
 * A copy of a WebAssembly module whose imported memory has the given limits and shared flag: the type of an imported memory is part of
 * the module, and must suit the memory at hand.
 *
 * Linear in the module's size. Only for modules whose imports are functions and one memory, as ours are.
 *
 * @throws Error when the module imports no memory, which ours do
 */
export function patchMemoryImport(module: Uint8Array, memory: MemoryDescriptor): Uint8Array<ArrayBuffer> {
  const maximum = memory.maximum ?? (memory.shared ? 65536 : undefined);
  const flags = (maximum === undefined ? 0 : 1) | (memory.shared ? 2 : 0);
  const limits = [
    flags,
    ...unsigned(memory.initial ?? 0),
    ...(maximum === undefined ? [] : unsigned(maximum)),
  ];
  for (let at = 8; at < module.length; ) {
    const [size, start] = readUnsigned(module, at + 1);
    const end = start + size;
    if (module[at] === IMPORT_SECTION) {
      let [count, p] = readUnsigned(module, start);
      for (; count > 0; count--) {
        p = skipName(module, skipName(module, p));
        const kind = module[p++];
        if (kind === KIND_FUNCTION) {
          p = readUnsigned(module, p)[1];
        } else if (kind === KIND_MEMORY) {
          const limitsAt = p;
          const hasMaximum = ((module[p] as number) & 1) === 1;
          p = readUnsigned(module, p + 1)[1];
          if (hasMaximum) p = readUnsigned(module, p)[1];
          const header = unsigned(size - (p - limitsAt) + limits.length);
          const parts = [
            module.subarray(0, at + 1),
            header,
            module.subarray(start, limitsAt),
            limits,
            module.subarray(p),
          ];
          const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
          let to = 0;
          for (const part of parts) {
            out.set(part, to);
            to += part.length;
          }
          return out;
        }
      }
    }
    at = end;
  }
  throw new Error("the module imports no memory");
}
