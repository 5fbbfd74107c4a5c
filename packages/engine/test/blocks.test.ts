import { LinearMemory } from "@zexpr/arena";
import { OPS } from "@zexpr/ir";
import { assemble, type Line, type ProgramSource } from "@zexpr/ir/assemble";
import { H_PRECISION, PRECISION_F32 } from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { BlockInterpreter } from "../src/blocks.ts";
import { Engine } from "../src/index.ts";
import { columnsOf, inBlocks, rowByRow, type Table, UNTOUCHED } from "./blocks-columns.ts";
import { install, MEMORIES } from "./programs.ts";

const EDGES = [
  ...[0, 5e-324, 1e-200, 0.25, 0.49999999999999994, 0.5, 1, 1.5, 2.5, 3, 7, 31, 32, 33, 700, 1e6],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, 2 ** 52 + 0.5, 1e20, 1e200, 1e308, Number.POSITIVE_INFINITY],
]
  .flatMap((x) => [x, -x])
  .concat(Number.NaN);

/** All pairs of edges, and a third column that parts neighbours. */
const PAIRS = {
  a: EDGES.flatMap((a) => EDGES.map(() => a)),
  b: EDGES.flatMap(() => EDGES),
  side: EDGES.flatMap((_, i) => EDGES.map((_, j) => (i * j) % 3)),
};

/** An instruction for all rows, then for those whose `side` is not 0, its destination being an operand. */
function instruction(name: string): ProgramSource {
  const two = OPS.find((row) => row[0] === name)?.[3] === "cell";
  return {
    variables: { a: 0, b: 0, side: 0 },
    expressions: [
      [[name, "out0", "a", ...(two ? ["b"] : [])]],
      [
        ["move", "out1", "a"],
        ["jump_false", 3, "side"],
        [name, "out1", "out1", ...(two ? ["b"] : [])],
        ["move", "out1", "out1"],
      ],
      [
        ["move", "r0", "b"],
        ["jump_true", 3, "side"],
        [name, "r0", "a", ...(two ? ["a"] : [])],
        ["neg", "out2", "r0"],
      ],
    ],
  };
}

function inF32(bytes: Uint8Array): Uint8Array {
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)[H_PRECISION] = PRECISION_F32;
  return bytes;
}

function upTo(rows: number, value: (row: number) => number = (row) => row): number[] {
  return Array.from({ length: rows }, (_, row) => value(row));
}

const COMPUTING = OPS.filter(([name, , , , flags]) => flags !== "" || name === "move").map(([name]) => name);

describe("BlockInterpreter", () => {
  test.each(COMPUTING)("%s gives the interpreter's bits, for all rows and for some", (name) => {
    const table = { bytes: assemble(instruction(name)), columns: PAIRS };
    expect(inBlocks(table)).toEqual(rowByRow(table));
  });

  test("global reads a cell of the batch", () => {
    const code: Line[] = [
      ["jump_false", 2, "side"],
      ["global", "out0", "a"],
      ["jump_true", 4, "side"],
      ["global", "out0", "b"],
    ];
    const table = {
      bytes: assemble({ variables: { a: 0, b: 0, side: 0 }, expressions: [code] }),
      columns: PAIRS,
    };
    expect(inBlocks(table).results).toEqual([PAIRS.a.map((a, i) => (PAIRS.side[i] === 0 ? PAIRS.b[i] : a))]);
  });

  test.each(["add", "div", "lt", "sqrt", "fround", "sin", "pow", "exp", "atan2"])(
    "%s of f32 columns",
    (name) => {
      const source = instruction(name);
      const bytes = inF32(assemble(source));
      const round = (values: readonly number[]): number[] => values.map(Math.fround);
      const columns = { a: round(PAIRS.a), b: round(PAIRS.b), side: PAIRS.side };
      const expected = rowByRow({ bytes, columns }).results.map(round);
      expect(inBlocks({ bytes, columns, precision: "f32" })).toEqual({ results: expected, failures: [] });
    },
  );

  test("a positive control: another program, and another bit of an input, show", () => {
    const [add, sub] = ["add", "sub"].map((name) => ({ bytes: assemble(instruction(name)), columns: PAIRS }));
    expect(inBlocks(add as Table)).not.toEqual(rowByRow(sub as Table));
    const a = PAIRS.a.with(1000, 1.0000000000000002);
    expect(PAIRS.a[1000]).not.toBe(a[1000]);
    expect(inBlocks(add as Table)).not.toEqual(rowByRow({ ...(add as Table), columns: { ...PAIRS, a } }));
  });
});

