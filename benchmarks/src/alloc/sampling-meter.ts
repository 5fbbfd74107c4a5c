import { Session } from "node:inspector";
import { type Charge, chargesBelow, EVERY_ALLOCATION, type ProfileNode } from "./charges.ts";
import { doNothing } from "./heap-meter.ts";
import type { Loop } from "./paths/index.ts";

export interface SamplingOptions {
  /** Evaluations per profile. */
  readonly count: number;
  /** Evaluations before each profile: the end of the last one was a full collection, which may throw optimised code away. */
  readonly warmup: number;
  /** Profiles, of which the one with the fewest bytes counts. V8 now and then compiles something in one. */
  readonly runs: number;
}

export interface SamplingReading {
  readonly count: number;
  /** Bytes charged to what was run, in all. */
  readonly bytes: number;
  /** The largest first. */
  readonly charges: readonly Charge[];
}

/** Enough for V8 to have its data about a function. */
const METER_CALLS = 100;

let session: Session | undefined;

/**
 * Meter B: V8's sampling heap profiler with an interval of one byte, which sees every single allocation, those that are
 * collected at once too, and says where it was made. Independent of meter A: it counts allocations, not the heap.
 *
 * Cost: about a microsecond an allocation, and a full collection a profile.
 */
export function sampleHeap(loop: Loop, { count, warmup, runs }: SamplingOptions): SamplingReading {
  let lowest: SamplingReading | undefined;
  for (let i = 0; i < runs && lowest?.bytes !== 0; i++) {
    loop(warmup);
    const charges = profile(loop, count);
    const bytes = charges.reduce((sum, charge) => sum + charge.bytes, 0);
    if (lowest === undefined || bytes < lowest.bytes) lowest = { count, bytes, charges };
  }
  return lowest as SamplingReading;
}

/** Everything below this function in the profile is what was run; the inspector's own objects hang elsewhere. */
function runProfiled(loop: Loop, count: number): void {
  loop(count);
}

function profile(loop: Loop, count: number): Charge[] {
  post("HeapProfiler.startSampling", EVERY_ALLOCATION);
  runProfiled(loop, count);
  return readCharges("HeapProfiler.stopSampling");
}

/**
 * The same in one profile from the first evaluation on, read several times.
 *
 * @param counts - evaluations at each reading, the earlier ones included
 * @returns what was charged until then
 */
export function sampleGrowth(loop: Loop, counts: readonly number[]): Charge[][] {
  // V8 makes its data about the meter's own function.
  for (let i = 0; i < METER_CALLS; i++) runProfiled(doNothing, i);
  post("HeapProfiler.startSampling", EVERY_ALLOCATION);
  let done = 0;
  return counts.map((count, i) => {
    runProfiled(loop, count - done);
    done = count;
    return readCharges(`HeapProfiler.${i < counts.length - 1 ? "getSamplingProfile" : "stopSampling"}`);
  });
}

function readCharges(method: string): Charge[] {
  return chargesBelow(post(method, {}).profile.head, runProfiled.name);
}

/** The inspector answers at once. */
function post(method: string, parameters: object): { profile: { head: ProfileNode } } {
  if (session === undefined) {
    session = new Session();
    session.connect();
  }
  let answer: unknown;
  session.post(method, parameters, (error, result) => {
    if (error !== null) throw new Error(`${method}: ${error.message}`);
    answer = result;
  });
  return answer as { profile: { head: ProfileNode } };
}
