import { makeLoop, prepareSubject } from "../harness.ts";
import { newFunction } from "../peers/javascript.ts";
import { type Binding, type Peer, spelling } from "../peers/peer.ts";
import { bindBatch, prepareBatch, zexprBatch, zexprWasm } from "../peers/zexpr.ts";
import type { SuiteExpression } from "../suite/expression.ts";
import { NAMES } from "../suite/variables.ts";
import { type Candidate, type TimingSettings, timeInTurns } from "../timing/in-turns.ts";
import type { Row } from "./row.ts";

/** Names of the candidates that a goal compares. */
export const WASM_BATCH = "zexpr wasm, one batch";
export const FUNCTION_EACH = "new Function, each";

const TIERS = [
  { tier: "wasm", peer: zexprWasm },
  { tier: "interpreter", peer: zexprBatch },
] as const;

/**
 * Time to evaluate all expressions once: in one batch that sets each variable once, in a batch for each, and by a `new
 * Function` for each, called one after the other in the loop that the batch is called in.
 */
export async function batchSuite(
  expressions: readonly SuiteExpression[],
  settings: TimingSettings,
): Promise<Row> {
  const texts = expressions.map(({ source }) => source);
  const batches = TIERS.map(({ tier }) => prepareBatch(tier, NAMES, texts));
  const separate = TIERS.map(({ peer }) =>
    expressions.flatMap((expression) => prepareSubject(peer, expression) ?? []),
  );

  const candidates: Candidate[] = TIERS.flatMap(({ peer }, i) => {
    const together = makeLoop(bindBatch(batches[i] as ReturnType<typeof prepareBatch>), NAMES);
    return [
      { name: `${peer.name}, one batch`, run: (count) => together.run(0, count) },
      {
        name: `${peer.name}, a batch each`,
        run(count) {
          for (let row = 0; row < count; row++) {
            for (const subject of separate[i] as readonly { run(first: number, count: number): void }[])
              subject.run(row, 1);
          }
        },
      },
    ];
  });
  const functions = makeLoop(bindFunctions(expressions), NAMES);
  candidates.push({ name: FUNCTION_EACH, run: (count) => functions.run(0, count) });
  const ns = await timeInTurns(candidates, settings);
  for (const batch of batches) batch.dispose();
  for (const subject of separate.flat()) subject.dispose();
  return { id: `${expressions.length} expressions`, ns };
}

/** Calls all functions with values that are set once, and stores all results, as a batch does. */
export function bindFunctions(expressions: readonly SuiteExpression[]): Binding {
  const compiled = expressions.map((expression) =>
    newFunction.compile(spelling(newFunction as Peer, expression) ?? "", expression),
  );
  const calls = expressions.map(
    ({ variables }, i) => `results[${i}] = f${i}(${variables.map((name) => `${name}_`).join(", ")})`,
  );
  return {
    values: {
      ...Object.fromEntries(compiled.map((f, i) => [`f${i}`, f])),
      results: new Float64Array(expressions.length),
    },
    assign: (name, _index, value) => `const ${name}_ = ${value};`,
    result: `(${calls.join(", ")}, results[0])`,
  };
}
