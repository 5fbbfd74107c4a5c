import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Histogram } from "../src/map/histogram.ts";
import { ColumnSummary } from "../src/map/summary.ts";
import { mapOutcome, useFolder } from "./map-folder.ts";
import { type Json, runCli, runJson } from "./run-cli.ts";

const folder = useFolder();

function histogramOf(blocks: readonly (readonly number[])[]): Histogram {
  const histogram = new Histogram();
  for (const block of blocks) histogram.add(Float64Array.from(block), Math.min(...block), Math.max(...block));
  return histogram;
}

/** Cuts a list into some blocks. */
function cut<T>(list: readonly T[], size: number): T[][] {
  const blocks: T[][] = [];
  for (let i = 0; i < list.length; i += size) blocks.push(list.slice(i, i + size));
  return blocks;
}

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom(0, -0, Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** -1022, 1e-300),
);

describe("the histogram", () => {
  test("counts every number in the bin that holds it, in at most 16 equal bins side by side", () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (values, size) => {
          const bins = histogramOf(cut(values, size)).bins();
          expect(bins.length).toBeLessThanOrEqual(16);
          for (const [i, { from, to, count }] of bins.entries()) {
            expect(count).toBe(values.filter((value) => from <= value && value < to).length);
            if (i > 0) expect(from).toBe(bins[i - 1]?.to);
          }
          expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
          expect(bins[0]?.count).toBeGreaterThan(0);
          expect(bins.at(-1)?.count).toBeGreaterThan(0);
        },
      ),
    );
  });

  test("depends neither on the order nor on the blocks", () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (values, size) => {
          const sorted = [...values].sort((a, b) => a - b);
          const expected = histogramOf([values]).bins();
          expect(histogramOf(cut(values, size)).bins()).toEqual(expected);
          expect(histogramOf(cut(sorted, 1)).bins()).toEqual(expected);
          expect(histogramOf(cut(sorted.reverse(), 1)).bins()).toEqual(expected);
        },
      ),
    );
  });

  test("takes both zeros for one", () => {
    const expected = [{ from: 0, to: expect.any(Number), count: 2 }];
    for (const blocks of [[[-0], [0]], [[0], [-0]], [[-0, 0]]])
      expect(histogramOf(blocks).bins()).toEqual(expected);
  });

  test("uses more than half of its bins once there are two numbers that are far enough apart", () => {
    expect(
      histogramOf([[0, 100]])
        .bins()
        .map(({ from }) => from),
    ).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96]);
    expect(histogramOf([[-1, 1]]).bins()).toHaveLength(9);
  });
});

describe("--summary", () => {
  const xs = [4, 0.1, 0.2, -7, 1e16, 1, -1e16, 12.5];
  const TEXT = `x\n${xs.join("\n")}\nNA\nNaN\n`;
  const ARGS = ["--missing", "NA", "-e", "y = x * 2", "--summary"];

  test("has the numbers of a plain computation", async () => {
    folder.write("in.csv", TEXT);
    const args = ["map", folder.at("in.csv"), ...ARGS, "-o", folder.at("out.csv")];
    const [summary] = (await runJson(args)).json.summary;
    const ys = xs.map((x) => x * 2);
    expect(summary).toMatchObject({
      name: "y",
      count: 9,
      missing: 1,
      nan: 1,
      min: Math.min(...ys),
      max: Math.max(...ys),
    });
    // A plain sum would lose the small ones beside 1e16.
    expect(summary.mean).toBeCloseTo((8 + 0.2 + 0.4 - 14 + 2 + 25) / 8, 12);
    const total = summary.histogram.reduce((sum: number, { count }: Json) => sum + count, 0);
    expect(total).toBe(8);
  });

  test("is text with bars on standard output", async () => {
    folder.write("in.csv", `x\n${Array.from({ length: 100 }, (_, i) => i).join("\n")}\n`);
    const { stdout, stderr } = await runCli([
      ...["map", folder.at("in.csv"), "-e", "y = x * x", "-e", "z = 7", "--where", "x < 50", "--summary"],
      ...["-o", folder.at("out.parquet")],
    ]);
    expect(stderr).toBe("");
    const head = [
      "y",
      "  count    50",
      "  missing  0",
      "  min      0",
      "  max      2401",
      "  mean     808.5",
      "",
    ];
    expect(stdout.startsWith(head.join("\n"))).toBe(true);
    const bars = [...stdout.matchAll(/^ {2}from (\d+) +(█+) +(\d+)$/gm)];
    const counts = bars.map(([, from]) => {
      const inside = (i: number): boolean => i * i >= Number(from) && i * i < Number(from) + 256;
      return Array.from({ length: 50 }, (_, i) => i).filter(inside).length;
    });
    expect(bars.map(([, , , count]) => Number(count))).toEqual(counts);
    expect(bars[0]?.[2]).toHaveLength(30);
    expect(stdout).toMatch(/\n\nz\n {2}count {4}50\n[\s\S]*mean {5}7\n$/);
  });

  test("goes to standard error if the table goes to standard output", async () => {
    const { stdout, stderr } = await mapOutcome(TEXT, ARGS);
    expect(stdout).toContain("x,y\n4,8\n");
    expect(stderr).toMatch(/^y\n {2}count/);
  });

  test("says nothing of numbers where there are none", () => {
    const summary = new ColumnSummary("y");
    summary.add({ values: Float64Array.of(Number.NaN, Number.NaN), missing: Uint8Array.of(0, 1) });
    expect(summary.json).toEqual({
      ...{ name: "y", count: 1, missing: 1, nan: 1, min: null, max: null, mean: null },
      histogram: [],
    });
    expect(summary.text).toBe("y\n  count    1\n  missing  1\n  NaN      1");
  });

  test("infinite numbers count for range and mean, not for bars", () => {
    const summary = new ColumnSummary("y");
    summary.add({ values: Float64Array.of(1, Number.POSITIVE_INFINITY, 3), missing: undefined });
    expect(summary.json).toMatchObject({ min: 1, max: "Infinity", mean: "Infinity" });
    const { histogram } = summary.json as Json;
    expect(histogram.reduce((sum: number, { count }: Json) => sum + count, 0)).toBe(2);
  });
});
