import { Arena, type Batch, type BatchOptions, compile, LinearMemory, Program, sharedMemory } from "zexpr";
import { BOXED, INPUT_MASK, INPUTS } from "./inputs.ts";
import { evaluateLoop, inputSetter, tryEvaluateLoop } from "./loops.ts";
import {
  figuresOf,
  type Loop,
  makeBatch,
  type Path,
  type PathTier,
  type Subject,
  subjectOf,
} from "./path.ts";

/** The expression of exp-rs's plan for evaluation without allocations. */
const SEED = "sin(x) * cos(y) + sqrt(x*x + y*y)";
const GROUP = "entry points";

/** All ways to set variables, evaluate, and read results. */
export const ENTRY_POINT_PATHS: readonly Path[] = [
  { ...batchPath("Batch.evaluate, variables through the view", evaluateLoop), soak: true },
  settingPath("Batch.evaluate, setVariable", (batch, tier) => {
    if (tier === "wasm") return setBoxedLoop(batch);
    return (count) => {
      for (let i = 0; i < count; i++) {
        batch.setVariable(0, INPUTS[i & INPUT_MASK] as number);
        batch.setVariable(1, INPUTS[(i + 1) & INPUT_MASK] as number);
        batch.evaluate();
      }
    };
  }),
  settingPath("Batch.evaluate, setVariableByName", (batch, tier) => {
    if (tier === "wasm") return setBoxedByNameLoop(batch);
    return (count) => {
      for (let i = 0; i < count; i++) {
        batch.setVariableByName("x", INPUTS[i & INPUT_MASK] as number);
        batch.evaluate();
      }
    };
  }),
  settingPath("Batch.evaluate, variables and results asked for each time", (batch, tier) => {
    if (tier === "wasm") return askingLoop(batch);
    const sum = new Float64Array(1);
    return (count) => {
      for (let i = 0; i < count; i++) {
        batch.variables[0] = INPUTS[i & INPUT_MASK] as number;
        batch.evaluate();
        sum[0] = batch.results[0] as number;
      }
    };
  }),
  batchPath("Batch.evaluate, precision f32", evaluateLoop, () => ({ precision: "f32" })),
  batchPath("Batch.tryEvaluate", (batch, tier) => tryEvaluateLoop(batch, 0, tier)),
  {
    group: GROUP,
    name: "Batch.evaluate, three expressions, one removed",
    claim: "zero",
    cold: "evaluates",
    prepare(tier) {
      const batch = makeBatch(["x", "y"], [SEED, "x * y", "x < y ? x : y"], { tier });
      batch.removeExpression(1);
      batch.prepare();
      return subjectOf(batch, evaluateLoop(batch, tier));
    },
  },
  batchPath("Batch.evaluate, arena of the caller", evaluateLoop, () => ({ arena: new Arena() })),
  batchPath("Batch.evaluate, WebAssembly.Memory of the caller", evaluateLoop, () => ({
    memory: new LinearMemory({ memory: new WebAssembly.Memory({ initial: 2 }) }),
  })),
  {
    group: GROUP,
    name: "Batch.evaluate, ArrayBuffer",
    claim: "zero",
    // No WebAssembly runs on it.
    prepare() {
      const memory = new LinearMemory({ backing: "array-buffer" });
      const batch = makeBatch(["x", "y"], [SEED], { memory });
      return subjectOf(batch, evaluateLoop(batch, "interpreter"));
    },
  },
  {
    group: GROUP,
    name: "compile().run, args and result kept",
    claim: "zero",
    soak: true,
    cold: "does more",
    prepare: prepareRun,
  },
  {
    group: GROUP,
    name: "compile().run, args and result asked for",
    claim: "zero",
    cold: "does more",
    prepare: prepareRunAsking,
  },
  {
    group: GROUP,
    name: "Program.load().evaluate",
    claim: "zero",
    cold: "evaluates",
    prepare: prepareProgram,
  },
];

function settingPath(name: string, loop: (batch: Batch, tier: PathTier) => Loop): Path {
  return { ...batchPath(name, loop), cold: "does more" };
}

