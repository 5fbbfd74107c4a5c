import type { LinearMemory } from "zexpr";
import { encodeUtf8 } from "./utf8.ts";

/** What a function that returns an ExprResult has to say. One object, used again at each call. */
export interface Outcome {
  status: number;
  value: number;
  index: number;
  message: string;
}

/** Layout of ExprResult in wasm32 C, in bytes. */
export const RESULT: {
  readonly status: number;
  readonly value: number;
  readonly index: number;
  readonly error: number;
  readonly errorSize: number;
  readonly size: number;
  readonly align: number;
} = { status: 0, value: 8, index: 16, error: 20, errorSize: 256, size: 280, align: 8 };

/** Writes an outcome to an address that was checked. */
export function writeResult(memory: LinearMemory, address: number, outcome: Outcome): void {
  memory.refresh();
  memory.i32[(address + RESULT.status) >>> 2] = outcome.status;
  memory.f64[(address + RESULT.value) >>> 3] = outcome.value;
  memory.i32[(address + RESULT.index) >>> 2] = outcome.index;
  const text = address + RESULT.error;
  const { message } = outcome;
  // Iterating over a text allocates where JavaScript is not optimised.
  const end = message === "" ? text : encodeUtf8(message, memory.u8, text, text + RESULT.errorSize - 1);
  memory.u8[end] = 0;
}
