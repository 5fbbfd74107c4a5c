import { type Allocations, listAllocations } from "../baseline/allocations.ts";
import { baseline } from "../baseline/peer.ts";
import { prepareSubject } from "../harness.ts";
import { zexprBatch } from "../peers/zexpr.ts";
import type { SuiteExpression } from "../suite/expression.ts";
import { ROWS } from "../suite/variables.ts";
import type { TimingSettings } from "../timing/in-turns.ts";
import { evaluateSuite } from "./evaluate.ts";
import { meanRatio, type Row } from "./row.ts";

/** exp-rs's plan expects that evaluation takes a quarter of the time without allocations. */
export const PLAN_SPEEDUP = 4;

/** Evaluations before each profile. */
const WARMUP = 60_000;

/** Before and after: the baseline, which makes everything anew for each evaluation, and zexpr. */
export interface PlanRow extends Row {
  /** Of one evaluation, variables set anew, by candidate. */
  readonly allocations: Readonly<Record<string, Allocations>>;
}

/**
 * Measures what exp-rs's plan for evaluation without allocations promises: the time of both first, then, since the
 * profiler gets in the way, what they allocate.
 *
 * @throws Error when a result differs from the reference
 */
export async function planSuite(
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
): Promise<PlanRow[]> {
  const timed = await evaluateSuite([zexprBatch, baseline], expressions, settings);
  const rows: PlanRow[] = [];
  for (const [index, expression] of expressions.entries()) {
    rows.push({ ...(timed[index] as Row), allocations: await listBoth(expression) });
  }
  return rows;
}

async function listBoth(expression: SuiteExpression): Promise<Record<string, Allocations>> {
  const found: Record<string, Allocations> = {};
  for (const peer of [zexprBatch, baseline]) {
    const subject = prepareSubject(peer, expression);
    if (subject === undefined) continue;
    // Each row of the inputs once: which branches are taken decides what is allocated.
    found[peer.name] = await listAllocations((count) => subject.run(0, count), WARMUP, ROWS);
    subject.dispose();
  }
  return found;
}

/** @returns whether zexpr never allocates and, over the suite, takes at most a quarter of the baseline's time */
export function meetsPlan(rows: readonly PlanRow[]): boolean {
  const silent = rows.every(({ allocations }) => allocations.zexpr?.count === 0);
  return silent && meanRatio(rows, "baseline", "zexpr") >= PLAN_SPEEDUP;
}
