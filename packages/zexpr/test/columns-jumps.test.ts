import { ColumnEvaluator } from "@zexpr/engine";
import { Status, statusName } from "@zexpr/errors";
import { OPS } from "@zexpr/ir";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
// It gives columns their translator.
import { LinearMemory, Program } from "zexpr";
import { assemble, type Line } from "../../engine/test/assembler.ts";
import { text } from "./outcomes.ts";

// Programs that no compiler makes: jumps forward to anywhere, several returns, booleans wherever numbers are.

const REGISTERS = ["r0", "r1", "r2", "r3"];

/** Lines that belong together, or a jump, whose target is a fraction of what follows. */
type Step = readonly Line[] | { readonly name: string; readonly place: number; readonly cell: string };

const PURE = OPS.filter(([, , , , flags]) => flags !== "");

/** Steps of a part that reads the cells `sources`, and calls `functions` of so many parameters. */
function stepsOf(
  sources: readonly string[],
  functions: Readonly<Record<string, number>>,
  isFunction: boolean,
): fc.Arbitrary<Step> {
  const source = fc.constantFrom(...sources, ...REGISTERS);
  const register = fc.constantFrom(...REGISTERS);
  const computing = fc
    .tuple(fc.constantFrom(...PURE), register, source, source)
    .map(([[name, , , b], d, x, y]): Step => [b === "none" ? [name, d, x] : [name, d, x, y]]);
  const logical = fc
    .tuple(
      fc.constantFrom("lt", "le", "eq", "ne", "bool", "not", "logical_and", "logical_or"),
      register,
      source,
      source,
    )
    .map(([name, d, x, y]): Step => [["bool", "not"].includes(name) ? [name, d, x] : [name, d, x, y]]);
  const moving = fc.tuple(register, source).map(([d, x]): Step => [["move", d, x]]);
  const jumping = fc
    .tuple(
      fc.constantFrom("jump_false", "jump_true", "jump_false", "jump_true", "jump"),
      // Near targets often, so that many lanes wait at many places.
      fc.oneof(fc.double({ min: 0, max: 0.25, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      source,
    )
    .map(([name, place, cell]): Step => ({ name, place, cell }));
  const failing = fc.oneof(
    fc.constant<Step>([["trap", Status.InvalidFunctionCall, 1, 2, "f"]]),
    fc.tuple(register, source).map(([d, x]): Step => [["index", d, "table", x]]),
  );
  const calling = fc
    .tuple(fc.constantFrom("", ...Object.keys(functions)), register, source, source)
    .map(([name, d, x, y]): Step => {
      if (name === "") return [["neg", d, x]];
      const args: Line[] = [["move", "w0", x]];
      if (functions[name] === 2) args.push(["move", "w1", y]);
      return [...args, ["call", d, "w0", name]];
    });
  const special = isFunction
    ? fc.oneof(
        source.map((x): Step => [["return", x]]),
        fc.tuple(register, fc.constantFrom("x", "y", "k", "gain")).map(([d, x]): Step => [["global", d, x]]),
      )
    : moving;
  return fc.oneof(
    { weight: 5, arbitrary: computing },
    { weight: 5, arbitrary: logical },
    { weight: 2, arbitrary: moving },
    { weight: 7, arbitrary: jumping },
    { weight: 1, arbitrary: failing },
    { weight: 2, arbitrary: calling },
    { weight: 2, arbitrary: special },
  );
}

/** Lines with `start` before them and `end` behind; jumps go at most to the first of `end`, or `beyond` it. */
function linesOf(
  start: readonly Line[],
  steps: readonly Step[],
  end: readonly Line[],
  beyond: number,
): Line[] {
  const places: number[] = [];
  let at = start.length;
  for (const step of steps) {
    places.push(at);
    at += "place" in step ? 1 : step.length;
  }
  places.push(at);
  if (beyond > 0) places.push(at + beyond);
  const body = steps.flatMap((step, i): readonly Line[] => {
    if (!("place" in step)) return step;
    const rest = places.length - i - 1;
    const target = places[i + 1 + Math.min(rest - 1, Math.floor(step.place * rest))];
    return [step.name === "jump" ? ["jump", target] : [step.name, target, step.cell]];
  });
  return [...start, ...body, ...end];
}

/** All registers have a value at first: what a register holds before that is nobody's business. */
const BATCH_START: readonly Line[] = [
  ["move", "out0", "y"],
  ["move", "r0", "x"],
  ["sub", "r1", "x", "y"],
  ["move", "r2", "#2"],
  ["lt", "r3", "x", "y"],
];
const functionStart = (second: string): readonly Line[] => [
  ["move", "r0", "p0"],
  ["mul", "r1", "p0", second],
  ["global", "r2", "k"],
  ["lt", "r3", "p0", "r2"],
];

const BATCH_SOURCES = ["x", "y", "k", "gain", "#0.5", "#2", "out0"];

const program = fc
  .record({
    batch: fc.array(stepsOf(BATCH_SOURCES, { f: 1, g: 2 }, false), { maxLength: 40 }),
    second: fc.array(stepsOf(BATCH_SOURCES, { g: 2 }, false), { maxLength: 12 }),
    f: fc.array(stepsOf(["p0"], {}, true), { maxLength: 15 }),
    g: fc.array(stepsOf(["p0", "p1"], { f: 1 }, true), { maxLength: 25 }),
  })
  .map(({ batch, second, f, g }) =>
    assemble({
      variables: { x: 0, y: 0, k: 3 },
      context: { gain: 0.5 },
      arrays: { table: [0, 5, -2, 1] },
      expressions: [
        linesOf(BATCH_START, batch, [["move", "out0", "r0"]], 1),
        linesOf([["move", "out1", "r1"]], second, [["add", "out1", "r1", "out0"]], 1),
        [["index", "out2", "table", "r3"]],
        [
          ["move", "out3", "r2"],
          ["jump_false", 3, "r1"],
          ["lt", "out3", "r2", "x"],
        ],
      ],
      functions: {
        f: { parameters: 1, code: linesOf(functionStart("p0"), f, [["return", "r0"]], 0) },
        g: { parameters: 2, code: linesOf(functionStart("p1"), g, [["return", "r3"]], 0) },
      },
    }),
  );

/** Small whole numbers, so that rows are alike and are indices, and others. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -2, max: 5 }) },
  { weight: 1, arbitrary: fc.double() },
);
const sample = fc.tuple(program, fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 15 }));

const RESULTS = 4;

interface Outcome {
  readonly results: readonly (readonly string[])[];
  readonly failedRow: number;
  readonly status: number;
  readonly failure: unknown;
}

/** The program itself, row by row. */
function rowByRow(bytes: Uint8Array, rows: readonly (readonly number[])[]): Outcome {
  const program = Program.load(bytes, undefined, {}, { tier: "interpreter" });
  const results: string[][] = Array.from({ length: RESULTS }, () => []);
  let failed: Omit<Outcome, "results"> = { failedRow: -1, status: Status.Ok, failure: undefined };
  rows.forEach((row, i) => {
    program.variables.set(row);
    const status = program.tryEvaluate();
    program.results.forEach((result, r) => {
      results[r].push(text(result));
    });
    if (status !== Status.Ok && failed.failedRow < 0)
      failed = { failedRow: i, status, failure: program.failure };
  });
  return { results, ...failed };
}

/** As columns x and y, in vector code or in blocks. */
function asColumns(
  bytes: Uint8Array,
  rows: readonly (readonly number[])[],
  tier: "wasm" | "interpreter",
  memory: LinearMemory,
): Outcome {
  const program = Program.load(bytes, memory, {}, { tier: "interpreter" });
  const size = 8 * rows.length + 32;
  const blocks = Array.from({ length: 2 + RESULTS + 1 }, () => memory.allocate(Math.max(size, 16 * RESULTS)));
  try {
    const views = blocks.map((address) => new Float64Array(memory.buffer, address, rows.length));
    rows.forEach((row, i) => {
      for (const column of [0, 1]) views[column][i] = row[column];
    });
    const [x, y, ...rest] = blocks;
    const layout = {
      inputs: [
        { cell: 0, address: x },
        { cell: 1, address: y },
      ],
      outputs: rest.slice(0, RESULTS),
      precision: "f64",
    } as const;
    const evaluator = new ColumnEvaluator(program, memory, layout, rest[RESULTS], { tier });
    expect(evaluator.tier).toBe(tier === "wasm" ? "simd" : "interpreter");
    const status = evaluator.evaluate(0, rows.length);
    const { failedRow, failure } = evaluator;
    const results = views.slice(2, 2 + RESULTS).map((view) => Array.from(view, text));
    return { results, failedRow, status, failure };
  } finally {
    for (const block of blocks) memory.release(block);
  }
}

describe("programs with jumps to anywhere give the same bits and failures as columns and row by row", () => {
  test.each(["wasm", "interpreter"] as const)("%s", (tier) => {
    let memory = new LinearMemory({ initialBytes: 1 << 20 });
    let count = 0;
    fc.assert(
      fc.property(sample, ([bytes, rows]) => {
        if (++count % 200 === 0) memory = new LinearMemory({ initialBytes: 1 << 20 });
        expect(asColumns(bytes, rows, tier, memory)).toEqual(rowByRow(bytes, rows));
      }),
      { numRuns: 2_000 },
    );
  });
});

test("the programs part rows, bring them together, fail and succeed", () => {
  let [whole, some, all] = [0, 0, 0];
  const statuses = new Set<string>();
  for (const [bytes, rows] of fc.sample(sample, { numRuns: 300, seed: 5 })) {
    const { results, status } = rowByRow(bytes, rows);
    statuses.add(statusName(status));
    const failures = results[2].filter((result) => result === "NaN").length;
    if (failures === 0) whole++;
    else if (failures < rows.length) some++;
    else all++;
  }
  expect(Math.min(whole, some, all)).toBeGreaterThan(20);
  expect(statuses).toEqual(new Set(["Ok", "InvalidFunctionCall", "ArrayIndexOutOfBounds"]));
});

test("a positive control: rows in another order show", () => {
  const memory = new LinearMemory({ initialBytes: 1 << 20 });
  const differs = fc.sample(sample, { numRuns: 50, seed: 5 }).filter(([bytes, rows]) => {
    const other = rowByRow(bytes, [...rows].reverse());
    return JSON.stringify(asColumns(bytes, rows, "wasm", memory).results) !== JSON.stringify(other.results);
  });
  expect(differs.length).toBeGreaterThan(15);
});
