import { Batch, type Columns, type Precision } from "zexpr";
import type { SuiteExpression } from "../suite/expression.ts";
import { fillColumns } from "../suite/variables.ts";
import { best, type OnceCandidate, timeOnce } from "../timing/once.ts";
import { makeColumnLoop } from "./column-loop.ts";
import type { Row } from "./row.ts";

/** Names of the candidates. */
export const LOOP = "hand-written loop";
export const SIMD = "zexpr columns";
export const FLOATS = "zexpr columns, f32";
/** In JavaScript, instruction by instruction over blocks of rows. */
export const BLOCKS = "zexpr columns, interpreter";

/** Expressions that goals name, by their ids: E1 is in the suite, E3 is measured beside it. */
export const E1 = "seed";
export const E3 = "E3";

const BESIDE: SuiteExpression = {
  id: E3,
  source: "(x+y)*(x-y)/(x*y+1)+(x>y?x:y)",
  variables: ["x", "y"],
  // biome-ignore lint/complexity/useMathMinMax: the conditional is what is measured
  reference: (x, y) => ((x + y) * (x - y)) / (x * y + 1) + (x > y ? x : y),
};

/** What columns of so many rows took, in nanoseconds per row. */
export interface ColumnTable {
  readonly rows: number;
  readonly table: readonly Row[];
  /** Why there are no columns of f32; undefined if there are. */
  readonly withoutFloats?: string | undefined;
}

export interface ColumnSettings {
  /** Rows of each column. */
  readonly rows: number;
  /** Of each candidate. The best one counts: no pause for garbage is part of the work. */
  readonly samples: number;
  /** Whether the interpreter is measured. */
  readonly blocks: boolean;
}

/** Columns of one expression that are ready to be evaluated. */
interface Prepared {
  readonly name: string;
  readonly columns: Columns;
  dispose(): void;
}

/** What a result may differ by from the loop's, relative to it if it is large: V8's functions are not zexpr's. */
const TOLERANCE = 1e-9;
const FLOAT_TOLERANCE = 1e-3;
/** f32 may fall on the other side of a comparison or of an integer: in one row of so many. */
const FLOAT_EXCEPTIONS = 50;
const CHECKED_ROWS = 5_000;
/** Evaluations of each candidate before it is measured. */
const WARMUP = 3;

/**
 * Time per row of `columns.evaluate` and of a loop written by hand over the same typed arrays, in one thread.
 *
 * @throws Error when results differ from the loop's
 */
export function columnsSuite(expressions: readonly SuiteExpression[], settings: ColumnSettings): ColumnTable {
  const withoutFloats = whyNoFloats();
  const table = [...expressions, BESIDE].map((expression) => ({
    id: expression.id,
    ns: measure(expression, settings, withoutFloats === undefined),
  }));
  return { rows: settings.rows, table, withoutFloats };
}

/** Why columns of f32 cannot be compared with those of f64; undefined if they can. */
function whyNoFloats(): string | undefined {
  try {
    const { columns, dispose } = prepare(FLOATS, BESIDE, 1);
    const { tier } = columns.statistics();
    dispose();
    return tier === "simd" ? undefined : `f32 is evaluated in the tier "${tier}"`;
  } catch (error) {
    return String(error);
  }
}

function measure(
  expression: SuiteExpression,
  { rows, samples, blocks }: ColumnSettings,
  floats: boolean,
): Record<string, number> {
  const { variables } = expression;
  const names = [SIMD, ...(floats ? [FLOATS] : []), ...(blocks ? [BLOCKS] : [])];
  const prepared = names.map((name) => prepare(name, expression, rows));
  const [{ columns: first }, ...others] = prepared as [Prepared, ...Prepared[]];
  const inputs = variables.map((name) => first.input(name) as Float64Array);
  fillColumns(variables, inputs);
  for (const { columns } of others)
    for (const [i, name] of variables.entries()) columns.input(name).set(inputs[i] as Float64Array);
  const results = new Float64Array(rows);
  const loop = makeColumnLoop(expression);
  const candidates: OnceCandidate[] = [
    { parts: [LOOP], prepare: () => [() => loop(results, rows, inputs)] },
    ...prepared.map(({ name, columns }) => ({ parts: [name], prepare: () => [() => columns.evaluate()] })),
  ];
  timeOnce(candidates, WARMUP);
  for (const { name, columns } of prepared) check(name, expression, columns, results);
  const ns = timeOnce(candidates, samples, best);
  for (const { dispose } of prepared) dispose();
  return Object.fromEntries(Object.entries(ns).map(([name, time]) => [name, time / rows]));
}

function prepare(name: string, { variables, source }: SuiteExpression, rows: number): Prepared {
  const precision: Precision = name === FLOATS ? "f32" : "f64";
  const batch = new Batch({ precision, tier: name === BLOCKS ? "interpreter" : "auto" });
  for (const variable of variables) batch.addVariable(variable);
  batch.addExpression(source);
  const columns = batch.columns({ rows });
  for (const variable of variables) columns.input(variable);
  columns.prepare();
  if (name === SIMD && columns.statistics().tier !== "simd") throw new Error(`${source} has no vector code`);
  return {
    name,
    columns,
    dispose() {
      columns.dispose();
      batch.dispose();
    },
  };
}

/** @throws Error that names the first row that differs */
function check(name: string, { id }: SuiteExpression, columns: Columns, expected: Float64Array): void {
  const output = columns.output(0);
  const tolerance = name === FLOATS ? FLOAT_TOLERANCE : TOLERANCE;
  const count = Math.min(CHECKED_ROWS, columns.rows);
  const different: number[] = [];
  for (let i = 0; i < count; i++) {
    const row = i % 2 === 0 ? i : columns.rows - i;
    const value = expected[row] as number;
    const agrees = Math.abs((output[row] as number) - value) <= tolerance * Math.max(1, Math.abs(value));
    // Not `>`, so that NaN counts.
    if (!agrees) different.push(row);
  }
  const [row] = different;
  if (row === undefined || (name === FLOATS && different.length * FLOAT_EXCEPTIONS <= count)) return;
  throw new Error(`${name} gives ${output[row]} for ${id}, row ${row}; expected ${expected[row]}`);
}
