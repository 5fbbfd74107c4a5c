import { describe, expect, test } from "vitest";
import { CONTROLS } from "../src/heap/controls.ts";
import { measureHeap } from "../src/heap/meter.ts";

// Without the flags of `pnpm bench:heap` the young generation is small, so the windows are short.
const options = { warmup: 100_000, count: 50_000, windows: 5 };

describe("measureHeap", () => {
  test.each(CONTROLS)("is exact for $name", ({ bytes, loop }) => {
    const reading = measureHeap(loop, options);
    expect(reading.bytes).toBe(bytes);
    expect(reading.allocates).toBe(bytes > 0);
  });

  test("sees an allocation in one evaluation of a thousand", () => {
    const kept: unknown[] = ["not a number"];
    const { bytes, allocates } = measureHeap((count) => {
      for (let i = 0; i < count; i++) {
        if (i % 1000 === 999) kept[0] = i + 0.5;
      }
    }, options);
    expect(allocates).toBe(true);
    expect(bytes).toBeCloseTo(16 / 1000, 2);
  });

  test("shortens the window until no collection runs in it", () => {
    const kept: unknown[] = [undefined];
    const { bytes, count } = measureHeap((times) => {
      for (let i = 0; i < times; i++) kept[0] = new Array(1000);
    }, options);
    // A thousand elements and the array's two headers; the end of a page that is too small for one is lost.
    expect(bytes).toBeGreaterThanOrEqual(8000);
    expect(bytes).toBeLessThan(8500);
    expect(count).toBeLessThan(options.count);
  });
});
