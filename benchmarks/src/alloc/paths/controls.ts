import { Context, type LinearMemory } from "zexpr";
import { evaluateLoop } from "./loops.ts";
import { makeBatch, type Subject, subjectOf } from "./path.ts";

/** An evaluation whose allocation is known: a meter must read it, or its other readings mean nothing. */
export interface Control {
  readonly name: string;
  /** Evaluations per planted allocation; 0: nothing is planted. */
  readonly every: number;
  prepare(): Subject;
}

/** Bytes of what is planted: a boxed double, that is a map word and the number, in a V8 without pointer compression. */
export const PLANTED_BYTES = 16;

/** The real path with something planted in it, and without. */
export const CONTROLS: readonly Control[] = [
  { name: "nothing planted", every: 0, prepare: () => prepareControl(0) },
  { name: "a boxed double planted in every evaluation", every: 1, prepare: () => prepareControl(1) },
  {
    name: "a boxed double planted in one evaluation of a million",
    every: 1_000_000,
    prepare: () => prepareControl(1_000_000),
  },
];

/** Evaluations that get the optimiser used to a planted allocation, before it becomes rare. */
const FAMILIAR = 20_000;

function prepareControl(every: number): Subject {
  const plan = { every: 0, left: 0 };
  const kept: unknown[] = ["an array of mixed elements boxes its doubles"];

  function planted(memory: LinearMemory, args: number, _count: number, result: number): void {
    const value = memory.f64[args >>> 3] as number;
    memory.f64[result >>> 3] = value;
    if (plan.every === 0 || --plan.left > 0) return;
    plan.left = plan.every;
    // A fraction, since small integers are not boxed.
    kept[0] = Number.isInteger(value) ? value + 0.5 : value;
  }

  const context = new Context();
  context.addFunctionInPlace("planted", 1, planted);
  const batch = makeBatch(["x"], ["planted(x) * 2"], { context, tier: "interpreter" });
  const run = evaluateLoop(batch, "interpreter");
  plan.every = Math.min(every, 4);
  run(FAMILIAR);
  plan.every = plan.left = every;
  return subjectOf(batch, run);
}
