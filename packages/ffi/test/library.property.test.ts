import fc from "fast-check";
import { expect, test } from "vitest";
import { LibraryModel, NATIVES, type Step } from "./library-model.ts";
import { Program } from "./program.ts";
import { NATIVE, native, OP, tableOf } from "./wasm.ts";

const WEIGHTS: readonly (readonly [weight: number, ...names: Step["do"][]])[] = [
  [12, "evaluate", "evaluateEx"],
  [8, "addExpression", "addVariable", "setVariable"],
  [4, "addFunction", "getResult", "writeVariable", "setContextVariable", "addNative"],
  [3, "newBatch", "newSizedBatch", "newContext", "setParent", "setArray", "setAttribute", "setConstant"],
  [2, "prepare", "removeFunction", "newArena", "isValid", "growMemory"],
  [1, "resetArena", "freeArena", "freeContext", "freeBatch", "clear"],
];

const value = fc.oneof(
  fc.constantFrom(0, -0, 1, 2, 3, -1.5, 1e300, Number.NaN, Infinity),
  fc.double(),
  fc.nat(9),
);
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...WEIGHTS.flatMap(([weight, ...names]) => names.flatMap((name) => Array<Step["do"]>(weight).fill(name))),
  ),
  p: fc.nat(30),
  q: fc.nat(60),
  value,
});

/** So that there is something to work on. */
const BEGINNING: readonly Step["do"][] = [
  "newArena",
  "newContext",
  "newBatch",
  "newSizedBatch",
  "addVariable",
  "addExpression",
];

const memory = new WebAssembly.Memory({ initial: 2 });
const table = tableOf(
  [
    ...NATIVES.map((call) =>
      native((args, count) => {
        const { view } = program;
        return call(view.getFloat64(args, true), count > 1 ? view.getFloat64(args + 8, true) : 0);
      }),
    ),
    { type: NATIVE, code: [OP.unreachable] },
  ],
  memory,
);
const program: Program = new Program({ memory, table, data: 1_024 });

test("any sequence of calls, with good, freed, foreign and made-up handles, does what the model says", () => {
  // 8 bytes for doubles.
  program.library.expr_context_set_variable(program.library.expr_context_new(), program.text("x"), 1);
  const before = program.library.linearMemory.used;
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 20, maxLength: 120, size: "max" }),
      fc.boolean(),
      (steps, isArenasFirst) => {
        const model = new LibraryModel(program);
        try {
          for (const [i, name] of BEGINNING.entries()) model.take({ do: name, p: 9 + i, q: 0, value: 1 });
          for (const each of steps) {
            const [actual, expected] = model.take(each);
            expect([each.do, actual]).toEqual([each.do, expected]);
          }
        } finally {
          model.end(isArenasFirst);
        }
        expect(program.library.linearMemory.used).toBe(before);
      },
    ),
    { seed: 21, numRuns: 200 },
  );
});
