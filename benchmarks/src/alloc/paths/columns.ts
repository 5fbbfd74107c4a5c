import { type Batch, type Column, type Columns, Context, Status } from "zexpr";
import { BOXED, INPUT_MASK, INPUT_STRIDE, INPUTS } from "./inputs.ts";
import { figuresOf, type Loop, makeBatch, type Path, type PathTier, type Subject } from "./path.ts";

const GROUP = "columns";

/** Not a multiple of any vector's rows: the last ones are done too. Few: interpreting them takes most of the time. */
const ROWS = 5;

interface ColumnPath {
  /** What evaluates it in WebAssembly. Default: `"simd"`. */
  readonly tier?: "simd" | "wasm";
  readonly name: string;
  readonly expressions: readonly string[];
  readonly precision?: "f32";
  readonly define?: (batch: Batch, context: Context) => void;
  /** Another way to evaluate than `evaluate()`. */
  readonly loop?: (table: Columns, batch: Batch, context: Context, tier: PathTier) => Loop;
}

/** All ways to evaluate columns, and all that their code is made of: vectors, real branches, single rows. */
const COLUMN_PATHS_ZERO: readonly ColumnPath[] = [
  { name: "arithmetic and kernels", expressions: ["sin(x) * cos(y) + sqrt(x*x + y*y)", "x / (y + 20)"] },
  { name: "powers, logarithms, remainders", expressions: ["x^3 + 2^y", "ln(x + 20)", "x % 3 + atan2(y, x)"] },
  { name: "bits and rounding", expressions: ["(x & 7 | y << 2) ^ ~x", "round(x) + floor(y) + min(x, y)"] },
  { name: "branches by masks", expressions: ["x > y ? x : y", "x > 0 && y > 0 || x < -1"] },
  { name: "branches that are skipped", expressions: ["x > 0 ? y > 0 ? sin(x) : exp(y) : atan(x) + tan(y)"] },
  {
    name: "expression functions",
    expressions: ["f(x) + f(y)", "x > 0 ? f(y) : 1"],
    define: (batch) => {
      batch.addFunction("f", ["a"], "a > 0 ? square(a) + y : k / a");
      batch.addFunction("square", ["a"], "a * a");
    },
  },
  {
    name: "recursion, row by row",
    tier: "wasm",
    expressions: ["sum(3) + x"],
    define: (batch) => batch.addFunction("sum", ["n"], "n <= 0 ? 0 : n + sum(n - 1)"),
  },
  {
    name: "a host function in place, row by row",
    tier: "wasm",
    expressions: ["same(x) + y"],
    define: (_, context) =>
      context.addFunctionInPlace("same", 1, (memory, args, _count, result) => {
        memory.u8.copyWithin(result, args, args + 8);
      }),
  },
  {
    name: "array elements",
    // `min` and `max` ignore NaN, so that the index is always inside.
    expressions: ["table[max(0, min(x, 7))] + table[2]"],
    define: (_, context) => context.setArray("table", [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]),
  },
  { name: "fewer rows than there are", expressions: ["x * y"], loop: fewerRowsLoop },
  { name: "tryEvaluate", expressions: ["x * y + k"], loop: tryEvaluateLoop },
  { name: "input and output asked for each time", expressions: ["x * y"], loop: askingLoop },
  { name: "a scalar set each time", expressions: ["k * x + y"], loop: scalarLoop },
  {
    name: "a context's variable changed each time",
    expressions: ["gain * x + y"],
    define: (_, context) => context.setVariable("gain", 1.5),
    loop: contextLoop,
  },
  { name: "a variable added to the batch later", expressions: ["k * x + y"], loop: afterVariableLoop },
  {
    name: "f32: arithmetic and kernels",
    expressions: ["sin(x) * cos(y) + sqrt(x*x + y*y)"],
    precision: "f32",
  },
  { name: "f32: branches", expressions: ["x > 0 ? y > 0 ? sin(x) : exp(y) : x + k"], precision: "f32" },
];

