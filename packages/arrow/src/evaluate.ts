import type { Data, Table } from "apache-arrow";
import type { Precision } from "zexpr";
import { type Failure, Group, groupPlans, type Output } from "./group.ts";
import type { WithColumnsOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import { inRow } from "./problems.ts";
import type { AnyContext } from "./used-names.ts";

/** Most rows of a block: a dozen columns of them fit into a second-level cache. */
const BLOCK_ROWS = 16_384;

/**
 * Evaluates the new columns, block by block.
 *
 * @returns the new columns of each record batch
 * @throws {@link ExprError} of the lowest row that fails
 */
export function evaluatePlans(
  table: Table,
  plans: readonly Plan[],
  context: AnyContext | undefined,
  options: WithColumnsOptions,
): Output[][] {
  const most = table.batches.reduce((rows, batch) => Math.max(rows, batch.numRows), 0);
  const groups: Group[] = [];
  try {
    if (most > 0) {
      const rows = Math.min(most, BLOCK_ROWS);
      for (const members of groupPlans(plans)) groups.push(new Group(plans, members, rows, context, options));
    }
    let firstRow = 0;
    return table.batches.map(({ data }) => {
      const outputs = plans.map(() => newOutput(data.length, options.precision));
      for (let from = 0; from < data.length; from += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, data.length - from);
        const failure = evaluateBlock(groups, data.children, outputs, from, count);
        if (failure === undefined) continue;
        throw inRow(failure.error, (plans[failure.column] as Plan).name, firstRow + failure.row);
      }
      firstRow += data.length;
      return outputs;
    });
  } finally {
    for (const group of groups) group.dispose();
  }
}

function newOutput(length: number, precision: Precision | undefined): Output {
  const values = precision === "f32" ? new Float32Array(length) : new Float64Array(length);
  return { values, nullBitmap: undefined, nullCount: 0 };
}

/** Groups behind a failed one are evaluated too: they may fail in a lower row. */
function evaluateBlock(
  groups: readonly Group[],
  chunks: readonly Data[],
  outputs: readonly Output[],
  from: number,
  count: number,
): Failure | undefined {
  let lowest: Failure | undefined;
  for (const group of groups) {
    const failure = group.evaluate(chunks, outputs, from, count);
    if (failure !== undefined && (lowest === undefined || isBefore(failure, lowest))) lowest = failure;
  }
  return lowest;
}

/** In one row the first new column counts: later ones may use it. */
function isBefore(a: Failure, b: Failure): boolean {
  return a.row < b.row || (a.row === b.row && a.column < b.column);
}
