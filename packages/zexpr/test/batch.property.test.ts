import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena, type BatchOptions, LinearMemory } from "zexpr";
import { BatchModel } from "./batch-model.ts";
import { beginning, step } from "./batch-steps.ts";

interface Place {
  readonly grow?: () => void;
  readonly options: BatchOptions;
}

function inMemory(memory: LinearMemory): Place {
  return { grow: () => memory.allocate(1 << 17), options: { memory } };
}

function inArena(memory: LinearMemory): Place {
  return { grow: () => memory.allocate(1 << 17), options: { arena: new Arena({ memory, capacity: 64 }) } };
}

// Every wasm memory reserves address space, so that one has to do for all runs.
const wasm = new LinearMemory({ backing: "wasm" });

const PLACES: Readonly<Record<string, () => Place>> = {
  "the memory of all batches": () => ({ options: {} }),
  "a given memory": () => inMemory(new LinearMemory({ backing: "array-buffer" })),
  "a given memory, debug": () => inMemory(new LinearMemory({ backing: "array-buffer", debug: true })),
  "a given arena": () => inArena(new LinearMemory({ backing: "array-buffer" })),
  "a given arena, debug": () => inArena(new LinearMemory({ backing: "array-buffer", debug: true })),
  "a given arena in a wasm memory": () => ({
    ...inArena(wasm),
    grow: () => wasm.release(wasm.allocate(1 << 17)),
  }),
};

test.each(Object.entries(PLACES))("any sequence of calls does what the model says, in %s", (_, make) => {
  fc.assert(
    fc.property(beginning, fc.array(step, { minLength: 10, maxLength: 60, size: "max" }), (start, steps) => {
      const { grow, options } = make();
      const model = new BatchModel(grow, options);
      for (const each of [...start, ...steps, { do: "evaluate" as const }]) expect(model.take(each)).toBe("");
      model.batch.dispose();
    }),
    { seed: 11, numRuns: 200 },
  );
});
