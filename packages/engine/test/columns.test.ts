import { LinearMemory } from "@zexpr/arena";
import { ExprError, Status } from "@zexpr/errors";
import { assemble } from "@zexpr/ir/assemble";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type ColumnCode,
  ColumnEvaluator,
  type ColumnTranslator,
  type Natives,
  Program,
  provideColumnTranslator,
  type TierOptions,
} from "../src/index.ts";

/** `x * 2`, which costs 3 instructions, and an element of an array of three. */
const TWICE = assemble({
  variables: { x: 0 },
  arrays: { table: [5, 6, 7] },
  expressions: [[["mul", "out0", "x", "#2"]], [["index", "out1", "table", "x"]]],
});
const COST = 3;

interface Table {
  readonly memory: LinearMemory;
  readonly evaluator: ColumnEvaluator;
  readonly x: Float64Array;
  readonly results: readonly Float64Array[];
}

const ROWS = 10_000;

function tableOf(
  options: TierOptions,
  {
    memory = new LinearMemory(),
    natives = {},
    bytes = TWICE,
  }: { memory?: LinearMemory; natives?: Natives; bytes?: Uint8Array } = {},
): Table {
  const addresses = Array.from({ length: 4 }, () => memory.allocate(8 * ROWS + 16));
  const program = Program.load(bytes, memory, natives, { tier: "interpreter" });
  const [x, first, second, scratch] = addresses;
  const outputs = [first, second];
  const layout = { inputs: [{ cell: 0, address: x }], outputs, precision: "f64" } as const;
  const evaluator = new ColumnEvaluator(program, memory, layout, scratch, options);
  const view = (address: number) => new Float64Array(memory.buffer, address, ROWS).fill(-1);
  return { memory, evaluator, x: view(x), results: outputs.map(view) };
}

/** Blocks that the code was called for. */
let blocks: [first: number, end: number][] = [];
let translations = 0;
/** What the code does for a block; undefined: nothing. */
let act: ((first: number, end: number, fail: (row: number, status: number) => void) => void) | undefined;

const noting: ColumnTranslator["translate"] = (_program, _memory, _layout, _scratch, fail) => {
  translations++;
  const run: ColumnCode = (first, end) => {
    // No rows: the host is to compile it.
    if (first === end) return;
    blocks.push([first, end]);
    act?.(first, end, fail);
  };
  return { run, isVector: true };
};

function refusing(error: unknown): ColumnTranslator {
  return {
    translate: () => {
      translations++;
      throw error;
    },
  };
}

beforeEach(() => {
  blocks = [];
  translations = 0;
  act = undefined;
});

describe("without a translator", () => {
  // As in a realm that was never given one.
  beforeEach(() => provideColumnTranslator(undefined as unknown as ColumnTranslator));

  test("everything is interpreted, in any memory", () => {
    for (const backing of ["wasm", "array-buffer"] as const) {
      for (const options of [{}, { wasmAfter: 0 }, { tier: "interpreter" }] as TierOptions[]) {
        const { evaluator, x, results } = tableOf(options, { memory: new LinearMemory({ backing }) });
        x.fill(2);
        evaluator.translate();
        expect([evaluator.evaluate(0, ROWS), evaluator.tier]).toEqual([Status.Ok, "interpreter"]);
        expect(results.map((column) => new Set(column))).toEqual([new Set([4]), new Set([7])]);
      }
    }
  });

  test('tier "wasm" is refused', () => {
    expect(() => tableOf({ tier: "wasm" })).toThrow(
      expect.objectContaining({ code: "Other", message: expect.stringMatching(/needs the package zexpr/) }),
    );
  });
});

