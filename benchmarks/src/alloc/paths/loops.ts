import type { Batch } from "zexpr";
import { INPUT_MASK, INPUT_PARTS, INPUT_STRIDE, INPUTS, PARTS } from "./inputs.ts";
import { type Loop, makeBatch, type Path, type PathTier, subjectOf } from "./path.ts";

/** Sets all variables through the view, evaluates. In WebAssembly the doubles are set as integers: see `Path.cold`. */
export function evaluateLoop(batch: Batch, tier: PathTier): Loop {
  const { variables } = batch;
  if (tier === "wasm") {
    const setInputs = inputSetter(variables);
    return (count) => {
      for (let i = 0; i < count; i++) {
        setInputs(i);
        batch.evaluate();
      }
    };
  }
  return (count) => {
    for (let i = 0; i < count; i++) {
      for (let v = 0; v < variables.length; v++)
        variables[v] = INPUTS[(i + v * INPUT_STRIDE) & INPUT_MASK] as number;
      batch.evaluate();
    }
  };
}

/**
 * The same with `tryEvaluate`, which must give `status` each time.
 *
 * @throws Error when the status is another one: then it is not the path that its name says
 */
export function tryEvaluateLoop(
  batch: Pick<Batch, "tryEvaluate" | "variables">,
  status: number,
  tier: PathTier,
): Loop {
  const { variables } = batch;
  if (tier === "wasm") {
    const setInputs = inputSetter(variables);
    return (count) => {
      for (let i = 0; i < count; i++) {
        setInputs(i);
        checkStatus(batch.tryEvaluate(), status);
      }
    };
  }
  return (count) => {
    for (let i = 0; i < count; i++) {
      for (let v = 0; v < variables.length; v++)
        variables[v] = INPUTS[(i + v * INPUT_STRIDE) & INPUT_MASK] as number;
      checkStatus(batch.tryEvaluate(), status);
    }
  };
}

function checkStatus(found: number, expected: number): void {
  if (found !== expected) throw new Error(`status ${found} instead of ${expected}`);
}

/** Sets variables to the inputs of evaluation `i`, as integers. */
export function inputSetter(variables: Float64Array): (i: number) => void {
  return partsSetter(variables, INPUT_PARTS, (i, v) => (i + v * INPUT_STRIDE) & INPUT_MASK);
}

/**
 * Sets variables as integers.
 *
 * @param source - doubles, in {@link PARTS} integers each
 * @param index - which double of the source is variable `v` in evaluation `i`
 */
export function partsSetter(
  variables: Float64Array,
  source: Uint16Array,
  index: (i: number, v: number) => number,
): (i: number) => void {
  const target = new Uint16Array(variables.buffer, variables.byteOffset, variables.length * PARTS);
  const { length } = variables;
  return (i) => {
    for (let v = 0; v < length; v++) {
      const from = index(i, v) * PARTS;
      const to = v * PARTS;
      target[to] = source[from] as number;
      target[to + 1] = source[from + 1] as number;
      target[to + 2] = source[from + 2] as number;
      target[to + 3] = source[from + 3] as number;
    }
  };
}

/** A formula of x, y and z by itself in a batch, under its own text. */
export function formulaPath(group: string, source: string): Path {
  return {
    group,
    name: source,
    claim: "zero",
    cold: "evaluates",
    prepare(tier) {
      const batch = makeBatch(["x", "y", "z"], [source], { tier });
      return subjectOf(batch, evaluateLoop(batch, tier));
    },
  };
}
