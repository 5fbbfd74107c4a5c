import { LinearMemory } from "@zexpr/arena";
import { type Natives, Program } from "@zexpr/engine";
import { symbolName } from "@zexpr/ir";
import {
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_COST,
  H_NATIVES,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  KIND_NATIVE,
  PART,
  S_BASE,
  S_BATCH_PC,
  S_FUEL,
  S_FUEL_PARTS,
  S_PC,
  S_STATUS,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_WORDS,
} from "@zexpr/ir/opcodes";
import { generate } from "@zexpr/wasm";

/** The engine's functions by opcode name: what modules import as kernels must be the same for bits to be equal. */
const KERNELS: Record<string, (...values: number[]) => number> = {
  ...(Object.fromEntries(
    Object.getOwnPropertyNames(Math).map((name) => [name, Math[name as keyof Math]]),
  ) as unknown as Record<string, (x: number) => number>),
  mod: (x, y) => x % y,
  pow: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y),
  exp2: (x) => 2 ** x,
  ln: Math.log,
  hypot(x, y) {
    const [a, b] = [Math.abs(x), Math.abs(y)];
    if (a === Infinity || b === Infinity) return Infinity;
    const scale = a > 1e150 || b > 1e150 ? -600 : a < 1e-150 && b < 1e-150 ? 600 : 0;
    const [c, d] = [a * 2 ** scale, b * 2 ** scale];
    return Math.sqrt(c * c + d * d) * 2 ** -scale;
  },
};

/** What an evaluation leaves: results, or the status and where it stopped. */
export interface Outcome {
  readonly status: number;
  readonly results: readonly number[];
  /** Instruction that failed, and the batch's that was active; with the value that an array index had. */
  readonly at: readonly number[];
}

/** One memory for all programs of a file: a memory of WebAssembly reserves a lot of address space. */
const memory = new LinearMemory({ backing: "wasm" });

/** A program with its translation beside it. */
export class Twin {
  readonly program: Program;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #evaluate: () => void;

  constructor(bytes: Uint8Array, natives: Natives = {}) {
    const program = Program.load(bytes, memory, natives);
    this.program = program;
    const { words, cells, state } = program;
    const placement = { cells: cells.byteOffset, state: state.byteOffset, shared: false };
    this.bytes = generate(words, cells, placement);
    const byIndex = nativesByIndex(words, natives);
    const native = (): number => {
      const { words, cells, state } = program;
      const [pc, base] = [state[S_PC], state[S_BASE]];
      const index = words[pc + 3];
      const at = (cell: number): number => cells.byteOffset + 8 * (base + cell);
      cells[base + words[pc + 1]] = Number.NaN;
      const count = words[words[H_NATIVES] + index];
      return byIndex[index](memory, at(words[pc + 2]), count, at(words[pc + 1])) ?? 0;
    };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(this.bytes), {
      zexpr: { memory: memory.wasm as WebAssembly.Memory, native },
      kernels: KERNELS,
    });
    this.#evaluate = exports.evaluate as () => void;
  }

  interpret(values: readonly number[]): Outcome {
    this.program.variables.set(values);
    return this.#outcome(this.program.tryEvaluate());
  }

  execute(values: readonly number[]): Outcome {
    const { program } = this;
    program.variables.set(values);
    program.results.fill(Number.NaN);
    const { words, state } = program;
    state[S_STATUS] = 0;
    const left = words[H_BUDGET_LOW] - words[H_COST];
    state[S_FUEL] = left < 0 ? left + PART : left;
    state[S_FUEL_PARTS] = left < 0 ? words[H_BUDGET_HIGH] - 1 : words[H_BUDGET_HIGH];
    this.#evaluate();
    return this.#outcome(state[S_STATUS]);
  }

  #outcome(status: number): Outcome {
    const { results, state, cells, words } = this.program;
    if (status === 0) return { status, results: [...results], at: [] };
    const pc = state[S_PC];
    const index = status === 8 ? [cells[state[S_BASE] + words[pc + 3]]] : [];
    return { status, results: [], at: [pc, state[S_BATCH_PC], ...index] };
  }
}

function nativesByIndex(words: Int32Array, natives: Natives): Natives[string][] {
  const found: Natives[string][] = [];
  for (let i = 0; i < words[H_SYMBOL_COUNT]; i++) {
    const row = words[H_SYMBOLS] + i * SYMBOL_WORDS;
    if (words[row + SYMBOL_KIND] === KIND_NATIVE)
      found[words[row + SYMBOL_INDEX]] = natives[symbolName(words, i)];
  }
  return found;
}
