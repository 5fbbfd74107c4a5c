import { compile } from "zexpr";
import type { SuiteExpression } from "../../suite/expression.ts";
import { SUITE } from "../../suite/index.ts";
import { inputTable, ROWS } from "../../suite/variables.ts";
import { figuresOf, type Loop, makeBatch, type Path, subjectOf } from "./path.ts";

/** The expressions that are compared with other libraries, both ways. */
export const SUITE_PATHS: readonly Path[] = [...SUITE.map(batchPath), ...SUITE.map(runPath)];

function batchPath(expression: SuiteExpression): Path {
  return {
    group: "suite, Batch.evaluate",
    name: expression.id,
    claim: "zero",
    prepare() {
      const batch = makeBatch(expression.variables, [expression.source]);
      return subjectOf(
        batch,
        rowLoop(expression, batch.variables, () => batch.evaluate()),
      );
    },
  };
}

function runPath(expression: SuiteExpression): Path {
  return {
    group: "suite, compile().run",
    name: expression.id,
    claim: "zero",
    prepare() {
      const compiled = compile(expression.source, expression.variables);
      return {
        run: rowLoop(expression, compiled.args, () => compiled.run()),
        figures: () => figuresOf(compiled),
        programs: () => [compiled.toProgram()],
        dispose: () => compiled.dispose(),
      };
    },
  };
}

/** Sets the variables to the next row of the suite's inputs, evaluates. */
function rowLoop(expression: SuiteExpression, variables: Float64Array, evaluate: () => void): Loop {
  const table = inputTable(expression.variables);
  const width = variables.length;
  return (count) => {
    for (let i = 0; i < count; i++) {
      const row = (i & (ROWS - 1)) * width;
      for (let v = 0; v < width; v++) variables[v] = table[row + v] as number;
      evaluate();
    }
  };
}
