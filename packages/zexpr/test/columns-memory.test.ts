import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { Batch, evaluateColumns, sharedMemory } from "zexpr";
import { errorOf } from "./outcomes.ts";

function sample(): Batch {
  const batch = new Batch();
  batch.addVariable("x");
  batch.addVariable("y", 1);
  batch.addExpression("x + y");
  return batch;
}

const LIBRARY = new URL("../dist/index.js", import.meta.url);
const WORKER = new URL("../dist/worker.js", import.meta.url);
/** Idle workers have no reason to collect garbage: this one does when it has to forget something. */
const COLLECTING_WORKER = `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from "node:worker_threads";
  import ${JSON.stringify(WORKER.href)};
  parentPort.on("message", ({ kind }) => { if (kind === "drop") setTimeout(gc, 1); });`)}`;

/** What a module prints, in a process of its own in which `gc` can be called. The library there is the built one. */
async function printed(text: string): Promise<string> {
  const module = `
    import { Batch, sharedMemory } from ${JSON.stringify(LIBRARY.href)};
    const sample = () => {
      const batch = new Batch();
      batch.addVariable("x");
      batch.addVariable("y", 1);
      batch.addExpression("x + y");
      return batch;
    };
    async function collect() {
      for (let i = 0; i < 20; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
    ${text}`;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", module], {
    timeout: 25_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return code === 0 ? output.trim() : `${code}: ${output}`;
}

describe("columns that nobody holds", () => {
  /** Makes other tables, which would write to memory that has been given back. */
  const OTHERS = `
    for (let i = 0; i < 200; i++) {
      const other = sample().columns({ rows: 1_000 });
      other.input("x").fill(5);
      other.evaluate();
    }`;

  test.each([
    ["of a variable", `table.input("x")`, "3"],
    ["of results", `table.output(0)`, "4"],
  ])("stay as long as a view %s is in use", async (_, view, value) => {
    const output = await printed(`
      function make() {
        const table = sample().columns({ rows: 1_000 });
        table.input("x").fill(3);
        table.evaluate();
        return ${view};
      }
      const view = make();
      await collect();
      ${OTHERS}
      await collect();
      ${OTHERS}
      console.log([...new Set(view)].join());`);
    expect(output).toBe(value);
  });

  test("give their memory back otherwise, evaluated in either tier or not", async () => {
    const output = await printed(`
      function make(n) {
        for (let i = 0; i < n; i++) {
          const table = sample().columns({ rows: 1_000 });
          table.input("x").fill(3);
          if (i % 3 === 0) table.prepare();
          if (i % 3 !== 2) table.evaluate();
        }
      }
      make(3);
      await collect();
      const { used } = sharedMemory();
      make(150);
      const most = sharedMemory().used;
      await collect();
      console.log(most > used + 1_000_000, sharedMemory().used <= used + 100_000);`);
    expect(output).toBe("true true");
  });

  test("shared ones that workers have evaluated are forgotten by them", async () => {
    const output = await printed(`
      const rows = 1_000_000;
      const workerUrl = ${JSON.stringify(COLLECTING_WORKER)};
      for (let i = 0; i < 30; i++) {
        const table = sample().columns({ rows, shared: true });
        table.input("x").fill(3);
        await table.evaluateParallel({ workers: 2, workerUrl });
        if (table.output(0)[rows - 1] !== 4) console.log("wrong");
        if (i % 2 === 0) table.dispose();
        if (i % 10 === 9) await collect();
      }
      await collect();
      console.log(process.memoryUsage().rss < 250_000_000);`);
    expect(output).toBe("true");
  });

  test("a positive control: memory of a table that is disposed of goes to others", async () => {
    const output = await printed(`
      const table = sample().columns({ rows: 1_000 });
      const view = table.input("x").fill(3);
      table.dispose();
      ${OTHERS}
      console.log([...new Set(view)].join() === "3");`);
    expect(output).toBe("false");
  });
});

describe("memory", () => {
  test("tables with dispose in a loop need no more than one", () => {
    const batch = sample();
    batch.evaluate();
    const { used } = sharedMemory();
    for (let i = 0; i < 300; i++) {
      const table = batch.columns({ rows: 10_000 });
      table.input("x").fill(i);
      if (i % 2 === 0) table.prepare();
      table.evaluate();
      expect(table.output(0)[9_999]).toBe(i + 1);
      expect(sharedMemory().used).toBeLessThan(used + 500_000);
      table.dispose();
      expect(sharedMemory().used).toBe(used);
    }
  });

  test("large tables get memory of their own", () => {
    const { used } = sharedMemory();
    const rows = 3_000_000;
    const tables = [0, 1, 2].map(() => sample().columns({ rows, inputs: ["x"] }));
    expect(sharedMemory().used).toBeLessThan(used + 10_000);
    tables.forEach((table, i) => {
      table.input("x").fill(i);
    });
    for (const [i, table] of tables.entries()) {
      table.prepare();
      table.evaluate();
      expect(table.output(0)[rows - 1]).toBe(i + 1);
      expect(table.output(0)[0]).toBe(i + 1);
      expect(table.statistics()).toMatchObject({ tier: "simd", rows });
      expect(table.statistics().bytes).toBeGreaterThan(2 * 8 * rows);
    }
    const buffers = new Set(tables.map((table) => table.output(0).buffer));
    expect(buffers.size).toBe(3);
    for (const table of tables) table.dispose();
  });

  test("when the shared memory is full", () => {
    const tables = Array.from({ length: 30 }, () => sample().columns({ rows: 60_000 }));
    for (const [i, table] of tables.entries()) table.input("x").fill(i);
    for (const [i, table] of tables.entries()) {
      table.evaluate();
      expect(new Set(table.output(0))).toEqual(new Set([i + 1]));
    }
    for (const table of tables) table.dispose();
  });

  test("shared columns lie in a SharedArrayBuffer, others in an ArrayBuffer", () => {
    const batch = sample();
    for (const shared of [true, false]) {
      const table = batch.columns({ rows: 5, shared });
      const { buffer } = table.input("x");
      expect(buffer instanceof SharedArrayBuffer).toBe(shared);
      table.input("x").set([1, 2, 3, 4, 5]);
      table.prepare();
      table.evaluate();
      expect([...table.output(0)]).toEqual([2, 3, 4, 5, 6]);
      expect(table.statistics().tier).toBe("simd");
      table.dispose();
    }
  });

  test.each([
    [{ rows: 2 ** 27 }, "3 columns of 134217728 rows"],
    [{ rows: 2 ** 27, inputs: ["x"] }, "2 columns of 134217728 rows"],
    [{ rows: 2 ** 28, inputs: [] }, "1 columns of 268435456 rows"],
    [{ rows: 2 ** 40 }, "3 columns of 1099511627776 rows"],
    [{ rows: Number.MAX_SAFE_INTEGER }, "3 columns of 9007199254740991 rows"],
    [{ rows: 2 ** 27, shared: true }, "3 columns of 134217728 rows"],
  ])("tables that are too large are refused: %j", (options, what) => {
    const { used } = sharedMemory();
    const error = errorOf(() => sample().columns(options));
    expect(error.code).toBe("ArenaExhausted");
    expect(error.message).toBe(
      `${what} need more than 2 GiB; \`columns\` reserves one column for each variable and expression: ` +
        "name the variables in `inputs`, or use fewer rows",
    );
    expect(sharedMemory().used).toBeLessThan(used + 10_000);
  });

  test("evaluateColumns keeps nothing", () => {
    const x = new Float64Array(100_000).fill(2);
    evaluateColumns("x * 2", { x });
    const { used } = sharedMemory();
    for (let i = 0; i < 100; i++) expect(evaluateColumns("x * 2", { x })[99_999]).toBe(4);
    expect(sharedMemory().used).toBeLessThanOrEqual(used);
  });

  test("columns begin at multiples of 16 bytes, whatever the number of rows", () => {
    for (const rows of [1, 2, 3, 5, 7, 8, 9]) {
      const table = sample().columns({ rows });
      for (const view of [table.input("x"), table.input("y"), table.output(0)]) {
        expect(view.byteOffset % 16).toBe(0);
        expect(view.length).toBe(rows);
      }
      table.dispose();
    }
  });
});
