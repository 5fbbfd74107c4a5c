import { describe, expect, test } from "vitest";
import { formatPlan } from "../src/report/plan.ts";
import { meetsPlan, type PlanRow } from "../src/suites/plan.ts";

const NOTHING = { count: 0, bytes: 0 };

function row(id: string, baselineTime: number, zexpr = NOTHING): PlanRow {
  return {
    id,
    ns: { zexpr: 10, baseline: baselineTime },
    allocations: { zexpr, baseline: { count: 12, bytes: 480 } },
  };
}

describe("meetsPlan", () => {
  test("holds at a mean of a quarter of the baseline's time", () => {
    expect(meetsPlan([row("one", 20), row("two", 81)])).toBe(true);
  });

  test("fails above that", () => {
    expect(meetsPlan([row("one", 20), row("two", 79)])).toBe(false);
  });

  test("fails when one expression allocates", () => {
    expect(meetsPlan([row("one", 80), row("two", 80, { count: 0.1, bytes: 1.6 })])).toBe(false);
  });
});

test("formatPlan prints a line per expression, and the means", () => {
  expect(formatPlan("Title", [row("one", 20), row("two", 80)]).split("\n")).toEqual([
    "Title",
    "",
    "      ns: baseline  zexpr  less time  allocations: baseline  zexpr  bytes: baseline  zexpr",
    "────  ────────────  ─────  ─────────  ─────────────────────  ─────  ───────────────  ─────",
    "one           20.0   10.0     50.0 %                     12      0              480      0",
    "two           80.0   10.0     87.5 %                     12      0              480      0",
    "mean                          75.0 %                   12.0    0.0            480.0    0.0",
    "",
  ]);
});
