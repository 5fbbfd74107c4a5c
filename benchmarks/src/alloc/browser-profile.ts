import type { CDPSession } from "playwright-core";
import { type Charge, chargesBelow, EVERY_ALLOCATION } from "./charges.ts";

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
  await session.send("HeapProfiler.startSampling", EVERY_ALLOCATION);
  await run();
  const { profile } = await session.send("HeapProfiler.stopSampling");
  return chargesBelow(profile.head, root);
}

/**
 * The same in one profile, read several times.
 *
 * @param run - calls the function with a number of evaluations
 * @param counts - evaluations at each reading, the earlier ones included
 * @returns what was charged until then
 */
export async function profileGrowth(
  session: CDPSession,
  root: string,
  run: (evaluations: number) => Promise<void>,
  counts: readonly number[],
): Promise<Charge[][]> {
  await session.send("HeapProfiler.startSampling", EVERY_ALLOCATION);
  const charges: Charge[][] = [];
  let done = 0;
  for (const count of counts) {
    await run(count - done);
    done = count;
    const { profile } = await session.send("HeapProfiler.getSamplingProfile");
    charges.push(chargesBelow(profile.head, root));
  }
  await session.send("HeapProfiler.stopSampling");
  return charges;
}
