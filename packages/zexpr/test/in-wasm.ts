import { LinearMemory } from "@zexpr/arena";
import { type Failure, type Natives, Program } from "@zexpr/engine";
import { type StatusName, statusName } from "@zexpr/errors";
import { generate } from "@zexpr/wasm";
// Gives programs their translator.
import "zexpr";

/** What an evaluation leaves, for `toEqual`, which tells 0 and -0 apart and takes all NaNs for one. */
export interface Outcome {
  readonly status: StatusName;
  readonly results: readonly number[];
  /** An evaluation must not change them. */
  readonly variables: readonly number[];
  readonly failure: Failure | undefined;
  readonly evaluations: number;
}

/** The most cells and frames that were ever in use. */
export interface Marks {
  readonly registers: number;
  readonly frames: number;
}

/** One memory for all programs of a file: a memory of WebAssembly reserves a lot of address space. */
const memory = new LinearMemory({ backing: "wasm" });

/** A program in the interpreter, and beside it one of the same bytes in WebAssembly. */
export class Twin {
  readonly #interpreted: Program;
  readonly #translated: Program;

  /** @param planted - bytes for WebAssembly in their place, which a positive control has to tell apart */
  constructor(bytes: Uint8Array, natives: Natives = {}, planted: Uint8Array = bytes) {
    this.#interpreted = Program.load(bytes, memory, natives, { tier: "interpreter" });
    this.#translated = Program.load(planted, memory, natives, { tier: "wasm" });
  }

  /** The module that is compiled for the program in WebAssembly. */
  get module(): Uint8Array<ArrayBuffer> {
    const { words, cells, state } = this.#translated;
    return generate(words, cells, { cells: cells.byteOffset, state: state.byteOffset, shared: false });
  }

  /** Values of the variables as the bytes have them. */
  get values(): readonly number[] {
    return [...this.#interpreted.variables];
  }

  interpret(values: readonly number[]): Outcome {
    return outcomeOf(this.#interpreted, values);
  }

  execute(values: readonly number[]): Outcome {
    return outcomeOf(this.#translated, values);
  }

  /** Of both, after all evaluations so far. */
  get marks(): { readonly interpreted: Marks; readonly translated: Marks } {
    return { interpreted: marksOf(this.#interpreted), translated: marksOf(this.#translated) };
  }

  /** What executes either of the two. */
  get tiers(): readonly string[] {
    return [this.#interpreted, this.#translated].map((program) => program.statistics().tier);
  }
}

function outcomeOf(program: Program, values: readonly number[]): Outcome {
  program.variables.set(values);
  program.results.fill(12345);
  const status = statusName(program.tryEvaluate());
  const { results, variables, failure, evaluations } = program;
  return { status, results: [...results], variables: [...variables], failure, evaluations };
}

function marksOf(program: Program): Marks {
  const { registersHighWater, framesHighWater } = program.statistics();
  return { registers: registersHighWater, frames: framesHighWater };
}
