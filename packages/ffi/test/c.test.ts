import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI, type WASIOptions } from "node:wasi";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { casesOf, compiledProgram, functionsOfHeader, HEADER, importsOf, runCompiler } from "./c/compile.ts";
import { type Heap, runProgram } from "./c/run.ts";

const GROWING = "malloc that grows the memory each time";

/** Programs, and where the library gets its memory when they run. */
const PROGRAMS: Record<string, readonly Heap[]> = {
  "zero_allocation.c": ["malloc", "pages"],
  "callbacks.c": ["malloc", GROWING, "pages"],
  "reentry.c": ["malloc", GROWING, "pages"],
  "functions.c": ["malloc", GROWING],
  "contexts.c": ["malloc", GROWING],
  "batches.c": ["malloc", GROWING, "pages"],
  "failures.c": ["malloc", GROWING],
  "pointers.c": ["malloc", "pages"],
  "far_memory.c": ["malloc", "pages"],
  "handles.c": ["malloc"],
  "cycles.c": ["malloc", "pages"],
  "faults.c": ["malloc", GROWING],
  "layout.c": ["malloc"],
};

// The first compilation also loads the compiler.
const PATIENCE = 60_000;

describe.each(Object.entries(PROGRAMS))("%s", (file, heaps) => {
  let program: WebAssembly.Module;

  beforeAll(async () => {
    program = await compiledProgram(file);
  }, PATIENCE);

  for (const heap of heaps) {
    describe(`with memory from ${heap}`, () => {
      for (const name of casesOf(file)) {
        test(name.replaceAll("_", " "), () => {
          const outcome = runProgram(program, [name], heap);
          expect(outcome, outcome.output).toEqual({ exitCode: 0, output: "" });
        });
      }
    });
  }

  test("has no other cases", () => {
    const { output } = runProgram(program, [], "malloc");
    expect(output.trim().split("\n").sort()).toEqual(casesOf(file).sort());
  });
});

test("every function of the header is called from C", { timeout: PATIENCE }, async () => {
  const programs = await Promise.all(Object.keys(PROGRAMS).map(compiledProgram));
  const called = new Set(programs.flatMap((program) => importsOf(program, "zexpr")));
  expect([...called].sort()).toEqual(functionsOfHeader().sort());
});

test.each([
  ["C99", ["-std=c99"]],
  ["C23", ["-std=c23"]],
  ["C++17", ["-std=c++17", "-x", "c++"]],
  ["C of 64-bit machines, for its types", ["--target=x86_64-unknown-none-elf", "-std=c17"]],
])("the header is %s without warnings", { timeout: PATIENCE }, async (_, flags) => {
  const strict = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wstrict-prototypes"];
  await runCompiler([...flags, ...strict, "-fsyntax-only", "source.c"], {
    "source.c": '#include "zexpr.h"\n#include "zexpr.h"\nextern ExprResult last;\n',
    "zexpr.h": HEADER,
  });
});

describe("the README's example in C", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "zexpr-"));
  const stdout = join(folder, "stdout");
  const program = join(folder, "example.wasm");

  afterAll(() => rmSync(folder, { recursive: true }));

  test("compiles as it says", { timeout: PATIENCE }, async () => {
    const [, command] = /```sh\nclang ([\s\S]*?)```/.exec(readme) as string[];
    const output = await runCompiler(command.split(/[\s\\]+/).filter(Boolean), {
      "example.c": readFileSync(new URL("readme/example.c", import.meta.url), "utf8"),
      node_modules: { "@zexpr": { ffi: { include: { "zexpr.h": HEADER } } } },
    });
    writeFileSync(program, output["example.wasm"] as Uint8Array);
  });

  test("prints what it says in the host that it says", async () => {
    const fd = openSync(stdout, "w");
    class Redirected extends WASI {
      constructor(options: WASIOptions) {
        super({ ...options, stdout: fd });
      }
    }
    vi.doMock("node:wasi", () => ({ WASI: Redirected }));
    const { runProgram } = await import("./readme/host.ts");
    expect(await runProgram(program)).toBe(0);
    closeSync(fd);
    const [first, second, third] = readFileSync(stdout, "utf8").split("\n");
    expect(readme).toContain(`It prints ${first}, ${second} and ${third}.`);
  });
});
