import { Batch, LinearMemory, type Natives, Program, type StatusName, statusName } from "zexpr";
import { framedOnly } from "./framed.ts";
import type { Row, Sample } from "./sample.ts";
import { print } from "./tree.ts";
import { calls, makeContext, makeNatives, VARIABLES } from "./world.ts";

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
export function bytesOf({ functions, expressions, limits }: Sample, natives: Natives): Uint8Array {
  const batch = new Batch({ context: makeContext(natives), limits, tier: "interpreter" });
  try {
    for (const name of VARIABLES) batch.addVariable(name);
    for (const { name, parameters, body } of functions) batch.addFunction(name, parameters, print(body));
    for (const tree of expressions) batch.addExpression(print(tree));
    return batch.toProgram();
  } finally {
    batch.dispose();
  }
}

/** What an evaluation left. Numbers are compared by their bits, all NaNs being one. */
export interface Outcome {
  readonly status: StatusName;
  /** Results, or NaN from the failed one on; then the variables, which must not change. */
  readonly cells: readonly number[];
  /** Everything that is said of a failure, in a fixed order. */
  readonly failure: readonly unknown[];
  /** Calls of host functions with their arguments. */
  readonly calls: readonly number[];
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

/** Evaluates one of the two. */
export function outcomeOf(program: Program, { variables, gain, element }: Row): Outcome {
  calls.length = 0;
  program.variables.set(variables);
  program.setValue("gain", gain);
  program.array("a")?.fill(element, 0, 1);
  const status = statusName(program.tryEvaluate());
  return {
    status,
    cells: [...program.results, ...program.variables],
    failure: failureOf(program),
    calls: [...calls],
  };
}

function failureOf({ failure }: Program): readonly unknown[] {
  if (failure === undefined) return [];
  const { code, name, expression, source, span, found, expected, isNative } = failure;
  return [code, name, expression, source, span.start, span.end, found, expected, isNative, failure.cause];
}

/** What differs between two outcomes; empty if nothing does. */
function compareOutcomes(interpreted: Outcome, translated: Outcome): string {
  if (interpreted.status !== translated.status)
    return `status ${interpreted.status}, in wasm ${translated.status}`;
  for (const part of ["cells", "failure", "calls"] as const) {
    const theirs = interpreted[part];
    const ours = translated[part];
    const length = Math.max(theirs.length, ours.length);
    for (let i = 0; i < length; i++) {
      if (!Object.is(theirs[i], ours[i])) return `${part}[${i}] ${show(theirs[i])}, in wasm ${show(ours[i])}`;
    }
  }
  return "";
}

function show(value: unknown): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** What differs first when both evaluate all rows of a sample; empty if nothing does. */
export function compareSample(sample: Sample, visit: (outcome: Outcome) => void = () => {}): string {
  const natives = makeNatives(sample.overridden);
  return compareBytes(bytesOf(sample, natives), natives, sample.rows, visit);
}

/** As {@link compareSample}, for a program's bytes; a positive control plants others for WebAssembly. */
export function compareBytes(
  bytes: Uint8Array,
  natives: Natives,
  rows: readonly Row[],
  visit: (outcome: Outcome) => void,
  planted: Uint8Array = bytes,
): string {
  let twin: Twin;
  try {
    twin = new Twin(bytes, natives, planted);
  } catch (error) {
    return `loading: ${(error as Error).message} ${String((error as Error).cause ?? "")}`;
  }
  for (const [i, row] of rows.entries()) {
    const interpreted = outcomeOf(twin.interpreted, row);
    const difference =
      compareOutcomes(interpreted, outcomeOf(twin.translated, row)) || twin.compareStatistics();
    if (difference !== "") return `row ${i}: ${difference}`;
    visit(interpreted);
  }
  return "";
}
