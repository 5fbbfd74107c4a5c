// Setup of the vitest project "wasm tier": programs are translated to WebAssembly before their first evaluation.
import { ExprError } from "@zexpr/errors";
import { LinearMemory, Program } from "zexpr";

const { load } = Program;
const { tryEvaluate } = Program.prototype;
const translated = new WeakSet<Program>();

Program.prototype.tryEvaluate = function (this: Program): number {
  if (!translated.has(this) && !this.stale && !this.running) {
    translated.add(this);
    this.prepare();
  }
  return tryEvaluate.call(this);
};

const MEMORY_BYTES = 1 << 26;
let memory: LinearMemory | undefined;

/** Never grows, so that views of programs stay valid as they do in the ArrayBuffer that a program has by default. */
function newMemory(): LinearMemory {
  memory = new LinearMemory({ backing: "wasm", initialBytes: MEMORY_BYTES, maximumBytes: MEMORY_BYTES });
  return memory;
}

/** Programs that are given no memory would lie in an ArrayBuffer, where they cannot be translated. */
Program.load = (bytes, given, natives, options) => {
  if (given !== undefined) return load(bytes, given, natives, options);
  try {
    return load(bytes, memory ?? newMemory(), natives, options);
  } catch (error) {
    if (!(error instanceof ExprError) || error.code !== "ArenaExhausted") throw error;
    return load(bytes, newMemory(), natives, options);
  }
};
