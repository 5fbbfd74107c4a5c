import { Context, type LinearMemory } from "zexpr";
import type { Control } from "./controls.ts";
import { evaluateLoop } from "./loops.ts";
import { makeBatch, type Subject, subjectOf } from "./path.ts";

/** A control in WebAssembly, where nothing is warmed up before. */
export interface ColdControl extends Pick<Control, "name" | "prepare"> {
  /** How many boxes are planted in the evaluations, from 0, of a range. */
  planted(from: number, to: number): number;
}

/** The first evaluations plant something each, so that V8 has made its data about that code before the first reading. */
const FAMILIAR = 500;
/** The one evaluation in which something is planted afterwards: before the last reading, in the quick form too. */
const ONCE = 5_000;

/** The real path in WebAssembly, with something planted in a host function that it calls, and without. */
export const COLD_CONTROLS: readonly ColdControl[] = [
  { name: "nothing planted", planted: () => 0, prepare: () => prepareControl(-1) },
  {
    name: "a boxed double planted in every evaluation",
    planted: (from, to) => to - from,
    prepare: () => prepareControl(Number.POSITIVE_INFINITY),
  },
  {
    name: "a boxed double planted in one evaluation",
    planted: (from, to) => Math.max(0, FAMILIAR - from) + (from <= ONCE && ONCE < to ? 1 : 0),
    prepare: () => prepareControl(FAMILIAR),
  },
];

/** @param always - evaluations, from the first, that plant something; then only one does, or none if this is negative */
function prepareControl(always: number): Subject {
  let evaluation = 0;
  const once = always < 0 ? -1 : ONCE;
  const kept: unknown[] = ["an array of mixed elements boxes its doubles"];

  function planted(memory: LinearMemory, args: number, _count: number, result: number): void {
    memory.u8.copyWithin(result, args, args + 8);
    // A fraction, since small integers are not boxed.
    if (evaluation < always || evaluation === once) kept[0] = evaluation + 0.5;
    evaluation++;
  }

  const context = new Context();
  context.addFunctionInPlace("planted", 1, planted);
  const batch = makeBatch(["x"], ["planted(x) * 2"], { context, tier: "wasm" });
  return subjectOf(batch, evaluateLoop(batch, "wasm"));
}
