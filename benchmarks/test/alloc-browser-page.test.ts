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

describe("the page's heap meter", () => {
  test("subtracts an empty window, and leaves out the first two", () => {
    growth = [window(700), window(300), window(0), window(24), window(12)].flat();
    expect(page.measureHeap({ count: 50, windows: 3 })).toEqual({
      count: 50,
      windows: [0, 24, 12],
      bytes: 12,
    });
  });

  test("starts again with half the evaluations when a collection took the litter", () => {
    growth = [...window(0), 0, -(2 ** 20), ...window(0), window(0), window(0), window(40)].flat();
    expect(page.measureHeap({ count: 50, windows: 2 })).toEqual({ count: 25, windows: [0, 40], bytes: 40 });
  });

  test("takes fewer evaluations when a window would not fit into the young generation", () => {
    const large = 96 * 2 ** 20;
    growth = [0, large, window(0), window(0), window(0)].flat();
    expect(page.measureHeap({ count: 80, windows: 1 }).count).toBe(40);
  });

  test("collects before the young generation is full", () => {
    const megabytes = 20 * 2 ** 20;
    collections = 0;
    growth = [window(megabytes), window(megabytes), window(megabytes), window(megabytes)].flat();
    expect(page.measureHeap({ count: 50, windows: 2 }).bytes).toBe(megabytes);
    expect(collections).toBe(2);
  });

  test("gives up when no window is without a collection", () => {
    growth = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0 : -(2 ** 20)));
    expect(() => page.measureHeap({ count: 64, windows: 1 })).toThrow("collection");
  });
});

describe("the page's warm-up", () => {
  test("ends with the last window that allocates", () => {
    // The meter's own readings first; then windows of 1, 2, 4 and 8.
    growth = [...Array.from({ length: 20 }, () => [0, 16]), [0, 90], [0, 16], [0, 40], [0, 16]].flat();
    expect(page.measureWarmUp(8)).toBe(1 + 2 + 4);
  });

  test("is null for what does not stop", () => {
    growth = [...Array.from({ length: 20 }, () => [0, 16]), [0, 90], [0, 16], [0, 16], [0, 28]].flat();
    expect(page.measureWarmUp(8)).toBeNull();
  });
});

test("figures are those of the subject, and nothing once it is disposed of", () => {
  page.prepare("controls", 0);
  expect(page.figures()).toHaveProperty("highWater");
  page.dispose();
  expect(page.figures()).toBeNull();
});
