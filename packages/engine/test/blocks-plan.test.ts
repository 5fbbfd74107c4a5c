import {
  H_COST,
  H_MAIN,
  H_VARIABLES,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
  OP_END,
  OP_NEG,
} from "@zexpr/ir/opcodes";
import { expect, test } from "vitest";
import { planBlocks } from "../src/blocks/plan.ts";

/** A batch in which each of so many registers is the negative of the one before, the first one of the only variable. */
function chain(registers: number): Int32Array {
  const words = new Int32Array(HEADER_WORDS + (registers + 1) * INSTRUCTION_WORDS);
  words[H_MAIN] = HEADER_WORDS;
  words[H_COST] = registers + 1;
  words[H_VARIABLES] = 1;
  for (let i = 0; i < registers; i++) words.set([OP_NEG, 1 + i, i, 0], HEADER_WORDS + i * INSTRUCTION_WORDS);
  words[HEADER_WORDS + registers * INSTRUCTION_WORDS] = OP_END;
  return words;
}

test.each([
  [1, 256],
  [8_000, 256],
  [12_000, 168],
  [300_000, 8],
])("blocks of a program with %i registers have %i rows", (registers, rows) => {
  const plan = planBlocks(chain(registers), [0]);
  expect(plan?.rows).toBe(rows);
  // The variable's column, those of the registers, and three to compute in.
  expect(plan?.registers).toBe((registers + 4) * rows);
  if (rows > 8) expect((plan?.registers as number) * 8).toBeLessThanOrEqual(16 * 2 ** 20);
});
