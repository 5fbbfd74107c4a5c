// Runs the built program, as main.test.ts does.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const readme = readFileSync(path("../README.md"), "utf8");

/** Commands after `$ ` and, until the next one, what they print. */
const examples = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  [...(block as string).matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(
    ([, command, printed]) => [command as string, printed as string] as const,
  ),
);

describe.skipIf(process.platform === "win32")("the README's examples", () => {
  test("cover every command", () => {
    for (const command of ["check", "explain", "functions", "repl", "--json"])
      expect(
        examples.some(([text]) => text.includes(`zexpr ${command}`)),
        command,
      ).toBe(true);
  });

  test.each(examples)("%s", (command, printed) => {
    const { stdout } = spawnSync("sh", ["-c", `zexpr() { "$NODE" "$MAIN" "$@"; }\n(${command}\n) 2>&1`], {
      encoding: "utf8",
      env: { ...process.env, NODE: process.execPath, MAIN: path("../dist/main.js") },
    });
    expect(stdout.replaceAll(/ +$/gm, "")).toBe(printed);
  });
});
