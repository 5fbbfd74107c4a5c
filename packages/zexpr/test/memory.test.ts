import { describe, expect, test } from "vitest";
import {
  Arena,
  Batch,
  type BatchOptions,
  Context,
  evaluate,
  LinearMemory,
  Status,
  sharedMemory,
} from "zexpr";
import { codeOf } from "./outcomes.ts";

describe("100,000 edits of one batch leave its arena bytes bounded", () => {
  const places: readonly (readonly [where: string, edits: number, options: () => BatchOptions])[] = [
    ["its own arena", 100_000, () => ({})],
    ["the user's arena with a limit", 100_000, () => ({ arena: new Arena({ limit: 16_384 }) })],
    ["a given memory", 10_000, () => ({ memory: new LinearMemory({ backing: "array-buffer" }) })],
    [
      "an arena that moves",
      10_000,
      () => ({ arena: new Arena({ memory: new LinearMemory({ debug: true }) }) }),
    ],
  ];

  test.each(places)("in %s, %i edits, each followed by an evaluation", (_, edits, options) => {
    const batch = new Batch(options());
    const x = batch.addVariable("x", 1);
    batch.addExpression("x");
    batch.addExpression("2 * x + f(x)");
    batch.addFunction("f", ["a"], "a");
    let early = 0;
    for (let i = 0; i < edits; i++) {
      // Numbers of one digit, so that all texts are of the same length.
      const digit = i % 10;
      if (i % 3 === 0) batch.setExpression(0, `x + ${digit}`);
      else if (i % 3 === 1) batch.addFunction("f", ["a"], `a * ${digit}`);
      else batch.setExpression(1, `2 * x + f(x) + ${digit}`);
      batch.setVariable(x, i);
      batch.evaluate();
      if (i === 100) early = batch.statistics().arena.allocated;
    }
    expect(batch.results[0]).toBe(edits - 1 + ((edits - 1) % 10));
    const { arena } = batch.statistics();
    expect(arena.allocated).toBe(early);
    expect(arena.used).toBeLessThan(16_384);
  });

  test("by a context that changes its shape", () => {
    const context = new Context();
    const batch = new Batch({ context });
    batch.addExpression("a[0] + f(1)");
    const length = (i: number) => 1 + (i % 50);
    for (let i = 0; i < 20_000; i++) {
      context.setArray("a", Array(length(i)).fill(i));
      context.addFunction("f", 1, () => i);
      batch.evaluate();
      expect(batch.results[0]).toBe(2 * i);
    }
    expect(batch.statistics().arena.allocated).toBeLessThan(32_768);
  });

  test("that grow and shrink it again and again", () => {
    const batch = new Batch();
    batch.addVariable("x", 1);
    batch.addExpression("0");
    const sources = [1, 10, 100, 1_000].map((n) => Array.from({ length: n }, (_, i) => `x * ${i}`).join("+"));
    let early = 0;
    for (let i = 0; i < 800; i++) {
      batch.setExpression(0, sources[i % 4]);
      batch.evaluate();
      if (i === 8) early = batch.statistics().arena.allocated;
    }
    expect(batch.statistics().arena.allocated).toBe(early);
  });

  test("one-shot evaluations and disposed batches leave nothing in the shared memory", () => {
    evaluate("1");
    const { used } = sharedMemory();
    for (let i = 0; i < 20_000; i++) {
      if (evaluate("x + 1", { x: i }) !== i + 1) throw new Error(`wrong at ${i}`);
    }
    for (let i = 0; i < 1_000; i++) {
      const batch = new Batch();
      batch.addExpression("1");
      batch.evaluate();
      batch.dispose();
    }
    expect(sharedMemory().used).toBe(used);
  });
});

describe("beyond the 16 MiB that batches share by default", () => {
  test("many batches keep working, old and new", () => {
    const context = new Context();
    context.setArray(
      "big",
      Float64Array.from({ length: 20_000 }, (_, i) => i),
    );
    const batches: Batch[] = [];
    // 160 KB each.
    for (let i = 0; i < 200; i++) {
      const batch = new Batch({ context });
      batch.addVariable("x", i);
      batch.addExpression("x + big[x]");
      batch.evaluate();
      batches.push(batch);
    }
    for (const [i, batch] of batches.entries()) {
      batch.evaluate();
      expect(batch.results[0]).toBe(2 * i);
    }
    context.setArray(
      "big",
      Float64Array.from({ length: 20_000 }, (_, i) => i + 1),
    );
    for (const [i, batch] of batches.entries()) {
      batch.addExpression("x");
      batch.evaluate();
      expect([...batch.results]).toEqual([2 * i + 1, i]);
    }
    for (const batch of batches) batch.dispose();
    expect(evaluate("1 + 1")).toBe(2);
  });

  test("one batch that needs more than all of it", () => {
    const context = new Context();
    const batch = new Batch({ context });
    batch.addVariable("x", 5);
    batch.addExpression("x");
    batch.evaluate();
    batch.setVariable(0, 6);
    context.setArray("huge", new Float64Array(3_000_000).fill(0.5));
    batch.addExpression("x + huge[2999999]");
    batch.evaluate();
    expect([...batch.results]).toEqual([6, 6.5]);
    batch.setVariable(0, 7);
    batch.setExpression(1, "x * 2");
    batch.evaluate();
    expect([...batch.results]).toEqual([7, 14]);
    batch.dispose();
  });
});

