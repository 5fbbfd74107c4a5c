import { describe, expect, test } from "vitest";
import { evaluateFromText, TIERS } from "../src/suites/total.ts";
import { translateSuite, translationGrowth } from "../src/suites/translate.ts";

test("translationGrowth is the time per expression of the last row over the one before, first evaluation included", () => {
  const row = (translate: number, first: number) => ({
    id: "",
    ns: { translate, "first evaluation": first },
  });
  expect(translationGrowth([row(1, 1), row(30, 10), row(40, 20)])).toBe(1.5);
});

test("translateSuite measures the seed and batches of every size", () => {
  const rows = translateSuite({ rounds: 1, turn: 0, sample: 0, warmup: 0 });
  expect(rows.map(({ id }) => id)).toEqual([
    "seed",
    "1 expression",
    "10 expressions",
    "100 expressions",
    "1000 expressions",
  ]);
  for (const { ns } of rows) {
    expect(Object.keys(ns)).toEqual(["compile", "translate", "first evaluation"]);
    for (const time of Object.values(ns)) expect(time).toBeGreaterThan(0);
  }
});

describe("evaluateFromText", () => {
  // The default moves on after 200,000 instructions, of which the seed has fewer than 20.
  test.each(TIERS.flatMap((tier) => [10, 40_000].map((count) => [tier, count] as const)))(
    "%s: %i evaluations end in the tier that is asked for",
    (tier, count) => {
      const batch = evaluateFromText(tier, count);
      const wasm = tier === "wasm" || (tier === "auto" && count > 20_000);
      expect(batch.statistics()).toMatchObject({ tier: wasm ? "wasm" : "interpreter", evaluations: count });
      const [x, y] = batch.variables as unknown as [number, number];
      expect(batch.results[0]).toBeCloseTo(Math.sin(x) * Math.cos(y) + Math.hypot(x, y), 12);
      batch.dispose();
    },
  );
});
