import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, test } from "vitest";
import { Program } from "./program.ts";

let code = "";
beforeAll(async () => {
  const build = await rolldown({
    input: fileURLToPath(new URL("../src/index.ts", import.meta.url)),
    resolve: { conditionNames: ["source"] },
    transform: { define: { ZEXPR_VERSION: '"1.2.3"' } },
  });
  const { output } = await build.generate({ format: "iife", name: "ffi" });
  await build.close();
  code = output[0].code;
});

/** Runs a script in a thread and gives what it posts; the thread is ended when it has posted, or failed. */
async function inWorker(script: string, data: unknown): Promise<unknown> {
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads"); ${code}; parentPort.postMessage((() => { ${script} })());`,
    { eval: true, workerData: data },
  );
  try {
    return await new Promise((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
      worker.on("exit", (status) => reject(new Error(`ended with ${status}`)));
    });
  } finally {
    await worker.terminate();
  }
}

/** Makes a library and evaluates, with nothing but integers and typed arrays. */
const SCRIPT = `
  const library = ffi.createLibrary({ memory: workerData.memory });
  const memory = library.linearMemory;
  const text = (value) => {
    const address = memory.allocate(value.length + 1);
    for (let i = 0; i < value.length; i++) memory.u8[address + i] = value.charCodeAt(i);
    memory.u8[address + value.length] = 0;
    return address;
  };
  const result = memory.allocate(280);
  const batch = library.expr_batch_new_sized(0);
  library.expr_batch_add_variable(result, batch, text("x"), 0);
  for (const source of workerData.sources) library.expr_batch_add_expression(result, batch, text(source));
  const seen = workerData.inputs.map((x) => {
    memory.f64[library.expr_batch_variables(batch) / 8] = x;
    const status = library.expr_batch_evaluate(batch, 0);
    const results = library.expr_batch_results(batch) / 8;
    return [status, ...memory.f64.slice(results, results + workerData.sources.length)];
  });
  library.expr_batch_free(batch);
  return { seen, after: library.expr_batch_evaluate(batch, 0) };`;

const SOURCES = ["sin(x) * 2", "x > 2 ? nosuch : x^3", "max(x, 1)"];
const INPUTS = [0.5, 3, -1, Number.NaN];

function expected(): { seen: number[][]; after: number } {
  const program = new Program();
  const batch = program.batch(["x"], SOURCES);
  const seen = INPUTS.map((x) => {
    program.library.expr_batch_set_variable(batch, 0, x);
    return [program.library.expr_batch_evaluate(batch, 0), ...program.results(batch, SOURCES.length)];
  });
  return { seen, after: 18 };
}

describe("in a worker thread", () => {
  test("the library works with integers and cells, and gives the same bits", async () => {
    expect(await inWorker(SCRIPT, { sources: SOURCES, inputs: INPUTS })).toEqual(expected());
  });

  test("it works where WebAssembly, TextDecoder and code from strings are missing", async () => {
    const script = `
      delete globalThis.WebAssembly; delete globalThis.TextDecoder; delete globalThis.TextEncoder;
      globalThis.eval = globalThis.Function = undefined; ${SCRIPT}`;
    expect(await inWorker(script, { sources: SOURCES, inputs: INPUTS })).toEqual(expected());
  });

  test("over a memory that both threads have, each library keeps to itself", async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 100, shared: true });
    const program = new Program({ memory });
    const batch = program.batch(["x"], ["x * 7 + 0.25"]);
    expect(program.library.expr_batch_evaluate(batch, 0)).toBe(0);
    const runs = [0, 1].map(() => inWorker(SCRIPT, { memory, sources: SOURCES, inputs: INPUTS }));
    let made = 0;
    for (let i = 0; i < 200; i++) {
      const arena = program.library.expr_arena_new(5_000);
      const other = program.batch(["x"], ["x + 1"], arena);
      if (program.library.expr_batch_evaluate(other, 0) === 0 && program.results(other, 1)[0] === 2) made++;
      if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await Promise.all(runs)).toEqual([expected(), expected()]);
    expect(made).toBe(200);
    program.library.expr_batch_set_variable(batch, 0, 3);
    expect([program.library.expr_batch_evaluate(batch, 0), ...program.results(batch, 1)]).toEqual([0, 21.25]);
  });

  test("the version is what the bundler put in", async () => {
    const script = `
      const library = ffi.createLibrary();
      const address = library.expr_version();
      return String.fromCharCode(...library.linearMemory.u8.slice(address, address + 6));`;
    expect(await inWorker(script, {})).toBe("1.2.3\0");
  });
});
