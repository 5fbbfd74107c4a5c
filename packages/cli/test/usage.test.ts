import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runCli, runJson } from "./run-cli.ts";

describe("wrong usage", () => {
  test.each([
    [[]],
    [["check"]],
    [["explain"]],
    [["1", "2"]],
    [["2", "+", "3"]],
    [["x", "x=1", "x=2"]],
    [["--jsn", "1"]],
    [["1", "--jsn"]],
    [["check", "1", "--name", "x"]],
    [["check", "1", "--names"]],
    [["functions", "a", "b"]],
    [["functions", "--nosuch"]],
    [["repl", "x"]],
  ])("%j exits 2 and points to the help", async (args) => {
    const { code, stdout, stderr } = await runCli(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: .+\nzexpr --help shows how to use it\n$/);
  });

  test("is JSON with --json", async () => {
    expect(await runJson(["x", "y"])).toEqual({
      code: 2,
      json: {
        error: {
          code: "Other",
          status: 99,
          message: expect.stringContaining('"y" is not a definition'),
          span: null,
          source: null,
          suggestions: [],
        },
      },
    });
  });
});

describe("--help and --version", () => {
  test.each([[["--help"]], [["-h"]], [["help"]], [["check", "--help"]], [["help", "repl"]]])(
    "%j prints the usage",
    async (args) => {
      const { code, stdout, stderr } = await runCli(args);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^Usage: zexpr/);
      expect(stdout).toContain("--json");
    },
  );

  test("names every command", async () => {
    const { stdout } = await runCli(["--help"]);
    for (const name of ["check", "explain", "build", "map", "functions", "repl"])
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  });

  test("prints the version of the manifest", async () => {
    expect((await runCli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test("no text makes the command fail in an unforeseen way", async () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom("x", "(", ")", "[", "]", "=", ",", ".", "-", "f", "1", " ", "?", ":", "\n"), {
        maxLength: 12,
      })
      .map((parts) => parts.join("")),
  );
  const commands = fc.constantFrom([], ["check"], ["explain"], ["--json"]);
  await fc.assert(
    fc.asyncProperty(commands, texts, texts, async (command, source, definition) => {
      for (const args of [
        [...command, "--", source],
        [...command, source, definition],
      ]) {
        const { code, stdout, stderr } = await runCli(args, "x");
        expect([0, 1, 2]).toContain(code);
        expect(stdout + stderr).not.toContain("zexpr failed");
        expect(code === 0 || stdout + stderr !== "").toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
