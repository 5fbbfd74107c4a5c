import { Status } from "@zexpr/errors";
import type { InPlaceFunction } from "@zexpr/ir";
import { assemble, type ProgramSource, siteSpan } from "@zexpr/ir/assemble";
import { describe, expect, test } from "vitest";
import { columnsOf, inBlocks, rowByRow, UNTOUCHED } from "./blocks-columns.ts";
import { COUNTDOWN_COST, countdown, hostCall, MEMORIES } from "./programs.ts";

const { NaN: NAN } = Number;

function upTo(rows: number, value: (row: number) => number = (row) => row): number[] {
  return Array.from({ length: rows }, (_, row) => value(row));
}

/** Fails where `x` is 13 (in one branch of a condition), or no index of three elements; between other expressions. */
const FRAGILE: ProgramSource = {
  variables: { x: 0, y: 0 },
  arrays: { table: [10, 20, 30] },
  expressions: [
    [["add", "out0", "x", "y"]],
    [
      ["eq", "r0", "y", "#13"],
      ["jump_false", 4, "r0"],
      ["trap", Status.InvalidFunctionCall, 1, 2, "f"],
      ["jump", 5],
      ["mul", "r1", "y", "#2"],
      ["move", "out1", "r1"],
    ],
    [["index", "out2", "table", "x"]],
    [["add", "out3", "out2", "r1"]],
  ],
};

describe("rows that fail", () => {
  test("are reported in order, with the results before the failing expression, and leave the others whole", () => {
    const x = [0, 1, 3, 2, 0, -1, 2.9, NAN, 1];
    const y = [1, 13, 1, 13, 2, 13, 3, 4, 5];
    const { results, failures } = inBlocks({ bytes: assemble(FRAGILE), columns: { x, y } });
    expect(results).toEqual([
      x.map((x, i) => x + (y[i] as number)),
      [2, NAN, 2, NAN, 4, NAN, 6, 8, 10],
      [10, NAN, NAN, NAN, 10, NAN, 30, NAN, 20],
      [12, NAN, NAN, NAN, 14, NAN, 36, NAN, 30],
    ]);
    const trap = { code: "InvalidFunctionCall", name: "f", found: 1, expected: 2, expression: 1 };
    const index = { code: "ArrayIndexOutOfBounds", name: "table", expected: 3, expression: 2 };
    expect(failures).toEqual([
      { row: 1, ...trap, source: 1, span: siteSpan(1, 2) },
      { row: 2, ...index, found: 3, source: 2, span: siteSpan(2, 0) },
      { row: 3, ...trap, source: 1, span: siteSpan(1, 2) },
      { row: 5, ...trap, source: 1, span: siteSpan(1, 2) },
      { row: 7, ...index, found: NAN, source: 2, span: siteSpan(2, 0) },
    ]);
  });

  test.each([
    ["none", () => 0],
    ["all, in an array", () => 7],
    ["one in a block", (row: number) => (row % 256 === 200 ? 5 : 1)],
    ["all of one block", (row: number) => (row >= 256 && row < 512 ? -1 : 2)],
    ["every other one", (row: number) => (row % 2) * 3],
  ])("of several blocks: %s", (_name, value) => {
    for (const y of [() => 1, () => 13, (row: number) => (row * 7) % 17]) {
      const table = { bytes: assemble(FRAGILE), columns: { x: upTo(700, value), y: upTo(700, y) } };
      expect(inBlocks(table)).toEqual(rowByRow(table));
    }
  });

  test("do not disturb the next evaluation", () => {
    const x = upTo(400, (row) => row % 5);
    const { blocks, failures, read } = columnsOf({ bytes: assemble(FRAGILE), columns: { x } });
    blocks.evaluate(0, 400);
    const [first, count] = [read(), failures.length];
    expect(count).toBe(160);
    blocks.evaluate(0, 400);
    expect(read()).toEqual(first);
    expect(failures.slice(count)).toEqual(failures.slice(0, count));
  });

  test.each(MEMORIES)("may move the memory when they are reported, over %s", (_name, memory) => {
    const x = upTo(600, (row) => (row % 100 === 99 ? 3 : row % 3));
    const table = { bytes: assemble(FRAGILE), columns: { x, y: upTo(600) }, memory };
    const columns = columnsOf(table, () => {
      columns.memory.allocate(1 << 18);
    });
    columns.blocks.evaluate(0, 600);
    expect({ results: columns.read(), failures: columns.failures }).toEqual(rowByRow(table));
  });

  test("all of them do if the batch exceeds the budget", () => {
    const { results, failures } = inBlocks({
      bytes: assemble({ ...FRAGILE, budget: 3 }),
      columns: { x: [0, 1, 2] },
    });
    expect(results).toEqual(upTo(4).map(() => [NAN, NAN, NAN]));
    expect(failures.map(({ row, code }) => [row, code])).toEqual(
      [0, 1, 2].map((row) => [row, "BudgetExceeded"]),
    );
  });
});

