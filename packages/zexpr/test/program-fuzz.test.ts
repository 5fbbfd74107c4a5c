import { H_BUDGET_HIGH, H_BUDGET_LOW, HEADER_WORDS } from "@zexpr/ir/opcodes";
import { beforeAll, describe, expect, test } from "vitest";
import { Batch, Context } from "zexpr";
import { type Bundle, bundle, runInWorker } from "./bundle.ts";

let zexpr: Bundle;
beforeAll(async () => {
  zexpr = await bundle("zexpr", "zexpr");
});

/** Programs small enough to damage every word of, with small budgets. The last one would run for ages without its budget. */
const SAMPLES: Readonly<Record<string, () => Batch>> = {
  arithmetic: () => {
    const batch = new Batch({ limits: { instructions: 1_000 } });
    batch.addVariable("x", 1.5);
    for (const source of ["x * 2 + sin(3)", "x ? x && 2 || 3 : -x", "max(x, 1 + 2) ^ 2"])
      batch.addExpression(source);
    return batch;
  },
  "arrays, natives, traps": () => {
    const context = new Context();
    context.setArray("a", [1, 2, 3]);
    context.setArray("b", []);
    context.setVariable("k", 2);
    context.setAttribute("o", "x", 4);
    context.addFunction("f", 2, () => 5);
    context.addFunction("g", 0, () => 5);
    const batch = new Batch({ context, limits: { instructions: 1_000 } });
    batch.addVariable("x", 1);
    for (const source of ["a[x] + f(k, o.x) * g()", "x ? a[0] : b[nosuch]", "f(f(1, 2), x)"])
      batch.addExpression(source);
    return batch;
  },
  recursion: () => {
    const batch = new Batch({ limits: { instructions: 5_000, callDepth: 100 } });
    batch.addFunction("f", ["n"], "n > 0 ? f(n - 1) + f(n - 1) : 1");
    batch.addFunction("g", ["a", "b"], "a > 0 ? g(b, a - 1) : f(b)");
    batch.addVariable("x", 3);
    batch.addExpression("f(60) + 1");
    batch.addExpression("g(x, 2)");
    return batch;
  },
};

/** Loads and runs damaged programs beside a block of guarded bytes; posts what must not be. */
const RUN = `
  const { bytes, damages } = workerData;
  const GUARD = 2048;
  // Filled blocks before and behind the free one; the memory is too small for needs that are out of all proportion.
  function guarded() {
    const memory = new zexpr.LinearMemory({ backing: "array-buffer", initialBytes: 1 << 17, maximumBytes: 1 << 20 });
    const blocks = [GUARD, 100_000, GUARD].map((size) => memory.allocate(size));
    for (const block of [blocks[0], blocks[2]]) memory.u8.fill(0x5a, block, block + GUARD);
    memory.release(blocks[1]);
    return { memory, blocks: [blocks[0], blocks[2]] };
  }
  let fresh;
  const natives = { f: () => undefined, g: () => undefined };
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const outcomes = {};
  damages.forEach((damage, i) => {
    if (i % 200 === 0) post(undefined);
    const copy = words.slice();
    for (const [at, value] of damage) copy[at] = value;
    let outcome;
    fresh ??= guarded();
    const { memory, blocks } = fresh;
    try {
      const program = zexpr.Program.load(new Uint8Array(copy.buffer), memory, natives);
      outcome = "ran";
      fresh = undefined;
      for (let round = 0; round < 3; round++) {
        const status = program.tryEvaluate();
        if (!Number.isInteger(status)) throw new TypeError("status " + status);
        const error = program.lastError;
        if (error !== undefined) { void error.frame(); void error.status; }
      }
      void [program.variables.length, program.results.length, program.variableNames, program.array("a"), program.statistics()];
      program.setValue("x", 1);
      program.toBytes();
    } catch (error) {
      if (!(error instanceof zexpr.ExprError)) { post(JSON.stringify(damage) + " " + error.stack); return; }
      outcome = error.code;
    }
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    for (const block of blocks) {
      const guard = new Float64Array(memory.buffer, block, GUARD / 8);
      if (guard.some((cell) => cell !== guard[0])) post(JSON.stringify(damage) + " wrote outside its block");
    }
  });
  post(outcomes);`;

type Damage = (readonly [word: number, value: number])[];

/** The words of a program, but for those that allow it more instructions than a test can wait for. */
function places(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => i).filter(
    (i) => i !== H_BUDGET_LOW && i !== H_BUDGET_HIGH,
  );
}

/** Integers from a seed: xorshift32. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

async function run(bytes: Uint8Array, damages: Damage[]): Promise<Record<string, number>> {
  // A copy: structured cloning drops the alignment of views.
  const values = await runInWorker(zexpr.code + RUN, {
    data: { bytes: bytes.slice(), damages },
    silence: 10_000,
  });
  const outcomes = values.pop();
  expect(values.slice(0, 5)).toEqual([]);
  return outcomes as Record<string, number>;
}

describe.each(Object.entries(SAMPLES))(
  "damaged programs (%s) give an ExprError or a status, in time",
  (_, make) => {
    test("every word with every bit flipped, and with the values next to it and at the ends", async () => {
      const bytes = make().toProgram();
      const words = new Int32Array(bytes.slice().buffer);
      const damages = places(bytes).flatMap((at) => {
        const value = words[at];
        const flips = Array.from({ length: 32 }, (_, bit) => value ^ (1 << bit));
        const others = [
          0,
          1,
          2,
          -1,
          -2,
          value + 1,
          value - 1,
          2 * value,
          0x7fffffff,
          -0x80000000,
          HEADER_WORDS,
        ];
        return [...new Set([...flips, ...others])].map((to): Damage => [[at, to]]);
      });
      const outcomes = await run(bytes, damages);
      expect(outcomes.Other).toBeGreaterThan(100);
      expect(outcomes.ran).toBeGreaterThan(100);
    }, 120_000);

    test("several words at once, seeded", async () => {
      const bytes = make().toProgram();
      const words = new Int32Array(bytes.slice().buffer);
      const below = random(20_240_101);
      const where = places(bytes);
      const damages = Array.from({ length: 6_000 }, () =>
        Array.from({ length: 1 + below(4) }, (): readonly [number, number] => {
          const at = where[below(where.length)];
          const kind = below(4);
          if (kind === 0) return [at, words[at] ^ (1 << below(32))];
          if (kind === 1) return [at, below(70)];
          return [at, kind === 2 ? words[where[below(where.length)]] : words[at] + below(9) - 4];
        }),
      );
      await run(bytes, damages);
    }, 120_000);

    test("random bytes behind a right beginning", async () => {
      const bytes = make().toProgram();
      const below = random(7);
      const damages = Array.from({ length: 1_000 }, () => {
        const from = 3 + below(bytes.length / 4 - 3);
        return places(bytes)
          .filter((at) => at >= from)
          .map((at): readonly [number, number] => [at, below(2) === 0 ? below(100) : below(2 ** 32) | 0]);
      });
      await run(bytes, damages);
    }, 120_000);
  },
);
