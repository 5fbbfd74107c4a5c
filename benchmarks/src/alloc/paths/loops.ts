import type { Batch } from "zexpr";
import { INPUT_MASK, INPUT_STRIDE, INPUTS } from "./inputs.ts";
import { type Loop, makeBatch, type Path, subjectOf } from "./path.ts";

/** Sets all variables through the view, evaluates. */
export function evaluateLoop(batch: Batch): Loop {
  const { variables } = batch;
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
export function tryEvaluateLoop(batch: Pick<Batch, "tryEvaluate" | "variables">, status: number): Loop {
  const { variables } = batch;
  return (count) => {
    for (let i = 0; i < count; i++) {
      for (let v = 0; v < variables.length; v++)
        variables[v] = INPUTS[(i + v * INPUT_STRIDE) & INPUT_MASK] as number;
      const found = batch.tryEvaluate();
      if (found !== status) throw new Error(`status ${found} instead of ${status}`);
    }
  };
}

/** A formula of x, y and z by itself in a batch, under its own text. */
export function formulaPath(group: string, source: string): Path {
  return {
    group,
    name: source,
    claim: "zero",
    prepare() {
      const batch = makeBatch(["x", "y", "z"], [source]);
      return subjectOf(batch, evaluateLoop(batch));
    },
  };
}
