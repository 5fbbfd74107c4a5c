import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { commands, runLLVM } from "@yowasp/clang";
import { describe, expect, test } from "vitest";

const FILE = "../src/alloc/paths/c-program.ts";
const FLAGS = [
  ...["-std=gnu23", "-O2", "-Wall", "-Wextra", "-Werror", "-nostdlib"],
  ...["--no-entry", "--import-memory", "--export-table", "--export=__stack_pointer", "--strip-all"].map(
    (flag) => `-Wl,${flag}`,
  ),
];

describe("c-program.ts", () => {
  test("is what the compiler makes of evaluations.c; `vitest -u` writes it", async () => {
    const header = createRequire(import.meta.url).resolve("@zexpr/ffi/zexpr.h");
    const source = new URL("../src/alloc/paths/evaluations.c", import.meta.url);
    await runLLVM(undefined, {}, { fetchProgress: () => {} });
    const output = await commands.clang([...FLAGS, "evaluations.c", "-o", "program.wasm"], {
      "zexpr.h": readFileSync(header, "utf8"),
      "evaluations.c": readFileSync(source, "utf8"),
    });
    const base64 = Buffer.from(output?.["program.wasm"] as Uint8Array).toString("base64");
    await expect(`/** evaluations.c for wasm32, in base64. */
export const C_PROGRAM: string =
  "${base64}";
`).toMatchFileSnapshot(FILE);
  });
});
