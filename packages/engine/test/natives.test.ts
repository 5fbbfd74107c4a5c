import { LinearMemory } from "@zexpr/arena";
import { ExprError, Status } from "@zexpr/errors";
import type { InPlaceFunction } from "@zexpr/ir";
import { assemble, siteSpan } from "@zexpr/ir/assemble";
import { describe, expect, test } from "vitest";
import { Program } from "../src/index.ts";
import { hostCall, MEMORIES } from "./programs.ts";

const { NaN: NAN } = Number;

/** `f(a, b) = 10 a + b`, in place. */
const TENS: InPlaceFunction = (memory, args, _count, result) => {
  memory.f64[result / 8] = (memory.f64[args / 8] as number) * 10 + (memory.f64[args / 8 + 1] as number);
};

describe.each(MEMORIES)("host functions over %s", (_name, make) => {
  test("get their arguments and give a result", () => {
    let seen: unknown[] = [];
    const memory = make();
    const program = Program.load(hostCall(), memory, {
      f: (given, args, count, result) => {
        seen = [given === memory, count, given.f64[result / 8], args % 8];
        return TENS(given, args, count, result);
      },
    });
    program.evaluate();
    expect([...program.results]).toEqual([5, 52, 5]);
    expect(seen).toEqual([true, 2, NAN, 0]);
  });

  test("that write nothing give NaN, not what was there before", () => {
    let quiet = false;
    const program = Program.load(hostCall(), make(), {
      f: (memory, args, count, result) => {
        if (!quiet) TENS(memory, args, count, result);
      },
    });
    program.evaluate();
    expect(program.results[1]).toBe(52);
    quiet = true;
    program.evaluate();
    expect([...program.results]).toEqual([5, NAN, 5]);
  });

  test("may grow the memory: the program goes on with live views", () => {
    const memory = make();
    const program = Program.load(hostCall(), memory, {
      f: (given, args, count, result) => {
        const before = [...given.f64.subarray(args / 8, args / 8 + count)];
        given.allocate(1 << 20);
        given.f64[result / 8] = (before[0] as number) * 10 + (before[1] as number);
      },
    });
    const views = [program.variables, program.results];
    for (let round = 1; round <= 3; round++) {
      program.variables[0] = round;
      program.evaluate();
      expect([...program.results]).toEqual([round, round * 10 + 2, round]);
    }
    // An ArrayBuffer is replaced, a WebAssembly memory detached.
    if (memory.wasm !== undefined) expect(views.map((view) => view.length)).toEqual([0, 0]);
    expect([program.variables.length, program.results.length]).toEqual([1, 3]);
  });

  test("may grow the memory and then fail", () => {
    const program = Program.load(hostCall(), make(), {
      f: (memory) => {
        memory.allocate(1 << 20);
        return Status.DivideByZero;
      },
    });
    expect(program.tryEvaluate()).toBe(Status.DivideByZero);
    expect([...program.results]).toEqual([5, NAN, NAN]);
  });

  test("called from a function frame get the frame's cells", () => {
    const program = Program.load(
      assemble({
        variables: { x: 3 },
        natives: { f: 2 },
        expressions: [
          [
            ["move", "w0", "x"],
            ["call", "out0", "w0", "g"],
          ],
        ],
        functions: {
          g: {
            parameters: 1,
            code: [
              ["global", "r0", "#1"],
              ["move", "w0", "p0"],
              ["add", "w1", "p0", "r0"],
              ["native", "r0", "w0", "f"],
              ["add", "r0", "r0", "p0"],
              ["return", "r0"],
            ],
          },
        },
      }),
      make(),
      { f: TENS },
    );
    program.evaluate();
    expect(program.results[0]).toBe(3 * 10 + 4 + 3);
  });
});

test("a host function may grow a caller's memory behind the library's back", () => {
  const wasm = new WebAssembly.Memory({ initial: 1 });
  const program = Program.load(hostCall(), new LinearMemory({ memory: wasm }), {
    f: (memory, args, count, result) => {
      wasm.grow(1);
      memory.refresh();
      TENS(memory, args, count, result);
      wasm.grow(1);
    },
  });
  for (let round = 0; round < 3; round++) {
    program.evaluate();
    expect([...program.results]).toEqual([5, 52, 5]);
  }
});

