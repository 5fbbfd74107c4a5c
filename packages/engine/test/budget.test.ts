import { assemble } from "@zexpr/ir/assemble";
import { FUNCTION_COST, H_BUDGET_HIGH, H_FUNCTIONS } from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { Engine, Program } from "../src/index.ts";
import { COUNTDOWN_COST, countdown, install } from "./programs.ts";

const { NaN: NAN } = Number;
const BATCH = 5;

describe("instruction budget", () => {
  test.each([0, 1, 5])("is used up exactly by a batch and %i nested calls", (calls) => {
    const cost = BATCH + calls * COUNTDOWN_COST;
    for (const budget of [cost - 1, cost, cost + 1]) {
      const program = Program.load(countdown({ budget, callDepth: 20 }));
      program.variables[0] = calls - 1;
      if (calls === 0) continue;
      const status = program.tryEvaluate();
      expect([budget, status]).toEqual([budget, budget < cost ? 17 : 0]);
      expect([...program.results]).toEqual(
        budget < cost ? [calls - 1, NAN, NAN] : [calls - 1, calls - 1, calls - 1],
      );
    }
  });

  test.each([
    [1, 17],
    [2, 17],
    [3, 0],
    [4, 0],
  ])("of %i for a batch of 3 gives status %i", (budget, status) => {
    const program = Program.load(
      assemble({
        variables: { x: 4 },
        expressions: [[["move", "out0", "x"]], [["move", "out1", "x"]]],
        budget,
      }),
    );
    for (let round = 0; round < 2; round++) {
      expect(program.tryEvaluate()).toBe(status);
      expect([...program.results]).toEqual(status === 0 ? [4, 4] : [NAN, NAN]);
    }
    if (status === 0) return;
    expect(program.failure).toMatchObject({ code: "BudgetExceeded", expected: budget });
    expect(program.lastError?.message).toContain(String(budget));
  });

  test("is full again at every evaluation", () => {
    const program = Program.load(countdown({ budget: BATCH + 3 * COUNTDOWN_COST, callDepth: 20 }));
    program.variables[0] = 2;
    for (let round = 0; round < 5; round++) expect(program.tryEvaluate()).toBe(0);
    program.variables[0] = 3;
    expect(program.tryEvaluate()).toBe(17);
    program.variables[0] = 2;
    expect(program.tryEvaluate()).toBe(0);
  });

  test("says which limit was met, and where", () => {
    const program = Program.load(countdown({ budget: BATCH + COUNTDOWN_COST, callDepth: 20 }));
    program.variables[0] = 1;
    expect(() => program.evaluate()).toThrow(expect.objectContaining({ code: "BudgetExceeded" }));
    expect(program.failure).toMatchObject({
      name: "down",
      source: ~0,
      expression: 1,
      expected: BATCH + COUNTDOWN_COST,
    });
  });

  // A function that says to cost half a part of 2^30, or nearly all of one, makes budgets beyond 2^30 quick to use up. No
  // verified program does; what is installed is not checked.
  function costly(cost: number, change: (words: Int32Array) => void = () => {}, budget = 0): Program {
    const image = new Int32Array(countdown({ budget, callDepth: 50 }).buffer);
    image[(image[H_FUNCTIONS] as number) + FUNCTION_COST] = cost;
    change(image);
    return install(new Engine(), new Uint8Array(image.buffer));
  }
  const heavy = 2 ** 29;

  test.each([1, 2, 3, 4, 5, 7, 8, 40])("beyond 2^30: %i calls of half that cost", (calls) => {
    const cost = BATCH + calls * heavy;
    for (const budget of [cost - 1, cost, cost + 1]) {
      const program = costly(heavy, undefined, budget);
      program.variables[0] = calls - 1;
      expect([budget, program.tryEvaluate()]).toEqual([budget, budget < cost ? 17 : 0]);
    }
  });

  test.each([2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1, 2 ** 30 + 4, 2 ** 31, 2 ** 40, 2 ** 53])(
    "of %i is enough for little",
    (budget) => {
      const program = Program.load(countdown({ budget, callDepth: 20 }));
      program.variables[0] = 10;
      expect(program.tryEvaluate()).toBe(0);
      expect(program.results[1]).toBe(10);
    },
  );

  test.each([2 ** 30, 2 ** 31 + 12345, 2 ** 45 + 1])("of %i is reported as such", (budget) => {
    const program = costly(
      2 ** 30 - 1,
      (words) => {
        words[H_BUDGET_HIGH] = Math.min(words[H_BUDGET_HIGH] as number, 3); // otherwise the calls would not suffice
      },
      budget,
    );
    program.variables[0] = 49;
    expect(program.tryEvaluate()).toBe(17);
    expect(program.failure?.expected).toBe(
      Math.min(Math.floor(budget / 2 ** 30), 3) * 2 ** 30 + (budget % 2 ** 30),
    );
  });
});
