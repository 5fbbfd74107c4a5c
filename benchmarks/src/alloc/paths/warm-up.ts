import type { Loop } from "./path.ts";

/** Evaluations per call in the first half, and calls in the second. */
const SHORT_CALL = 50;
const LONG_CALLS = 10;

/**
 * Runs so that afterwards nothing is left to optimise.
 *
 * Half in short calls, so that V8 optimises the loop's entry: otherwise each call would begin in the interpreter, with the
 * boxes of one evaluation, until it reaches the code that was optimised for the middle of the loop. Then in long ones.
 */
export function warmUp(run: Loop, evaluations: number): void {
  for (let i = 0; i < evaluations / 2; i += SHORT_CALL) run(SHORT_CALL);
  for (let i = 0; i < LONG_CALLS; i++) run(Math.ceil(evaluations / 2 / LONG_CALLS));
}
