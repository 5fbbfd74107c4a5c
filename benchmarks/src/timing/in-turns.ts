import { measure } from "mitata";
import { median } from "./once.ts";

/** Something whose time per operation is wanted. */
export interface Candidate {
  readonly name: string;
  /** Does the operation `count` times. */
  run(count: number): void;
}

export interface TimingSettings {
  /** How often every candidate has its turn. */
  readonly rounds: number;
  /** Milliseconds of each turn. */
  readonly turn: number;
  /** Milliseconds of one sample: many operations, so that the clock's own cost and grain do not show. */
  readonly sample: number;
  /** Milliseconds for which each candidate runs beforehand, where it takes long to get up to speed. */
  readonly warmup: number;
}

export const FULL: TimingSettings = { rounds: 5, turn: 25, sample: 0.5, warmup: 60 };
export const QUICK: TimingSettings = { rounds: 3, turn: 4, sample: 0.25, warmup: 20 };

/**
 * Measures the candidates in turns, so that whatever else the machine does hits all of them alike, and the first is not
 * always the one on a cold cache.
 *
 * A turn's value is its median sample, the result the median of the turns. Most pauses for garbage collection fall
 * outside a median sample: candidates that allocate are charged less than an application would feel.
 *
 * @returns nanoseconds per operation, by name
 */
export async function timeInTurns(
  candidates: readonly Candidate[],
  settings: TimingSettings,
): Promise<Record<string, number>> {
  const entries = candidates.map((candidate) => ({
    candidate,
    count: calibrate(candidate, settings.sample),
    turns: [] as number[],
  }));
  for (let round = 0; round < settings.rounds; round++) {
    const first = round % entries.length;
    for (const { candidate, count, turns } of [...entries.slice(first), ...entries.slice(0, first)]) {
      turns.push((await medianSample(candidate, count, settings)) / count);
    }
  }
  return Object.fromEntries(entries.map(({ candidate, turns }) => [candidate.name, median(turns)]));
}

async function medianSample(candidate: Candidate, count: number, { turn }: TimingSettings): Promise<number> {
  const { p50 } = await measure(() => candidate.run(count), {
    min_cpu_time: turn * 1e6,
    min_samples: 8,
    // mitata's own batching is off: one sample is already a loop over many operations.
    batch_threshold: 0,
    gc: false,
  });
  return p50;
}

/**
 * Operations per sample. Doubles until a sample is long enough, then looks again after ten more samples, which let V8
 * optimise the candidate.
 */
function calibrate(candidate: Candidate, sample: number): number {
  let count = 1;
  for (const samples of [0, 10]) {
    for (let i = 0; i < samples; i++) candidate.run(count);
    while (milliseconds(candidate, count) < sample) count *= 2;
  }
  return count;
}

function milliseconds(candidate: Candidate, count: number): number {
  const start = performance.now();
  candidate.run(count);
  return performance.now() - start;
}
