import { ExprError, type LinearMemory } from "zexpr";
import { Refusal } from "./status.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

/**
 * Checks that C may mean `size` bytes at `address`.
 *
 * @throws {@link Refusal} `NullPointer`; `InvalidPointer` outside the memory or unless a multiple of `align`
 */
export function checkRange(
  memory: LinearMemory,
  address: number,
  size: number,
  align: number,
  what: string,
): void {
  if (address === 0) throw new Refusal("NullPointer", `${what} is NULL`);
  memory.refresh();
  if (address % align !== 0) throw new Refusal("InvalidPointer", `${what} is not aligned to ${align} bytes`);
  if (address + size > memory.u8.length)
    throw new Refusal("InvalidPointer", `${what} lies outside the memory`);
}

/**
 * Reads a NUL-terminated UTF-8 string. O(length).
 *
 * @throws {@link Refusal} `NullPointer`, `InvalidPointer` if no NUL follows, `InvalidUtf8`
 */
export function readString(memory: LinearMemory, address: number, what: string): string {
  checkRange(memory, address, 1, 1, what);
  const end = memory.u8.indexOf(0, address);
  if (end < 0) throw new Refusal("InvalidPointer", `${what} does not end before the memory does`);
  const text = decodeUtf8(memory.u8, address, end);
  if (text === undefined) throw new Refusal("InvalidUtf8", `${what} is not valid UTF-8`);
  return text;
}

/** A new block with the NUL-terminated text. @throws {@link ExprError} `ArenaExhausted` */
export function newString(memory: LinearMemory, text: string): number {
  const size = 3 * text.length + 1;
  const address = memory.allocate(size);
  memory.u8[encodeUtf8(text, memory.u8, address, address + size)] = 0;
  return address;
}

/**
 * The double that a function was handed by address.
 *
 * @throws {@link ExprError} `ArenaExhausted` if there was no room to put it
 */
export function readDouble(memory: LinearMemory, address: number): number {
  if (address === 0)
    throw new ExprError("ArenaExhausted", "the memory has no 8 bytes left to pass the value");
  memory.refresh();
  return memory.f64[address >>> 3] as number;
}
