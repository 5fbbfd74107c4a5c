// Runs in the vitest project "wasm tier" only.
import { expect, test } from "vitest";
import { Program as Engine } from "zexpr";
import { Program } from "./program.ts";

test("programs of C's batches are translated in this project", () => {
  const tiers: string[] = [];
  const { tryEvaluate } = Engine.prototype;
  Engine.prototype.tryEvaluate = function (this: Engine): number {
    const status = tryEvaluate.call(this);
    tiers.push(this.statistics().tier);
    return status;
  };
  try {
    const program = new Program();
    const batch = program.batch(["x"], ["x + 1"]);
    expect(program.library.expr_batch_evaluate(batch, 0)).toBe(0);
    expect(program.results(batch, 1)).toEqual([2]);
  } finally {
    Engine.prototype.tryEvaluate = tryEvaluate;
  }
  expect(tiers).toEqual(["wasm"]);
});