describe("failing host functions", () => {
  function failing(f: InPlaceFunction): Program {
    return Program.load(hostCall(), undefined, { f });
  }

  const codes = Object.entries(Status).filter(([name]) => name !== "Ok");
  test.each(codes)("fail with the status %s that they return", (name, status) => {
    const program = failing(() => status);
    expect(program.tryEvaluate()).toBe(status);
    expect(program.failure).toMatchObject({ code: name, name: "f", expression: 1, source: 1 });
    expect(program.failure?.span).toEqual(siteSpan(1, 2));
    expect([...program.results]).toEqual([5, NAN, NAN]);
    expect(() => program.evaluate()).toThrow(expect.objectContaining({ status }));
  });

  // Numbers in a message have to be about the call, not about what the instruction's words would mean elsewhere.
  test.each(codes)("the message for %s names the function and no made-up number", (_, status) => {
    const program = failing(() => status);
    program.tryEvaluate();
    expect(program.lastError?.message).toContain("`f`");
    expect(program.lastError?.message).not.toMatch(/NaN|-\d|index|\d+ argument|deeper than/);
  });

  test("succeed with status 0", () => {
    const program = failing((memory, args, count, result) => {
      TENS(memory, args, count, result);
      return Status.Ok;
    });
    program.evaluate();
    expect(program.results[1]).toBe(52);
  });

  test.each([["a text"], [1.5], [50], [-1], [NAN], [null], [{}], [true]])(
    "that return %o fail with Other and say so",
    (value) => {
      const program = failing(() => value as number);
      expect(program.tryEvaluate()).toBe(Status.Other);
      expect(program.lastError).toBeInstanceOf(ExprError);
      expect(program.lastError?.message).toContain("no Status number");
    },
  );

  const thrown = [new TypeError("boom"), new ExprError("Syntax", "boom"), "boom", undefined, null, 0];
  test.each(thrown)("that throw %o fail with Other and keep it as cause", (cause) => {
    const program = failing(() => {
      throw cause;
    });
    expect(program.tryEvaluate()).toBe(Status.Other);
    const error = program.lastError as ExprError;
    expect(error.code).toBe("Other");
    expect(error.cause).toBe(cause);
    expect([...program.results]).toEqual([5, NAN, NAN]);
  });

  test("the program stays usable", () => {
    let broken = true;
    const program = failing((memory, args, count, result) => {
      if (broken) throw new Error("broken");
      return TENS(memory, args, count, result);
    });
    program.tryEvaluate();
    broken = false;
    program.evaluate();
    expect([...program.results]).toEqual([5, 52, 5]);
    expect([program.lastError, program.failure, program.running]).toEqual([undefined, undefined, false]);
  });

  test("what a host function threw is not the cause of a later failure", () => {
    const program = Program.load(
      assemble({
        variables: { x: 1 },
        natives: { f: 0 },
        expressions: [
          [
            ["jump_false", 2, "x"],
            ["native", "r0", "w0", "f"],
            ["trap", Status.UnknownVariable, 0, 0, "nosuch"],
          ],
        ],
      }),
      undefined,
      {
        f: () => {
          throw new Error("boom");
        },
      },
    );
    expect(program.tryEvaluate()).toBe(Status.Other);
    program.variables[0] = 0;
    expect(program.tryEvaluate()).toBe(Status.UnknownVariable);
    expect(program.lastError?.cause).toBeUndefined();
    expect(program.failure?.cause).toBeUndefined();
  });

  test("may not evaluate the program that calls them", () => {
    const seen: unknown[] = [];
    const program: Program = failing((memory, args, count, result) => {
      seen.push(program.running, program.tryEvaluate(), program.lastError?.code);
      expect(() => program.evaluate()).toThrow(expect.objectContaining({ code: "Other" }));
      return TENS(memory, args, count, result);
    });
    program.evaluate();
    expect(seen).toEqual([true, Status.Other, "Other"]);
    expect([...program.results]).toEqual([5, 52, 5]);
    expect(program.lastError).toBeUndefined();
  });

  test("may evaluate another program in the same memory", () => {
    const memory = new LinearMemory();
    const inner = Program.load(hostCall(), memory, { f: TENS });
    const outer = Program.load(hostCall(), memory, {
      f: (given, args, count, result) => {
        inner.variables[0] = given.f64[args / 8] as number;
        inner.evaluate();
        TENS(given, args, count, result);
      },
    });
    outer.variables[0] = 9;
    outer.evaluate();
    expect([...outer.results, ...inner.results]).toEqual([9, 92, 9, 9, 92, 9]);
  });
});

describe("host functions by name", () => {
  test.each(["toString", "constructor", "__proto__", "f"])("%s has to be handed over", (name) => {
    const bytes = assemble({ natives: { [name]: 0 }, expressions: [[["native", "out0", "w0", name]]] });
    expect(() => Program.load(bytes)).toThrow(
      expect.objectContaining({ code: "UnknownFunction", message: expect.stringContaining(`\`${name}\``) }),
    );
    expect(() => Program.load(bytes, undefined, { [`${name}x`]: TENS })).toThrow("natives");
  });

  test("are found by name, whatever their order", () => {
    const bytes = assemble({
      natives: { one: 0, two: 0 },
      expressions: [[["native", "out0", "w0", "one"]], [["native", "out1", "w0", "two"]]],
    });
    const give =
      (value: number): InPlaceFunction =>
      (memory, _args, _count, result) => {
        memory.f64[result / 8] = value;
      };
    const program = Program.load(bytes, undefined, { two: give(2), three: give(3), one: give(1) });
    program.evaluate();
    expect([...program.results]).toEqual([1, 2]);
  });

  test("a program whose host function has no name is refused", () => {
    const bytes = hostCall();
    const words = new Int32Array(bytes.buffer);
    const symbols = words[28] as number;
    words[symbols] = 6; // kind: a name for messages
    expect(() => Program.load(bytes, undefined, { f: TENS })).toThrow(
      expect.objectContaining({ code: "Other" }),
    );
  });
});
