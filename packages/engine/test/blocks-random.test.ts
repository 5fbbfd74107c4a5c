import { Status } from "@zexpr/errors";
import { OPS } from "@zexpr/ir";
import { assemble, type Line } from "@zexpr/ir/assemble";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inBlocks, rowByRow, type Table } from "./blocks-columns.ts";

const SOURCES = ["x", "y", "k", "gain", "#0.5", "#2", "r0", "r1", "r2", "r3", "out0"];
const REGISTERS = ["r0", "r1", "r2", "r3"];

/** Instructions that compute: the cheap ones often, since they part rows, kernels now and then. */
const computing = fc
  .constantFrom(...OPS.filter(([, , , , flags]) => flags !== "").map(([name, , , b]) => [name, b] as const))
  .chain(([name, b]) => {
    const operands = fc.tuple(
      fc.constantFrom(...REGISTERS),
      fc.constantFrom(...SOURCES),
      fc.constantFrom(...SOURCES),
    );
    return operands.map(([d, x, y]): Line => (b === "none" ? [name, d, x] : [name, d, x, y]));
  });
const comparing = fc
  .tuple(
    fc.constantFrom("lt", "le", "eq", "bool"),
    fc.constantFrom(...REGISTERS),
    fc.constantFrom("x", "y"),
    fc.constantFrom(...SOURCES),
  )
  .map(([name, d, x, y]): Line => (name === "bool" ? [name, d, x] : [name, d, x, y]));
/** Targets are fractions of the rest of the part: code goes any way forward, not only as compilers let it. */
const jumping = fc
  .tuple(
    fc.constantFrom("jump_false", "jump_true", "jump_false", "jump_true", "jump"),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(...REGISTERS, "x", "y"),
  )
  .map(([name, place, cell]) => ({ name, place, cell }));
const failing = fc.oneof(
  fc.constant<Line>(["trap", Status.InvalidFunctionCall, 1, 2, "f"]),
  fc
    .tuple(fc.constantFrom(...REGISTERS), fc.constantFrom("x", "y", "r0", "r1"))
    .map(([d, index]): Line => ["index", d, "table", index]),
);
const step = fc.oneof(
  { weight: 5, arbitrary: computing },
  { weight: 3, arbitrary: comparing },
  { weight: 4, arbitrary: jumping },
  { weight: 1, arbitrary: failing },
);

/** All registers have a value at first: what a register holds before that is nobody's business. */
const START: readonly Line[] = [
  ["move", "out0", "y"],
  ["move", "r0", "x"],
  ["sub", "r1", "x", "y"],
  ["move", "r2", "#2"],
  ["lt", "r3", "x", "y"],
];

const program = fc.array(step, { maxLength: 40 }).map((steps) => {
  const length = START.length + steps.length + 1;
  const code = steps.map((step, i): Line => {
    if (!("place" in step)) return step;
    const at = START.length + i;
    // At least the next instruction, at most the one behind the part, which is the next expression's.
    const target = at + 1 + Math.floor(step.place * (length - at));
    return step.name === "jump"
      ? ["jump", Math.min(target, length)]
      : [step.name, Math.min(target, length), step.cell];
  });
  return assemble({
    variables: { x: 0, y: 0, k: 3 },
    context: { gain: 0.5 },
    arrays: { table: [0, 5, -2, 1] },
    expressions: [
      [...START, ...code, ["move", "out0", "r0"]],
      [
        ["add", "r1", "r1", "out0"],
        ["move", "out1", "r1"],
      ],
      [["index", "out2", "table", "r3"]],
      [
        ["move", "out3", "r2"],
        ["jump_false", 3, "r1"],
        ["neg", "out3", "r2"],
      ],
    ],
  });
});

/** Small whole numbers, so that rows are alike and are indices, and others. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 5 }) },
  { weight: 1, arbitrary: fc.double() },
);
const table: fc.Arbitrary<Table> = fc
  .tuple(
    program,
    fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 24 }),
    fc.constantFrom(1, 1, 3, 30),
  )
  .map(([bytes, rows, times]) => {
    const all = Array.from({ length: times }, () => rows).flat();
    return { bytes, columns: { x: all.map(([x]) => x), y: all.map(([, y]) => y) } };
  });

describe("random programs", () => {
  test("give the same bits and failures in blocks and row by row", () => {
    fc.assert(
      fc.property(table, (table) => {
        expect(inBlocks(table)).toEqual(rowByRow(table));
      }),
      { numRuns: 1000 },
    );
  });

  test("part rows, bring them together, fail and succeed", () => {
    let [whole, some, all] = [0, 0, 0];
    for (const sample of fc.sample(table, { numRuns: 200, seed: 5 })) {
      const { failures } = inBlocks(sample);
      const rows = sample.columns.x?.length ?? 0;
      if (failures.length === 0) whole++;
      else if (failures.length < rows) some++;
      else all++;
    }
    expect(Math.min(whole, some, all)).toBeGreaterThan(20);
  });

  test("a positive control: rows in another order show", () => {
    const differs = fc.sample(table, { numRuns: 100, seed: 5 }).filter((table) => {
      const { x = [], y = [] } = table.columns;
      const other = { ...table, columns: { x: x.toReversed(), y: y.toReversed() } };
      return JSON.stringify(inBlocks(table)) !== JSON.stringify(rowByRow(other));
    });
    expect(differs.length).toBeGreaterThan(30);
  });
});
