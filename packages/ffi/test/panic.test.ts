import { describe, expect, test } from "vitest";
import { Program } from "./program.ts";
import { F64, I32, LOG, NATIVE, native, OP, type TableEntry, tableOf } from "./wasm.ts";

const PAGE = 65_536;

/** A program whose allocator can be told to throw, with slot 1 of its table for a log function. */
function faulty(log: (text: number, length: number) => void = () => {}) {
  const memory = new WebAssembly.Memory({ initial: 8 });
  let next = PAGE;
  const fault: { thrown: unknown; isOn: boolean } = { thrown: new Error("heap is corrupt"), isOn: false };
  const entries: TableEntry[] = [
    {
      type: LOG,
      js: (text, length) => {
        log(text, length);
        return 0;
      },
    },
    { type: NATIVE, code: [OP.unreachable] },
    { type: { parameters: [I32], results: [] }, code: [] },
    { type: { parameters: [I32, I32], results: [F64] }, code: [OP.unreachable] },
    { type: LOG, code: [OP.unreachable] },
  ];
  const program = new Program({
    memory,
    table: tableOf(entries, memory),
    allocate: (size) => {
      if (fault.isOn) throw fault.thrown;
      next += Math.ceil(size / 16) * 16;
      return next - Math.ceil(size / 16) * 16;
    },
    release: () => {
      if (fault.isOn) throw fault.thrown;
    },
    data: 1_024,
  });
  const flag = program.room(16);
  return { program, library: program.library, fault, flag, isSet: () => program.view.getInt32(flag, true) };
}

describe("a fault inside the library", () => {
  test("sets the flag, is logged, and the call returns 99 or NULL", () => {
    const logged: string[] = [];
    const { program, library, fault, flag, isSet } = faulty((text, length) => {
      logged.push(program.string(text, text + length));
    });
    const batch = program.batch(["x"], ["x"]);
    expect(library.expr_register_panic_handler(flag, 1)).toBe(0);
    fault.isOn = true;
    const faults: [string, () => number, number][] = [
      ["expr_arena_new", () => library.expr_arena_new(64), 0],
      ["expr_batch_new_sized", () => library.expr_batch_new_sized(64), 0],
      ["expr_version", () => library.expr_version(), 0],
      ["expr_status_name", () => library.expr_status_name(1), 0],
    ];
    program.addExpression(batch, Array(2_000).fill("x").join("+"));
    faults.push(["expr_batch_evaluate", () => library.expr_batch_evaluate(batch, 0), 99]);
    faults.push(["expr_batch_evaluate_ex", () => program.evaluateEx(batch).status, 99]);
    faults.push(["expr_batch_results", () => library.expr_batch_results(batch), 0]);
    faults.push(["expr_batch_get_result", () => library.expr_batch_get_result(batch, 0), Number.NaN]);
    for (const [name, call, expected] of faults) {
      logged.length = 0;
      program.view.setInt32(flag, 0, true);
      expect([name, call()]).toEqual([name, expected]);
      expect([name, isSet(), logged.length]).toEqual([name, 1, 1]);
      expect(logged[0]).toContain(name);
      expect(logged[0]).toContain("heap is corrupt");
    }
    fault.isOn = false;
    expect([library.expr_batch_evaluate(batch, 0), ...program.results(batch, 2)]).toEqual([0, 1, 2_000]);
  });

  test("is told in the ExprResult of evaluate_ex too", () => {
    const { program, fault } = faulty();
    const batch = program.batch([], [Array(3_000).fill("1").join("+"), "x".repeat(200)]);
    program.addExpression(batch, Array(2_000).fill("y").join("+"));
    fault.isOn = true;
    expect(program.evaluateEx(batch)).toMatchObject({ status: 99, value: Number.NaN, index: -1 });
  });

  test("in `release`: the arena is gone all the same, and is not released twice", () => {
    const { library, fault, flag, isSet } = faulty();
    const arena = library.expr_arena_new(64);
    library.expr_register_panic_handler(flag, 0);
    fault.isOn = true;
    expect([library.expr_arena_free(arena), isSet()]).toEqual([99, 1]);
    fault.isOn = false;
    expect(library.expr_batch_new(arena)).toBe(0);
    expect([0, 18]).toContain(library.expr_arena_free(arena));
    expect(library.expr_arena_free(arena)).toBe(18);
  });

  test.each([undefined, null, "text", 5, { toString: () => "an object" }, Symbol("s")])(
    "may throw %s",
    (thrown) => {
      const logged: string[] = [];
      const { program, library, fault, flag, isSet } = faulty((text, length) => {
        logged.push(program.string(text, text + length));
      });
      library.expr_register_panic_handler(flag, 1);
      fault.isOn = true;
      fault.thrown = thrown;
      expect([library.expr_arena_new(64), isSet(), logged.length]).toEqual([0, 1, 1]);
      expect(logged[0]).toContain(String(thrown));
    },
  );

  test("that cannot even be turned into text is a status still", () => {
    for (const thrown of [
      Object.create(null),
      {
        toString: () => {
          throw new Error("again");
        },
      },
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("again");
          },
          getPrototypeOf: () => {
            throw new Error("again");
          },
        },
      ),
    ]) {
      const { program, library, fault, flag, isSet } = faulty();
      const batch = program.batch([], ["1"]);
      program.addExpression(batch, Array(3_000).fill("y").join("+"));
      library.expr_register_panic_handler(flag, 1);
      fault.isOn = true;
      fault.thrown = thrown;
      expect([library.expr_arena_new(64), isSet()]).toEqual([0, 1]);
      expect(program.evaluateEx(batch).status).toBe(99);
      expect(library.expr_batch_evaluate(batch, 0)).toBe(99);
    }
  });

  test("with a long text is logged as far as it goes, cut at a character", () => {
    const logged: string[] = [];
    const { program, library, fault, flag } = faulty((text, length) => {
      logged.push(program.string(text, text + length));
    });
    library.expr_register_panic_handler(flag, 1);
    fault.isOn = true;
    for (const unit of ["a", "é", "€", "😀"]) {
      for (let shift = 0; shift < 4; shift++) {
        fault.thrown = new Error("x".repeat(shift) + unit.repeat(1_000));
        library.expr_arena_new(64);
      }
    }
    expect(logged.length).toBe(16);
    for (const text of logged) expect(new TextEncoder().encode(text).length).toBeGreaterThan(100);
  });
});

