import { formatNumber, formatTable } from "./report/table.ts";
import { FUNCTION_EACH, WASM_BATCH } from "./suites/batch.ts";
import { meanRatio, type Row, ratio } from "./suites/row.ts";
import { SCALING_LIMIT } from "./suites/scaling.ts";
import { FIRST_EVALUATION, TRANSLATION, TRANSLATION_LIMIT, translationGrowth } from "./suites/translate.ts";

/** Something that a run has to show; without a limit it is only told. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Rows of the suites that have goals. */
export interface Measured {
  readonly evaluate: readonly Row[];
  readonly batch: readonly Row[];
  readonly scaling: readonly Row[];
  readonly translate: readonly Row[];
}

const MILLISECOND = 1e6;

/** What the WebAssembly tier promises beside other libraries, and that nothing has a hidden square. */
export function goals({ evaluate, batch, scaling, translate }: Measured): Goal[] {
  const slower = (name: string): number => meanRatio(evaluate, name, "zexpr wasm");
  const seed = translate[0]?.ns ?? {};
  return [
    { what: "zexpr wasm, times new Function called", value: 1 / slower("new Function called"), atMost: 1.6 },
    { what: "zexpr wasm, times new Function inlined", value: 1 / slower("new Function") },
    { what: "mathjs, times zexpr wasm", value: slower("mathjs"), atLeast: 25 },
    { what: "expr-eval-fork, times zexpr wasm", value: slower("expr-eval-fork"), atLeast: 25 },
    { what: "filtrex, times zexpr wasm", value: slower("filtrex"), atLeast: 8 },
    {
      what: "one batch, times all new Functions",
      value: meanRatio(batch, WASM_BATCH, FUNCTION_EACH),
      atMost: 0.9,
    },
    {
      what: "translating the seed, ms",
      value: ((seed[TRANSLATION] ?? Number.NaN) + (seed[FIRST_EVALUATION] ?? Number.NaN)) / MILLISECOND,
      atMost: 1,
    },
    {
      what: "translating 1,000 expressions, times 100, per expression",
      value: translationGrowth(translate),
      atMost: TRANSLATION_LIMIT,
    },
    ...scaling.map((row) => ({
      what: `compiling twice the ${row.id}`,
      value: ratio(row, "zexpr 2n", "zexpr n") ?? Number.NaN,
      atMost: SCALING_LIMIT,
    })),
  ];
}

/** A value that could not be measured meets nothing. */
export function isMet({ value, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }: Goal): boolean {
  return value <= atMost && value >= atLeast;
}

function judge(goal: Goal): string[] {
  const limit = goal.atMost === undefined ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
  return [limit, isMet(goal) ? "met" : "MISSED"];
}

/** One line per goal. */
export function formatGoals(goals: readonly Goal[]): string {
  const lines = goals.map((goal) => [
    goal.what,
    formatNumber(goal.value),
    ...(goal.atMost === undefined && goal.atLeast === undefined ? ["none", ""] : judge(goal)),
  ]);
  return `Goals\n\n${formatTable(["", "value", "goal", ""], lines)}\n`;
}
