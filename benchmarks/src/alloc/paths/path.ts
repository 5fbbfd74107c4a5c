import { Batch, type BatchOptions, type Tier } from "zexpr";

/** Runs what is measured `count` times. One call per window, so that the meter itself costs nothing inside it. */
export type Loop = (count: number) => void;

/** What is said about a path: that it allocates nothing, which fails the check if untrue, or that it may allocate. */
export type Claim = "zero" | "allocates";

/** Whether the library does more in each evaluation than evaluate: set values, call host functions, fail. */
export type Cold = "evaluates" | "does more";

/** What executes the programs of a path. */
export type PathTier = Exclude<Tier, "auto">;

/** Figures of the memory behind a path, by name. None may differ between the second and the millionth evaluation. */
export type Figures = Readonly<Record<string, number>>;

/** A path that is ready to run. */
export interface Subject {
  readonly run: Loop;
  /** Arena bytes and high-water marks; undefined for what keeps nothing. */
  readonly figures?: (() => Figures) | undefined;
  /** The programs that it evaluates, as bytes. */
  readonly programs?: (() => Uint8Array[]) | undefined;
  readonly dispose?: (() => void) | undefined;
}

/**
 * One way of using the library whose allocation is measured.
 *
 * Everything in this folder runs in browsers too: no Node modules.
 */
export interface Path {
  /** What it belongs to: a line of the summary. */
  readonly group: string;
  /** Unique within the group. */
  readonly name: string;
  readonly claim: Claim;
  /** Evaluated a hundred million times too. */
  readonly soak?: true;
  /**
   * In WebAssembly it is claimed to allocate nothing from the second evaluation on, with nothing optimised. So its loop and
   * its host functions move doubles as integers there: V8's interpreter boxes what it reads. V8's own data about the code
   * stays small where the library does nothing but evaluate.
   */
  readonly cold?: Cold;
  prepare(tier: PathTier): Subject;
}

/** A batch with these variables and expressions, compiled. */
export function makeBatch(
  variables: readonly string[],
  expressions: readonly string[],
  options: BatchOptions = {},
): Batch {
  const batch = new Batch(options);
  for (const name of variables) batch.addVariable(name, 1);
  for (const source of expressions) batch.addExpression(source);
  batch.prepare();
  return batch;
}

/** The rest of a path that runs a batch. */
export function subjectOf(batch: Batch, run: Loop): Subject {
  return {
    run,
    figures: () => figuresOf(batch),
    programs: () => [batch.toProgram()],
    dispose: () => batch.dispose(),
  };
}

/** What {@link Batch.statistics} says about memory. */
export function figuresOf(source: Pick<Batch, "statistics">): Figures {
  const { arena, programBytes, registersHighWater, framesHighWater } = source.statistics();
  const { used, allocated, highWater, chunks, allocations } = arena;
  return {
    used,
    allocated,
    highWater,
    chunks,
    allocations,
    programBytes,
    registersHighWater,
    framesHighWater,
  };
}
