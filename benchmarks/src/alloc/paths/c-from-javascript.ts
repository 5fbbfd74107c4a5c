import { createLibrary, type Library } from "@zexpr/ffi";
import { Status } from "zexpr";
import { INPUT_MASK, INPUTS } from "./inputs.ts";
import { inputSetter } from "./loops.ts";
import type { Claim, Figures, Loop, Path, PathTier } from "./path.ts";

const GROUP = "C interface, from JavaScript";
const SEED = "sin(x) * cos(y) + sqrt(x*x + y*y)";
const RESULT_BYTES = 280;

/** A batch of x and y behind integers. */
interface Host {
  readonly tier: PathTier;
  readonly library: Library;
  readonly arena: number;
  readonly context: number;
  readonly batch: number;
  /** Room for an ExprResult. */
  readonly result: number;
  /** Views of the cells. */
  readonly variables: Float64Array;
  readonly results: Float64Array;
  /** Sets x, in WebAssembly both, for evaluation `i`: see `Path.cold`. */
  setInput(i: number): void;
  /** Address of a text. */
  text(value: string): number;
}

/** Integers in, integers out, doubles in memory: what WebAssembly, workers and worklets call. */
export const C_FROM_JAVASCRIPT_PATHS: readonly Path[] = [
  { ...path("expr_batch_evaluate, cells", SEED, (host) => cellsLoop(host, 0)), soak: true },
  path("expr_batch_evaluate with a context, cells", "x * gain", (host) => cellsLoop(host, host.context)),
  path("expr_batch_evaluate, an expression function", "twice(x)", (host) => cellsLoop(host, 0)),
  path("expr_batch_evaluate, addresses of the cells asked for each time", SEED, (host) => {
    const { library, batch } = host;
    const { linearMemory } = library;
    if (host.tier === "wasm") return askingLoop(host);
    return (count) => {
      for (let i = 0; i < count; i++) {
        linearMemory.f64[library.expr_batch_variables(batch) >>> 3] = INPUTS[i & INPUT_MASK] as number;
        library.expr_batch_evaluate(batch, 0);
        linearMemory.f64[host.result >>> 3] = linearMemory.f64[
          library.expr_batch_results(batch) >>> 3
        ] as number;
      }
    };
  }),
  path("expr_batch_evaluate that fails", "x + nosuch", (host) =>
    cellsLoop(host, host.context, Status.UnknownVariable),
  ),
  path("expr_batch_evaluate_ex", SEED, (host) => exLoop(host, Status.Ok)),
  path("arena figures", SEED, ({ library, arena, batch }) => (count) => {
    for (let i = 0; i < count; i++) {
      library.expr_arena_used(arena);
      library.expr_arena_high_water(arena);
      library.expr_batch_arena_bytes(batch);
    }
  }),
  path(
    "expr_batch_set_variable and expr_batch_get_result: doubles to and from JavaScript",
    SEED,
    ({ library, batch, results }) =>
      (count) => {
        for (let i = 0; i < count; i++) {
          library.expr_batch_set_variable(batch, 0, INPUTS[i & INPUT_MASK] as number);
          library.expr_batch_evaluate(batch, 0);
          results[0] = library.expr_batch_get_result(batch, 0);
        }
      },
    "allocates",
  ),
  path(
    "expr_batch_evaluate_ex that fails, with its message",
    "x + nosuch",
    (host) => exLoop(host, Status.UnknownVariable),
    "allocates",
  ),
  path(
    "expr_context_set_variable, a name as text",
    "x * gain",
    ({ library, context, batch, text }) => {
      const gain = text("gain");
      return (count) => {
        for (let i = 0; i < count; i++) {
          library.expr_context_set_variable(context, gain, INPUTS[i & INPUT_MASK] as number);
          library.expr_batch_evaluate(batch, context);
        }
      };
    },
    "allocates",
  ),
  path(
    "a freed batch",
    SEED,
    ({ library }) => {
      const freed = library.expr_batch_new_sized(0);
      library.expr_batch_free(freed);
      return (count) => {
        for (let i = 0; i < count; i++) {
          if (library.expr_batch_evaluate(freed, 0) !== Status.StaleHandle) throw new Error("not stale");
        }
      };
    },
    "allocates",
  ),
];

/** Made ready for the context first, so that no evaluation that is measured compiles. */
function cellsLoop({ library, batch, setInput }: Host, context: number, status: number = Status.Ok): Loop {
  library.expr_batch_prepare(batch, context);
  return (count) => {
    for (let i = 0; i < count; i++) {
      setInput(i);
      const found = library.expr_batch_evaluate(batch, context);
      if (found !== status) throw new Error(`status ${found} instead of ${status}`);
    }
  };
}

/** Asks for the addresses, but moves no double. */
function askingLoop({ library, batch, variables, results, setInput }: Host): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      if (library.expr_batch_variables(batch) !== variables.byteOffset) throw new Error("another address");
      setInput(i);
      library.expr_batch_evaluate(batch, 0);
      if (library.expr_batch_results(batch) !== results.byteOffset) throw new Error("another address");
    }
  };
}

function exLoop({ library, batch, context, setInput, result }: Host, status: number): Loop {
  library.expr_batch_prepare(batch, context);
  return (count) => {
    for (let i = 0; i < count; i++) {
      setInput(i);
      const found = library.expr_batch_evaluate_ex(result, batch, context);
      if (found !== status) throw new Error(`status ${found} instead of ${status}`);
    }
  };
}

function path(name: string, source: string, loop: (host: Host) => Loop, claim: Claim = "zero"): Path {
  return {
    group: GROUP,
    name,
    claim,
    ...(claim === "zero" && { cold: "does more" as const }),
    prepare(tier) {
      const host = makeHost(source, tier);
      return { run: loop(host), figures: () => figuresOf(host) };
    },
  };
}

function figuresOf({ library, arena }: Host): Figures {
  return {
    used: library.expr_arena_used(arena),
    highWater: library.expr_arena_high_water(arena),
    capacity: library.expr_arena_capacity(arena),
    memory: library.linearMemory.used,
  };
}

function makeHost(source: string, tier: PathTier): Host {
  const library = createLibrary({ tier });
  const { linearMemory } = library;
  const text = (value: string): number => {
    const bytes = new TextEncoder().encode(`${value}\0`);
    const address = linearMemory.allocate(bytes.length);
    linearMemory.u8.set(bytes, address);
    return address;
  };
  const result = linearMemory.allocate(RESULT_BYTES);
  const arena = library.expr_arena_new(1 << 20);
  const context = library.expr_context_new();
  library.expr_context_set_variable(context, text("gain"), 0.5);
  const batch = library.expr_batch_new(arena);
  for (const name of ["x", "y"]) library.expr_batch_add_variable(result, batch, text(name), 1);
  library.expr_batch_add_expression_function(batch, text("twice"), text("a"), text("a * 2"));
  library.expr_batch_add_expression(result, batch, text(source));
  library.expr_batch_evaluate(batch, context);
  library.expr_batch_evaluate(batch, 0);
  const view = (address: number, length: number) => new Float64Array(linearMemory.buffer, address, length);
  const variables = view(library.expr_batch_variables(batch), 2);
  const setDouble = (i: number): void => {
    variables[0] = INPUTS[i & INPUT_MASK] as number;
  };
  return {
    ...{ tier, library, arena, context, batch, result, text, variables },
    setInput: tier === "wasm" ? inputSetter(variables) : setDouble,
    results: view(library.expr_batch_results(batch), 1),
  };
}
