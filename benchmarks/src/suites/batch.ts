import { Batch } from "zexpr";
import { makeLoop, prepareSubject } from "../harness.ts";
import { bindBatch, zexprBatch } from "../peers/zexpr.ts";
import type { SuiteExpression } from "../suite/expression.ts";
import { NAMES } from "../suite/variables.ts";
import { type TimingSettings, timeInTurns } from "../timing/in-turns.ts";
import type { Row } from "./row.ts";

/** Time to evaluate all expressions once: in one batch that sets each variable once, and in a batch for each. */
export async function batchSuite(
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
): Promise<Row> {
  const batch = new Batch({ tier: "interpreter" });
  for (const name of NAMES) batch.addVariable(name, 0);
  for (const { source } of expressions) batch.addExpression(source);
  batch.prepare();
  const together = makeLoop(bindBatch(batch), NAMES);
  const separate = expressions.flatMap((expression) => prepareSubject(zexprBatch, expression) ?? []);

  const candidates = [
    { name: "zexpr, one batch", run: (count: number) => together.run(0, count) },
    {
      name: "zexpr, a batch each",
      run(count: number) {
        for (let row = 0; row < count; row++) {
          for (const subject of separate) subject.run(row, 1);
        }
      },
    },
  ];
  const ns = await timeInTurns(candidates, settings);
  batch.dispose();
  for (const subject of separate) subject.dispose();
  return { id: `${expressions.length} expressions`, ns };
}