function batchPath(
  name: string,
  loop: (batch: Batch, tier: PathTier) => Loop,
  options: () => BatchOptions = () => ({}),
): Path {
  return {
    group: GROUP,
    name,
    claim: "zero",
    cold: "evaluates",
    prepare(tier) {
      const batch = makeBatch(["x", "y"], [SEED], { ...options(), tier });
      return subjectOf(batch, loop(batch, tier));
    },
  };
}

/** With numbers that are boxed already: the library adds no box. */
function setBoxedLoop(batch: Batch): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      batch.setVariable(0, BOXED[i & INPUT_MASK] as number);
      batch.setVariable(1, BOXED[(i + 1) & INPUT_MASK] as number);
      batch.evaluate();
    }
  };
}

function setBoxedByNameLoop(batch: Batch): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      batch.setVariableByName("x", BOXED[i & INPUT_MASK] as number);
      batch.evaluate();
    }
  };
}

/** Asks for the views, but moves no double. */
function askingLoop(batch: Batch): Loop {
  const setInputs = inputSetter(batch.variables);
  return (count) => {
    for (let i = 0; i < count; i++) {
      if (batch.variables.length !== 2) throw new Error("another view");
      setInputs(i);
      batch.evaluate();
      if (batch.results.length !== 1) throw new Error("another view");
    }
  };
}

function prepareRun(tier: PathTier): Subject {
  const compiled = compile(SEED, ["x", "y"], { tier });
  const { args, result } = compiled;
  return {
    run: tier === "wasm" ? coldLoop() : loop(),
    figures: () => figuresOf(compiled),
    dispose: () => compiled.dispose(),
  };

  function loop(): Loop {
    const sum = new Float64Array(1);
    return (count) => {
      for (let i = 0; i < count; i++) {
        args[0] = INPUTS[i & INPUT_MASK] as number;
        args[1] = INPUTS[(i + 1) & INPUT_MASK] as number;
        compiled.run();
        sum[0] = result[0] as number;
      }
    };
  }

  function coldLoop(): Loop {
    const setInputs = inputSetter(args);
    return (count) => {
      for (let i = 0; i < count; i++) {
        setInputs(i);
        compiled.run();
      }
    };
  }
}

function prepareRunAsking(tier: PathTier): Subject {
  const compiled = compile(SEED, ["x", "y"], { tier });
  return {
    run: tier === "wasm" ? coldLoop() : loop(),
    figures: () => figuresOf(compiled),
    dispose: () => compiled.dispose(),
  };

  function loop(): Loop {
    const sum = new Float64Array(1);
    return (count) => {
      for (let i = 0; i < count; i++) {
        compiled.args[0] = INPUTS[i & INPUT_MASK] as number;
        compiled.run();
        sum[0] = compiled.result[0] as number;
      }
    };
  }

  function coldLoop(): Loop {
    const setInputs = inputSetter(compiled.args);
    return (count) => {
      for (let i = 0; i < count; i++) {
        if (compiled.args.length !== 2) throw new Error("another view");
        setInputs(i);
        compiled.run();
        if (compiled.result.length !== 1) throw new Error("another view");
      }
    };
  }
}

function prepareProgram(tier: PathTier): Subject {
  const batch = makeBatch(["x", "y"], [SEED]);
  const memory = tier === "wasm" ? sharedMemory() : undefined;
  const program = Program.load(batch.toProgram(), memory, {}, { tier });
  batch.dispose();
  return {
    run: tier === "wasm" ? coldLoop() : loop(),
    figures() {
      const { programBytes, registersHighWater, framesHighWater } = program.statistics();
      return { programBytes, registersHighWater, framesHighWater };
    },
  };

  function loop(): Loop {
    const { variables } = program;
    return (count) => {
      for (let i = 0; i < count; i++) {
        variables[0] = INPUTS[i & INPUT_MASK] as number;
        program.evaluate();
      }
    };
  }

  function coldLoop(): Loop {
    const setInputs = inputSetter(program.variables);
    return (count) => {
      for (let i = 0; i < count; i++) {
        setInputs(i);
        program.evaluate();
      }
    };
  }
}
