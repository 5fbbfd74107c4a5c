import { describe, expect, test } from "vitest";
import { missedControls } from "../src/parity/control.ts";
import { problemsOf } from "../src/parity/judgement.ts";
import { type ParityResult, runParity } from "../src/parity/run.ts";
import { describe as describeSample, randomSample } from "../src/parity/sample.ts";
import { shrink } from "../src/parity/shrink.ts";
import { print } from "../src/parity/tree.ts";

describe("random programs", () => {
  test("depend on seed and index alone", () => {
    expect(describeSample(randomSample(7, 3))).toBe(describeSample(randomSample(7, 3)));
    expect(describeSample(randomSample(7, 3))).not.toBe(describeSample(randomSample(7, 4)));
    expect(describeSample(randomSample(7, 3))).not.toBe(describeSample(randomSample(8, 3)));
  });

  test("are made smaller down to what matters", () => {
    const sample = Array.from({ length: 200 }, (_, i) => randomSample(1, i)).find(({ expressions }) =>
      expressions.some((tree) => print(tree).includes("atan2(")),
    );
    const hasIt = (text: string): boolean => text.includes("atan2(");
    const smallest = shrink(sample as NonNullable<typeof sample>, ({ expressions }) =>
      expressions.some((tree) => hasIt(print(tree))),
    );
    expect(smallest.expressions.map(print)).toEqual([expect.stringMatching(/^atan2\(1(, 1)?\)$/)]);
    expect([smallest.functions, smallest.rows.length]).toEqual([[], 1]);
  });
});

test("the comparison finds every planted difference", () => {
  expect(missedControls()).toEqual([]);
});

describe("the judgement", () => {
  const kernel = { name: "sin/1", count: 1, interpreter: "a", wasm: "a" };
  const good: ParityResult = {
    ...{ programs: 1, expressions: 1, evaluations: 1, seconds: 1, statuses: { Ok: 1 } },
    ...{ missed: [], kernels: [kernel], blocks: ["b"], differences: [] },
  };
  const judge = (changes: Partial<ParityResult>): string[] =>
    problemsOf([
      { engine: "one", result: good },
      { engine: "other", result: { ...good, ...changes } },
    ]);

  test("of equal results is empty", () => {
    expect(judge({})).toEqual([]);
  });

  test.each<[string, Partial<ParityResult>, RegExp]>([
    ["a control that was missed", { missed: ["a bit"] }, /other: a planted difference .* a bit/],
    ["tiers whose kernels differ", { kernels: [{ ...kernel, wasm: "c" }] }, /sin\/1: a in .* c in wasm/],
    ["engines whose kernels differ", { kernels: [{ ...kernel, interpreter: "c", wasm: "c" }] }, /other bits/],
    ["kernels that were left out", { kernels: [] }, /other kernels/],
    ["engines whose programs differ", { blocks: ["c"] }, /block 0/],
    ["statuses that never came up", { programs: 5_000 }, /no evaluation ended with .*BudgetExceeded/],
    [
      "a program that differs",
      { differences: [{ index: 5, what: "cells[0]", sample: "x", shrunk: "y" }] },
      /program 5: cells\[0\]/,
    ],
  ])("names %s", (_, changes, problem) => {
    expect(judge(changes)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});

test("two runs of the same programs find nothing, and have the same checksums", async () => {
  const run = () => runParity({ seed: 1, first: 0, programs: 30, milliseconds: 60_000 }, () => undefined);
  const [one, again] = [await run(), await run()];
  expect([one.differences, one.missed, one.blocks.length]).toEqual([[], [], 1]);
  expect([again.blocks, again.kernels]).toEqual([one.blocks, one.kernels]);
});
