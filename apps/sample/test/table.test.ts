import { describe, expect, test } from "vitest";
import { formatTable } from "../src/table.ts";

const rows = [
  {
    expression: "x + 1",
    value: 2.5,
    zexpr: { ns: 9.87, heapBytes: 0 },
    arenaBytes: 1024,
    mathjs: { ns: 321.4, heapBytes: 96 },
  },
  { expression: "x << 1", value: 1 / 3, zexpr: { ns: 12.3, heapBytes: 0 }, arenaBytes: 1024 },
];

describe("formatTable", () => {
  test("puts the numbers beside the expressions where there is room", () => {
    expect(formatTable(rows, { columns: 80, colors: false }).split("\n")).toEqual([
      "expression       value  zexpr ns   heap B   arena B  mathjs ns   heap B",
      "───────────────────────────────────────────────────────────────────────",
      "x + 1              2.5       9.9        0      1024        321       96",
      "x << 1       0.3333333        12        0      1024          –        –",
    ]);
  });

  test("puts them below on a narrow terminal", () => {
    const lines = formatTable(rows, { columns: 62, colors: false }).split("\n");
    expect(lines[3]).toBe("x + 1");
    expect(lines[4]).toBe("         2.5       9.9        0      1024        321       96");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(62);
  });

  test("prints escape sequences only where colours are wanted", () => {
    expect(formatTable(rows, { columns: 80, colors: false })).not.toContain("\u001b");
    expect(formatTable(rows, { columns: 80, colors: true })).toContain("\u001b[32m");
  });
});
