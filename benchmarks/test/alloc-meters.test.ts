import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { controlProblems } from "../src/alloc/judgement.ts";
import type { Outcome, Reading } from "../src/alloc/measure.ts";
import { CONTROLS, PLANTED_BYTES } from "../src/alloc/paths/index.ts";
import { judge } from "../src/alloc/proof.ts";
import { METER_FLAGS } from "../src/alloc/settings.ts";

// What users get, and flags of its own: a process of the built program.
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

describe("both meters", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...METER_FLAGS, main, "alloc-child", "controls", "null"],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`build the benchmarks first\n${stderr}`);
  const outcomes: readonly Outcome[] = JSON.parse(stdout);
  const reading = (every: number): Reading => {
    const outcome = outcomes[CONTROLS.findIndex((control) => control.every === every)];
    if (outcome === undefined || "error" in outcome) throw new Error(outcome?.error);
    return outcome.reading;
  };

  test("read 0 where nothing is planted", () => {
    const { heap, sampling } = reading(0);
    expect(heap.bytes).toBe(0);
    expect(sampling.bytes).toBe(0);
  });

  test("read 16 bytes planted in every evaluation", () => {
    const { heap, sampling } = reading(1);
    expect(Math.round(heap.bytes / heap.count)).toBe(16);
    expect(sampling.bytes).toBe(16 * sampling.count);
  });

  test("read 16 bytes planted in one evaluation of a million", () => {
    const { heap, sampling } = reading(1_000_000);
    expect(heap).toMatchObject({ count: 1_000_000, bytes: 16 });
    expect(sampling).toMatchObject({ count: 1_000_000, bytes: 16 });
  });

  test("say where it was allocated", () => {
    expect(reading(1).sampling.charges).toEqual([
      expect.objectContaining({
        function: expect.any(String),
        place: expect.stringMatching(/^(packages|benchmarks)\/.+\.ts:\d+$/),
      }),
    ]);
  });

  test.each(CONTROLS)("are judged to be right about $name", ({ name, every }) => {
    const index = CONTROLS.findIndex((control) => control.every === every);
    expect(controlProblems({ name, every, ...judge(outcomes[index]) }, PLANTED_BYTES)).toEqual([]);
  });
});
