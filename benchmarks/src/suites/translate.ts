import { Batch } from "zexpr";
import { EXP_RS } from "../suite/exp-rs.ts";
import type { TimingSettings } from "../timing/in-turns.ts";
import { type OnceCandidate, timeOnce } from "../timing/once.ts";
import type { Row } from "./row.ts";

/** Batches of so many different expressions; the last two tell whether the time is linear. */
const SIZES = [1, 10, 100, 1000] as const;

/** Time per expression at the largest size over that at a tenth of it: 1 where translating is linear, 10 with a square. */
export const TRANSLATION_LIMIT = 2;

export const TRANSLATION = "translate";
/** Engines compile a function when it is called first; `prepare` has done that, so this should be next to nothing. */
export const FIRST_EVALUATION = "first evaluation";

/** Samples until V8 has optimised compiler and generator. */
const WARMUP = 300;

/**
 * Time per expression to compile a batch to a program, to translate that to WebAssembly, and of the first evaluation,
 * warm: of the seed, and of batches of 1 to 1,000 expressions of its kind.
 */
export function translateSuite({ rounds }: TimingSettings): Row[] {
  const seed = (EXP_RS[0] as (typeof EXP_RS)[number]).source;
  const batches: Batch[] = [];
  let made = 0;
  const candidate = (count: number, text: (i: number) => string): OnceCandidate => ({
    parts: ["compile", TRANSLATION, FIRST_EVALUATION],
    prepare() {
      const batch = new Batch({ wasmAfter: Number.POSITIVE_INFINITY });
      // Held until all is measured: V8 would find the code of equal bytes, as they are at equal addresses, in its cache.
      batches.push(batch);
      for (const name of ["x", "y"]) batch.addVariable(name, 1);
      for (let i = 0; i < count; i++) batch.addExpression(text(made++));
      return [() => batch.evaluate(), () => batch.prepare(), () => batch.evaluate()];
    },
  });
  const rows = [
    { id: "seed", count: 1, samples: 8 * rounds + 1, candidate: candidate(1, () => seed) },
    ...SIZES.map((count) => ({
      id: `${count} ${count === 1 ? "expression" : "expressions"}`,
      count,
      samples: (count < 1000 ? 8 : 2) * rounds + 1,
      candidate: candidate(count, distinct),
    })),
  ];
  for (let i = 0; i < WARMUP; i++) for (const part of candidate(10, distinct).prepare()) part();
  const measured = rows.map(({ id, count, samples, candidate }) => {
    const ns = timeOnce([candidate], samples);
    return { id, ns: Object.fromEntries(Object.entries(ns).map(([name, time]) => [name, time / count])) };
  });
  for (const batch of batches) batch.dispose();
  return measured;
}

/** An expression like the seed, of which no other batch has a part. */
function distinct(i: number): string {
  return `sin(x*${i}) * cos(y+${i}) + sqrt(x*x + y*${i})`;
}

/** @returns time per expression to translate 1,000 expressions over that of 100, first evaluation included */
export function translationGrowth(rows: readonly Row[]): number {
  const [small, large] = rows
    .slice(-2)
    .map(({ ns }) => (ns[TRANSLATION] ?? Number.NaN) + (ns[FIRST_EVALUATION] ?? Number.NaN));
  return (large as number) / (small as number);
}
