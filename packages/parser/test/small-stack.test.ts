import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

/** The package as one script, with `parse` in its scope. */
async function bundle(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL("../src/index.ts", import.meta.url)),
    resolve: { conditionNames: ["source"] },
  });
  const { output } = await build.generate({ format: "iife", name: "parser" });
  await build.close();
  return output[0].code;
}

test("10,000 levels parse, print and walk on a JavaScript stack too small to recurse", async () => {
  const program = `${await bundle()}
    const { parentPort } = require("node:worker_threads");
    // How deep this stack lets a function go: the proof that it is small.
    let depth = 0;
    function descend() { depth++; descend(); }
    try { descend(); } catch {}
    const n = 10000;
    const sources = [
      "(".repeat(n) + "1" + ")".repeat(n),
      "f(".repeat(n) + "1" + ")".repeat(n),
      "a[".repeat(n) + "1" + "]".repeat(n),
      "-".repeat(n) + "1",
      "x^".repeat(n) + "1",
      "0?1:".repeat(n) + "2",
      "1?".repeat(n) + "2" + ":3".repeat(n),
      "1+".repeat(30000) + "1",
    ];
    const limits = { nesting: n, sourceLength: 1 << 20 };
    const lengths = sources.map((source) => {
      const tree = parser.parse(source, { limits });
      let left = 0;
      tree.walk({ leave() { left++; } });
      const again = parser.parse(tree.toString(), { limits });
      return left === tree.length && again.toSExpression() === tree.toSExpression() ? tree.length : -1;
    });
    parentPort.postMessage({ depth, lengths });`;
  const worker = new Worker(program, { eval: true, resourceLimits: { stackSizeMb: 0.4 } });
  const message = await new Promise<{ depth: number; lengths: number[] }>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  expect(message.depth).toBeLessThan(5_000);
  expect(message.lengths).toEqual([1, 10_001, 10_001, 10_001, 20_001, 30_001, 30_001, 60_001]);
});
