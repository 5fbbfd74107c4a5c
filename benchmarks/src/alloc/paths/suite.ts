import { compile } from "zexpr";
import type { SuiteExpression } from "../../suite/expression.ts";
import { SUITE } from "../../suite/index.ts";
import { inputTable, ROWS } from "../../suite/variables.ts";
import { PARTS } from "./inputs.ts";
import { partsSetter } from "./loops.ts";
import { figuresOf, type Loop, makeBatch, type Path, type PathTier, subjectOf } from "./path.ts";

/** The expressions that are compared with other libraries, both ways. */
export const SUITE_PATHS: readonly Path[] = [...SUITE.map(batchPath), ...SUITE.map(runPath)];

function batchPath(expression: SuiteExpression): Path {
  return {
    group: "suite, Batch.evaluate",
    name: expression.id,
    claim: "zero",
    cold: "evaluates",
    prepare(tier) {
      const batch = makeBatch(expression.variables, [expression.source], { tier });
      return subjectOf(
        batch,
        rowLoop(expression, batch.variables, () => batch.evaluate(), tier),
      );
    },
  };
}

function runPath(expression: SuiteExpression): Path {
  return {
    group: "suite, compile().run",
    name: expression.id,
    claim: "zero",
    cold: "does more",
    prepare(tier) {
      const compiled = compile(expression.source, expression.variables, { tier });
      return {
        run: rowLoop(expression, compiled.args, () => compiled.run(), tier),
        figures: () => figuresOf(compiled),
        programs: () => [compiled.toProgram()],
        dispose: () => compiled.dispose(),
      };
    },
  };
}

/** Sets the variables to the next row of the suite's inputs, evaluates. */
function rowLoop(
  expression: SuiteExpression,
  variables: Float64Array,
  evaluate: () => void,
  tier: PathTier,
): Loop {
  const table = inputTable(expression.variables);
  const width = variables.length;
  if (tier === "wasm") {
    const parts = new Uint16Array(table.buffer, table.byteOffset, table.length * PARTS);
    const setRow = partsSetter(variables, parts, (i, v) => (i & (ROWS - 1)) * width + v);
    return (count) => {
      for (let i = 0; i < count; i++) {
        setRow(i);
        evaluate();
      }
    };
  }
  return (count) => {
    for (let i = 0; i < count; i++) {
      const row = (i & (ROWS - 1)) * width;
      for (let v = 0; v < width; v++) variables[v] = table[row + v] as number;
      evaluate();
    }
  };
}
