import type { Loop } from "./meter.ts";

/** A loop whose allocation is known: the meter must read it before its other readings mean anything. */
export interface Control {
  readonly name: string;
  /** Bytes per evaluation, on a 64-bit V8 without pointer compression (Node's). */
  readonly bytes: number;
  readonly loop: Loop;
}

// A double in an array of mixed elements is always boxed: a map word and the 8 bytes of the number.
const mixed: unknown[] = ["not a number"];
const cells = new Float64Array(1);

export const CONTROLS: readonly Control[] = [
  {
    name: "nothing (control)",
    bytes: 0,
    loop: (count) => {
      for (let i = 0; i < count; i++) cells[0] = i * 0.5;
    },
  },
  {
    name: "one boxed double (control)",
    bytes: 16,
    loop: (count) => {
      for (let i = 0; i < count; i++) mixed[0] = i + 0.5;
    },
  },
];
