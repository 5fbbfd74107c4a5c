import { beforeAll, describe, expect, test } from "vitest";
import type { PageApi } from "../src/alloc/browser-page.ts";

/** Bytes by which each reading of the fake heap is above the one before; 0 when it runs out. */
let growth: number[] = [];
let collections = 0;
let page: PageApi;

// The module measures the page it is loaded into: this one has a heap that grows as the test says.
beforeAll(async () => {
  let used = 0;
  const memory = {
    get usedJSHeapSize() {
      used += growth.shift() ?? 0;
      return used;
    },
  };
  Object.defineProperty(performance, "memory", { value: memory, configurable: true });
  Object.assign(globalThis, { gc: () => collections++ });
  await import("../src/alloc/browser-page.ts");
  page = (globalThis as unknown as { zexprPage: PageApi }).zexprPage;
  page.prepare("controls", 0);
});

/** Readings before and after a window that takes `bytes`, and before and after an empty one. */
function window(bytes: number, empty = 16): number[] {
  return [0, bytes + empty, 0, empty];
}

/** Readings while it finds out how many of 50 evaluations fit: a window of 16. */
const FIT = [0, 16];

describe("the page's heap meter", () => {
  test("subtracts an empty window, and leaves out the first two", () => {
    growth = [FIT, window(700), window(300), window(0), window(24), window(12)].flat();
    expect(page.measureHeap({ count: 50, windows: 3 })).toEqual({
      count: 50,
      windows: [0, 24, 12],
      bytes: 12,
    });
  });

  test("starts again with half the evaluations when a collection took the litter", () => {
    const collected = [0, 40 - 2 ** 20, 0, 16];
    growth = [FIT, window(0), collected, window(0), window(0), window(0), window(40)].flat();
    expect(page.measureHeap({ count: 50, windows: 2 })).toEqual({ count: 25, windows: [0, 40], bytes: 40 });
  });

  test("takes as many evaluations as fit into the young generation", () => {
    const megabyte = 2 ** 20;
    growth = [[0, 16 * megabyte], window(0), window(0), window(0)].flat();
    expect(page.measureHeap({ count: 80, windows: 1 }).count).toBe(48);
  });

  test("collects before the young generation is full", () => {
    const megabytes = 13 * 2 ** 20;
    collections = 0;
    growth = [FIT, ...Array.from({ length: 6 }, () => window(megabytes))].flat();
    expect(page.measureHeap({ count: 50, windows: 4 }).bytes).toBe(megabytes);
    // Before the small window, then before every other one.
    expect(collections).toBe(1 + 3);
  });

  test("gives up when no window is without a collection", () => {
    growth = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0 : -(2 ** 20)));
    expect(() => page.measureHeap({ count: 64, windows: 1 })).toThrow("collection");
  });
});

describe("the page's warm-up", () => {
  /** Readings of the windows that come first. */
  const meter = Array.from({ length: 1_000 }, () => [0, 16]);

  test("ends with the last window that allocates", () => {
    // Windows of 1, 2, 4 and 8.
    growth = [...meter, window(74), window(0), window(24), window(0)].flat();
    expect(page.measureWarmUp(8)).toBe(1 + 2 + 4);
  });

  test("is null for what does not stop", () => {
    growth = [...meter, window(74), window(0), window(0), window(12)].flat();
    expect(page.measureWarmUp(8)).toBeNull();
  });
});

test("figures are those of the subject, and nothing once it is disposed of", () => {
  page.prepare("controls", 0);
  expect(page.figures()).toHaveProperty("highWater");
  page.dispose();
  expect(page.figures()).toBeNull();
});
