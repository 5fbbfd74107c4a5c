// Runs the built program: `npm test` builds before it tests. By hand: npm run pnpm -- run build.
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

function runMain(args: readonly string[], input = ""): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", input });
}

describe("the program", () => {
  test.each([
    [["2+3*4"], 0, "14\n", ""],
    [["-2^2"], 0, "-4\n", ""],
    [["1+"], 1, "", "error: a value is missing before the end\n1 | 1+\n  |   ^\n"],
    [["1", "2"], 2, "", expect.stringContaining("zexpr --help")],
  ])("%j exits %i", (args, status, stdout, stderr) => {
    expect(runMain(args)).toMatchObject({ status, stdout, stderr });
  });

  test("reads standard input", () => {
    expect(runMain(["repl"], "x = 2\nx^10\n")).toMatchObject({ status: 0, stdout: "1024\n", stderr: "" });
    expect(runMain(["-"], "6*7\n")).toMatchObject({ status: 0, stdout: "42\n", stderr: "" });
  });

  test.skipIf(process.platform === "win32")("ends quietly when its reader goes away", () => {
    // More than a pipe holds, so that it is still writing when `head` has gone.
    const script = '("$0" "$1" explain -; echo "exit $?" >&2) | head -n 1';
    const { stdout, stderr } = spawnSync("sh", ["-c", script, process.execPath, MAIN], {
      encoding: "utf8",
      input: `x${"+x".repeat(20_000)}`,
    });
    expect({ stdout, stderr }).toEqual({ stdout: "expression\n", stderr: "exit 0\n" });
  });

  test("ends at :quit although its input stays open", async () => {
    const child = spawn(process.execPath, [MAIN, "repl"]);
    child.stdin.write("6*7\n:quit\n8*9\n");
    const stdout = await text(child.stdout);
    expect(stdout).toBe("42\n");
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);
  });
});
