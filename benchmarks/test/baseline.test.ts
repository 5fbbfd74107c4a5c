import { describe, expect, test } from "vitest";
import { parse } from "zexpr";
import { listAllocations } from "../src/baseline/allocations.ts";
import { evaluateBaseline } from "../src/baseline/engine.ts";
import { FUNCTIONS } from "../src/baseline/functions.ts";
import { toNodes } from "../src/baseline/node.ts";
import { baseline } from "../src/baseline/peer.ts";
import { checkSubject } from "../src/check.ts";
import { prepareSubject } from "../src/harness.ts";
import { SUITE } from "../src/suite/index.ts";

function evaluate(source: string, variables: Record<string, number> = {}): number {
  return evaluateBaseline(toNodes(parse(source)), {
    variables: new Map(Object.entries(variables)),
    functions: FUNCTIONS,
  });
}

describe("the baseline", () => {
  test.each(SUITE)("agrees with the reference: $id", (expression) => {
    const subject = prepareSubject(baseline, expression);
    expect(subject).toBeDefined();
    if (subject !== undefined) checkSubject(subject, expression);
  });

  test.each([
    ["7 - 2 - 1", 4],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["0 && nosuch", 0],
    ["2 && -3", 1],
    ["2 && 0", 0],
    ["5 || nosuch", 1],
    ["0 || 0", 0],
    ["0 || 7", 1],
    ["0 ? nosuch : 2", 2],
    ["3 ? 1 : nosuch(1)", 1],
  ])("evaluates %s to %d", (source, value) => {
    expect(evaluate(source)).toBe(value);
  });

  test("evaluates a tree of any depth", () => {
    expect(evaluate(`${"(1+".repeat(1900)}x${")".repeat(1900)}`, { x: 1 })).toBe(1901);
  });

  test.each(["nosuch", "nosuch(1)", "sin(1, 2)", "a[0]", "a.b"])("refuses %s", (source) => {
    expect(() => evaluate(source)).toThrow();
  });
});

describe("listAllocations", () => {
  // A double in an array of mixed elements is always boxed: 16 bytes.
  const mixed: unknown[] = ["not a number"];

  test("finds nothing where nothing is allocated", async () => {
    const cells = new Float64Array(1);
    const loop = (count: number) => {
      for (let i = 0; i < count; i++) cells[0] = i * 0.5;
    };
    const { count, bytes } = await listAllocations(loop, 100_000, 256);
    expect(count).toBe(0);
    // On a busy machine one of V8's own records can fall into all three profiles; a box per evaluation is 16.
    expect(bytes).toBeLessThan(1);
  });

  test("finds one box per evaluation", async () => {
    const loop = (count: number) => {
      // Nothing that could be computed, and boxed, while the loop is compiled.
      for (let i = 0; i < count; i++) mixed[0] = i + count / 512;
    };
    expect(await listAllocations(loop, 100_000, 256)).toEqual({ count: 1, bytes: 16 });
  });
});
