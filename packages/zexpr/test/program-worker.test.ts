import { beforeAll, describe, expect, test } from "vitest";
import { Batch, Context } from "zexpr";
import { type Bundle, bundle, runInWorker } from "./bundle.ts";

let engine: Bundle;
beforeAll(async () => {
  engine = await bundle("engine", "engine");
});

/** Variables x and y; natives, arrays, attributes, context values, expression functions. */
function sample(): Batch {
  const context = new Context();
  context.setVariable("gain", 0.5);
  context.setArray("table", [10, 20, 30]);
  context.setAttribute("point", "x", 3);
  context.addFunction("mix", 2, (a, b) => a * 3 + b);
  context.addExpressionFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
  const batch = new Batch({ context });
  batch.addVariable("x", 2);
  batch.addVariable("y", 3);
  for (const source of [
    "sin(x) * cos(y) + sqrt(x*x + y*y)",
    "fib(x + 10)",
    "mix(x, y) * gain + table[x] * point.x",
    "smoothstep(0, 5, x) + hypot(x, y) + (x << 3 | 1) + 2^0.5",
    "x > 2 ? nosuch : 1",
  ]) {
    batch.addExpression(source);
  }
  return batch;
}

const INPUTS = [
  [2, 3],
  [0, -0],
  [1.5, 1e-9],
  [-1, 5],
  [3, 1],
  [2, 2],
];

/** Runs `workerData.bytes` on `workerData.inputs` and posts status and results of each. */
const RUN = `
  const memory = workerData.backing && new engineArena.LinearMemory({ backing: workerData.backing });
  const mix = (memory, args, count, result) => {
    memory.f64[result / 8] = memory.f64[args / 8] * 3 + memory.f64[args / 8 + 1];
  };
  const program = engine.Program.load(workerData.bytes, memory, { mix });
  for (const input of workerData.inputs) {
    program.variables.set(input);
    const status = program.tryEvaluate();
    post([status, ...program.results]);
  }
  try { engine.Program.load(workerData.bytes, memory, {}); } catch (error) { post([error.code, error.message.includes("mix")]); }`;

function expected(): unknown[] {
  const batch = sample();
  return INPUTS.map((input) => {
    batch.variables.set(input);
    return [batch.tryEvaluate(), ...batch.results];
  });
}

describe("a program in a worker thread that has nothing but @zexpr/engine", () => {
  test("needs no parser, no compiler and no generator of WebAssembly: none is loaded", () => {
    const folders = new Set(engine.files.map((file) => file.split("/")[0]));
    expect([...folders].filter((folder) => !folder.startsWith("\0")).sort()).toEqual([
      "arena",
      "engine",
      "errors",
      "ir",
      "kernels",
    ]);
    expect(engine.code).not.toMatch(/class (Parser|Lexer|Compiler|Lowering|Batch|ModuleBuilder)\b/);
  });

  test.each([undefined, "wasm", "array-buffer"])("gives the batch's bits (memory: %s)", async (backing) => {
    const arena = backing === undefined ? { code: "" } : await bundle("arena", "engineArena");
    const data = { bytes: sample().toProgram(), inputs: INPUTS, backing };
    const values = await runInWorker(engine.code + arena.code + RUN, { data });
    expect(values).toEqual([...expected(), ["UnknownFunction", true]]);
  });

  test("runs where code generation from strings and WebAssembly are missing", async () => {
    const data = { bytes: sample().toProgram(), inputs: INPUTS };
    const script = `delete globalThis.WebAssembly; globalThis.eval = globalThis.Function = undefined; ${engine.code} ${RUN}`;
    expect((await runInWorker(script, { data })).slice(0, -1)).toEqual(expected());
  });

  test("may be a program of a memory that threads share", async () => {
    const data = {
      bytes: new Uint8Array(new SharedArrayBuffer(sample().toProgram().length)),
      inputs: INPUTS,
    };
    data.bytes.set(sample().toProgram());
    expect((await runInWorker(engine.code + RUN, { data })).slice(0, -1)).toEqual(expected());
  });
});