describe("what is no fault", () => {
  test("leaves the flag and the log alone: wrong pointers, texts, handles and expressions, exhausted memory", () => {
    let logs = 0;
    const { program, library, flag, isSet } = faulty(() => {
      logs++;
    });
    library.expr_register_panic_handler(flag, 1);
    const batch = program.batch(["x"], ["x", "nosuch"]);
    library.expr_batch_evaluate(batch, 0);
    library.expr_batch_evaluate(batch, 77);
    program.addExpression(batch, "1 +");
    program.addVariable(batch, "x");
    library.expr_batch_add_expression(3, batch, 0);
    library.expr_batch_add_expression(program.result, batch, program.raw([0xff]));
    library.expr_arena_new(0xffffffff);
    library.expr_arena_free(12);
    expect([isSet(), logs]).toEqual([0, 0]);
  });
});

describe("expr_register_panic_handler", () => {
  test("takes NULL for either, and for both to be rid of it", () => {
    let logs = 0;
    const { program, library, fault, flag, isSet } = faulty(() => {
      logs++;
    });
    const seen = [];
    for (const [flagAddress, log] of [
      [0, 0],
      [flag, 0],
      [0, 1],
      [flag, 1],
      [0, 0],
    ]) {
      logs = 0;
      program.view.setInt32(flag, 0, true);
      fault.isOn = false;
      expect(library.expr_register_panic_handler(flagAddress, log)).toBe(0);
      fault.isOn = true;
      library.expr_arena_new(64);
      seen.push([isSet(), logs]);
    }
    expect(seen).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ]);
  });

  test("refuses a flag outside the memory or not aligned, and a function of another type; the handler before stays", () => {
    let logs = 0;
    const { program, library, fault, flag, isSet } = faulty(() => {
      logs++;
    });
    expect(library.expr_register_panic_handler(flag, 1)).toBe(0);
    const size = program.bytes.length;
    const before = program.bytes.slice();
    for (const wrong of [flag + 1, flag + 2, flag + 3, size, size - 3, 0xfffffffc, -4])
      expect(library.expr_register_panic_handler(wrong, 0)).toBe(-5);
    for (const wrong of [2, 3, 4, 6, 99, -1])
      expect(library.expr_register_panic_handler(flag + 4, wrong)).toBe(-5);
    expect(Buffer.compare(program.bytes, before)).toBe(0);
    fault.isOn = true;
    library.expr_arena_new(64);
    expect([isSet(), logs, program.view.getInt32(flag + 4, true)]).toEqual([1, 1, 0]);
  });

  test("takes a flag in the memory's last 4 bytes", () => {
    const { program, library, fault } = faulty();
    const last = program.bytes.length - 4;
    expect(library.expr_register_panic_handler(last, 0)).toBe(0);
    fault.isOn = true;
    library.expr_arena_new(64);
    expect(program.view.getInt32(last, true)).toBe(1);
  });

  test("a log function that traps does no harm", () => {
    const { library, fault, flag, isSet } = faulty();
    expect(library.expr_register_panic_handler(flag, 5)).toBe(0);
    fault.isOn = true;
    expect([library.expr_arena_new(64), isSet()]).toEqual([0, 1]);
    fault.isOn = false;
    expect(library.expr_arena_new(64)).toBeGreaterThan(0);
  });

  test("a log function may use the library: the ExprResult that is being written stays right", () => {
    let other = 0;
    const { program, library, fault, flag } = faulty(() => {
      const result = program.room(280);
      library.expr_batch_is_valid(result, other);
      library.expr_batch_add_expression(result, other, program.text("7"));
    });
    other = program.batch([], []);
    const batch = program.batch([], [Array(3_000).fill("y").join("+")]);
    library.expr_register_panic_handler(flag, 1);
    fault.isOn = true;
    expect(program.evaluateEx(batch)).toMatchObject({ status: 99, value: Number.NaN, index: -1 });
    expect(program.read().error).not.toBe("");
  });

  test("the flag is written where it is, also after the memory has grown", () => {
    const { program, library, fault, flag, isSet } = faulty();
    library.expr_register_panic_handler(flag, 0);
    library.memory?.grow(2);
    fault.isOn = true;
    library.expr_arena_new(64);
    expect(isSet()).toBe(1);
    expect(program.bytes.length).toBe(10 * PAGE);
  });
});

test("a native function of the program that throws is not reported", () => {
  const table = tableOf([
    native(() => {
      throw new Error("mine");
    }),
  ]);
  const program = new Program({ table });
  const flag = program.room(4);
  program.view.setInt32(flag, 0, true);
  program.library.expr_register_panic_handler(flag, 0);
  const context = program.library.expr_context_new();
  program.library.expr_context_add_function(context, program.text("f"), 0, 1);
  expect(program.library.expr_batch_evaluate(program.batch([], ["f()"]), context)).toBe(99);
  expect(program.view.getInt32(flag, true)).toBe(0);
});
