import { Status } from "@zexpr/errors";
import { assemble, type Line, type ProgramSource } from "@zexpr/ir/assemble";
import { H_CELLS, H_PRECISION, H_RESULTS, PRECISION_F32 } from "@zexpr/ir/opcodes";
import { f32SimdKernelBytes, simdKernelBytes } from "@zexpr/kernels";
import { describe, expect, test } from "vitest";
import { generateColumns } from "../src/columns.ts";

const PAGE = 65_536;
/** Where things lie in one page of memory. */
const CELLS = 1_024;
const STATE = 512;
const INPUT = 16_384;
const OUTPUT = 32_768;
const SCRATCH = 49_152;
const BLOCK = 50_176;
/** Bytes from one column to the next. */
const STRIDE = 4_096;

interface Made {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly cells: Float64Array;
}

/** The module for a program whose variable 0 is a column. */
function moduleOf(source: ProgramSource, precision: "f64" | "f32" = "f64", shared = false): Made {
  const image = new Int32Array(assemble({ variables: { x: 0 }, ...source }).buffer);
  const words = image.slice(0, image[H_CELLS]);
  if (precision === "f32") words[H_PRECISION] = PRECISION_F32;
  const cells = new Float64Array(image.slice(image[H_CELLS]).buffer);
  const placement = {
    cells: CELLS,
    state: STATE,
    shared,
    inputs: new Map([[0, INPUT]]),
    outputs: Array.from({ length: words[H_RESULTS] }, (_, i) => OUTPUT + STRIDE * i),
    scratch: SCRATCH,
  };
  const kernelBytes = precision === "f32" ? f32SimdKernelBytes : simdKernelBytes;
  const { bytes } = generateColumns(words, cells, placement, {
    module: kernelBytes({ shared }),
    block: BLOCK,
  });
  return { bytes, cells };
}

/** What the module imports beside the memory, in the order of names. */
function importsOf(source: ProgramSource, precision?: "f64" | "f32"): string[] {
  const { bytes } = moduleOf(source, precision);
  expect(WebAssembly.validate(bytes)).toBe(true);
  const module = new WebAssembly.Module(bytes);
  expect(WebAssembly.Module.exports(module)).toEqual([{ name: "evaluate", kind: "function" }]);
  return WebAssembly.Module.imports(module)
    .map(({ module, name }) => `${module}.${name}`)
    .filter((name) => name !== "zexpr.memory")
    .sort();
}

describe("a module imports what its program needs", () => {
  const one = (...lines: Line[]): ProgramSource => ({ expressions: [lines], arrays: { t: [1, 2] } });

  test.each<[string, ProgramSource, readonly string[]]>([
    ["arithmetic: nothing", one(["mul", "out0", "x", "x"]), []],
    ["a kernel: the scalar one, for what is rare", one(["sin", "out0", "x"]), ["kernels.sin"]],
    ["one of two operands", one(["pow", "out0", "x", "x"]), ["kernels.pow"]],
    ["a remainder", one(["mod", "out0", "x", "x"]), ["kernels.fmod"]],
    ["bitwise: a scalar remainder", one(["bit_and", "out0", "x", "x"]), ["kernels.mod"]],
    ["a lookup, which can fail", one(["index", "out0", "t", "x"]), ["zexpr.fail"]],
    [
      "a lookup and a kernel: the scalar one once",
      one(["sin", "r0", "x"], ["index", "out0", "t", "r0"]),
      ["kernels.sin", "zexpr.fail"],
    ],
    ["a trap", one(["trap", Status.UnknownVariable, 0, 0, "nosuch"]), ["zexpr.fail"]],
    [
      "a host function: row by row",
      {
        natives: { note: 1 },
        expressions: [
          [
            ["move", "w0", "x"],
            ["native", "r0", "w0", "note"],
            ["sin", "out0", "r0"],
          ],
        ],
      },
      ["kernels.sin", "zexpr.fail", "zexpr.native"],
    ],
    [
      "recursion: row by row",
      {
        expressions: [
          [
            ["move", "w0", "x"],
            ["call", "out0", "w0", "f"],
          ],
        ],
        functions: {
          f: {
            parameters: 1,
            code: [
              ["jump_false", 4, "p0"],
              ["sin", "w0", "p0"],
              ["call", "r0", "w0", "f"],
              ["return", "r0"],
              ["return", "p0"],
            ],
          },
        },
      },
      ["kernels.sin", "zexpr.fail"],
    ],
    [
      "functions that are called, not others",
      {
        expressions: [
          [
            ["move", "w0", "x"],
            ["call", "out0", "w0", "f"],
          ],
        ],
        functions: {
          f: {
            parameters: 1,
            code: [
              ["cos", "r0", "p0"],
              ["return", "r0"],
            ],
          },
          g: {
            parameters: 1,
            code: [
              ["tan", "r0", "p0"],
              ["return", "r0"],
            ],
          },
        },
      },
      ["kernels.cos"],
    ],
  ])("%s", (_, source, expected) => {
    expect(importsOf(source)).toEqual(expected);
  });

  test("kernels of f32 need no others", () => {
    expect(importsOf(one(["sin", "out0", "x"]), "f32")).toEqual([]);
    expect(importsOf(one(["mod", "out0", "x", "x"]), "f32")).toEqual([]);
  });

  test("more than 4,096 instructions are done row by row", () => {
    const source = (count: number) => one(...Array.from({ length: count }, (): Line => ["sin", "out0", "x"]));
    expect(importsOf(source(4_000))).toEqual(["kernels.sin"]);
    expect(importsOf(source(4_100))).toEqual(["kernels.sin", "zexpr.fail"]);
  });

  test("more than an evaluation may cost: row by row", () => {
    const lines = Array.from({ length: 20 }, (): Line => ["mul", "out0", "x", "x"]);
    expect(importsOf({ expressions: [lines], budget: 21 })).toEqual([]);
    expect(importsOf({ expressions: [lines], budget: 20 })).toEqual(["zexpr.fail"]);
  });
});

