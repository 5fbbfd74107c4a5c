import { Batch, closeWorkers } from "zexpr";
import type { SuiteExpression } from "../suite/expression.ts";
import { fillColumns } from "../suite/variables.ts";
import { best } from "../timing/once.ts";
import type { Row } from "./row.ts";

export const ONE_WORKER = "one worker";
export const TWO_WORKERS = "two workers";

/** Evaluations before those that count: workers start, and compile. */
const WARMUP = 3;

/**
 * Time per row of an expression over shared columns, by one worker and by two.
 *
 * @param rounds - how often each has its turn; the best counts
 */
export async function workersSuite(
  { id, source, variables }: SuiteExpression,
  { rows, rounds }: { readonly rows: number; readonly rounds: number },
): Promise<Row> {
  const batch = new Batch();
  for (const name of variables) batch.addVariable(name);
  batch.addExpression(source);
  const columns = batch.columns({ rows, shared: true });
  fillColumns(
    variables,
    variables.map((name) => columns.input(name)),
  );
  const times: [number[], number[]] = [[], []];
  for (let round = -WARMUP; round < rounds; round++) {
    for (const workers of round % 2 === 0 ? [1, 2] : [2, 1]) {
      const start = performance.now();
      await columns.evaluateParallel({ workers });
      const time = ((performance.now() - start) * 1e6) / rows;
      if (round >= 0) times[workers - 1]?.push(time);
    }
  }
  await closeWorkers();
  columns.dispose();
  batch.dispose();
  const [one, two] = times;
  return { id, ns: { [ONE_WORKER]: best(one), [TWO_WORKERS]: best(two) } };
}
