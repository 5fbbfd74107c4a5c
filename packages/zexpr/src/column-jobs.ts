import type { ColumnLayout, ColumnTier, Failure, TierOptions } from "@zexpr/engine";

/** Columns that a worker is to evaluate, in memory that it shares. */
export interface ColumnTask {
  readonly memory: WebAssembly.Memory;
  /** Byte address of the worker's own copy of the program, and bytes of its cells, which come first. */
  readonly program: number;
  readonly cellBytes: number;
  readonly scratch: number;
  readonly layout: ColumnLayout;
  readonly tiers: TierOptions;
  /** Byte address of an i32: the next row that nobody has taken. */
  readonly next: number;
}

/** What workers are told. Tasks are known by a number. */
export type ColumnRequest =
  | { readonly kind: "load"; readonly id: number; readonly task: ColumnTask }
  | { readonly kind: "run"; readonly id: number; readonly rows: number }
  | { readonly kind: "drop"; readonly id: number };

/** What they answer when there are no more rows. */
export interface ColumnReply {
  readonly status: number;
  /** Lowest row of theirs that failed, or -1. */
  readonly row: number;
  readonly failure: Failure | undefined;
  readonly tier: ColumnTier;
  /** Text of an error that is no row's: the worker could not work. */
  readonly error?: string;
}

/** Rows that a worker takes at a time: a multiple of every vector's, so that no two workers write to one vector. */
export const ROWS_AT_ONCE = 16_384;