export const COLUMN_PATHS: readonly Path[] = [
  ...COLUMN_PATHS_ZERO.map(
    (path): Path => ({
      group: GROUP,
      name: path.name,
      claim: "zero",
      cold: "does more",
      prepare: (tier) => prepareColumns(path, tier),
    }),
  ),
  {
    group: "documented to allocate, columns",
    name: "tryEvaluate with a row that fails, which is described",
    claim: "allocates",
    prepare: (tier) => prepareColumns({ name: "", expressions: ["x + nosuch"], loop: failingLoop }, tier),
  },
  {
    group: "documented to allocate, columns",
    name: "Batch.evaluateColumns, which copies",
    claim: "allocates",
    prepare(tier) {
      const batch = makeBatch(["x", "y"], ["x * y"], { tier });
      const columns = { x: INPUTS.slice(0, ROWS), y: INPUTS.slice(ROWS, 2 * ROWS) };
      return {
        run(count) {
          for (let i = 0; i < count; i++) batch.evaluateColumns(columns);
        },
        figures: () => figuresOf(batch),
        dispose: () => batch.dispose(),
      };
    },
  },
];

function prepareColumns(
  { expressions, precision, define, loop = evaluateLoop, tier: translated = "simd" }: ColumnPath,
  tier: PathTier,
): Subject {
  const context = new Context();
  const batch = makeBatch(["x", "y", "k"], [], { context, tier, precision });
  define?.(batch, context);
  for (const source of expressions) batch.addExpression(source);
  const table = batch.columns({ rows: ROWS, inputs: ["x", "y"] });
  fill(table.input("x"), 0);
  fill(table.input("y"), INPUT_STRIDE);
  for (let i = 0; i < expressions.length; i++) table.output(i);
  table.prepare();
  const expected = tier === "wasm" ? translated : "interpreter";
  if (table.statistics().tier !== expected) throw new Error(`columns in the tier ${table.statistics().tier}`);
  return {
    run: loop(table, batch, context, tier),
    programs: () => [batch.toProgram()],
    figures: () => ({ ...figuresOf(batch), columnBytes: table.statistics().bytes }),
    dispose() {
      table.dispose();
      batch.dispose();
    },
  };
}

/** The inputs with what is special, from a place in them. */
function fill(column: Column, from: number): void {
  for (let row = 0; row < column.length; row++)
    column[row] = INPUTS[(from + 16 * row + 15 - (row % 3)) & INPUT_MASK] as number;
}

function evaluateLoop(table: Columns): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) table.evaluate();
  };
}

function fewerRowsLoop(table: Columns): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) table.evaluate(1 + (i % ROWS));
  };
}

function tryEvaluateLoop(table: Columns): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      if (table.tryEvaluate() !== Status.Ok) throw new Error("a row that fails");
    }
  };
}

function failingLoop(table: Columns): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      if (table.tryEvaluate() !== Status.UnknownVariable) throw new Error("no row that fails");
    }
  };
}

function askingLoop(table: Columns): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      if (table.input("x").length !== ROWS) throw new Error("another view");
      table.evaluate();
      if (table.output(0).length !== ROWS || table.failedRow !== -1) throw new Error("another view");
    }
  };
}

function scalarLoop(table: Columns, batch: Batch, _context: Context, tier: PathTier): Loop {
  const values = tier === "wasm" ? BOXED : INPUTS;
  return (count) => {
    for (let i = 0; i < count; i++) {
      batch.setVariable(2, values[i & INPUT_MASK] as number);
      table.evaluate();
    }
  };
}

function contextLoop(table: Columns, _batch: Batch, context: Context, tier: PathTier): Loop {
  const values = tier === "wasm" ? BOXED : INPUTS;
  return (count) => {
    for (let i = 0; i < count; i++) {
      context.setVariable("gain", values[i & INPUT_MASK] as number);
      table.evaluate();
    }
  };
}

/** The batch goes on being edited; its columns stay as they were. */
function afterVariableLoop(table: Columns, batch: Batch): Loop {
  batch.addVariable("later", 1);
  batch.prepare();
  return evaluateLoop(table);
}
