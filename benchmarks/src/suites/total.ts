import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Batch } from "zexpr";
import { EXP_RS } from "../suite/exp-rs.ts";
import { inputTable, ROWS } from "../suite/variables.ts";
import type { TimingSettings } from "../timing/in-turns.ts";
import { median, timeOnce } from "../timing/once.ts";
import type { Row } from "./row.ts";

/** `"auto"` is what the others judge: it should take about as long as the better one. */
export const TIERS: readonly ["auto", "interpreter", "wasm"] = ["auto", "interpreter", "wasm"];

const WARM_COUNTS = [10, 1_000, 100_000, 10_000_000] as const;
const NEW_PROCESS_COUNTS = [10, 1_000, 100_000] as const;

/** Evaluations in all from which on a sample takes so long that few are enough. */
const LONG = 1_000_000;

const SEED = EXP_RS[0] as (typeof EXP_RS)[number];
const table = inputTable(SEED.variables);
const output = new Float64Array(1);

/**
 * Time from the seed's text to the last of so many evaluations, compiling and translating included: in a process that has
 * done it before, then in new ones, where the code of the library itself and the kernels are cold too.
 */
export function totalSuite({ rounds }: TimingSettings): Row[] {
  // Held until all is measured: V8 would find the code of equal bytes, as they are at equal addresses, in its cache.
  const batches: Batch[] = [];
  const rows: Row[] = WARM_COUNTS.map((count) => {
    const candidates = TIERS.map((tier) => ({
      parts: [tier],
      prepare: () => [() => batches.push(evaluateFromText(tier, count))],
    }));
    if (count < LONG) timeOnce(candidates, 25);
    return { id: formatCount(count), ns: timeOnce(candidates, count < LONG ? 4 * rounds + 1 : 3) };
  });
  for (const batch of batches) batch.dispose();
  for (const count of NEW_PROCESS_COUNTS)
    rows.push({ id: `${formatCount(count)}, new process`, ns: inNewProcesses(count, rounds) });
  return rows;
}

/** Compiles the seed and evaluates it `count` times, with other variables each time, as an application would. */
export function evaluateFromText(tier: (typeof TIERS)[number], count: number): Batch {
  const batch = new Batch({ tier });
  for (const name of SEED.variables) batch.addVariable(name, 0);
  batch.addExpression(SEED.source);
  const { variables, results } = batch;
  for (let i = 0; i < count; i++) {
    const row = (i & (ROWS - 1)) * 2;
    variables[0] = table[row] as number;
    variables[1] = table[row + 1] as number;
    batch.evaluate();
    output[0] = results[0] as number;
  }
  return batch;
}

/** Milliseconds of {@link evaluateFromText} when it is the first that a process does. */
export function timeFirst(tier: (typeof TIERS)[number], count: number): number {
  const start = performance.now();
  evaluateFromText(tier, count);
  return performance.now() - start;
}

function inNewProcesses(count: number, rounds: number): Record<string, number> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const tier of TIERS) {
      const args = [fileURLToPath(new URL("./main.js", import.meta.url)), "bench-first", tier, String(count)];
      const answer = execFileSync(process.execPath, args, { encoding: "utf8" });
      times.set(tier, [...(times.get(tier) ?? []), Number(answer) * 1e6]);
    }
  }
  return Object.fromEntries([...times].map(([tier, values]) => [tier, median(values)]));
}

function formatCount(count: number): string {
  return `${count.toLocaleString("en-US")} evaluations`;
}
