import { LinearMemory, type Natives, Program } from "zexpr";
import { batchOf, compareColumns, vectorPart } from "./columns.ts";
import { framedOnly } from "./framed.ts";
import { compareOutcomes, type Outcome, outcomeOf } from "./outcome.ts";
import type { Sample } from "./sample.ts";
import { makeContext, makeNatives } from "./world.ts";

/** Pages of 64 KiB: room for two programs with the stack of a thousand calls each. */
const PAGES = 256;

/**
 * The memory of all programs: each WebAssembly memory reserves gigabytes of addresses. A sample's programs lie where those of the
 * sample before lay, so registers and stacks begin with rubbish.
 */
const wasm: WebAssembly.Memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
let next = 0;

function freshMemory(): LinearMemory {
  next = 16;
  return new LinearMemory({
    memory: wasm,
    allocate(size) {
      const offset = next;
      next += size;
      return next > PAGES * 65_536 ? 0 : offset;
    },
    release() {},
  });
}

/** Bytes of a sample's program. */
export function bytesOf(sample: Sample, natives: Natives): Uint8Array {
  const batch = batchOf(sample, makeContext(natives), "interpreter");
  try {
    return batch.toProgram();
  } finally {
    batch.dispose();
  }
}

/** A program in the interpreter, and one of the same bytes in WebAssembly, unless other bytes are planted there. */
export class Twin {
  readonly interpreted: Program;
  readonly translated: Program;
  readonly #marksAreEqual: boolean;

  /** @throws ExprError when the engine refuses the module: `WebAssembly.Module` validates it */
  constructor(bytes: Uint8Array, natives: Natives = {}, planted: Uint8Array = bytes) {
    const memory = freshMemory();
    this.interpreted = Program.load(bytes, memory, natives, { tier: "interpreter" });
    this.translated = Program.load(planted, memory, natives, { tier: "wasm" });
    this.#marksAreEqual = framedOnly(this.interpreted.words);
  }

  /** What is wrong with the counters of both after the last evaluation; empty if nothing is. */
  compareStatistics(): string {
    const ours = this.translated.statistics();
    const theirs = this.interpreted.statistics();
    if (ours.tier !== "wasm" || theirs.tier !== "interpreter") return `tiers: ${ours.tier}, ${theirs.tier}`;
    for (const name of ["evaluations", "programBytes", "registers", "frames"] as const)
      if (ours[name] !== theirs[name]) return `${name}: ${theirs[name]}, in wasm ${ours[name]}`;
    for (const name of ["registersHighWater", "framesHighWater"] as const) {
      // Functions that became WebAssembly's own take no frames, and leave no mark.
      const fits = this.#marksAreEqual ? ours[name] === theirs[name] : ours[name] <= theirs[name];
      if (!fits) return `${name}: ${theirs[name]}, in wasm ${ours[name]}`;
    }
    return "";
  }
}

/** What differs first when a sample is evaluated by both tiers, row by row and as columns; empty if nothing does. */
export function compareSample(sample: Sample, visit: (outcome: Outcome) => void = () => {}): string {
  const scalar = compareScalars(sample, sample, visit);
  if (scalar !== "" || !sample.asColumns) return scalar;
  const difference = compareColumns(sample, sample);
  if (difference !== "") return difference;
  const vectors = vectorPart(sample);
  return vectors.expressions.length > 0 ? compareColumns(vectors, vectors) : "";
}

/** Compares the tiers row by row. @param planted - what WebAssembly gets; other than the sample in a positive control */
export function compareScalars(
  sample: Sample,
  planted: Sample,
  visit: (outcome: Outcome) => void = () => {},
): string {
  const natives = makeNatives(sample.overridden);
  try {
    const bytes = bytesOf(sample, natives);
    const twin = new Twin(bytes, natives, planted === sample ? bytes : bytesOf(planted, natives));
    for (const [i, row] of sample.rows.entries()) {
      const interpreted = outcomeOf(twin.interpreted, row);
      const difference =
        compareOutcomes(interpreted, outcomeOf(twin.translated, row)) || twin.compareStatistics();
      if (difference !== "") return `row ${i}: ${difference}`;
      visit(interpreted);
    }
  } catch (error) {
    return `loading: ${(error as Error).message} ${String((error as Error).cause ?? "")}`;
  }
  return "";
}
