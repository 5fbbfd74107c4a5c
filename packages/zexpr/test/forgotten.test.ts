import { expect, test } from "vitest";
import { Batch, compile } from "zexpr";
import { bundle, runInWorker } from "./bundle.ts";

test("batches and expressions that are forgotten give their memory back, even while their context lives on", async () => {
  const script = `
    require("node:v8").setFlagsFromString("--expose-gc");
    const gc = require("node:vm").runInNewContext("gc");
    const context = new zexpr.Context();
    context.setArray("a", new Float64Array(1000));
    function make(n) {
      for (let i = 0; i < n; i++) {
        const batch = new zexpr.Batch({ context });
        batch.addExpression("a[0] + 1");
        batch.evaluate();
        zexpr.compile("a[x]", ["x"], { context }).call(1);
        zexpr.Program.load(batch.toProgram(), zexpr.sharedMemory()).evaluate();
      }
    }
    make(1);
    const one = zexpr.sharedMemory().used;
    make(200);
    const many = zexpr.sharedMemory().used;
    let left = many;
    for (let i = 0; i < 50 && left > one * 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
      left = zexpr.sharedMemory().used;
    }
    context.setVariable("k", 1);
    post([many > one * 150, left <= one * 3, zexpr.evaluate("a[0] + k", {}, { context })]);`;
  const { code } = await bundle("zexpr", "zexpr");
  expect(await runInWorker(code + script)).toEqual([[true, true, 1]]);
});

test.runIf("dispose" in Symbol)("batches and expressions can be declared with `using`", () => {
  const batch = new Batch();
  batch.addExpression("1");
  batch.evaluate();
  const dispose = (thing: object) => (thing as Disposable)[Symbol.dispose]();
  dispose(batch);
  expect(batch.tryEvaluate()).toBe(18);
  const f = compile("x", ["x"]);
  dispose(f);
  expect(() => f.run()).toThrow(expect.objectContaining({ code: "StaleHandle" }));
});
