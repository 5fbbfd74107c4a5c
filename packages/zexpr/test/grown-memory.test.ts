import { expect, test } from "vitest";
import { Arena, Batch, LinearMemory } from "zexpr";

const formula = "x*2 + y";

/** A batch in a caller's memory, whose arena has room for the program already. */
function batchIn(memory: WebAssembly.Memory): Batch {
  const arena = new Arena({ memory: new LinearMemory({ memory }), capacity: 1 << 16 });
  arena.alloc(8);
  const batch = new Batch({ arena });
  batch.addVariable("x", 20);
  batch.addVariable("y", 2);
  batch.addExpression(formula);
  return batch;
}

test("a caller's memory that grew before the batch is compiled holds the program all the same", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const batch = batchIn(memory);
  memory.grow(1);
  batch.evaluate();
  expect(batch.results[0]).toBe(42);
});

test("one that grew before an edit, or between compiling and evaluating, too", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const batch = batchIn(memory);
  batch.prepare();
  memory.grow(1);
  batch.evaluate();
  expect(batch.results[0]).toBe(42);
  memory.grow(1);
  batch.setExpression(0, "x - y");
  memory.grow(1);
  batch.evaluate();
  expect(batch.results[0]).toBe(18);
  memory.grow(1);
  batch.setVariable(0, 5);
  batch.evaluate();
  expect([...batch.results, ...batch.variables]).toEqual([3, 5, 2]);
});
