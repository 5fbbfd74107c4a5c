import { beforeAll, describe, expect, test } from "vitest";
import { type Bundle, bundle, runInWorker } from "./bundle.ts";

let zexpr: Bundle;
beforeAll(async () => {
  zexpr = await bundle("zexpr", "zexpr");
});

/**
 * Evaluates on the way back from where the JavaScript stack has ended: with ever more of it, and from frames of several sizes. Posts how
 * often each status was returned and an error thrown, wrong results of successes, and how often the batch was not right afterwards.
 */
const SCRIPT = `
  const context = new zexpr.Context();
  context.addFunction("host", 1, (x) => x * 2);
  const batch = new zexpr.Batch({ context, ...workerData.options });
  batch.addVariable("x", 3);
  // Where nothing recurses, functions call each other on the host's stack; all others run on frames of their own.
  batch.addFunction("f0", ["a"], "a + 1");
  for (let i = 1; i < 150; i++) batch.addFunction("f" + i, ["a"], "f" + (i - 1) + "(a) + sin(a - a)");
  batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
  for (const text of ["f149(x)", workerData.recursive ? "fib(x + 4)" : "x + 10", "host(x)"]) batch.addExpression(text);
  const isRight = () => String(batch.results) === "4,13,6" && String(batch.variables) === "3";

  // Counting takes no stack of its own.
  const statuses = new Int32Array(100);
  let [left, thrown, strange, wrong, broken] = [0, 0, 0, 0, 0];
  function attempt() {
    try {
      statuses[batch.tryEvaluate()]++;
    } catch (error) {
      thrown++;
      if (!(error instanceof RangeError)) strange++;
    }
  }
  function descend(...more) {
    try { descend(...more); } catch {}
    if (left <= 0) return;
    const before = statuses[0];
    attempt();
    left--;
    if (statuses[0] > before && !isRight()) wrong++;
  }
  for (let round = 0; round < workerData.rounds; round++) {
    if (workerData.edit) batch.setExpression(2, round % 2 === 0 ? "x * 2" : "host(x)");
    else batch.evaluate();
    left = workerData.edit ? 400 : 100;
    descend(...Array(round % 20).fill(1));
    if (batch.tryEvaluate() !== 0 || !isRight() || batch.lastError !== undefined || batch.running) broken++;
  }
  // The end of the stack is no refusal: the next program is translated again.
  batch.setExpression(2, "host(x) + 0");
  batch.evaluate();
  post({ statuses: [...statuses], thrown, strange, wrong, broken, tier: batch.statistics().tier });`;

interface Counts {
  readonly statuses: number[];
  readonly thrown: number;
}

describe.each([
  ["interpreter", { tier: "interpreter" }],
  ["wasm", { tier: "wasm" }],
  ["wasm", { tier: "auto", wasmAfter: 0 }],
])("tier %s (%j), where the JavaScript stack ends", (tier, options) => {
  async function check(data: { edit: boolean; recursive: boolean; rounds: number }): Promise<void> {
    const [posted] = await runInWorker(zexpr.code + SCRIPT, {
      data: { options, ...data },
      stackSizeMb: 1,
    });
    const found = posted as Counts;
    expect(found).toMatchObject({ strange: 0, wrong: 0, broken: 0, tier });
    // The stack did end, and not always.
    expect(found.statuses[0]).toBeGreaterThan(10 * data.rounds);
    expect(found.thrown + found.statuses[99]).toBeGreaterThan(data.rounds / 2);
    expect(found.statuses[0] + found.statuses[99]).toBe(found.statuses.reduce((a, b) => a + b));
  }

  test.each([false, true])(
    "right results, a status, or the host's RangeError (recursive: %s)",
    async (recursive) => {
      await check({ edit: false, recursive, rounds: 100 });
    },
  );

  test("a batch that was edited and is built there is whole afterwards", async () => {
    await check({ edit: true, recursive: true, rounds: 20 });
  });
});