describe("row by row", () => {
  /** `f(a, b) = 10 a + b`, but 7 is an error. */
  const tens =
    (log: number[]): InPlaceFunction =>
    (memory, args, _count, result) => {
      const a = memory.f64[args / 8] as number;
      log.push(a);
      if (a === 7) return Status.DivideByZero;
      memory.f64[result / 8] = a * 10 + (memory.f64[args / 8 + 1] as number);
      return undefined;
    };

  test("host functions are called once a row, in order", () => {
    const log: number[] = [];
    const x = upTo(600, (row) => (row * 31) % 100);
    const { results, failures } = inBlocks({ bytes: hostCall(), columns: { x }, natives: { f: tens(log) } });
    expect(log).toEqual(x);
    const ok = (value: (x: number) => number): number[] => x.map((x) => (x === 7 ? NAN : value(x)));
    expect(results).toEqual([x, ok((x) => x * 10 + 2), ok((x) => x)]);
    expect(failures.map(({ row, code, name }) => [row, code, name])).toEqual(
      upTo(600)
        .filter((row) => x[row] === 7)
        .map((row) => [row, "DivideByZero", "f"]),
    );
  });

  test.each(MEMORIES)("host functions may move the memory, over %s", (_name, memory) => {
    const f: InPlaceFunction = (given, args, count, result) => {
      if (given.f64[args / 8] === 3) given.allocate(1 << 20);
      return tens([])(given, args, count, result);
    };
    const { results } = inBlocks({ bytes: hostCall(), columns: { x: upTo(7) }, natives: { f }, memory });
    expect(results[1]).toEqual(upTo(7).map((x) => x * 10 + 2));
  });

  test("expression functions run, and fail where they exceed the budget", () => {
    const budget = 5 + 4 * COUNTDOWN_COST;
    const table = { bytes: countdown({ budget }), columns: { x: [3, 4, 0, 5, 3] } };
    const outcome = inBlocks(table);
    expect(outcome.results).toEqual([
      [3, 4, 0, 5, 3],
      [3, NAN, 0, NAN, 3],
      [3, NAN, 0, NAN, 3],
    ]);
    expect(outcome).toEqual(rowByRow(table));
  });

  test("programs that write other cells than results and registers, which only others than compilers make", () => {
    const bytes = assemble({
      variables: { x: 0 },
      context: { gain: 1 },
      expressions: [
        [
          ["add", "x", "x", "gain"],
          ["add", "gain", "gain", "#1"],
          ["move", "out0", "x"],
        ],
      ],
    });
    expect(inBlocks({ bytes, columns: { x: [10, 20, 30] } }).results).toEqual([[11, 22, 33]]);
  });

  test("a memory that a host function takes away ends the evaluation", () => {
    const log: number[] = [];
    const failed: number[] = [];
    const columns = columnsOf(
      {
        bytes: hostCall(),
        columns: { x: upTo(6) },
        natives: {
          f: (memory, args, count, result) => {
            if (memory.f64[args / 8] === 2) columns.program.retire();
            return tens(log)(memory, args, count, result);
          },
        },
      },
      (row) => failed.push(row),
    );
    columns.blocks.evaluate(0, 6);
    expect(log).toEqual([0, 1, 2]);
    expect(failed).toEqual([2]);
    expect(columns.read()[0]).toEqual([0, 1, ...new Array<number>(4).fill(UNTOUCHED)]);
    const again = (): void => columns.blocks.evaluate(0, 6);
    expect(again).toThrow(expect.objectContaining({ code: "StaleHandle" }));
  });
});