/** `x < 40 ? (x % 2 ? 10 : 20) : x < 90 ? (x < 60 ? 30 : 40) : 50`, with registers that all ways use, and the sum of both sides. */
const NESTED: ProgramSource = {
  variables: { x: 0, y: 2 },
  expressions: [
    [
      ["lt", "r0", "x", "#40"],
      ["jump_false", 9, "r0"],
      ["mod", "r1", "x", "#2"],
      ["jump_false", 6, "r1"],
      ["move", "r2", "#10"],
      ["jump", 7],
      ["move", "r2", "#20"],
      ["mul", "r3", "r2", "y"],
      ["jump", 18],
      ["lt", "r0", "x", "#90"],
      ["jump_true", 13, "r0"],
      ["mul", "r3", "#50", "y"],
      ["jump", 18],
      ["lt", "r0", "x", "#60"],
      ["mul", "r3", "#30", "y"],
      ["jump_true", 18, "r0"],
      ["mul", "r3", "#40", "y"],
      ["sub", "r3", "r3", "#1"],
      ["move", "out0", "r3"],
    ],
    [["add", "out1", "r3", "x"]],
  ],
};

function nested(x: number): number {
  if (x < 40) return x % 2 === 0 ? 40 : 20;
  return x < 90 ? (x < 60 ? 60 : 79) : 100;
}

describe("conditions", () => {
  test.each([
    ["part neighbours and come together", (row: number) => (row * 37) % 101],
    ["part the first rows from the last", (row: number) => row / 10],
    ["are the same in all rows, one way", () => 7],
    ["are the same in all rows, another way", () => 95],
    ["are different in one row", (row: number) => (row === 100 ? 95 : 50)],
    ["are NaN", (row: number) => (row % 3 === 0 ? Number.NaN : row % 50)],
  ])("%s", (_name, value) => {
    const x = upTo(999, value);
    const { results, failures } = inBlocks({ bytes: assemble(NESTED), columns: { x } });
    expect(results).toEqual([x.map(nested), x.map((x) => nested(x) + x)]);
    expect(failures).toEqual([]);
  });

  test("may jump to the end of the batch", () => {
    const code: Line[] = [
      ["move", "out0", "x"],
      ["jump_true", 3, "x"],
      ["move", "out0", "#9"],
    ];
    const table = {
      bytes: assemble({ variables: { x: 0 }, expressions: [code] }),
      columns: { x: upTo(700) },
    };
    for (const modulus of [1, 3, 800]) {
      const x = upTo(700, (row) => row % modulus);
      expect(inBlocks({ ...table, columns: { x } }).results).toEqual([x.map((x) => x || 9)]);
    }
  });

  test.each([
    ["&&", "jump_false", 1],
    ["||", "jump_true", 0],
  ])("%s looks at its second side only where the first one does not decide", (_name, jump, undecided) => {
    const bytes = assemble({
      variables: { x: 0, y: 0 },
      arrays: { table: [0, 1, 0] },
      expressions: [
        [
          ["bool", "r0", "x"],
          [jump, 4, "r0"],
          ["index", "r1", "table", "y"],
          ["bool", "r0", "r1"],
          ["move", "out0", "r0"],
        ],
      ],
    });
    const x = upTo(300, (row) => (row * 7) % 2);
    // Elsewhere the index is outside.
    const y = x.map((x, row) => (x === undecided ? row % 3 : 99));
    const second = (row: number): number => (y[row] === 1 ? 1 : 0);
    expect(inBlocks({ bytes, columns: { x, y } })).toEqual({
      results: [x.map((x, row) => (x === undecided ? second(row) : x))],
      failures: [],
    });
  });
});

/** Two expressions that share `x * k`; the second one reads the first one's result, a context value and an array. */
const SHARED: ProgramSource = {
  variables: { x: 0, k: 3, unused: 8 },
  context: { gain: 0.5 },
  arrays: { table: [10, 20, 30, 40] },
  init: [["add", "k0", "#1", "#1"]],
  expressions: [
    [
      ["mul", "r0", "x", "k"],
      ["add", "out0", "r0", "k0"],
    ],
    [
      ["mod", "r1", "x", "#4"],
      ["index", "r1", "table", "r1"],
      ["mul", "r1", "r1", "gain"],
      ["add", "r0", "r0", "r1"],
      ["sub", "out1", "r0", "out0"],
    ],
    [["move", "out2", "k"]],
  ],
};

