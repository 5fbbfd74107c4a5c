import type { ArenaUsage, Engine, Program } from "@zexpr/engine";

/** Work done by a batch, and memory it takes. */
export interface BatchStatistics {
  /** What executes the program. */
  readonly tier: "interpreter" | "wasm";
  /** Build of the math kernels that it uses; both give the same bits. */
  readonly kernels: "javascript" | "wasm";
  readonly evaluations: number;
  /** Bytes of the program image: code, tables, values. 0 before it is built. */
  readonly programBytes: number;
  /** f64 cells reserved for registers, argument windows and function frames, and the most ever in use. */
  readonly registers: number;
  readonly registersHighWater: number;
  /** Call frames reserved, and the most ever in use. */
  readonly frames: number;
  readonly framesHighWater: number;
  /** The arena that holds the program; the batch's own unless one was given. Bytes and counts. */
  readonly arena: ArenaUsage;
}

export function batchStatistics(
  engine: Engine,
  program: Program | undefined,
  earlierEvaluations: number,
): BatchStatistics {
  const now = program === undefined || program.stale ? undefined : program.statistics();
  const tier = now?.tier ?? "interpreter";
  return {
    tier,
    kernels: tier === "wasm" ? "wasm" : "javascript",
    evaluations: earlierEvaluations + (now?.evaluations ?? 0),
    programBytes: now?.programBytes ?? 0,
    registers: now?.registers ?? 0,
    registersHighWater: now?.registersHighWater ?? 0,
    frames: now?.frames ?? 0,
    framesHighWater: now?.framesHighWater ?? 0,
    arena: engine.usage,
  };
}
