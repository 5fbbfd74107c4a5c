import { assemble } from "@zexpr/ir/assemble";
import { describe, expect, test } from "vitest";
import { Program } from "../src/index.ts";
import { countdown } from "./programs.ts";

const { NaN: NAN } = Number;

describe("calls", () => {
  test("frames keep their own registers: fib(20) is 6765", () => {
    const program = Program.load(
      assemble({
        variables: { n: 20 },
        expressions: [
          [
            ["move", "w0", "n"],
            ["call", "out0", "w0", "fib"],
          ],
        ],
        functions: {
          fib: {
            parameters: 1,
            code: [
              ["global", "r0", "#2"],
              ["lt", "r1", "p0", "r0"],
              ["jump_true", 10, "r1"],
              ["global", "r1", "#1"],
              ["sub", "w0", "p0", "r1"],
              ["call", "r2", "w0", "fib"],
              ["sub", "w0", "p0", "r0"],
              ["call", "r1", "w0", "fib"],
              ["add", "r2", "r2", "r1"],
              ["return", "r2"],
              ["return", "p0"],
            ],
          },
        },
        callDepth: 30,
      }),
    );
    for (const [n, value] of [
      [0, 0],
      [1, 1],
      [10, 55],
      [20, 6765],
    ]) {
      program.variables[0] = n;
      program.evaluate();
      expect(program.results[0]).toBe(value);
    }
  });

  test("arguments are the callee's first cells, in order, and are not changed for the caller", () => {
    const program = Program.load(
      assemble({
        variables: { x: 3 },
        expressions: [
          [
            ["move", "r0", "x"],
            ["move", "w0", "#100"],
            ["move", "w1", "r0"],
            ["move", "w2", "#7"],
            ["call", "r1", "w1", "minus"],
            ["add", "r1", "r1", "w0"],
            ["add", "out0", "r1", "r0"],
          ],
        ],
        functions: {
          minus: {
            parameters: 2,
            code: [
              ["sub", "p0", "p0", "p1"],
              ["return", "p0"],
            ],
          },
        },
      }),
    );
    program.evaluate();
    expect(program.results[0]).toBe(3 - 7 + 100 + 3);
  });

  test("a function without parameters may start where the frame ends", () => {
    const program = Program.load(
      assemble({
        expressions: [
          [
            ["call", "out0", "w0", "seven"],
            ["bool", "r0", "#1"],
          ],
        ],
        functions: {
          seven: {
            parameters: 0,
            code: [
              ["global", "r0", "#7"],
              ["return", "r0"],
            ],
          },
        },
      }),
    );
    program.evaluate();
    expect(program.results[0]).toBe(7);
  });

  test("a result may go into a cell of any class", () => {
    const program = Program.load(
      assemble({
        variables: { x: 1 },
        expressions: [
          [
            ["move", "w0", "#4"],
            ["call", "w1", "w0", "same"],
            ["call", "r0", "w1", "same"],
            ["call", "out0", "w0", "same"],
            ["add", "out0", "out0", "r0"],
          ],
        ],
        functions: { same: { parameters: 1, code: [["return", "p0"]] } },
      }),
    );
    program.evaluate();
    expect(program.results[0]).toBe(8);
  });
});

describe("call depth", () => {
  test.each([1, 2, 10, 1000])("a limit of %i allows that many calls at once", (limit) => {
    const program = Program.load(countdown({ callDepth: limit }));
    for (const depth of [Math.max(1, limit - 1), limit]) {
      program.variables[0] = depth - 1; // one call more than x
      expect(program.tryEvaluate()).toBe(0);
      expect([...program.results]).toEqual([depth - 1, depth - 1, depth - 1]);
    }
    program.variables[0] = limit;
    expect(program.tryEvaluate()).toBe(11);
    expect([...program.results]).toEqual([limit, NAN, NAN]);
    expect(program.failure).toMatchObject({
      code: "RecursionLimit",
      name: "down",
      expected: limit,
      expression: 1,
    });
  });

  test("the engine stays usable after too deep a call", () => {
    const program = Program.load(countdown({ callDepth: 5 }));
    program.variables[0] = 100;
    expect(() => program.evaluate()).toThrow(expect.objectContaining({ code: "RecursionLimit", status: 11 }));
    program.variables[0] = 4;
    program.evaluate();
    expect([...program.results]).toEqual([4, 4, 4]);
    expect(program.lastError).toBeUndefined();
  });

  test("a program with fewer frames than its limit stops at the frames", () => {
    const program = Program.load(countdown({ callDepth: 100, frames: 3, stack: 1000 }));
    program.variables[0] = 2;
    expect(program.tryEvaluate()).toBe(0);
    program.variables[0] = 3;
    expect(program.tryEvaluate()).toBe(11);
  });

  test("a program whose stack is too small for its calls fails and touches nothing behind it", () => {
    const frame = 1 + 2 + 1;
    const program = Program.load(countdown({ callDepth: 100, stack: 1 + 3 * frame }));
    program.variables[0] = 2;
    expect(program.tryEvaluate()).toBe(0);
    program.variables[0] = 50;
    expect(program.tryEvaluate()).toBe(12);
    expect(program.failure).toMatchObject({ code: "CapacityExceeded", expression: 1 });
    expect([...program.results]).toEqual([50, NAN, NAN]);
  });
});
