import { spawn } from "node:child_process";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import {
  Batch,
  type BatchOptions,
  type Columns,
  Context,
  closeWorkers,
  type ParallelOptions,
  Status,
} from "zexpr";
import { errorText, UNTOUCHED } from "./columns-rows.ts";
import { errorOf } from "./outcomes.ts";

/** A worker's module has to be JavaScript: the built one, which `npm test` makes before it runs tests from source. */
const WORKER = new URL("../dist/worker.js", import.meta.url);
const LIBRARY = new URL("../dist/index.js", import.meta.url);

/** Rows that a worker takes at a time. */
const CHUNK = 16_384;

/** A module from its text. */
function moduleOf(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

const DIES_AT_ONCE = moduleOf("process.exit(3)");
const DIES_WHEN_ASKED = moduleOf(`
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", ({ kind }) => { if (kind === "run") process.exit(4); });`);
const THROWS = moduleOf(`throw new Error("not today")`);
const NEVER_ANSWERS = moduleOf(`import "node:worker_threads"; setInterval(() => {}, 1_000);`);
const DIES_LATER = moduleOf(`
  import { parentPort } from "node:worker_threads";
  import ${JSON.stringify(WORKER.href)};
  parentPort.on("message", ({ kind }) => { if (kind === "run") setTimeout(() => process.exit(5), 20); });`);

const STOPPED = /^a worker has stopped, and its rows are not evaluated: /;

/** Variables x, y and k; branches, kernels, a function, lookups in an array of ten. */
function batchOf(options: BatchOptions = {}): Batch {
  const context = new Context();
  context.setArray("t", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  context.setVariable("gain", 0.5);
  const batch = new Batch({ context, ...options });
  batch.addVariable("x");
  batch.addVariable("y");
  batch.addVariable("k", 3);
  batch.addFunction("f", ["p"], "p > 0.5 ? sqrt(p) : p < -0.5 ? exp(p) : k");
  batch.addExpression("sin(x) * cos(y) + gain");
  batch.addExpression("x > y ? f(x) : t[abs(x) * 10]");
  batch.addExpression("x > y && k > 2");
  return batch;
}

function tableOf(batch: Batch, rows: number): Columns {
  const table = batch.columns({ rows, shared: true });
  const [x, y] = [table.input("x"), table.input("y")];
  for (let row = 0; row < rows; row++) {
    x[row] = ((row * 7919) % 2003) / 2003 - 0.5;
    y[row] = ((row * 104_729) % 4001) / 2000 - 1;
  }
  return table;
}

/** Everything that the evaluation has left: bytes of all results, and the error. */
interface Left {
  readonly results: readonly Uint8Array[];
  readonly failedRow: number;
  readonly failedExpression: number;
  readonly error: unknown;
}

function left(table: Columns): Left {
  const { failedRow, failedExpression, lastError } = table;
  const results = [0, 1, 2].map((i) => {
    const { buffer, byteOffset, byteLength } = table.output(i);
    return new Uint8Array(buffer, byteOffset, byteLength).slice();
  });
  return { results, failedRow, failedExpression, error: lastError && errorText(lastError) };
}

function expectLeft(table: Columns, expected: Left): void {
  const actual = left(table);
  expect({ ...actual, results: [] }).toEqual({ ...expected, results: [] });
  actual.results.forEach((bytes, i) => {
    expect(Buffer.compare(bytes, expected.results[i]), `expression ${i}`).toBe(0);
  });
}

function erase(table: Columns): void {
  for (const i of [0, 1, 2]) table.output(i).fill(UNTOUCHED);
}

/** What the promise is rejected with, as {@link errorOf}. */
async function rejectionOf(promise: Promise<unknown>): Promise<ReturnType<typeof errorOf>> {
  const outcome = await promise.then(
    () => () => {},
    (error) => () => {
      throw error;
    },
  );
  return errorOf(outcome);
}

/** Expects the same from workers as from this thread, and returns it. */
async function expectSerial(
  table: Columns,
  options: ParallelOptions,
  rows: number = table.rows,
): Promise<Left> {
  erase(table);
  const status = table.tryEvaluate(rows);
  const serial = left(table);
  erase(table);
  const call = table.evaluateParallel({ workerUrl: WORKER, rows, ...options });
  if (status === Status.Ok) await call;
  else {
    const error = await rejectionOf(call);
    expect(error).toBe(table.lastError);
    expect(error.status).toBe(status);
  }
  expectLeft(table, serial);
  return serial;
}

afterAll(closeWorkers);

describe("workers give what this thread gives, to the bit", () => {
  test.each([0, 1, 2, 3, 1_001, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7, 100_003])(
    "%i rows",
    async (rows) => {
      for (const tier of ["wasm", "interpreter"] as const) {
        const table = tableOf(batchOf({ tier }), rows);
        for (const workers of [1, 2, 3]) await expectSerial(table, { workers });
        table.dispose();
      }
    },
  );

  test.each([1, 2, 3, 4, 5])("%i workers, of which some may have nothing to do", async (workers) => {
    const table = tableOf(batchOf(), 2 * CHUNK + 5);
    const { results } = await expectSerial(table, { workers });
    expect(new Set(new Float64Array(results[0].buffer)).size).toBeGreaterThan(1_000);
    await expectSerial(table, { workers }, 5);
  });

  test("the machine's number of workers by default", async () => {
    await expectSerial(tableOf(batchOf(), 3 * CHUNK), {});
  });

  test("fewer rows than there are: the rest is left alone", async () => {
    const table = tableOf(batchOf(), 3 * CHUNK);
    for (const rows of [0, 1, CHUNK + 1, 2 * CHUNK - 1]) {
      await expectSerial(table, { workers: 2 }, rows);
      expect(new Set(table.output(0).subarray(rows))).toEqual(new Set([UNTOUCHED]));
    }
  });

  test.each([
    [[0]],
    [[CHUNK - 1, CHUNK]],
    [[5 * CHUNK - 1]],
    [[4 * CHUNK + 3, 2 * CHUNK + 1, 3 * CHUNK]],
    [[1, CHUNK + 1, 2 * CHUNK + 1, 3 * CHUNK + 1, 4 * CHUNK + 1]],
  ])("rows that fail: %j", async (rows) => {
    const table = tableOf(batchOf(), 5 * CHUNK);
    for (const row of rows) {
      table.input("x")[row] = -1 - row;
      table.input("y")[row] = 3;
    }
    for (const workers of [1, 2, 4]) {
      const { failedRow, failedExpression } = await expectSerial(table, { workers });
      expect([failedRow, failedExpression]).toEqual([Math.min(...rows), 1]);
    }
    expect(table.lastError?.message).toMatch(/^row \d+: index \d+ is outside array `t`/);
    table.input("y").fill(Number.NEGATIVE_INFINITY);
    await table.evaluateParallel({ workers: 2, workerUrl: WORKER });
    expect(table).toMatchObject({ failedRow: -1, failedExpression: -1, lastError: undefined });
  });

  test("a program that is done row by row: recursion and limits", async () => {
    const batch = batchOf({ limits: { callDepth: 9 } });
    batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
    batch.setExpression(1, "fib(k + x * 2)");
    const table = tableOf(batch, CHUNK + 9);
    await expectSerial(table, { workers: 2 });
    batch.setVariableByName("k", 9.5);
    expect((await expectSerial(table, { workers: 2 })).failedRow).toBeGreaterThan(0);
  });

  test("scalars, values of contexts and further columns are taken over each time", async () => {
    const context = new Context();
    context.setArray("t", Array(10).fill(1));
    context.setVariable("gain", 1);
    const batch = batchOf({ context });
    const table = tableOf(batch, CHUNK + 1);
    const first = async () =>
      new Float64Array((await expectSerial(table, { workers: 2 })).results[0].buffer)[0];
    const before = await first();
    context.setVariable("gain", 5);
    context.setArray("t", Array(10).fill(7));
    expect(await first()).toBeCloseTo(before + 4, 9);
    batch.setVariableByName("k", -1);
    expect((await expectSerial(table, { workers: 2 })).results[2].every((byte) => byte === 0)).toBe(true);
    table.input("k").fill(5);
    expect((await expectSerial(table, { workers: 2 })).results[2].every((byte) => byte === 0)).toBe(false);
    context.addFunction("f", 1, (x) => x);
    const error = await rejectionOf(table.evaluateParallel({ workerUrl: WORKER }));
    expect(error.code).toBe("StaleHandle");
  });

  test("further columns between evaluations need no further memory", async () => {
    const batch = new Batch();
    const names = Array.from({ length: 12 }, (_, i) => `v${i}`);
    for (const name of names) batch.addVariable(name, 1);
    batch.addExpression(names.join("+"));
    const table = batch.columns({ rows: 3, shared: true });
    const sizes: number[] = [];
    for (const [i, name] of names.entries()) {
      table.input(name).fill(2);
      await table.evaluateParallel({ workers: 2, workerUrl: WORKER });
      expect([...table.output(0)]).toEqual(Array(3).fill(12 + i + 1));
      sizes.push(table.statistics().bytes);
    }
    expect(sizes.at(-1)).toBe(sizes[0]);
  });

  test("statistics count rows of workers, too", async () => {
    const table = tableOf(batchOf(), 100);
    await table.evaluateParallel({ workers: 2, workerUrl: WORKER });
    table.evaluate(10);
    expect(table.statistics().rows).toBe(110);
  });
});

describe("the pool", () => {
  test("concurrent calls on several tables", async () => {
    const tables = [CHUNK * 3, 1_001, CHUNK + 1, 5].map((rows) => tableOf(batchOf(), rows));
    const expected = tables.map((table) => {
      table.evaluate();
      const results = left(table);
      erase(table);
      return results;
    });
    const call = (table: Columns) => table.evaluateParallel({ workers: 2, workerUrl: WORKER });
    await Promise.all(tables.map(call));
    for (const [i, table] of tables.entries()) expectLeft(table, expected[i]);
    for (const table of tables) erase(table);
    await Promise.all([...tables].reverse().map(call));
    for (const [i, table] of tables.entries()) expectLeft(table, expected[i]);
  });

  test("a second call, an evaluation, and disposing while one runs: an error; the first goes on", async () => {
    const table = tableOf(batchOf(), 3 * CHUNK);
    const first = table.evaluateParallel({ workers: 2, workerUrl: WORKER });
    const second = await rejectionOf(table.evaluateParallel({ workers: 1, workerUrl: WORKER }));
    for (const error of [second, errorOf(() => table.evaluate()), errorOf(() => table.dispose())]) {
      expect(error.code).toBe("Other");
      expect(error.message).toMatch(/worker/);
    }
    expect(table.tryEvaluate()).toBe(Status.Other);
    await first;
    expect(table.lastError).toBeUndefined();
    await expectSerial(table, { workers: 2 });
    table.dispose();
  });

  test("can be closed, and starts again", async () => {
    const table = tableOf(batchOf(), CHUNK + 1);
    const sizes: number[] = [];
    for (let i = 0; i < 8; i++) {
      await expectSerial(table, { workers: 3 });
      sizes.push(table.statistics().bytes);
      await closeWorkers();
    }
    await closeWorkers();
    // Copies of programs that workers had go to the next ones.
    expect(sizes.at(-1)).toBe(sizes[0]);
  });

  test("closed while it works: the call fails, and the next one works", async () => {
    await closeWorkers();
    const table = tableOf(batchOf(), CHUNK + 1);
    const running = table.evaluateParallel({ workers: 2, workerUrl: NEVER_ANSWERS });
    const rejection = rejectionOf(running);
    await closeWorkers();
    const error = await rejection;
    expect([error.code, error.message]).toEqual(["Other", expect.stringMatching(STOPPED)]);
    await expectSerial(table, { workers: 2 });
  });

  test("tables that are disposed of are forgotten, those that follow get the workers", async () => {
    for (let i = 0; i < 30; i++) {
      const table = tableOf(batchOf(), 100 + i);
      await expectSerial(table, { workers: 1 + (i % 2) });
      table.dispose();
      table.dispose();
      expect((await rejectionOf(table.evaluateParallel({ workerUrl: WORKER }))).code).toBe("StaleHandle");
    }
  });
});

describe("workers that die", () => {
  afterEach(closeWorkers);

  test.each([
    ["before they begin", DIES_AT_ONCE, "it has ended with the code 3"],
    ["when they are asked", DIES_WHEN_ASKED, "it has ended with the code 4"],
    ["because their module throws", THROWS, "Error: not today"],
    ["because there is no such module", new URL("../dist/nosuch.js", import.meta.url), "Cannot find module"],
  ])("%s: an error, no hang, and the next call works", async (_, workerUrl, reason) => {
    const table = tableOf(batchOf(), 2 * CHUNK);
    // One good worker that goes on; the second one is new.
    for (const [good, workers] of [
      [0, 1],
      [0, 3],
      [1, 2],
    ]) {
      await closeWorkers();
      if (good > 0) await table.evaluateParallel({ workers: good, workerUrl: WORKER });
      const error = await rejectionOf(table.evaluateParallel({ workers, workerUrl }));
      expect(error.code).toBe("Other");
      expect(error.message).toMatch(STOPPED);
      expect(error.message).toContain(reason);
      await expectSerial(table, { workers: 2 });
    }
  });

  test("while they are idle: nobody notices", async () => {
    await closeWorkers();
    const table = tableOf(batchOf(), CHUNK);
    for (let i = 0; i < 3; i++) {
      await table.evaluateParallel({ workers: 2, workerUrl: DIES_LATER });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await expectSerial(table, { workers: 2 });
  });

  test("an error of the worker's own is not lost", async () => {
    await closeWorkers();
    const broken = moduleOf(`
      import { parentPort } from "node:worker_threads";
      parentPort.on("message", ({ kind }) => {
        if (kind === "run") parentPort.postMessage({ status: 99, row: -1, failure: undefined, error: "out of luck" });
      });`);
    const table = tableOf(batchOf(), CHUNK);
    const error = await rejectionOf(table.evaluateParallel({ workers: 1, workerUrl: broken }));
    expect([error.code, error.message]).toEqual(["Other", "a worker has failed: out of luck"]);
    await closeWorkers();
    await expectSerial(table, { workers: 2 });
  });
});

describe("what cannot be", () => {
  test("columns that are not shared", async () => {
    const table = batchOf().columns({ rows: 3 });
    const error = await rejectionOf(table.evaluateParallel());
    expect([error.code, error.message]).toEqual(["Other", "workers need columns made with `shared: true`"]);
    table.evaluate();
  });

  test("host functions", async () => {
    const context = new Context();
    context.addFunction("note", 1, (x) => x + 1);
    const batch = new Batch({ context });
    batch.addVariable("x", 2);
    batch.addExpression("x > 5 ? note(x) : x");
    const table = batch.columns({ rows: 3, shared: true });
    const error = await rejectionOf(table.evaluateParallel({ workerUrl: WORKER }));
    expect([error.code, error.message]).toEqual([
      "Other",
      "workers cannot call host functions: use `evaluate`",
    ]);
    table.evaluate();
    expect([...table.output(0)]).toEqual([2, 2, 2]);
  });

  test.each([0, -1, 1.5, 65, Number.NaN, "2"])("%s workers", async (workers) => {
    const table = tableOf(batchOf(), 3);
    const error = await rejectionOf(
      table.evaluateParallel({ workers: workers as number, workerUrl: WORKER }),
    );
    expect([error.code, error.message]).toEqual([
      "Other",
      `workers must be a whole number from 1 to 64, not ${Number.isNaN(workers) ? "NaN" : JSON.stringify(workers)}`,
    ]);
  });

  test.each([-1, 4, 0.5])("%s rows of 3", async (rows) => {
    const error = await rejectionOf(tableOf(batchOf(), 3).evaluateParallel({ rows, workerUrl: WORKER }));
    expect([error.code, error.message]).toEqual(["Other", `there are 3 rows: ${rows} cannot be evaluated`]);
  });

  test("an address that is none", async () => {
    await closeWorkers();
    const table = tableOf(batchOf(), 3);
    const error = await rejectionOf(table.evaluateParallel({ workers: 1, workerUrl: "no address" }));
    expect(error.code).toBe("Other");
    await expectSerial(table, { workers: 1 });
  });
});

/** Runs a module in a process of its own. */
async function runProcess(text: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], { timeout: 25_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output };
}

const PROGRAM = `
  import { Batch, closeWorkers } from ${JSON.stringify(LIBRARY.href)};
  const batch = new Batch();
  batch.addVariable("x");
  batch.addExpression("sin(x) + 1");
  const table = batch.columns({ rows: 100_000, shared: true });
  table.input("x").fill(0);`;

describe("a process", () => {
  test("ends by itself with idle workers", async () => {
    const { code, output } = await runProcess(`${PROGRAM}
      await table.evaluateParallel({ workers: 2 });
      console.log(new Set(table.output(0)));`);
    expect([code, output.trim()]).toEqual([0, "Set(1) { 1 }"]);
  });

  test("waits for workers that work", async () => {
    const { code, output } = await runProcess(`${PROGRAM}
      table.evaluateParallel({ workers: 2 }).then(() => console.log("done"));`);
    expect([code, output.trim()]).toEqual([0, "done"]);
  });

  test("ends after closing the pool, and after workers have died", async () => {
    const { code, output } = await runProcess(`${PROGRAM}
      const workerUrl = ${JSON.stringify(DIES_WHEN_ASKED)};
      await table.evaluateParallel({ workers: 2, workerUrl }).catch((error) => console.log(error.code));
      await table.evaluateParallel({ workers: 2 });
      await closeWorkers();
      console.log("closed");`);
    expect([code, output.trim()]).toEqual([0, "Other\nclosed"]);
  });
});
