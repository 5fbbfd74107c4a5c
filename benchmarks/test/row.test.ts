import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatNanoseconds, formatRatios } from "../src/report/ratios.ts";
import { formatReadmeRow } from "../src/report/readme-row.ts";
import type { Results } from "../src/report/results.ts";
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

test("formatNanoseconds prints a line per row", () => {
  expect(formatNanoseconds("Title", rows).split("\n")).toEqual([
    "Title",
    "",
    "     zexpr  other  rare",
    "───  ─────  ─────  ────",
    "one   10.0   20.0     –",
    "two   5.00   40.0  50.0",
    "",
  ]);
});

describe("formatReadmeRow", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const columns = ["zexpr", "mathjs", "mathjs object", "expr-eval-fork", "filtrex"];
  const more = ["math-expression-evaluator", "cel-js", "new Function", "new Function called"];
  const results = {
    date: "2026-11-22T01:02:03.000Z",
    cpu: "CPU",
    node: "v20.1.2",
    commit: "abc",
    geometricMeans: {
      evaluate: Object.fromEntries([...columns, ...more].map((name, i) => [name, i + 1])),
      compile: { mathjs: 2.5 },
    },
  };

  test("prints the means in the order of the columns", () => {
    expect(formatReadmeRow(results as unknown as Results)).toBe(
      "| 2026-11-22 | abc | CPU, Node 20.1.2 | 1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 7.00 | 8.00 | 9.00 | 2.50 |",
    );
  });

  test("README.md has the columns in that order, and every row has all of them", () => {
    const table = readme.slice(readme.indexOf("| date |"), readme.indexOf("## Caveats"));
    const [header = "", , ...lines] = table.trim().split("\n");
    const names = header.split("|").map((cell) => cell.trim());
    expect(names.slice(4, -2)).toEqual(
      ["interpreter", ...columns.slice(1), ...more].map((name) =>
        name === "math-expression-evaluator" ? "math-expr-eval" : name,
      ),
    );
    for (const line of lines) expect(line.split("|").length).toBe(names.length);
  });
});
