import type { TierOptions } from "zexpr";
import type { Callbacks } from "./callbacks.ts";
import type { Handles } from "./handles.ts";
import type { PanicHandler } from "./panic.ts";
import type { FunctionName } from "./prototypes.ts";
import type { Outcome } from "./result.ts";
import type { TrackedMemory } from "./tracking.ts";

/** What the functions of a library work on. */
export interface Services {
  readonly memory: TrackedMemory;
  readonly handles: Handles;
  readonly callbacks: Callbacks;
  readonly panic: PanicHandler;
  /** What executes the library's batches. */
  readonly tiers: TierOptions;
  /** What the running function that returns an ExprResult has to say: success, unless it says otherwise. */
  readonly outcome: Outcome;
}

/**
 * A function of the interface as the library implements it. Arguments are unsigned integers: addresses, handles, sizes.
 * Doubles are handed in, and returned, by address. An ExprResult goes to {@link Services.outcome}. Throws what it refuses.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: C functions without result return nothing
export type Implementation = (a: number, b: number, c: number, d: number) => number | void;

export type Implementations = { readonly [Name in FunctionName]: Implementation };
