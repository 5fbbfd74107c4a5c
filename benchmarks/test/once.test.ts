import { expect, test } from "vitest";
import { timeOnce } from "../src/timing/once.ts";

/** Runs for so many milliseconds. */
function spin(time: number): void {
  const end = performance.now() + time;
  while (performance.now() < end);
}

test("timeOnce prepares each sample anew and untimed, and gives the median of each part", () => {
  const order: string[] = [];
  let sample = 0;
  const ns = timeOnce(
    [
      {
        parts: ["short", "long"],
        prepare() {
          order.push("a");
          spin(20);
          const outlier = sample++ === 0 ? 40 : 0;
          return [() => spin(1), () => spin(8 + outlier)];
        },
      },
      {
        parts: ["nothing"],
        prepare() {
          order.push("b");
          return [() => {}];
        },
      },
    ],
    5,
  );
  expect(order.join("")).toBe("abbaabbaab");
  expect(Object.keys(ns).sort()).toEqual(["long", "nothing", "short"]);
  const milliseconds = (name: string): number => (ns[name] ?? Number.NaN) / 1e6;
  expect(milliseconds("short")).toBeGreaterThanOrEqual(1);
  expect(milliseconds("short")).toBeLessThan(8);
  expect(milliseconds("long")).toBeGreaterThanOrEqual(8);
  expect(milliseconds("long")).toBeLessThan(20);
  expect(milliseconds("nothing")).toBeLessThan(1);
});
