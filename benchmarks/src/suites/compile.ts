import { type Peer, spelling } from "../peers/peer.ts";
import type { SuiteExpression } from "../suite/expression.ts";
import { type Candidate, type TimingSettings, timeInTurns } from "../timing/in-turns.ts";
import type { Row } from "./row.ts";

// Keeps the results of the measured calls observable, so that none of them can be optimised away.
const sink: unknown[] = [undefined];

/** Time from text to something that can be evaluated many times, and to give it back where that is needed. */
export function compileSuite(
  peers: readonly Peer[],
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
): Promise<Row[]> {
  return timeTexts(peers, expressions, settings, (peer, text, expression) => ({
    name: peer.name,
    run(count) {
      for (let i = 0; i < count; i++) {
        const compiled = peer.compile(text, expression);
        peer.dispose?.(compiled);
        sink[0] = compiled;
      }
    },
  }));
}

/** Time from text to the library's own tree or token list, for libraries that have one. */
export function parseSuite(
  peers: readonly Peer[],
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
): Promise<Row[]> {
  return timeTexts(peers, expressions, settings, (peer, text) => {
    if (peer.parse === undefined) return undefined;
    return {
      name: peer.name,
      run(count) {
        for (let i = 0; i < count; i++) sink[0] = peer.parse?.(text);
      },
    };
  });
}

/**
 * Parsers and compilers are large: V8 needs hundreds of milliseconds to optimise one, and without this the first row
 * would measure that.
 */
function warmUp(candidates: readonly Candidate[], { warmup }: TimingSettings): void {
  for (const candidate of candidates) {
    const end = performance.now() + warmup;
    while (performance.now() < end) candidate.run(1);
  }
}

async function timeTexts(
  peers: readonly Peer[],
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
  candidate: (peer: Peer, text: string, expression: SuiteExpression) => Candidate | undefined,
): Promise<Row[]> {
  const prepared = expressions.map((expression) => ({
    id: expression.id,
    candidates: peers.flatMap((peer) => {
      const text = spelling(peer, expression);
      return text === null ? [] : (candidate(peer, text, expression) ?? []);
    }),
  }));
  warmUp(
    prepared.flatMap(({ candidates }) => candidates),
    settings,
  );
  const rows: Row[] = [];
  for (const { id, candidates } of prepared) {
    rows.push({ id, ns: await timeInTurns(candidates, settings) });
  }
  return rows;
}
