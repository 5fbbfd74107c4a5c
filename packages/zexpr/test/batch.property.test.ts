import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Arena, type BatchOptions, LinearMemory } from "zexpr";
import { BatchModel, beginning, step } from "./batch-model.ts";

const PLACES: Readonly<Record<string, (memory: LinearMemory) => BatchOptions>> = {
  memory: (memory) => ({ memory }),
  arena: (memory) => ({ arena: new Arena({ memory, capacity: 64 }) }),
};
const MEMORIES = {
  "array-buffer": () => new LinearMemory({ backing: "array-buffer" }),
  "array-buffer, debug": () => new LinearMemory({ backing: "array-buffer", debug: true }),
  wasm: () => new LinearMemory({ backing: "wasm", maximumBytes: 1 << 26 }),
} as const;

describe.each(Object.entries(MEMORIES))(
  "any sequence of calls behaves as the model says (%s)",
  (kind, make) => {
    test.each(Object.entries(PLACES))("in its %s", (_, options) => {
      // Every wasm memory reserves address space, so that one has to do for all runs.
      const shared = kind === "wasm" ? make() : undefined;
      fc.assert(
        fc.property(
          beginning,
          fc.array(step, { minLength: 10, maxLength: 60, size: "max" }),
          (start, steps) => {
            const memory = shared ?? make();
            const model = new BatchModel(memory, options(memory));
            for (const each of [...start, ...steps, { do: "evaluate" as const }]) {
              if (kind !== "wasm" || each.do !== "grow") expect(model.take(each)).toBe("");
            }
            model.batch.dispose();
          },
        ),
        { seed: 11, numRuns: 250 },
      );
    });
  },
);
