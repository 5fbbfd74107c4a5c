import type { CDPSession } from "playwright-core";
import { type Charge, chargesBelow } from "./charges.ts";

/**
 * Meter B in a page: V8's sampling heap profiler with an interval of one byte, driven from outside. It sees every single
 * allocation, those that are collected at once too.
 *
 * Cost: ten microseconds an allocation, and a full collection.
 *
 * @param root - name of the function of the page below which everything counts
 * @param run - calls it
 * @returns bytes by function, the largest first
 */
export async function profilePage(
  session: CDPSession,
  root: string,
  run: () => Promise<void>,
): Promise<Charge[]> {
  await session.send("HeapProfiler.startSampling", {
    samplingInterval: 1,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await run();
  const { profile } = await session.send("HeapProfiler.stopSampling");
  return chargesBelow(profile.head, root);
}
