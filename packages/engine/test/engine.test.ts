import { Arena, LinearMemory } from "@zexpr/arena";
import { Status } from "@zexpr/errors";
import { assemble, type Line } from "@zexpr/ir/assemble";
import { describe, expect, test } from "vitest";
import { Engine, estimateCapacity, Program } from "../src/index.ts";
import { countdown, formula, hostCall, install, MEMORIES } from "./programs.ts";

const { NaN: NAN } = Number;
const stale = expect.objectContaining({ code: "StaleHandle" });
const exhausted = expect.objectContaining({ code: "ArenaExhausted" });

describe("estimateCapacity", () => {
  test("is exact, from the description of the layout", () => {
    const bytes = countdown({ callDepth: 6, stack: 40 });
    const words = new Int32Array(bytes.buffer);
    const imageWords = words[32] as number;
    const imageCells = (bytes.length - imageWords * 4) / 8;
    const cellBytes = (imageCells + 40) * 8;
    expect(estimateCapacity(bytes)).toEqual({
      registers: 40,
      frames: 6,
      cellBytes,
      bytes: cellBytes + imageWords * 4 + 12 * 4 + 6 * 2 * 4,
    });
  });

  test("needs the header only, anywhere in a buffer", () => {
    const bytes = formula();
    const moved = new Uint8Array(4000);
    moved.set(bytes, 3);
    expect(estimateCapacity(moved.subarray(3, 3 + 160))).toEqual(estimateCapacity(bytes));
  });

  test.each([0, 1, 159])("refuses %i bytes", (length) => {
    expect(() => estimateCapacity(formula().subarray(0, length))).toThrow(
      expect.objectContaining({ code: "Other" }),
    );
  });

  test("says what loading takes from the arena", () => {
    for (const bytes of [formula(), countdown({}), hostCall(), assemble({ expressions: [] })]) {
      const engine = new Engine({ memory: new LinearMemory() });
      engine.load(bytes, { f: () => 0 });
      expect(engine.arena.used).toBe(estimateCapacity(bytes).bytes);
      expect(engine.capacity).toBe(estimateCapacity(bytes).bytes);
    }
  });
});

describe.each(MEMORIES)("Engine over %s", (_name, make) => {
  test("loads programs one after another into the same place", () => {
    const engine = new Engine({ memory: make() });
    engine.ensureCapacity(estimateCapacity(countdown({})));
    const { used } = engine.arena;
    for (let round = 0; round < 100; round++) {
      const program = engine.load(round % 2 === 0 ? formula() : countdown({}));
      program.variables[0] = 2;
      program.evaluate();
      expect(program.results[1]).toBe(round % 2 === 0 ? 30 : 2);
      expect(engine.program).toBe(program);
    }
    expect([engine.arena.used, engine.arena.allocations]).toEqual([used, 1]);
  });

  test("a newer program makes the older one stale", () => {
    const engine = new Engine({ memory: make() });
    const old = engine.load(formula());
    const program = engine.load(formula());
    expect([old.stale, program.stale]).toEqual([true, false]);
    expect(old.tryEvaluate()).toBe(Status.StaleHandle);
    program.evaluate();
    expect(program.results[0]).toBe(8.5);
  });

  test("variables and results stay where they are while the next program fits", () => {
    const engine = new Engine({ memory: make() });
    engine.ensureCapacity(estimateCapacity(countdown({})));
    const first = engine.load(formula()).variables.byteOffset;
    expect(engine.load(formula()).variables.byteOffset).toBe(first);
    expect(engine.load(hostCall(), { f: () => 0 }).variables.byteOffset).toBe(first);
  });
});

