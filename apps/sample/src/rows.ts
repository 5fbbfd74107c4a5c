import type { Context } from "zexpr";
import { type Loop, measure, warmUp } from "./meter.ts";
import type { SampleExpression } from "./sample.ts";
import type { TableRow } from "./table.ts";
import { withMathjs } from "./with-mathjs.ts";
import { withZexpr, type ZexprSubject } from "./with-zexpr.ts";

/** A row before it is measured. */
interface Line {
  readonly expression: string;
  readonly value?: number;
  readonly zexpr: ZexprSubject;
  /** Undefined where mathjs rejects the text or means something else by it: its time would say nothing. */
  readonly mathjs: Loop | undefined;
}

/**
 * Evaluates and measures each sample, and where there are several, all of them in one batch.
 *
 * @throws ExprError when a sample cannot be parsed or evaluated
 */
export function measureRows(samples: readonly SampleExpression[], context: Context): TableRow[] {
  const lines = samples.map((sample) => prepare(sample, context));
  if (samples.length > 1) lines.push(together(samples, lines, context));
  warmUp(lines.flatMap(loopsOf));
  return lines.map((line) => {
    const [zexpr, mathjs] = measure(loopsOf(line));
    if (zexpr === undefined) throw new Error("nothing was measured");
    const { expression, value } = line;
    const { arenaBytes } = line.zexpr;
    line.zexpr.dispose();
    return {
      expression,
      ...(value === undefined ? {} : { value }),
      zexpr,
      arenaBytes,
      ...(mathjs === undefined ? {} : { mathjs }),
    };
  });
}

function prepare(sample: SampleExpression, context: Context): Line {
  const zexpr = withZexpr([sample], context);
  const value = zexpr.value();
  const mathjs = withMathjs(sample);
  const comparable = mathjs !== undefined && agree(mathjs.value(), value);
  return { expression: sample.source, value, zexpr, mathjs: comparable ? mathjs.run : undefined };
}

/** One batch: variables and subexpressions are shared, and one call evaluates everything. mathjs has one call for each. */
function together(samples: readonly SampleExpression[], lines: readonly Line[], context: Context): Line {
  const runs = lines.flatMap(({ mathjs }) => mathjs ?? []);
  const mathjs = (count: number) => {
    for (const run of runs) run(count);
  };
  return {
    expression: `all ${samples.length} in one batch`,
    zexpr: withZexpr(samples, context),
    mathjs: runs.length === samples.length ? mathjs : undefined,
  };
}

function loopsOf({ zexpr, mathjs }: Line): Loop[] {
  return mathjs === undefined ? [zexpr.run] : [zexpr.run, mathjs];
}

function agree(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.abs(b);
}
