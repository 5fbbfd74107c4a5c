import { Arena, type Batch, type BatchOptions, compile, LinearMemory, Program } from "zexpr";
import { INPUT_MASK, INPUTS } from "./inputs.ts";
import { evaluateLoop, tryEvaluateLoop } from "./loops.ts";
import { figuresOf, type Loop, makeBatch, type Path, type Subject, subjectOf } from "./path.ts";

/** The expression of exp-rs's plan for evaluation without allocations. */
const SEED = "sin(x) * cos(y) + sqrt(x*x + y*y)";
const GROUP = "entry points";

/** All ways to set variables, evaluate, and read results. */
export const ENTRY_POINT_PATHS: readonly Path[] = [
  { ...batchPath("Batch.evaluate, variables through the view", evaluateLoop), soak: true },
  batchPath("Batch.evaluate, setVariable", (batch) => (count) => {
    for (let i = 0; i < count; i++) {
      batch.setVariable(0, INPUTS[i & INPUT_MASK] as number);
      batch.setVariable(1, INPUTS[(i + 1) & INPUT_MASK] as number);
      batch.evaluate();
    }
  }),
  batchPath("Batch.evaluate, setVariableByName", (batch) => (count) => {
    for (let i = 0; i < count; i++) {
      batch.setVariableByName("x", INPUTS[i & INPUT_MASK] as number);
      batch.evaluate();
    }
  }),
  batchPath("Batch.evaluate, variables and results asked for each time", (batch) => {
    const sum = new Float64Array(1);
    return (count) => {
      for (let i = 0; i < count; i++) {
        batch.variables[0] = INPUTS[i & INPUT_MASK] as number;
        batch.evaluate();
        sum[0] = batch.results[0] as number;
      }
    };
  }),
  batchPath("Batch.tryEvaluate", (batch) => tryEvaluateLoop(batch, 0)),
  {
    group: GROUP,
    name: "Batch.evaluate, three expressions, one removed",
    claim: "zero",
    prepare() {
      const batch = makeBatch(["x", "y"], [SEED, "x * y", "x < y ? x : y"]);
      batch.removeExpression(1);
      batch.prepare();
      return subjectOf(batch, evaluateLoop(batch));
    },
  },
  batchPath("Batch.evaluate, arena of the caller", evaluateLoop, () => ({ arena: new Arena() })),
  batchPath("Batch.evaluate, WebAssembly.Memory of the caller", evaluateLoop, () => ({
    memory: new LinearMemory({ memory: new WebAssembly.Memory({ initial: 2 }) }),
  })),
  batchPath("Batch.evaluate, ArrayBuffer", evaluateLoop, () => ({
    memory: new LinearMemory({ backing: "array-buffer" }),
  })),
  {
    group: GROUP,
    name: "compile().run, args and result kept",
    claim: "zero",
    soak: true,
    prepare: prepareRun,
  },
  {
    group: GROUP,
    name: "compile().run, args and result asked for",
    claim: "zero",
    prepare: prepareRunAsking,
  },
  { group: GROUP, name: "Program.load().evaluate", claim: "zero", prepare: prepareProgram },
];

function batchPath(
  name: string,
  loop: (batch: Batch) => Loop,
  options: () => BatchOptions = () => ({}),
): Path {
  return {
    group: GROUP,
    name,
    claim: "zero",
    prepare() {
      const batch = makeBatch(["x", "y"], [SEED], options());
      return subjectOf(batch, loop(batch));
    },
  };
}

function prepareRun(): Subject {
  const compiled = compile(SEED, ["x", "y"]);
  const { args, result } = compiled;
  const sum = new Float64Array(1);
  return {
    run(count) {
      for (let i = 0; i < count; i++) {
        args[0] = INPUTS[i & INPUT_MASK] as number;
        args[1] = INPUTS[(i + 1) & INPUT_MASK] as number;
        compiled.run();
        sum[0] = result[0] as number;
      }
    },
    figures: () => figuresOf(compiled),
    dispose: () => compiled.dispose(),
  };
}

function prepareRunAsking(): Subject {
  const compiled = compile(SEED, ["x", "y"]);
  const sum = new Float64Array(1);
  return {
    run(count) {
      for (let i = 0; i < count; i++) {
        compiled.args[0] = INPUTS[i & INPUT_MASK] as number;
        compiled.run();
        sum[0] = compiled.result[0] as number;
      }
    },
    figures: () => figuresOf(compiled),
    dispose: () => compiled.dispose(),
  };
}

function prepareProgram(): Subject {
  const batch = makeBatch(["x", "y"], [SEED]);
  const program = Program.load(batch.toProgram());
  batch.dispose();
  const { variables } = program;
  return {
    run(count) {
      for (let i = 0; i < count; i++) {
        variables[0] = INPUTS[i & INPUT_MASK] as number;
        program.evaluate();
      }
    },
    figures() {
      const { programBytes, registersHighWater, framesHighWater } = program.statistics();
      return { programBytes, registersHighWater, framesHighWater };
    },
  };
}
