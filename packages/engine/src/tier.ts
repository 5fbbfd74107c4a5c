import type { LinearMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import type { InPlaceFunction } from "@zexpr/ir";

/**
 * What executes programs. `"wasm"` translates each to WebAssembly when it is made; `"interpreter"` never does, nor asks the
 * host for it; `"auto"` interprets a program until translating it pays, or `prepare` is called, and also where the host
 * refuses.
 */
export type Tier = "auto" | "interpreter" | "wasm";

export interface TierOptions {
  /** Default `"auto"`. */
  readonly tier?: Tier | undefined;
  /**
   * Instructions that a program of tier `"auto"` executes before it is translated; `Infinity`: only `prepare` does that. Default
   * 100,000, and 100 for each instruction of the program: by then, interpreting has taken about as long as translating does.
   */
  readonly wasmAfter?: number | undefined;
}

/**
 * Evaluates a program where it lies: counts the evaluation, fills the budget, and leaves results and state as the interpreter
 * does. Returns a status; negative when a host function has taken the memory away.
 */
export type Translation = () => number;

/** A program as it lies in memory, and the host functions that it calls, by index. */
export interface ProgramViews {
  readonly natives: readonly InPlaceFunction[];
  readonly words: Int32Array;
  readonly cells: Float64Array;
  readonly state: Int32Array;
}

/** Makes {@link Translation}s. */
export interface Translator {
  /** @throws {@link ExprError} if the host refuses; it is asked once */
  check(): void;
  /**
   * @param callNative - calls the host function that the program waits for; returns a status, or a negative number when the
   *   program's memory is gone
   * @throws {@link ExprError} if the host refuses
   */
  translate(program: ProgramViews, memory: LinearMemory, callNative: () => number): Translation;
}

let translator: Translator | undefined;

/** Gives this realm's programs a translator. Without one there is the interpreter only. */
export function provideTranslator(provided: Translator): void {
  translator = provided;
}

/** The translator for programs in a memory, if they can have one. */
export function translatorFor(memory: LinearMemory): Translator | undefined {
  return memory.wasm === undefined ? undefined : translator;
}

/** @throws {@link ExprError} `Other` for options that do not exist, are out of range, or that the host or the memory cannot serve */
export function checkTier({ tier = "auto", wasmAfter = 0 }: TierOptions, memory: LinearMemory): void {
  if (tier !== "auto" && tier !== "interpreter" && tier !== "wasm")
    throw new ExprError("Other", `tier must be "auto", "interpreter" or "wasm", not ${String(tier)}`);
  if (!(wasmAfter >= 0))
    throw new ExprError("Other", `wasmAfter must be a number of instructions, not ${String(wasmAfter)}`);
  if (tier !== "wasm") return;
  if (translator === undefined)
    throw new ExprError(
      "Other",
      'tier "wasm" is not part of zexpr/interpreter: import zexpr, or use "interpreter"',
    );
  if (memory.wasm === undefined)
    throw new ExprError(
      "Other",
      'tier "wasm" needs a memory of WebAssembly, not an ArrayBuffer: use another memory, or the tier "auto"',
    );
  translator.check();
}