describe("with a translator", () => {
  beforeEach(() => provideColumnTranslator({ translate: noting }));

  test("code is called for 4,096 rows at a time", () => {
    const { evaluator } = tableOf({ tier: "wasm" });
    expect([evaluator.tier, translations]).toEqual(["simd", 1]);
    for (const [first, end, expected] of [
      [0, 0, []],
      [0, 1, [[0, 1]]],
      [0, 4_096, [[0, 4_096]]],
      [
        0,
        4_097,
        [
          [0, 4_096],
          [4_096, 4_097],
        ],
      ],
      [
        100,
        8_300,
        [
          [100, 4_196],
          [4_196, 8_292],
          [8_292, 8_300],
        ],
      ],
    ] as [number, number, number[][]][]) {
      blocks = [];
      expect(evaluator.evaluate(first, end)).toBe(Status.Ok);
      expect(blocks).toEqual(expected);
    }
    expect(translations).toBe(1);
  });

  test("it is earned by instructions, of all rows together", () => {
    const { evaluator, x } = tableOf({ wasmAfter: 100 * COST });
    x.fill(1);
    evaluator.evaluate(0, 50);
    evaluator.evaluate(0, 49);
    expect([evaluator.tier, translations]).toEqual(["interpreter", 0]);
    evaluator.evaluate(0, 1);
    expect([evaluator.tier, translations, blocks]).toEqual(["simd", 1, [[0, 1]]]);
  });

  test("by default after some 100,000 instructions", () => {
    const { evaluator, x } = tableOf({});
    x.fill(1);
    let rows = 0;
    while (evaluator.tier === "interpreter" && rows < 1_000_000) {
      evaluator.evaluate(0, 1_000);
      rows += 1_000;
    }
    expect(rows * COST).toBeGreaterThan(100_000);
    expect(rows * COST).toBeLessThan(110_000);
  });

  test("Infinity, a memory that is none of WebAssembly, and the tier interpreter leave it to the interpreter", () => {
    const array = new LinearMemory({ backing: "array-buffer" });
    const tables = [
      tableOf({ wasmAfter: Number.POSITIVE_INFINITY }),
      tableOf({ wasmAfter: 0 }, { memory: array }),
      tableOf({ wasmAfter: 0, tier: "interpreter" }),
    ];
    for (const { evaluator, x } of tables) {
      x.fill(1);
      for (let i = 0; i < 20; i++) evaluator.evaluate(0, ROWS);
    }
    expect(translations).toBe(0);
    for (const { evaluator } of tables) evaluator.translate();
    expect(tables.map(({ evaluator }) => evaluator.tier)).toEqual(["simd", "interpreter", "interpreter"]);
  });

  test("rows that the code reports: the first one counts", () => {
    const { evaluator } = tableOf({ tier: "wasm" });
    act = (first, _, fail) => {
      if (first === 0) return;
      fail(first + 3, Status.ArrayIndexOutOfBounds);
      fail(first + 5, Status.RecursionLimit);
    };
    expect(evaluator.evaluate(0, 9_000)).toBe(Status.ArrayIndexOutOfBounds);
    expect([evaluator.failedRow, evaluator.failure?.code]).toEqual([4_099, "ArrayIndexOutOfBounds"]);
    expect([...evaluator.program.results]).toEqual([Number.NaN, Number.NaN]);
    act = undefined;
    expect(evaluator.evaluate(0, 9_000)).toBe(Status.Ok);
    expect([evaluator.failedRow, evaluator.failure]).toEqual([-1, undefined]);
  });

  test("what the host throws, as its stack ends, leaves no value from its block on", () => {
    const { evaluator, results } = tableOf({ tier: "wasm" });
    const thrown = new RangeError("Maximum call stack size exceeded");
    act = (first) => {
      if (first === 4_096) throw thrown;
    };
    expect(evaluator.evaluate(0, 9_000)).toBe(Status.Other);
    expect(evaluator.failedRow).toBe(4_096);
    expect(evaluator.failure).toMatchObject({ code: "Other", cause: thrown });
    expect(evaluator.running).toBe(false);
    for (const column of results) {
      const expected = Array.from({ length: ROWS }, (_, row) =>
        row < 4_096 || row >= 9_000 ? -1 : Number.NaN,
      );
      expect([...column]).toEqual(expected);
    }
  });

  test("an earlier row that has failed stays the lowest one", () => {
    const { evaluator } = tableOf({ tier: "wasm" });
    act = (first, _, fail) => {
      if (first > 0) throw new RangeError("no stack");
      fail(7, Status.BudgetExceeded);
    };
    expect(evaluator.evaluate(0, 9_000)).toBe(Status.BudgetExceeded);
    expect(evaluator.failedRow).toBe(7);
  });

  test("is running while the code runs", () => {
    const { evaluator } = tableOf({ tier: "wasm" });
    const seen: boolean[] = [];
    act = () => seen.push(evaluator.running);
    evaluator.evaluate(0, 1);
    expect([...seen, evaluator.running]).toEqual([true, false]);
  });
});

describe("a translator that refuses", () => {
  test("is asked once: tier auto goes on in the interpreter", () => {
    provideColumnTranslator(refusing(new ExprError("Other", "no code here")));
    const { evaluator, x, results } = tableOf({ wasmAfter: 0 });
    x.fill(2);
    for (let i = 0; i < 3; i++) expect(evaluator.evaluate(0, 10)).toBe(Status.Ok);
    expect([evaluator.tier, translations, results[0][9]]).toEqual(["interpreter", 1, 4]);
  });

  test('tier "wasm" says why', () => {
    provideColumnTranslator(refusing(new ExprError("Other", "no code here")));
    expect(() => tableOf({ tier: "wasm" })).toThrow("no code here");
  });

  test("with anything but an ExprError: that is a bug, and shows", () => {
    provideColumnTranslator(refusing(new TypeError("a bug")));
    expect(() => tableOf({ wasmAfter: 0 }).evaluator.evaluate(0, 1)).toThrow(TypeError);
  });
});

describe("memory that is gone", () => {
  test("before: StaleHandle", () => {
    const { evaluator } = tableOf({ tier: "interpreter" });
    evaluator.program.retire();
    expect(() => evaluator.evaluate(0, 1)).toThrow(expect.objectContaining({ code: "StaleHandle" }));
  });

  test("by a host function, in the middle: the rows after it are left out", () => {
    provideColumnTranslator({ translate: noting });
    const bytes = assemble({
      variables: { x: 0 },
      natives: { note: 1 },
      expressions: [
        [
          ["move", "w0", "x"],
          ["native", "out0", "w0", "note"],
        ],
        [["move", "out1", "x"]],
      ],
    });
    let calls = 0;
    const table: Table = tableOf(
      { tier: "interpreter" },
      {
        bytes,
        natives: {
          note: () => {
            if (++calls === 3) table.evaluator.program.retire();
          },
        },
      },
    );
    expect(table.evaluator.evaluate(0, 10)).toBe(Status.StaleHandle);
    expect(calls).toBe(3);
    expect([...table.results[1].subarray(3, 10)]).toEqual(Array(7).fill(-1));
  });
});