describe.each(MEMORIES)("columns over %s", (_name, memory) => {
  test.each([0, 1, 2, 7, 8, 255, 256, 257, 511, 513, 1000])("of %i rows", (rows) => {
    const x = upTo(rows);
    const { results } = inBlocks({ bytes: assemble(SHARED), columns: { x }, memory });
    expect(results).toEqual([
      x.map((x) => x * 3 + 2),
      x.map((x) => 5 * ((x % 4) + 1) - 2),
      new Array(rows).fill(3),
    ]);
  });

  test("evaluates the rows that it is told, and leaves the others alone", () => {
    const { blocks, read } = columnsOf({ bytes: assemble(SHARED), columns: { x: upTo(600) }, memory });
    blocks.evaluate(0, 0);
    blocks.evaluate(3, 5);
    blocks.evaluate(290, 599);
    const done = upTo(600, (row) => ((row >= 3 && row < 5) || (row >= 290 && row < 599) ? row : -1));
    expect(read()[0]).toEqual(done.map((row) => (row < 0 ? UNTOUCHED : row * 3 + 2)));
  });

  test("reads scalars, context values, arrays and columns anew each time, wherever the memory is", () => {
    const table = { bytes: assemble(SHARED), columns: { x: upTo(300) }, memory };
    const { blocks, program, memory: moving, read } = columnsOf(table);
    blocks.evaluate(0, 300);
    moving.allocate(1 << 22);
    program.setValue("k", 7);
    program.setValue("gain", 0.25);
    program.array("table")?.set([4, 4, 4, 8]);
    blocks.evaluate(0, 300);
    expect(read()).toEqual([
      upTo(300, (row) => row * 7 + 2),
      upTo(300, (row) => (row % 4 === 3 ? 2 : 1) - 2),
      new Array(300).fill(7),
    ]);
  });

  test("the program itself is evaluated only for rows that fail", () => {
    // Rows that fail have other places in the second block than in the first one.
    const x = upTo(600, (row) => ([7, 9, 300].includes(row) ? -1 : row - 0.5));
    const { blocks, program, failures } = columnsOf({ bytes: assemble(SHARED), columns: { x }, memory });
    blocks.evaluate(10, 250);
    expect([program.evaluations, failures.length]).toEqual([0, 0]);
    blocks.evaluate(0, 600);
    expect(program.evaluations).toBe(3);
    expect(failures.map(({ row }) => row)).toEqual([7, 9, 300]);
  });
});

describe("programs of all kinds", () => {
  test("whose variables and results are elsewhere than its cells", () => {
    const engine = new Engine({ memory: new LinearMemory() });
    const small = assemble({ variables: { x: 0, k: 0 }, expressions: [[["move", "out0", "x"]]] });
    install(engine, small);
    const chain = upTo(200).map((): Line => ["add", "r0", "r0", "#1"]);
    const large = assemble({
      variables: { x: 0, k: 0 },
      arrays: { table: [50, 60] },
      expressions: [
        [["index", "r0", "table", "x"], ["mul", "r0", "r0", "k"], ...chain, ["move", "out0", "r0"]],
      ],
    });
    const program = install(engine, large, true);
    expect(program.variables.byteOffset).not.toBe(program.cells.byteOffset);
    program.setValue("k", 3);
    const { memory } = engine.arena;
    const [x, result] = [memory.allocate(32), memory.allocate(32)];
    memory.f64.set([1, 0, 2, 1], x / 8);
    const failed: number[] = [];
    const layout = { inputs: [{ cell: 0, address: x }], outputs: [result], precision: "f64" } as const;
    new BlockInterpreter(program, memory, layout, (row) => failed.push(row)).evaluate(0, 4);
    expect([...memory.f64.subarray(result / 8, result / 8 + 4)]).toEqual([380, 350, Number.NaN, 380]);
    expect(failed).toEqual([2]);
  });

  test("without expressions, without columns", () => {
    expect(inBlocks({ bytes: assemble({ expressions: [] }), columns: {} })).toEqual({
      results: [],
      failures: [],
    });
    const { blocks, read } = columnsOf({ bytes: assemble(SHARED), columns: { unused: upTo(5) } });
    blocks.evaluate(1, 5);
    expect(read()[0]).toEqual([UNTOUCHED, 2, 2, 2, 2]);
  });

  test("with so many registers that blocks are shorter", () => {
    const registers = 12_000;
    const chain = upTo(registers).map((i): Line => ["add", `r${i}`, i === 0 ? "x" : `r${i - 1}`, "#1"]);
    const bytes = assemble({
      variables: { x: 0 },
      expressions: [[...chain, ["move", "out0", `r${registers - 1}`]]],
    });
    const x = upTo(401);
    expect(inBlocks({ bytes, columns: { x } }).results).toEqual([x.map((x) => x + registers)]);
  });
});
