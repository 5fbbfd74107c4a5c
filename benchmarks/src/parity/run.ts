import type { StatusName } from "zexpr";
import { Checksum } from "./checksum.ts";
import { missedControls } from "./control.ts";
import { type KernelSums, kernelSums } from "./kernels.ts";
import type { Outcome } from "./outcome.ts";
import { describe, randomSample, type Sample } from "./sample.ts";
import { shrink } from "./shrink.ts";
import { compareSample } from "./twin.ts";

export interface ParityOptions {
  readonly seed: number;
  /** Index of the first program. */
  readonly first: number;
  readonly programs: number;
  /** Time after which it stops, whatever is left. */
  readonly milliseconds: number;
}

/** A program whose tiers differ. */
interface Difference {
  readonly index: number;
  readonly what: string;
  readonly sample: string;
  readonly shrunk: string;
}

/** What one engine found. Can be sent as JSON. */
export interface ParityResult {
  readonly programs: number;
  /** Of these, those that were evaluated as columns, too. */
  readonly columns: number;
  readonly expressions: number;
  readonly evaluations: number;
  readonly seconds: number;
  /** Evaluations by what they ended with. */
  readonly statuses: Readonly<Partial<Record<StatusName, number>>>;
  /** Planted differences that were not found. */
  readonly missed: readonly string[];
  readonly kernels: readonly KernelSums[];
  /** Checksum of all outcomes of each {@link BLOCK} programs, for comparing engines with one another. */
  readonly blocks: readonly string[];
  readonly differences: readonly Difference[];
}

/** What evaluations of many random programs must end with, each some time: otherwise the generator has lost something. */
export const STATUSES_EXPECTED: readonly StatusName[] = [
  ...(["Ok", "Syntax", "UnknownVariable", "UnknownFunction", "InvalidFunctionCall"] as const),
  ...(["ArrayIndexOutOfBounds", "AttributeNotFound", "DivideByZero", "RecursionLimit"] as const),
  ...(["BudgetExceeded", "Other"] as const),
];

/** Programs in a checksum. */
const BLOCK = 1_000;
/** Programs between two turns of the event loop, in which memory of finished programs is given back. */
const TURN = 50;
/** Characters of a sample that are shown: the seed makes it again, and there is a smaller one. */
const MOST_TEXT = 4_000;
/** A run with more differences ends. */
const MOST_DIFFERENCES = 5;

/** Compares both tiers: planted differences, kernels, then random programs. Works in every engine. */
export async function runParity(
  { seed, first, programs, milliseconds }: ParityOptions,
  onProgress: (programs: number) => void,
): Promise<ParityResult> {
  const started = performance.now();
  const missed = missedControls();
  const kernels = [...kernelSums()];
  const statuses: Partial<Record<StatusName, number>> = {};
  const blocks: string[] = [];
  const differences: Difference[] = [];
  let [done, columns, expressions, evaluations] = [0, 0, 0, 0];
  let sum = new Checksum();
  const visit = (outcome: Outcome): void => {
    evaluations++;
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    addOutcome(sum, outcome);
  };
  while (done < programs && differences.length < MOST_DIFFERENCES) {
    if (done % TURN === 0) {
      if (performance.now() - started > milliseconds) break;
      onProgress(done);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    const index = first + done;
    const sample = randomSample(seed, index);
    expressions += sample.expressions.length;
    if (sample.asColumns) columns++;
    const what = compare(sample, visit);
    if (what !== "") differences.push(differenceOf(index, what, sample));
    done++;
    if (done % BLOCK === 0 || done === programs) {
      blocks.push(sum.value);
      sum = new Checksum();
    }
  }
  const seconds = (performance.now() - started) / 1_000;
  return {
    programs: done,
    columns,
    expressions,
    evaluations,
    seconds,
    statuses,
    missed,
    kernels,
    blocks,
    differences,
  };
}

function compare(sample: Sample, visit?: (outcome: Outcome) => void): string {
  try {
    return compareSample(sample, visit);
  } catch (error) {
    return `threw ${String(error)} ${(error as Error).stack ?? ""}`;
  }
}

function differenceOf(index: number, what: string, sample: Sample): Difference {
  const smallest = shrink(sample, (candidate) => kindOf(compare(candidate)) === kindOf(what));
  const text = (each: Sample): string => describe(each).slice(0, MOST_TEXT);
  return { index, what, sample: text(sample), shrunk: `${compare(smallest)}\n${text(smallest)}` };
}

/** First words of a difference, so that a smaller sample is not another problem. */
function kindOf(what: string): string {
  return what.replace(/^row \d+: /, "").split(" ")[0] as string;
}

function addOutcome(sum: Checksum, { status, cells, failure, calls }: Outcome): void {
  for (const value of cells) sum.addDouble(value);
  for (const value of calls) sum.addDouble(value);
  if (status === "Ok") return;
  for (const value of failure) {
    if (typeof value === "number") sum.addDouble(value);
    else if (typeof value === "string") for (let i = 0; i < value.length; i++) sum.add(value.charCodeAt(i));
  }
}
