import type { Loop } from "./path.ts";

/** Evaluations per short call, and number of long ones. */
const SHORT_CALL = 50;
const LONG_CALLS = 10;

/**
 * Evaluates in calls of at most 50 evaluations, as an application does. Each call of a loop that V8 has only optimised in
 * the middle begins in its interpreter, with the boxes of an evaluation; many calls make it optimise the entry too.
 */
export function runInShortCalls(run: Loop, evaluations: number): void {
  for (let left = evaluations; left > 0; left -= SHORT_CALL) {
    // Two functions at one place, so that V8 inlines neither: it would optimise the copy instead of the function.
    for (let turn = 0; turn < 2; turn++) (turn === 0 ? run : doNothing)(Math.min(left, SHORT_CALL));
  }
}

function doNothing(_count: number): void {}

/**
 * Evaluates so that afterwards nothing is left to optimise: in short calls, in long ones, whose counts may refute what V8
 * has assumed, and again in short ones.
 */
export function warmUp(run: Loop, evaluations: number): void {
  const third = Math.ceil(evaluations / 3);
  runInShortCalls(run, third);
  for (let i = 0; i < LONG_CALLS; i++) run(Math.ceil(third / LONG_CALLS));
  runInShortCalls(run, third);
}
