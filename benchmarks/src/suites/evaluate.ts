import { checkSubject } from "../check.ts";
import { prepareSubject, type Subject } from "../harness.ts";
import type { Peer } from "../peers/peer.ts";
import type { SuiteExpression } from "../suite/expression.ts";
import { type TimingSettings, timeInTurns } from "../timing/in-turns.ts";
import type { Row } from "./row.ts";

/**
 * Time of one evaluation, all variables set anew each time.
 *
 * Every library compiles and evaluates every expression before the first is timed: its code has then seen the variety
 * that it would see in an application, and a wrong result stops the run early.
 *
 * @throws Error when a result differs from the reference
 */
export async function evaluateSuite(
  peers: readonly Peer[],
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
): Promise<Row[]> {
  const prepared = expressions.map((expression) => ({ expression, subjects: prepareAll(peers, expression) }));
  const rows: Row[] = [];
  for (const { expression, subjects } of prepared) {
    const candidates = subjects.map(({ peer, run }) => ({
      name: peer.name,
      run: (count: number) => run(0, count),
    }));
    rows.push({ id: expression.id, ns: await timeInTurns(candidates, settings) });
    for (const subject of subjects) subject.dispose();
  }
  return rows;
}

function prepareAll(peers: readonly Peer[], expression: SuiteExpression): Subject[] {
  return peers.flatMap((peer) => {
    const subject = prepareSubject(peer, expression);
    if (subject === undefined) return [];
    checkSubject(subject, expression);
    return [subject];
  });
}
