import { Arena, LinearMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";
import { programCapacity } from "@zexpr/ir";
import { assemble, siteSpan } from "@zexpr/ir/assemble";
import { S_EVALUATIONS_LOW } from "@zexpr/ir/opcodes";
import { describe, expect, test } from "vitest";
import { Engine, Program } from "../src/index.ts";
import { countdown, formula, hostCall, MEMORIES } from "./programs.ts";

const { NaN: NAN } = Number;

describe.each(MEMORIES)("Program over %s", (_name, make) => {
  test("starts with the values of its bytes and with results of NaN", () => {
    const program = Program.load(formula(), make());
    expect([...program.variables]).toEqual([1]);
    expect([...program.results]).toEqual([NAN, NAN]);
    expect(program.variableNames).toEqual(["x"]);
  });

  test("evaluates with changing variables, context values and array elements", () => {
    const program = Program.load(formula(), make());
    program.evaluate();
    expect([...program.results]).toEqual([1 + 0.5 + 7, 20]);
    program.variables[0] = 2;
    expect(program.setValue("gain", 0.25)).toBe(true);
    expect(program.setValue("point.x", -1)).toBe(true);
    (program.array("table") as Float64Array)[2] = -3;
    program.evaluate();
    expect([...program.results]).toEqual([4 + 0.25 - 1, -3]);
  });

  test("setValue sets variables too, and says if there is no such value", () => {
    const program = Program.load(formula(), make());
    expect(program.setValue("x", 0)).toBe(true);
    expect(program.variables[0]).toBe(0);
    for (const name of ["table", "X", "", "point", "toString"]) expect(program.setValue(name, 1)).toBe(false);
  });

  test("array gives a live view of an array, and nothing for other names", () => {
    const program = Program.load(formula(), make());
    expect([...(program.array("table") as Float64Array)]).toEqual([10, 20, 30]);
    for (const name of ["gain", "x", "nosuch"]) expect(program.array(name)).toBeUndefined();
  });

  test("survives a memory that grows between evaluations", () => {
    const memory = make();
    const program = Program.load(formula(), memory);
    program.variables[0] = 2;
    memory.allocate(1 << 20);
    expect([...program.variables]).toEqual([2]);
    program.evaluate();
    memory.allocate(1 << 21);
    expect([...program.results]).toEqual([11.5, 30]);
    expect([...(program.array("table") as Float64Array)]).toEqual([10, 20, 30]);
    expect(program.statistics().evaluations).toBe(1);
  });

  test("refresh lets a context write its values and arrays, into live cells", () => {
    const memory = make();
    const program = Program.load(formula(), memory);
    memory.allocate(1 << 20);
    program.refresh({
      refresh(cells, contextCell, arrayCell) {
        cells.set([100, 200], contextCell); // gain, point.x
        cells.set([7, 8, 9], arrayCell);
      },
    });
    program.evaluate();
    expect([...program.results]).toEqual([301, 8]);
  });

  test("toBytes gives the present values, results of NaN, and loads again", () => {
    const program = Program.load(formula(), make());
    program.variables[0] = 2;
    program.setValue("gain", 3);
    (program.array("table") as Float64Array).set([5, 6, 7]);
    program.evaluate();
    const bytes = program.toBytes();
    expect(bytes.length).toBe(formula().length);
    const copy = Program.load(bytes, make());
    expect([...copy.variables, ...copy.results]).toEqual([2, NAN, NAN]);
    copy.evaluate();
    expect([...copy.results]).toEqual([4 + 3 + 7, 7]);
    expect(copy.toBytes()).toEqual(bytes);
  });
});

describe("Program.load", () => {
  test.each([0, 1, 2, 3, 4, 7])("takes bytes that start %i bytes into their buffer", (start) => {
    const buffer = new Uint8Array(4096);
    const bytes = formula();
    buffer.set(bytes, start);
    const program = Program.load(buffer.subarray(start, start + bytes.length));
    program.evaluate();
    expect(program.results[0]).toBe(8.5);
  });

  test("copies: the bytes can be changed afterwards", () => {
    const bytes = formula();
    const program = Program.load(bytes);
    bytes.fill(0xff);
    program.evaluate();
    expect(program.results[0]).toBe(8.5);
  });

  test("does not share values between programs of the same bytes", () => {
    const memory = new LinearMemory();
    const bytes = formula();
    const [one, two] = [Program.load(bytes, memory), Program.load(bytes, memory)];
    one.variables[0] = 2;
    one.evaluate();
    two.evaluate();
    expect([one.results[1], two.results[1]]).toEqual([30, 20]);
  });

  test.each([
    ["no bytes", new Uint8Array()],
    ["a length that is no multiple of 4", formula().subarray(0, 201)],
    ["a cut program", formula().subarray(0, 200)],
    ["zeros", new Uint8Array(400)],
    ["something else", [1, 2, 3] as unknown as Uint8Array],
    ["nothing", undefined as unknown as Uint8Array],
    ["an ArrayBuffer", formula().buffer as unknown as Uint8Array],
  ])("refuses %s", (_, bytes) => {
    expect(() => Program.load(bytes)).toThrow(expect.objectContaining({ code: "Other" }));
  });

  test("refuses any program with a flipped bit, or runs it within its block", () => {
    const bytes = countdown({ callDepth: 3, budget: 1000 });
    const code = new Int32Array(bytes.buffer)[3] as number;
    for (let bit = 0; bit < bytes.length * 8; bit += bit < code * 32 ? 1 : 13) {
      const damaged = bytes.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      // Sizes and costs may come out in gigabytes: those are tested by themselves.
      if ([11, 12, 13, 15, 16, 17, 18].includes(bit >> 5)) continue;
      try {
        Program.load(damaged).tryEvaluate();
      } catch (error) {
        expect(error).toBeInstanceOf(ExprError);
      }
    }
  });

  test.each([
    ["frames", 13, 0x7fffffff],
    ["a stack", 12, 0x7fffff0],
  ])("says ArenaExhausted if %s do not fit", (_, word, value) => {
    const bytes = countdown({});
    new Int32Array(bytes.buffer)[word] = value;
    const memory = new LinearMemory({ maximumBytes: 1 << 20 });
    expect(() => Program.load(bytes, memory)).toThrow(expect.objectContaining({ code: "ArenaExhausted" }));
    expect(memory.used).toBe(0);
  });

  test("needs as many arena bytes as its capacity says", () => {
    const memory = new LinearMemory();
    const bytes = countdown({ callDepth: 7 });
    Program.load(bytes, memory);
    expect(memory.used).toBe(Math.ceil(programCapacity(new Int32Array(bytes.buffer)).bytes / 16) * 16);
  });
});

describe("failures", () => {
  /** Fails where x says: in expression 1 (2), in f called by expression 2 (3), in no one (0). */
  const program = Program.load(
    assemble({
      variables: { x: 0 },
      arrays: { table: [1, 1, 0, 1] },
      expressions: [
        [["move", "out0", "#7"]],
        [
          ["sub", "r0", "x", "#2"],
          ["jump_true", 3, "r0"],
          ["trap", 5, 0, 0, "nosuch"],
          ["move", "out1", "#8"],
        ],
        [
          ["move", "w0", "x"],
          ["call", "out2", "w0", "f"],
        ],
        [["move", "out3", "#9"]],
      ],
      functions: {
        f: {
          parameters: 1,
          code: [
            ["global", "r0", "#3"],
            ["ne", "r0", "p0", "r0"],
            ["jump_true", 4, "r0"],
            ["trap", 7, 3, 2, "max"],
            ["return", "p0"],
          ],
        },
      },
    }),
  );

  test("in the batch: its expression, place and name", () => {
    program.variables[0] = 2;
    expect(program.tryEvaluate()).toBe(5);
    expect(program.failure).toEqual({
      code: "UnknownVariable",
      name: "nosuch",
      found: 0,
      expected: 0,
      expression: 1,
      source: 1,
      span: siteSpan(1, 2),
      cause: undefined,
    });
    expect([...program.results]).toEqual([7, NAN, NAN, NAN]);
  });

  test("in a function: the function's place, the expression that called it", () => {
    program.variables[0] = 3;
    expect(program.tryEvaluate()).toBe(7);
    expect(program.failure).toMatchObject({
      code: "InvalidFunctionCall",
      name: "max",
      found: 3,
      expected: 2,
      expression: 2,
      source: ~0,
      span: siteSpan(~0, 3),
    });
    expect([...program.results]).toEqual([7, 8, NAN, NAN]);
  });

  test("a success leaves no failure", () => {
    program.variables[0] = 0;
    expect(program.tryEvaluate()).toBe(0);
    expect([program.failure, program.lastError]).toEqual([undefined, undefined]);
    expect([...program.results]).toEqual([7, 8, 0, 9]);
  });

  test("evaluate throws what tryEvaluate returns", () => {
    program.variables[0] = 2;
    const error = catchError(() => program.evaluate());
    expect(error).toMatchObject({
      name: "ExprError",
      code: "UnknownVariable",
      status: 5,
      span: siteSpan(1, 2),
    });
    expect(error.source).toBeUndefined();
  });

  test("expressions that start at the same instruction: results before the failed one stay", () => {
    const removed = Program.load(
      assemble({
        expressions: [[["move", "out0", "#1"]], [], [["trap", 6, 0, 0, "g"]], [], [["move", "out4", "#2"]]],
      }),
    );
    expect(removed.tryEvaluate()).toBe(6);
    expect(removed.failure?.expression).toBe(2);
    expect([...removed.results]).toEqual([1, NAN, NAN, NAN, NAN]);
  });
});

describe("statistics", () => {
  test("count evaluations, failed ones too, and most cells and frames in use", () => {
    const program = Program.load(countdown({ callDepth: 8 }));
    const frame = 1 + 2 + 1;
    expect(program.statistics()).toEqual({
      tier: "interpreter",
      evaluations: 0,
      programBytes: countdown({ callDepth: 8 }).length,
      registers: 1 + 8 * frame,
      registersHighWater: 0,
      frames: 8,
      framesHighWater: 0,
    });
    // Each frame starts in the window of the one before.
    const used = (calls: number): number => calls * (frame - 1) + 1;
    for (const [x, calls] of [
      [2, 3],
      [0, 3],
      [5, 6],
    ] as const) {
      program.variables[0] = x;
      program.evaluate();
      expect(program.statistics()).toMatchObject({ framesHighWater: calls, registersHighWater: used(calls) });
    }
    program.variables[0] = 100;
    expect(program.tryEvaluate()).toBe(11);
    expect(program.statistics()).toMatchObject({
      evaluations: 4,
      framesHighWater: 8,
      registersHighWater: used(8),
    });
  });

  test("registers of the batch count as used", () => {
    const program = Program.load(
      assemble({
        variables: { x: 1 },
        expressions: [
          [
            ["add", "r4", "x", "x"],
            ["move", "out0", "r4"],
          ],
        ],
      }),
    );
    expect(program.statistics()).toMatchObject({ registers: 5, registersHighWater: 5, frames: 0 });
  });

  test("evaluations beyond 2^30 are counted", () => {
    const program = Program.load(formula());
    program.state[S_EVALUATIONS_LOW] = 2 ** 30 - 1;
    for (let i = 0; i < 3; i++) program.evaluate();
    expect(program.statistics().evaluations).toBe(2 ** 30 + 2);
  });
});

describe("stale programs", () => {
  const stale = expect.objectContaining({ code: "StaleHandle" });

  function resetUnder(): [Program, Arena] {
    const arena = new Arena({ memory: new LinearMemory() });
    const program = new Engine({ arena }).load(formula());
    program.evaluate();
    arena.reset();
    return [program, arena];
  }

  test("refuse to evaluate after their arena's reset, and say so", () => {
    const [program] = resetUnder();
    expect(program.stale).toBe(true);
    expect(program.tryEvaluate()).toBe(18);
    expect(program.lastError?.code).toBe("StaleHandle");
    expect(program.failure).toBeUndefined();
    expect(() => program.evaluate()).toThrow(stale);
  });

  test("refuse to evaluate after their arena was disposed", () => {
    const arena = new Arena({ memory: new LinearMemory() });
    const program = new Engine({ arena }).load(formula());
    arena.dispose();
    expect(program.tryEvaluate()).toBe(18);
  });

  test("never surface another user's bytes as a JavaScript error, nor write to them", () => {
    const [program, arena] = resetUnder();
    const size = 1 << 12;
    const offset = arena.alloc(size);
    arena.memory.u8.fill(0x7f, offset, offset + size);
    arena.memory.allocate(1 << 20); // detaches the old views
    const actions: (() => unknown)[] = [
      () => program.variables.set([1]),
      () => program.results.fill(0),
      () => program.setValue("x", 5),
      () => program.array("table")?.fill(1),
      () => program.statistics(),
      () => program.variableNames,
      () => program.toBytes(),
      () => program.tryEvaluate(),
    ];
    for (const action of actions) {
      try {
        action();
      } catch (error) {
        expect(error).toEqual(stale);
      }
    }
    expect(arena.memory.u8.subarray(offset, offset + size).every((byte) => byte === 0x7f)).toBe(true);
  });
});

test("a program without expressions evaluates", () => {
  const program = Program.load(assemble({ expressions: [] }));
  program.evaluate();
  expect(program.results).toHaveLength(0);
});

test("host functions named in the bytes are called by loaded copies too", () => {
  const program = Program.load(hostCall(), undefined, { f: () => 0 });
  expect(() => Program.load(program.toBytes())).toThrow(expect.objectContaining({ code: "UnknownFunction" }));
});

function catchError(action: () => unknown): ExprError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExprError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("Program.setVariable", () => {
  test.each([-1, 1, 0.5, Number.NaN, 2 ** 32])("is false for index %s, and writes nothing", (index) => {
    const program = Program.load(formula());
    const before = [...program.cells];
    expect([program.variables.length, program.setVariable(index, 77)]).toEqual([1, false]);
    expect([...program.cells]).toEqual(before);
    expect(program.setVariable(0, 77)).toBe(true);
    expect(program.variables[0]).toBe(77);
  });
});
