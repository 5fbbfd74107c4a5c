import type { LinearMemory } from "@zexpr/arena";

/**
 * A function of the host that works on memory, so that no double crosses a call.
 *
 * Offsets are bytes in `memory`: read argument `i` from `memory.f64[argOffset / 8 + i]`, write the result to
 * `memory.f64[resultOffset / 8]` (it is NaN before). Returning a Status number other than 0, or throwing, fails the
 * evaluation. It may grow the memory (call `memory.refresh()` before using its views again), but not change or evaluate
 * the batch that calls it.
 */
export interface InPlaceFunction {
  (
    memory: LinearMemory,
    argOffset: number,
    argCount: number,
    resultOffset: number,
    // biome-ignore lint/suspicious/noConfusingVoidType: a function without return statement is the usual one
  ): number | undefined | void;
  /** What programs in WebAssembly may call in its place. */
  readonly direct?: DirectFunction;
}

/**
 * A WebAssembly function that does what an {@link InPlaceFunction} does, for programs in its memory. A trap, or an exception
 * that passes through it, fails the evaluation. It must not reset or dispose the arena in which the program lives.
 */
export interface DirectFunction {
  readonly memory: LinearMemory;
  /** `(argOffset: i32, argCount: i32): f64`, exported by WebAssembly. */
  readonly call: (argOffset: number, argCount: number) => number;
  /** Get and set the stack pointer of the module that it belongs to: a trap leaves it where it was at that moment. */
  readonly save: (() => number) | undefined;
  readonly restore: ((stackPointer: number) => void) | undefined;
}

/** Wraps a function on numbers. Calling it boxes doubles: about 16 bytes of JavaScript heap an argument and result. */
export function inPlace(call: (...args: number[]) => number, arity: number): InPlaceFunction {
  const store = (memory: LinearMemory, offset: number, value: number): void => {
    memory.refresh();
    memory.f64[offset >>> 3] = value;
  };
  const at = (memory: LinearMemory, offset: number): number => memory.f64[offset >>> 3] as number;
  switch (arity) {
    case 0:
      return (memory, _, __, result) => store(memory, result, call());
    case 1:
      return (memory, args, _, result) => store(memory, result, call(at(memory, args)));
    case 2:
      return (memory, args, _, result) => store(memory, result, call(at(memory, args), at(memory, args + 8)));
    default:
      return (memory, args, count, result) =>
        store(memory, result, call(...memory.f64.subarray(args >>> 3, (args >>> 3) + count)));
  }
}
