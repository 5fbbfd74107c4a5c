// Runs the built program, as main.test.ts does.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const readme = readFileSync(path("../README.md"), "utf8");

/** Commands after `$ ` and, until the next one, what they print. */
const examples = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  [...(block as string).matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(
    ([, command, printed]) => [command as string, printed as string] as const,
  ),
);

describe.skipIf(process.platform === "win32")("the README's examples", () => {
  // They share a folder: some use what those before have written, and scripts of the README.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "zexpr-readme-"));
    for (const [, script = "", name = ""] of readme.matchAll(/```js\n(\/\/ (\S+)\n[\s\S]*?)```/g))
      writeFileSync(join(folder, name), script);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("cover every command", () => {
    for (const command of ["check", "explain", "build", "map", "functions", "repl", "--json"])
      expect(
        examples.some(([text]) => text.includes(`zexpr ${command}`)),
        command,
      ).toBe(true);
  });

  test.each(examples)("%s", (command, printed) => {
    const { stdout } = spawnSync("sh", ["-c", `zexpr() { "$NODE" "$MAIN" "$@"; }\n(${command}\n) 2>&1`], {
      encoding: "utf8",
      cwd: folder,
      env: { ...process.env, NODE: process.execPath, MAIN: path("../dist/main.js") },
    });
    expect(stdout.replaceAll(/ +$/gm, "")).toBe(printed);
  });
});
