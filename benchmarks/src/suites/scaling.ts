import { compile } from "zexpr";
import { type TimingSettings, timeInTurns } from "../timing/in-turns.ts";
import type { Row } from "./row.ts";

/** Twice the input may take at most this many times as long: linear, with room for caches. */
export const SCALING_LIMIT = 2.5;

/** Inputs that a parser or compiler with a hidden square would choke on. */
const SHAPES = [
  { id: "chain", size: 10_000, unit: "terms", make: chain },
  { id: "nest", size: 1_000, unit: "levels", make: nest },
] as const;

/** Time to parse and compile at a size and at twice that size; `zexpr 2n` over `zexpr n` is the ratio to look at. */
export async function scalingSuite(settings: TimingSettings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { id, size, unit, make } of SHAPES) {
    const candidates = [
      { name: "zexpr n", text: make(size) },
      { name: "zexpr 2n", text: make(2 * size) },
    ].map(({ name, text }) => ({
      name,
      run(count: number) {
        for (let i = 0; i < count; i++) compile(text, ["x", "y"], { tier: "interpreter" }).dispose();
      },
    }));
    const ns = await timeInTurns(candidates, settings);
    rows.push({ id: `${id}, n = ${size} ${unit}`, ns });
  }
  return rows;
}

/** `x+y+x+…`: flat, left-associative. */
function chain(terms: number): string {
  return Array.from({ length: terms }, (_, i) => (i % 2 === 0 ? "x" : "y")).join("+");
}

/** `(x+(x+(x+…)))`: one bracket per level. */
function nest(levels: number): string {
  return `${"(x+".repeat(levels)}y${")".repeat(levels)}`;
}
