import { ColumnEvaluator, scratchBytes } from "@zexpr/engine";
import { Status, statusName } from "@zexpr/errors";
import { OPS } from "@zexpr/ir";
import { assemble, type Line } from "@zexpr/ir/assemble";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
// It gives columns their translator.
import { Batch, Context, LinearMemory, Program } from "zexpr";
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
    { weight: isFunction ? 4 : 2, arbitrary: special },
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
        // Whatever has become of the other calls, results of functions show here.
        [
          ["move", "w0", "x"],
          ["move", "w1", "y"],
          ["call", "out2", "w0", "g"],
        ],
        [
          ["move", "w0", "y"],
          ["call", "out3", "w0", "f"],
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
  look: (program: Program) => void = () => {},
): Outcome {
  const program = Program.load(bytes, memory, {}, { tier: "interpreter" });
  const size = 8 * rows.length + 32;
  const blocks = Array.from({ length: 2 + RESULTS + 1 }, () =>
    memory.allocate(Math.max(size, scratchBytes(RESULTS))),
  );
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
    look(program);
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

test.each(["wasm", "interpreter"] as const)(
  "lanes of a vector leave no trace in the next one: %s",
  (tier) => {
    const bytes = assemble({
      variables: { x: 0, y: 0 },
      expressions: [
        [
          ["move", "r0", "x"],
          ["move", "r1", "y"],
          ["jump_false", 9, "x"],
          ["jump_false", 6, "y"],
          // Dear enough to be skipped where no row needs it, with the jump.
          ["sin", "r1", "y"],
          ["jump", 8],
          ["neg", "r1", "y"],
          ["jump", 9],
          // Those that skipped the jump, and wait behind, must keep what they have here.
          ["move", "r0", "#7"],
          ["add", "out0", "r0", "r1"],
        ],
        [["move", "out1", "r0"]],
        [["move", "out2", "r1"]],
        [["move", "out3", "x"]],
      ],
    });
    const ways = [
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ];
    const rows = ways.flatMap((a) =>
      ways.flatMap((b) => ways.flatMap((c) => ways.flatMap((d) => [a, b, c, d]))),
    );
    const outcome = asColumns(bytes, rows, tier, new LinearMemory({ initialBytes: 1 << 20 }));
    expect(outcome).toEqual(rowByRow(bytes, rows));
    expect(new Set(outcome.results[1])).toEqual(new Set(["7", "1", "0"]));
  },
);

test("rows whose failures are in branches that they do not take are not done again by the scalar code", () => {
  const context = new Context();
  context.setArray("t", [1, 2, 3]);
  const batch = new Batch({ context });
  for (const name of ["x", "y"]) batch.addVariable(name);
  batch.addFunction("risky", ["p"], "p > 2 ? nosuch : t[p]");
  batch.addFunction("guarded", ["p"], "p > -1 && p < 3 ? risky(p) : 0");
  for (const source of [
    "x >= 0 && x < 3 ? t[x] : 5",
    "x >= 0 && x < 3 ? risky(x) : 5",
    "guarded(x) + guarded(y)",
    "x > 9 ? nosuch : x > 8 ? t[x] : x",
  ])
    batch.addExpression(source);
  const memory = new LinearMemory({ initialBytes: 1 << 20 });
  const rows = [0, 1, 2, 3, -1, 7, 5, 2, 0, -5, 1].map((x, i, all) => [x, all[(i * 3) % all.length]]);
  const evaluations: number[] = [];
  const outcome = asColumns(batch.toProgram(), rows, "wasm", memory, (program) =>
    evaluations.push(program.evaluations),
  );
  expect(outcome).toEqual(rowByRow(batch.toProgram(), rows));
  expect(evaluations).toEqual([0]);
  // A positive control: both rows of the vector are.
  rows[4] = [8.5, 0];
  asColumns(batch.toProgram(), rows, "wasm", memory, (program) => evaluations.push(program.evaluations));
  expect(evaluations).toEqual([0, 2]);
});

test("the programs part rows, bring them together, fail and succeed", () => {
  let [whole, some, all] = [0, 0, 0];
  const statuses = new Set<string>();
  for (const [bytes, rows] of fc.sample(sample, { numRuns: 500, seed: 5 })) {
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
