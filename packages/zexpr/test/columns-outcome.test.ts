import { Status } from "@zexpr/errors";
import { afterAll, describe, expect, test } from "vitest";
import { Batch, type Columns, closeWorkers } from "../src/index.ts";

afterAll(closeWorkers);

/** Columns of `x * k` and of what fails where x is negative. */
function table(): { batch: Batch; columns: Columns } {
  const batch = new Batch();
  batch.addVariable("x");
  batch.addVariable("k", 2);
  batch.addExpression("x * k");
  batch.addExpression("x < 0 ? nosuch : x");
  const columns = batch.columns({ rows: 4, shared: true });
  columns.input("x").set([3, 1, 2, 0]);
  return { batch, columns };
}

describe("scalars are those of the batch's variables", () => {
  test("until it is cleared: others with the same places are not taken for them", () => {
    const { batch, columns } = table();
    columns.evaluate();
    expect(columns.output(0)[0]).toBe(6);
    batch.clear();
    batch.addVariable("a", 5);
    batch.addVariable("b", 100);
    expect(columns.tryEvaluate()).toBe(Status.StaleHandle);
    expect(columns.output(0)[0]).toBe(6);
  });

  test("also when more are added", () => {
    const { batch, columns } = table();
    batch.addVariable("later", 7);
    batch.setVariableByName("k", 3);
    columns.evaluate();
    expect(columns.output(0)[0]).toBe(9);
  });
});

describe("an outcome is that of the last evaluation", () => {
  const outcome = ({ failedRow, failedExpression, lastError }: Columns) => [
    failedRow,
    failedExpression,
    lastError?.message.slice(0, 14),
  ];

  test("of one that was refused", () => {
    const { columns } = table();
    columns.input("x")[2] = -1;
    columns.tryEvaluate();
    expect(outcome(columns)).toEqual([2, 1, "row 2: unknown"]);
    expect(columns.tryEvaluate(99)).toBe(Status.Other);
    expect(outcome(columns)).toEqual([-1, -1, "there are 4 ro"]);
  });

  test("of one whose worker stops", async () => {
    const { columns } = table();
    columns.input("x")[2] = -1;
    columns.tryEvaluate();
    const running = columns.evaluateParallel({ workers: 1 });
    const rejected = expect(running).rejects.toThrow("a worker has stopped");
    await closeWorkers();
    await rejected;
    expect(outcome(columns)).toEqual([-1, -1, "a worker has s"]);
    await expect(columns.evaluateParallel({ workers: 1 })).rejects.toThrow("row 2: unknown variable");
    expect(columns.statistics().tier).toBe("simd");
  });
});

test("a batch with large functions is done row by row: vectors of it would take seconds to compile", () => {
  const batch = new Batch({ tier: "wasm" });
  batch.addVariable("x");
  const terms = Array.from({ length: 1_500 }, (_, i) => `(a > ${i} ? a : ${i})`);
  batch.addFunction("large", ["a"], terms.join(" + "));
  batch.addExpression("large(x)");
  const columns = batch.columns({ rows: 3 });
  columns.input("x").set([1, -2, 700]);
  columns.evaluate();
  expect(columns.statistics().tier).toBe("wasm");
  for (const [row, x] of [1, -2, 700].entries()) {
    const expected = terms.reduce((sum, _, i) => sum + Math.max(x, i), 0);
    expect(columns.output(0)[row]).toBe(expected);
  }
});

test("evaluateColumns tells names with blanks apart", () => {
  const batch = new Batch();
  for (const name of ["a", "b", "a b"]) batch.addVariable(name, 1);
  batch.addExpression("a + b");
  expect([...(batch.evaluateColumns({ a: [1], b: [2] })[0] ?? [])]).toEqual([3]);
  expect([...(batch.evaluateColumns({ "a b": [5] })[0] ?? [])]).toEqual([2]);
});
