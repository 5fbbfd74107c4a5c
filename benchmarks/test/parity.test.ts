import { describe, expect, test } from "vitest";
import { compareColumns, mixRows, vectorPart } from "../src/parity/columns.ts";
import { missedControls } from "../src/parity/control.ts";
import { problemsOf } from "../src/parity/judgement.ts";
import { type ParityResult, runParity } from "../src/parity/run.ts";
import { describe as describeSample, randomSample, type Sample } from "../src/parity/sample.ts";
import { shrink } from "../src/parity/shrink.ts";
import { call, infix, leaf, print } from "../src/parity/tree.ts";

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

describe("columns", () => {
  const rows = [
    { variables: [1, 2, 3], gain: 1, element: 1 },
    { variables: [-4, -5, -6], gain: 2, element: 2 },
  ];
  const sample: Sample = {
    ...{
      functions: [],
      expressions: [leaf("x")],
      overridden: ["+"],
      rows,
      precision: "f64",
      asColumns: true,
    },
    limits: { callDepth: 1, instructions: 100 },
  };

  test("begin with the rows as they are, then mix their variables in every way", () => {
    const mixed = mixRows(rows);
    expect(mixed.slice(0, 2)).toEqual(rows.map(({ variables }) => variables));
    const signs = mixed.map((variables) => variables.map((value) => (value > 0 ? "+" : "-")).join(""));
    expect(new Set(signs).size).toBe(8);
    // No vector's multiple, so that the last one is not full.
    expect(mixed.length % 2).toBe(1);
  });

  test("vectorPart leaves out what would have all rows done one by one", () => {
    const functions = [
      { name: "f", parameters: ["p"], body: infix(leaf("p"), "*", leaf("2")) },
      { name: "g", parameters: ["p"], body: call("note", leaf("p")) },
      { name: "h", parameters: [], body: call("g", leaf("1")) },
      { name: "rec", parameters: ["n", "p"], body: call("rec", leaf("n"), leaf("p")) },
    ];
    const expressions = [
      ...[call("f", leaf("x")), call("g", leaf("x")), call("h"), infix(leaf("y"), "+", call("rec"))],
      infix(leaf("y"), "+", leaf("z")),
    ];
    const part = vectorPart({ ...sample, functions, expressions });
    expect(part.functions.map(({ name }) => name)).toEqual(["f"]);
    expect(part.expressions.map(print)).toEqual(["f(x)", "(y) + (z)"]);
    expect(part.overridden).toEqual([]);
  });

  test("of f32 and of f64 are compared", () => {
    const found = new Set(
      Array.from({ length: 40 }, (_, i) => randomSample(1, i))
        .filter(({ asColumns }) => asColumns)
        .map(({ precision }) => precision),
    );
    expect([...found].sort()).toEqual(["f32", "f64"]);
  });

  test("show a difference in either tier, and say which", () => {
    const changed = { ...sample, overridden: [], expressions: [infix(leaf("x"), "*", leaf("2"))] };
    expect(compareColumns({ ...sample, overridden: [] }, changed)).toBe(
      "row 0: cells[0] 1, not 2, in columns, wasm",
    );
  });
});

test("the comparison finds every planted difference", () => {
  expect(missedControls()).toEqual([]);
});

describe("the judgement", () => {
  const kernel = { name: "sin/1", count: 1, interpreter: "a", wasm: "a" };
  const good: ParityResult = {
    ...{ programs: 1, columns: 1, expressions: 1, evaluations: 1, seconds: 1, statuses: { Ok: 1 } },
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
