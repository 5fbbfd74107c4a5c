// Compilers accept what `zexpr build` writes beside a module.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commands, Exit, runLLVM } from "@yowasp/clang";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zexpr-types-"));
  const args = ["build", "x*t[1] + p.q", "2\n*\nx % 3", "x=5", "t=[1,2]", "p.q=3"];
  expect(await runCli([...args, "-o", join(folder, "2-d.wasm")])).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const HOST = `import type { Exports, Layout, Status } from "./2-d.js";
export function evaluate(instance: WebAssembly.Instance, layout: Layout): number {
  const { memory, evaluate } = instance.exports as unknown as Exports;
  const cells = new Float64Array(memory.buffer);
  cells[layout.variables.x / 8] = 1;
  cells[layout.context["p.q"] / 8] = 1;
  cells[layout.arrays.t.offset / 8 + layout.arrays.t.length - 1] = 1;
  const status: Status = evaluate();
  return status === 0 ? (cells[layout.results.offset / 8] as number) : layout.failedExpression;
}
`;

/** What tsc says about a host. */
function typeErrors(host: string): string {
  writeFileSync(join(folder, "host.ts"), host);
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const flags = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--module", "nodenext"];
  const { stdout } = spawnSync(
    process.execPath,
    [tsc, ...flags, "--lib", "es2022,dom", "--types", "", "host.ts"],
    { cwd: folder, encoding: "utf8" },
  );
  return stdout;
}

test("the types pass tsc, and know the names", () => {
  expect(typeErrors(HOST)).toBe("");
  expect(typeErrors(HOST.replace("variables.x", "variables.nosuch"))).toMatch(/'nosuch' does not exist/);
}, 60_000);

/** What clang says about a C file that includes a header. */
async function compilerErrors(main: string, header: string): Promise<string> {
  // Fetches the compiler itself; the command would print how far that is.
  await runLLVM(undefined, {}, { fetchProgress: () => {} });
  const flags = ["-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror", "-c"];
  const decoder = new TextDecoder();
  let said = "";
  const listen = (bytes: Uint8Array | null): void => {
    if (bytes !== null) said += decoder.decode(bytes, { stream: true });
  };
  try {
    await commands.clang(
      [...flags, "main.c", "-o", "main.o"],
      { "main.c": main, "2-d.h": header },
      { stdout: listen, stderr: listen },
    );
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    said ||= `exit code ${error.code}`;
  }
  return said;
}

test("the header compiles as C without a warning", async () => {
  const main = `#include "2-d.h"
#include "2-d.h"
_Static_assert(MODULE_2_D_RESULTS == MODULE_2_D_RESULT_0 && MODULE_2_D_RESULT_1 == MODULE_2_D_RESULT_0 + 8, "");
int variable = MODULE_2_D_VARIABLE_x + MODULE_2_D_ATTRIBUTE_p_q + MODULE_2_D_ARRAY_t + MODULE_2_D_STATUS_OK;
`;
  const header = readFileSync(join(folder, "2-d.h"), "utf8");
  expect(await compilerErrors(main, header)).toBe("");
  expect(await compilerErrors(main, header.replaceAll("VARIABLE_x", "VARIABLE_z"))).toContain("undeclared");
}, 120_000);