describe("a shared arena that its owner resets or disposes of", () => {
  const ends: Readonly<Record<string, (arena: Arena) => void>> = {
    reset: (arena) => arena.reset(),
    "reset, then used for other things": (arena) => {
      arena.reset();
      const offset = arena.alloc(4_096);
      arena.memory.u8.fill(0xff, offset, offset + 4_096);
    },
    dispose: (arena) => arena.dispose(),
  };

  const uses: Readonly<Record<string, (batch: Batch, context: Context) => unknown>> = {
    evaluate: (batch) => batch.evaluate(),
    "evaluate after a context's new value": (batch, context) => {
      context.setVariable("k", 77);
      context.setArray("a", [78, 79]);
      batch.evaluate();
    },
    "evaluate after a context's new name": (batch, context) => {
      context.setVariable("fresh", 77);
      batch.evaluate();
    },
    "evaluate after an edit": (batch) => {
      batch.setExpression(0, "x + 5");
      batch.evaluate();
    },
    prepare: (batch) => batch.prepare(),
    toProgram: (batch) => batch.toProgram(),
    setVariable: (batch) => batch.setVariable(0, 77),
    setVariableByName: (batch) => batch.setVariableByName("x", 77),
    "writing to variables": (batch) => {
      batch.variables[0] = 77;
    },
    "writing to results": (batch) => {
      batch.results[0] = 77;
    },
  };

  describe.each(Object.entries(ends))("%s", (_, end) => {
    test.each(Object.entries(uses))("%s: StaleHandle, and no byte of the arena is touched", (_, use) => {
      const memory = new LinearMemory({ backing: "array-buffer", initialBytes: 65_536 });
      const arena = new Arena({ memory, capacity: 8_192 });
      const context = new Context();
      context.setVariable("k", 1);
      context.setArray("a", [1, 2]);
      const batch = new Batch({ arena, context });
      batch.addVariable("x", 1);
      batch.addExpression("x + k + a[1]");
      batch.evaluate();
      expect(batch.results[0]).toBe(4);
      end(arena);
      const before = Buffer.from(memory.u8);
      const untouched = () => before.equals(Buffer.from(memory.u8));
      expect(codeOf(() => use(batch, context))).toBe("StaleHandle");
      expect(untouched()).toBe(true);
      expect(batch.tryEvaluate()).toBe(Status.StaleHandle);
      expect(batch.lastError?.code).toBe("StaleHandle");
      // Goes through without harm.
      batch.dispose();
      expect(untouched()).toBe(true);
    });
  });

  test("a reset arena takes new batches, and other arenas' batches are untouched", () => {
    const memory = new LinearMemory();
    const [arena, other] = [new Arena({ memory }), new Arena({ memory })];
    const make = (place: Arena, source: string): Batch => {
      const batch = new Batch({ arena: place });
      batch.addExpression(source);
      batch.evaluate();
      return batch;
    };
    const survivor = make(other, "1 + 2");
    for (let i = 0; i < 100; i++) {
      const batches = Array.from({ length: 5 }, (_, k) => make(arena, `${i} + ${k}`));
      for (const [k, batch] of batches.entries()) {
        batch.evaluate();
        expect(batch.results[0]).toBe(i + k);
      }
      arena.reset();
      for (const batch of batches) expect(batch.tryEvaluate()).toBe(Status.StaleHandle);
      survivor.evaluate();
      expect(survivor.results[0]).toBe(3);
    }
    expect(arena.chunks).toBeLessThan(10);
  });

  test("disposing of a batch leaves the arena to its owner", () => {
    const arena = new Arena();
    const [a, b] = [new Batch({ arena }), new Batch({ arena })];
    for (const batch of [a, b]) {
      batch.addExpression("1 + 1");
      batch.evaluate();
    }
    a.dispose();
    b.evaluate();
    expect([b.results[0], arena.disposed]).toEqual([2, false]);
    b.addExpression("3");
    b.evaluate();
    expect([...b.results]).toEqual([2, 3]);
  });
});
