import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { complete } from "../src/completion.ts";
import { HISTORY_LINES, History } from "../src/history.ts";
import { Names } from "../src/names.ts";
import { run } from "../src/program.ts";
import { runCli, textOf } from "./run-cli.ts";

const piped = (lines: readonly string[], ...args: string[]) => runCli(["repl", ...args], lines.join("\n"));

describe("zexpr repl, piped", () => {
  test("prints the values of expressions and nothing else", async () => {
    const lines = ["x = 3", "", "f(a, b) = a + b", "f(x, 2) * 10", "  ", "x == 3", "x = x + 1", "x"];
    expect(await piped(lines)).toEqual({ code: 0, stdout: "50\n1\n4\n", stderr: "" });
  });

  test("goes on after a line that failed, and exits 1", async () => {
    expect(await piped(["1 +", "2", ":nosuch", "y = coz(1)", "y"])).toEqual({
      code: 1,
      stdout: "2\n",
      stderr: `error: a value is missing before the end
1 | 1 +
  |    ^
error: there is no command ":nosuch"; the commands are :help :vars :functions :explain :clear :quit
error: unknown function \`coz\`: register it, or check the spelling. Did you mean \`cos\`?
1 | y = coz(1)
  |     ^^^^^^
error: unknown variable \`y\`: add it as a variable, or check the spelling
1 | y
  | ^
`,
    });
  });

  test(":vars lists what was defined, :clear forgets it", async () => {
    const lines = ["x = 1/3", "o.a = -0", "t = [1, NaN]", "g(n) = n^2", ":vars", ":clear", ":vars"];
    expect((await piped(lines)).stdout).toBe(
      "  x     = 0.3333333333333333\n  o.a   = -0\n  t     = [1, NaN]\n  g(n)  = n^2\nnothing defined yet: try x = 3\n",
    );
  });

  test(":functions lists the user's own first, :explain knows them", async () => {
    const { code, stdout } = await piped(["square(n) = n^2", ":functions square", ":explain square(4)"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^your functions\n {2}square\(n\) {2}= n\^2\n\nfunctions\n/);
    expect(stdout).toContain("result\n  16\n");
  });

  test(":quit ends it, :help says so", async () => {
    const { code, stdout } = await piped([":help", ":quit", "1 +"]);
    expect(code).toBe(0);
    expect(stdout).toContain(":quit");
  });

  test("prints an object a line with --json", async () => {
    const { code, stdout } = await piped(
      ["x = 1/0", "t = [1, -0]", "f(a) = a", "f(2)", "nosuch", ":vars", ":clear"],
      "--json",
    );
    expect(code).toBe(1);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { name: "x", value: "Infinity" },
      { name: "t", values: [1, "-0"] },
      { name: "f", parameters: ["a"], body: "a" },
      { expression: "f(2)", value: 2 },
      { error: expect.objectContaining({ code: "UnknownVariable", status: 5 }) },
      {
        variables: { x: "Infinity" },
        arrays: { t: [1, "-0"] },
        functions: [{ name: "f", parameters: ["a"], body: "a" }],
      },
      { cleared: true },
    ]);
  });
});

describe("with a folder for its state", () => {
  let folder: string;
  const historyFile = () => join(folder, "zexpr", "history");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "zexpr-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Types at a terminal, piece by piece, and returns what it shows. */
  async function type(
    pieces: readonly string[],
    env: Record<string, string>,
  ): Promise<{ code: number; shown: string }> {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stdout = Object.assign(new PassThrough(), { isTTY: true });
    const end = run(["repl"], { stdin, stdout, stderr: stdout, env });
    let shown = "";
    for (const piece of pieces) {
      stdin.write(piece);
      await vi.waitFor(() => {
        const text = textOf(stdout);
        shown += text;
        expect(text).not.toBe("");
      });
    }
    stdin.write("\u0004");
    return { code: await end, shown: shown + textOf(stdout) };
  }

  test("a terminal has a prompt, completion and history over sessions", async () => {
    const first = await type(["x = 16\r", "sq", "\t", "x)\r", "nosuch\r"], { XDG_STATE_HOME: folder });
    expect(first.code).toBe(0);
    expect(first.shown).toContain("> ");
    expect(first.shown).toMatch(/\n4\n/);
    expect(first.shown).toContain("error: unknown variable `nosuch`");
    expect(readFileSync(historyFile(), "utf8")).toBe("x = 16\nsqrt(x)\nnosuch\n");

    const up = "\u001b[A";
    const second = await type(["y = 9\r", up, up, up, up, "\r"], { XDG_STATE_HOME: folder });
    expect(second.shown).toMatch(/x = 16/);
    expect(readFileSync(historyFile(), "utf8")).toBe("x = 16\nsqrt(x)\nnosuch\ny = 9\nx = 16\n");
  });

  test("a folder that cannot be written to is no error", async () => {
    writeFileSync(join(folder, "file"), "");
    const { code, shown } = await type(["6 * 7\r"], { XDG_STATE_HOME: join(folder, "file") });
    expect(code).toBe(0);
    expect(shown).toContain("42");
  });

  test("Ctrl-C clears the line, and leaves on an empty one", async () => {
    const { code, shown } = await type(["1 + 1", "\u0003", "2 * 21\r"], { XDG_STATE_HOME: folder });
    expect(code).toBe(0);
    expect(shown).toMatch(/\n42\n/);
  });

  test("the history is cut when it has grown to twice what is remembered", () => {
    const history = new History({ HOME: folder });
    for (let i = 0; i <= 2 * HISTORY_LINES; i++) history.add(String(i));
    expect(history.load()).toHaveLength(HISTORY_LINES);
    const lines = readFileSync(join(folder, ".zexpr_history"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(HISTORY_LINES);
    expect(lines.at(-1)).toBe(String(2 * HISTORY_LINES));
  });
});

describe("complete", () => {
  const names = new Names();
  for (const text of ["alpha = 1", "al.beta = 2", "alt = [1]", "alf(x) = x", "sinus = 3"]) names.define(text);

  test.each([
    ["1 + al", ["al.beta", "alf(", "alpha", "alt["], "al"],
    ["al.b", ["al.beta"], "al.b"],
    ["2*(sin", ["sin(", "sinh(", "sinus"], "sin"],
    [":v", [":vars"], ":v"],
    ["x ? 1 :v", [], "v"],
    ["1 + ", [], ""],
    ["", [], ""],
  ])("%j can become %j", (line, candidates, word) => {
    expect(complete(line, names, [":help", ":vars"])).toEqual([candidates, word]);
  });
});
