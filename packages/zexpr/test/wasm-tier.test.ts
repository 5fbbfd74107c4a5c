// Runs in the vitest project "wasm tier" only.
import { describe, expect, test, vi } from "vitest";
import { Batch, LinearMemory, Program } from "zexpr";
import { wasmTranslator } from "../src/translate.ts";
import { batchFor, loadVectors, valueMismatch } from "./vectors.ts";

/** Vectors with a value that differ, of those that are evaluated as WebAssembly. */
function mismatches(): { wrong: number; translated: number } {
  const counts = { wrong: 0, translated: 0 };
  for (const vector of loadVectors().filter(
    ({ expect }, i) => typeof expect.value === "number" && i % 20 === 0,
  )) {
    const batch = batchFor(vector);
    for (const fn of vector.funcs ?? []) batch.addFunction(fn.name, fn.params, fn.body);
    batch.addExpression(vector.expr);
    batch.evaluate();
    if (batch.statistics().tier === "wasm") counts.translated++;
    if (valueMismatch(vector, batch.results[0] as number) !== undefined) counts.wrong++;
    batch.dispose();
  }
  return counts;
}

describe("in this project", () => {
  test("batches are translated before their first evaluation, and after each edit", () => {
    const batch = new Batch();
    batch.addExpression("1 + 1");
    expect(batch.statistics().tier).toBe("interpreter");
    for (let i = 1; i <= 3; i++) {
      batch.evaluate();
      expect(batch.statistics()).toMatchObject({ tier: "wasm", kernels: "wasm", evaluations: i });
      batch.addExpression("2");
    }
  });

  test("so are loaded programs, unless they are given an ArrayBuffer; tier interpreter stays what it is", () => {
    const batch = new Batch({ tier: "interpreter" });
    batch.addExpression("1 + 1");
    batch.evaluate();
    expect(batch.statistics().tier).toBe("interpreter");
    const tierIn = (memory?: LinearMemory): string => {
      const program = Program.load(batch.toProgram(), memory);
      program.evaluate();
      expect(program.results[0]).toBe(2);
      return program.statistics().tier;
    };
    expect([undefined, new LinearMemory()].map(tierIn)).toEqual(["wasm", "wasm"]);
    expect(tierIn(new LinearMemory({ backing: "array-buffer" }))).toBe("interpreter");
  });

  test("a broken translation would be noticed: the vectors find it", () => {
    const { wrong, translated } = mismatches();
    expect(wrong).toBe(0);
    expect(translated).toBeGreaterThan(200);

    const { translate } = wasmTranslator;
    const broken = vi.spyOn(wasmTranslator, "translate").mockImplementation((program, ...rest) => {
      const code = translate(program, ...rest);
      return () => {
        const status = code();
        const { results } = program as Program;
        results[0] = (results[0] as number) + 1;
        return status;
      };
    });
    try {
      expect(mismatches().wrong).toBeGreaterThan(0.9 * translated);
    } finally {
      broken.mockRestore();
    }
  });
});
