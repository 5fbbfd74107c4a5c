import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type ColdOutcome, type ColdReading, coldReading } from "../src/alloc/cold.ts";
import { coldProblems } from "../src/alloc/cold-judgement.ts";
import { COLD_MODES, COLD_QUICK, type ColdMode } from "../src/alloc/cold-modes.ts";
import { coldPaths, coldProof } from "../src/alloc/cold-proof.ts";
import { COLD_CONTROLS, PATHS, PLANTED_BYTES } from "../src/alloc/paths/index.ts";
import { METER_FLAGS } from "../src/alloc/settings.ts";

const exact = COLD_MODES.find(({ isExact }) => isExact) as ColdMode;
const compiling = COLD_MODES.find(({ isExact }) => !isExact) as ColdMode;
const inLibrary = { function: "tryEvaluate", place: "packages/engine/src/program.ts:380" };
const inLoop = { function: "loop", place: "benchmarks/src/alloc/paths/loops.ts:9" };

/** What is charged to library and loop at the last two readings. */
function reading(early: [number, number], late: [number, number]): ColdReading {
  const charges = ([library, loop]: [number, number]) => [
    { ...inLibrary, bytes: library },
    { ...inLoop, bytes: loop },
  ];
  return coldReading([1, 1_000, 1_000_000], [[], charges(early), charges(late)]);
}

describe("coldReading", () => {
  test("tells the library, and V8's wrappers around it, from the application", () => {
    const wrapper = { function: "js-to-wasm::i", place: "wasm://wasm/b7c5:1", bytes: 296 };
    const charges = [{ ...inLibrary, bytes: 3_000 }, { ...inLoop, bytes: 2_000 }, wrapper];
    expect(coldReading([1, 10, 100], [[], [], charges])).toMatchObject({
      early: { count: 10, library: 0, application: 0 },
      late: { count: 100, library: 3_296, application: 2_000 },
    });
  });
});

describe("coldProblems", () => {
  const problems = (mode: ColdMode, found: ColdReading, cold: "evaluates" | "does more" = "evaluates") =>
    coldProblems(
      { mode, controls: [], paths: [{ group: "group", name: "path", cold, reading: found }] },
      PLANTED_BYTES,
    );

  test("finds nothing where both readings are equal and small", () => {
    expect(problems(exact, reading([3_000, 2_000], [3_000, 2_000]))).toEqual([]);
  });

  test.each<[string, ColdMode, ColdReading]>([
    ["one box of the library's", exact, reading([3_000, 2_000], [3_016, 2_000])],
    ["one box of the loop's", exact, reading([3_000, 2_000], [3_000, 2_016])],
    ["more than 4 KiB of the library's", exact, reading([4_097, 0], [4_097, 0])],
    ["a box in an evaluation of a hundred, where V8 compiles", compiling, reading([0, 0], [160_000, 0])],
  ])("reports %s", (_, mode, found) => {
    expect(problems(mode, found)).toHaveLength(1);
  });

  test("says where it grows", () => {
    expect(problems(exact, reading([3_000, 2_000], [3_016, 2_000]))[0]).toMatch(/16 bytes in tryEvaluate/);
  });

  test("lets V8 charge its machine code where it compiles, and more data where more functions run", () => {
    expect(problems(compiling, reading([9_000, 2_000], [16_000, 9_000]))).toEqual([]);
    expect(problems(exact, reading([9_000, 0], [9_000, 0]), "does more")).toEqual([]);
  });

  test("reports what could not be measured", () => {
    const paths = [{ group: "group", name: "path", error: "broken" }];
    expect(coldProblems({ mode: exact, controls: [], paths }, PLANTED_BYTES)).toHaveLength(1);
  });

  test.each<[string, ColdMode, number, number, number]>([
    ["nothing where something is planted", exact, 1, 0, 1],
    ["something where nothing is planted", exact, 0, 16, 1],
    ["what is planted", exact, 1, 16, 0],
    ["what is planted, and machine code", compiling, 1_000, 16_000 + 9_000, 0],
    ["less than what is planted, where V8 compiles", compiling, 1_000, 15_984, 1],
  ])("judges a control that reads %s", (_, mode, boxes, growth, expected) => {
    const control = { name: "control", boxes, reading: reading([0, 0], [0, growth]) };
    expect(coldProblems({ mode, controls: [control], paths: [] }, 16)).toHaveLength(expected);
  });
});

test("a quick run measures every group of the full one", () => {
  const groups = (quick: boolean) => new Set(coldPaths(quick).map((index) => PATHS[index]?.group));
  expect(groups(true)).toEqual(groups(false));
});

// What users get, and flags of its own: a process of the built program.
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

test.each(COLD_MODES.filter(({ isExact }) => isExact))("the meter reads what is planted: $name", (mode) => {
  const task = { kind: "controls", indices: [...COLD_CONTROLS.keys()], counts: COLD_QUICK };
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...METER_FLAGS, ...mode.flags, main, "alloc-child", "cold", JSON.stringify(task)],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`build the benchmarks first\n${stderr}`);
  const outcomes: readonly ColdOutcome[] = JSON.parse(stdout);
  expect(coldProblems(coldProof(mode, outcomes, [], []), PLANTED_BYTES)).toEqual([]);
  const growths = outcomes.map((outcome) =>
    "reading" in outcome
      ? outcome.reading.late.application - outcome.reading.early.application
      : outcome.error,
  );
  expect(growths).toEqual([0, 9_000 * 16, 16]);
});
