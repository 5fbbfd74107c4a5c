import { describe, expect, test } from "vitest";
import { formatRatios } from "../src/report/ratios.ts";
import { candidateNames, meanRatio, ratio } from "../src/suites/row.ts";

const rows = [
  { id: "one", ns: { zexpr: 10, other: 20 } },
  { id: "two", ns: { zexpr: 5, other: 40, rare: 50 } },
];

describe("ratios", () => {
  test("are a candidate's time over the baseline's", () => {
    expect(ratio({ id: "one", ns: { zexpr: 10, other: 20 } }, "other", "zexpr")).toBe(2);
  });

  test("are undefined where a candidate is missing", () => {
    expect(ratio({ id: "one", ns: { zexpr: 10 } }, "rare", "zexpr")).toBeUndefined();
  });

  test("have a geometric mean over the rows that both have", () => {
    expect(meanRatio(rows, "other", "zexpr")).toBeCloseTo(4);
    expect(meanRatio(rows, "rare", "zexpr")).toBeCloseTo(10);
  });

  test("list every candidate once", () => {
    expect(candidateNames(rows)).toEqual(["zexpr", "other", "rare"]);
  });
});

test("formatRatios prints a line per row, a dash where a candidate is missing, and the means", () => {
  expect(formatRatios("Title", rows, "zexpr").split("\n")).toEqual([
    "Title",
    "",
    "                zexpr ns  other  rare",
    "──────────────  ────────  ─────  ────",
    "one                 10.0   2.00     –",
    "two                 5.00   8.00  10.0",
    "geometric mean             4.00  10.0",
    "",
  ]);
});