interface Run {
  readonly memory: WebAssembly.Memory;
  readonly evaluate: (first: number, end: number) => void;
}

/** Instantiates a module that needs no kernel. The page is filled with a pattern, except for the cells. */
function start({ bytes, cells }: Made, fail: (row: number, status: number) => void, shared = false): Run {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
  const u8 = new Uint8Array(memory.buffer);
  u8.forEach((_, i) => {
    u8[i] = (i * 37) % 251;
  });
  new Float64Array(memory.buffer, CELLS, cells.length).set(cells);
  const imports = { zexpr: { memory, fail }, kernels: {} };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  return { memory, evaluate: exports.evaluate as Run["evaluate"] };
}

describe.each([
  ["f64", Float64Array],
  ["f32", Float32Array],
] as const)("%s", (precision, View) => {
  const ROWS = 13;
  const SOURCE: ProgramSource = {
    arrays: { t: [10, 20, 30] },
    expressions: [
      [["add", "out0", "x", "#0.5"]],
      [
        ["lt", "r0", "x", "#2"],
        ["jump_false", 4, "r0"],
        ["index", "out1", "t", "x"],
        ["jump", 5],
        ["neg", "out1", "x"],
      ],
    ],
  };

  test.each([false, true])("writes the rows asked for and nothing else (shared memory: %s)", (shared) => {
    const made = moduleOf(SOURCE, precision, shared);
    for (let first = 0; first <= ROWS; first++) {
      for (let end = first; end <= ROWS; end++) {
        const { memory, evaluate } = start(
          made,
          () => {
            throw new Error("no row can fail");
          },
          shared,
        );
        // Values behind the last row that would fail have it done again by the scalar code, which writes to the cells.
        const x = new View(memory.buffer, INPUT, ROWS + 3);
        x.forEach((_, row) => {
          x[row] = row % 5;
        });
        const before = new Uint8Array(memory.buffer).slice();
        evaluate(first, end);
        const results = [0, 1].map((i) => new View(memory.buffer, OUTPUT + STRIDE * i, ROWS));
        for (let row = first; row < end; row++) {
          const value = row % 5;
          expect([results[0][row], results[1][row]]).toEqual([
            value + 0.5,
            value < 2 ? [10, 20][value] : -value,
          ]);
        }
        // With the results put back, the page is as it was, but for the scratch.
        const page = new Uint8Array(memory.buffer);
        for (const i of [0, 1]) {
          const at = OUTPUT + STRIDE * i;
          const size = View.BYTES_PER_ELEMENT;
          page.set(before.subarray(at + first * size, at + end * size), at + first * size);
        }
        page.set(before.subarray(SCRATCH, SCRATCH + 2 * 16), SCRATCH);
        expect(Buffer.compare(page, before)).toBe(0);
      }
    }
  });

  test("reports rows that stop, in ascending order, and copies what the report leaves in the cells", () => {
    const made = moduleOf(SOURCE, precision);
    const reports: [row: number, status: number][] = [];
    const { memory, evaluate } = start(made, (row, status) => {
      reports.push([row, status]);
      // Expression 0 is done, expression 1 has failed.
      new Float64Array(memory.buffer, CELLS, made.cells.length)[2] = Number.NaN;
    });
    const x = new View(memory.buffer, INPUT, ROWS).fill(1);
    for (const row of [2, 3, 7, 12]) x[row] = -1;
    // Behind the last row that is asked for.
    x[11] = -1;
    evaluate(0, 11);
    expect(reports).toEqual([2, 3, 7].map((row) => [row, Status.ArrayIndexOutOfBounds]));
    const [first, second] = [0, 1].map((i) => [...new View(memory.buffer, OUTPUT + STRIDE * i, 11)]);
    expect(first).toEqual([...x.subarray(0, 11)].map((value) => value + 0.5));
    expect(second).toEqual([...x.subarray(0, 11)].map((value) => (value < 0 ? Number.NaN : 20)));
  });

  test("nothing for no rows", () => {
    const { memory, evaluate } = start(moduleOf(SOURCE, precision), () => {});
    const before = new Uint8Array(memory.buffer).slice();
    for (const row of [0, 1, 4]) evaluate(row, row);
    const after = new Uint8Array(memory.buffer);
    // Room of the module's own.
    after.set(before.subarray(SCRATCH, SCRATCH + 16), SCRATCH);
    expect(Buffer.compare(after, before)).toBe(0);
  });
});

test("the page has room for everything", () => {
  expect(SCRATCH + 2 * 16).toBeLessThan(PAGE);
});
