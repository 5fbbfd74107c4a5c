import { createLibrary } from "@zexpr/ffi";
import { Status } from "zexpr";
import { C_PROGRAM } from "./c-program.ts";
import type { Claim, Path, PathTier, Subject } from "./path.ts";

const GROUP = "C interface, from C";
const SEED = "sin(x) * cos(y) + sqrt(x*x + y*y)";

/** A loop of evaluations.c; returns the status of its last evaluation. */
type LoopName = "run_setters" | "run_cells" | "run_evaluate_ex" | "run_context_variable";

type Exports = Readonly<Record<LoopName, (count: number) => number>> & {
  readonly __indirect_function_table: WebAssembly.Table;
  readonly __stack_pointer: WebAssembly.Global;
  setup(expression: number): number;
  text(): number;
  arena_used(): number;
  arena_high_water(): number;
  arena_capacity(): number;
};

/**
 * The loop is C as well: one call from JavaScript a window.
 *
 * None claims to be {@link Path.cold}. Since Node 22, V8 compiles the wrapper through which C calls an import after about a
 * thousand calls, and charges its 57,900 bytes to the call. That happens once, but between the readings that are compared.
 */
export const C_FROM_C_PATHS: readonly Path[] = [
  { ...path("set, evaluate, get: the program of exp-rs's plan", "run_setters", SEED), soak: true },
  path("evaluate, cells", "run_cells", SEED),
  path("evaluate with a C function", "run_cells", "half(x) + half(y)"),
  path("evaluate with a context's variable", "run_cells", "x * gain"),
  path("evaluate that fails", "run_cells", "x + nosuch", Status.UnknownVariable),
  path("evaluate_ex", "run_evaluate_ex", SEED),
  path(
    "evaluate_ex that fails, with its message",
    "run_evaluate_ex",
    "x + nosuch",
    Status.UnknownVariable,
    "allocates",
  ),
  path("a context's variable set by name", "run_context_variable", "x * gain", Status.Ok, "allocates"),
];

function path(
  name: string,
  loop: LoopName,
  source: string,
  status: number = Status.Ok,
  claim: Claim = "zero",
): Path {
  return { group: GROUP, name, claim, prepare: (tier) => prepare(loop, source, status, tier) };
}

function prepare(loop: LoopName, source: string, status: number, tier: PathTier): Subject {
  const { exports, library } = instantiate(tier);
  const address = exports.text();
  library.linearMemory.u8.set(new TextEncoder().encode(`${source}\0`), address);
  if (exports.setup(address) !== Status.Ok) throw new Error(`the C program refuses ${source}`);
  const run = exports[loop];
  return {
    run(count) {
      const found = run(count);
      if (found !== status) throw new Error(`status ${found} instead of ${status}`);
    },
    figures: () => ({
      used: exports.arena_used(),
      highWater: exports.arena_high_water(),
      capacity: exports.arena_capacity(),
      memory: library.linearMemory.used,
    }),
  };
}

/** The program in a memory of its own, as a C program's loader does it. */
function instantiate(tier: PathTier) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  let exports: Exports | undefined;
  const library = createLibrary({
    // Interpreted, one evaluation in a thousand boxes a few doubles in a rare part of a kernel: inputs never repeat here, and V8
    // optimises that part late. So the claim is about the default, which is WebAssembly by then.
    tier: tier === "interpreter" ? "auto" : tier,
    memory,
    table: () => (exports as Exports).__indirect_function_table,
    stackPointer: () => (exports as Exports).__stack_pointer,
  });
  const bytes = Uint8Array.from(atob(C_PROGRAM), (character) => character.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory },
    zexpr: library.imports.zexpr,
  });
  exports = instance.exports as unknown as Exports;
  return { exports, library };
}