describe("capacity", () => {
  const small = { registers: 0, frames: 0, cellBytes: 0, bytes: 1000 };

  test("checkCapacity is true up to what is reserved", () => {
    const engine = new Engine();
    expect(engine.checkCapacity({ ...small, bytes: 1 })).toBe(false);
    engine.ensureCapacity(small);
    expect([999, 1000, 1001].map((bytes) => engine.checkCapacity({ ...small, bytes }))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("ensureCapacity reserves at once, and later loads take nothing", () => {
    const engine = new Engine({ memory: new LinearMemory() });
    engine.ensureCapacity({ ...small, bytes: 10_000 });
    const { used } = engine.arena;
    engine.load(formula());
    engine.load(countdown({}));
    expect(engine.arena.used).toBe(used);
  });

  test("growth at least doubles, so that ever larger programs need bounded bytes", () => {
    const engine = new Engine({ memory: new LinearMemory() });
    for (let bytes = 1000; bytes < 100_000; bytes += 8) engine.ensureCapacity({ ...small, bytes });
    expect(engine.arena.allocations).toBeLessThanOrEqual(8);
    expect(engine.arena.used).toBeLessThan(4 * 100_000);
  });

  test("moving makes the present program stale; not moving does not", () => {
    const engine = new Engine({ memory: new LinearMemory() });
    const program = engine.load(formula());
    engine.ensureCapacity(estimateCapacity(formula()));
    expect(program.stale).toBe(false);
    engine.ensureCapacity({ ...small, bytes: 100_000 });
    expect([program.stale, engine.program]).toEqual([true, undefined]);
  });

  test("past the limit fails with ArenaExhausted, and what is loaded keeps running", () => {
    const need = estimateCapacity(formula()).bytes;
    const engine = new Engine({ memory: new LinearMemory(), limit: need });
    const program = engine.load(formula());
    expect(() => engine.load(countdown({ callDepth: 1000 }))).toThrow(exhausted);
    expect(() => engine.ensureCapacity({ ...small, bytes: need + 8 })).toThrow(exhausted);
    expect([program.stale, engine.program]).toEqual([false, program]);
    program.evaluate();
    expect(program.results[0]).toBe(8.5);
    expect(engine.load(formula()).tryEvaluate()).toBe(0);
  });

  test("one byte less than a program needs is not enough", () => {
    const need = estimateCapacity(formula()).bytes;
    expect(() => new Engine({ memory: new LinearMemory(), limit: need - 1 }).load(formula())).toThrow(
      exhausted,
    );
  });

  test("a program that fits below the limit is loaded, though twice the old size would not fit", () => {
    const limit = 2500;
    const engine = new Engine({ memory: new LinearMemory(), limit });
    engine.ensureCapacity({ ...small, bytes: 1000 });
    engine.ensureCapacity({ ...small, bytes: 1008 });
    expect(engine.checkCapacity({ ...small, bytes: 1008 })).toBe(true);
  });
});

describe("install", () => {
  /** As many variables and results as {@link formula}, but larger. */
  function larger(): Uint8Array {
    const lines: Line[] = Array.from({ length: 200 }, () => ["add", "r0", "r0", "x"]);
    return assemble({
      variables: { x: 0 },
      expressions: [[["move", "r0", "#0"], ...lines, ["move", "out0", "r0"]], [["trap", 5, 0, 0, "no"]]],
    });
  }

  test("takes an image as it is", () => {
    const program = install(new Engine({ memory: new LinearMemory() }), formula());
    program.evaluate();
    expect([...program.results]).toEqual([8.5, 20]);
  });

  test.each(MEMORIES)("over %s keeps views of variables and results valid, if asked to", (_, make) => {
    const engine = new Engine({ memory: make() });
    const first = install(engine, formula());
    const { byteOffset } = first.variables;
    first.variables[0] = 2;
    first.evaluate();
    const program = install(engine, larger(), true);
    expect([program.variables.byteOffset, program.results.byteOffset]).toEqual([byteOffset, byteOffset + 8]);
    program.variables[0] = 3;
    expect(program.tryEvaluate()).toBe(Status.UnknownVariable);
    expect([...program.results]).toEqual([600, NAN]);
    program.setValue("x", 4);
    expect(program.variables[0]).toBe(4);
    const copy = Program.load(program.toBytes());
    copy.tryEvaluate();
    expect([...copy.variables, ...copy.results]).toEqual([4, 800, NAN]);
    // Once more, and back to a program that fits.
    const again = install(engine, formula(), true);
    again.variables[0] = 1;
    again.evaluate();
    expect([again.variables.byteOffset, ...again.results]).toEqual([byteOffset, 8.5, 20]);
    const { variables } = install(engine, formula());
    expect([...variables]).toEqual([1]);
  });
});

describe("failed loads", () => {
  test("leave the present program running", () => {
    const engine = new Engine({ memory: new LinearMemory() });
    const program = engine.load(formula());
    expect(() => engine.load(formula().subarray(0, 160))).toThrow(expect.objectContaining({ code: "Other" }));
    expect(() => engine.load(hostCall())).toThrow(expect.objectContaining({ code: "UnknownFunction" }));
    expect([program.stale, engine.program]).toEqual([false, program]);
    program.evaluate();
    expect(program.results[1]).toBe(20);
  });
});

describe("reset and dispose", () => {
  test("reset forgets the program and keeps its place", () => {
    const engine = new Engine({ memory: new LinearMemory() });
    const program = engine.load(formula());
    const { capacity } = engine;
    engine.reset();
    expect([program.stale, engine.program, engine.capacity]).toEqual([true, undefined, capacity]);
    engine.load(formula()).evaluate();
    expect(engine.arena.allocations).toBe(1);
  });

  test("dispose gives an own arena's memory back", () => {
    const memory = new LinearMemory();
    const engine = new Engine({ memory });
    const program = engine.load(formula());
    engine.dispose();
    expect(memory.used).toBe(0);
    expect(program.tryEvaluate()).toBe(Status.StaleHandle);
    expect(() => engine.load(formula())).toThrow(stale);
    expect(() => engine.dispose()).not.toThrow();
  });

  test("dispose leaves an arena that was given", () => {
    const arena = new Arena({ memory: new LinearMemory() });
    const engine = new Engine({ arena });
    engine.load(formula());
    engine.dispose();
    expect([arena.disposed, arena.used > 0]).toEqual([false, true]);
  });

  test("an engine whose arena was reset refuses to load", () => {
    const arena = new Arena({ memory: new LinearMemory() });
    const engine = new Engine({ arena });
    engine.load(formula());
    arena.reset();
    expect(() => engine.load(formula())).toThrow(stale);
    expect(() => engine.ensureCapacity({ registers: 0, frames: 0, cellBytes: 0, bytes: 8 })).toThrow(stale);
  });

  test("engines share an arena", () => {
    const arena = new Arena({ memory: new LinearMemory() });
    const programs = [0, 1, 2].map((x) => {
      const program = new Engine({ arena }).load(formula());
      program.variables[0] = x;
      return program;
    });
    for (const program of programs) program.evaluate();
    expect(programs.map((program) => program.results[1])).toEqual([10, 20, 30]);
  });
});

describe("changes from inside a host function", () => {
  const changes: [string, (engine: Engine) => unknown][] = [
    ["load", (engine) => engine.load(formula())],
    ["reset", (engine) => engine.reset()],
    ["dispose", (engine) => engine.dispose()],
    [
      "ensureCapacity that moves it",
      (engine) => engine.ensureCapacity({ registers: 0, frames: 0, cellBytes: 0, bytes: 1e5 }),
    ],
  ];
  test.each(changes)("%s of the running program is refused, and the program ends well", (_, change) => {
    const engine = new Engine({ memory: new LinearMemory() });
    let refused: unknown;
    const program = engine.load(hostCall(), {
      f: (memory, _args, _count, result) => {
        try {
          change(engine);
        } catch (error) {
          refused = error;
        }
        memory.f64[result / 8] = 1;
      },
    });
    expect(program.tryEvaluate()).toBe(0);
    expect(refused).toMatchObject({ code: "Other" });
    expect([...program.results]).toEqual([5, 1, 5]);
  });

  test("the end of its arena under a running program does not hurt", () => {
    const arena = new Arena({ memory: new LinearMemory() });
    const program = new Engine({ arena }).load(hostCall(), {
      f: () => {
        arena.reset();
        arena.memory.u8.fill(0x7f, arena.alloc(2048), 2048);
      },
    });
    expect(program.tryEvaluate()).toBe(Status.StaleHandle);
  });
});

test("a program starts with NaN results wherever an engine puts it", () => {
  const engine = new Engine({ memory: new LinearMemory() });
  engine.load(formula()).evaluate();
  expect([...engine.load(formula()).results]).toEqual([NAN, NAN]);
  expect(engine.program).toBeInstanceOf(Program);
});
