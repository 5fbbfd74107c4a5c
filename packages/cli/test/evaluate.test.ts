import { describe, expect, test } from "vitest";
import { runCli, runJson } from "./run-cli.ts";

describe("zexpr EXPR", () => {
  test.each([
    [["2 + 3 * 4"], "14"],
    [["0.1 + 0.2"], "0.30000000000000004"],
    [["1/3"], String(1 / 3)],
    [["2^70"], String(2 ** 70)],
    [["1e21"], "1e+21"],
    [["5e-324"], "5e-324"],
    [["-(0)"], "-0"],
    [["0/0"], "NaN"],
    [["1/0"], "Infinity"],
    [["-1/0"], "-Infinity"],
    [["a*x^2 + b*x + c", "a=2", "b=-3", "c=1", "x=1.5"], String(2 * 1.5 ** 2 - 3 * 1.5 + 1)],
    [["sin(x)", "x=pi/6"], String(Math.sin(Math.PI / 6))],
  ])("%j prints %s", async (args, printed) => {
    expect(await runCli(args)).toEqual({ code: 0, stdout: `${printed}\n`, stderr: "" });
  });

  test.each([
    [["-2^2"], "-4"],
    [["-2^2", "--json"], '{"expression":"-2^2","value":-4}'],
    [["--", "-2^2"], "-4"],
    [["-2"], "-2"],
    [["--2"], "2"],
    [["-(x)", "x=3"], "-3"],
    [["-V + -h", "V=1", "h=2"], "-3"],
    [["--", "--x", "x=3"], "3"],
    [["--", "-h", "h=3"], "-3"],
    [["(check)", "check=1"], "1"],
  ])("takes %j for an expression, not for options", async (args, printed) => {
    expect(await runCli(args)).toEqual({ code: 0, stdout: `${printed}\n`, stderr: "" });
  });

  test.each(["1+\r\n2\r\n", "1+2", " 1 +\t2 \n\n"])("reads %j from standard input for -", async (text) => {
    expect(await runCli(["-"], text)).toEqual({ code: 0, stdout: "3\n", stderr: "" });
  });

  test("shows a problem as a code frame with a suggestion, and exits 1", async () => {
    expect(await runCli(["1 + coz(x)", "x=0"])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error: unknown function `coz`: register it, or check the spelling. Did you mean `cos`?\n" +
        "1 | 1 + coz(x)\n" +
        "  |     ^^^^^^\n",
    });
  });

  test.each([
    { title: "1 +", code: "Parse", start: 3 },
    { title: "$", code: "Tokenizer", start: 0 },
    { title: "(1", code: "UnmatchedParenthesis", start: 0 },
    { title: "1 + y", code: "UnknownVariable", start: 4 },
    { title: "sin(1, 2)", code: "InvalidFunctionCall", start: 0 },
    { title: "sin + 1", code: "Syntax", start: 0 },
    { title: "o.x", code: "AttributeNotFound", start: 0 },
    { title: "", code: "Parse", start: 0 },
    { title: "3,000 brackets", source: "(".repeat(3000), code: "RecursionLimit", start: 2000 },
    { title: "70,000 characters", source: " ".repeat(70_000), code: "CapacityExceeded", start: 65_536 },
  ])("exits 1 for $title with code $code", async ({ title, source = title, code, start }) => {
    const outcome = await runJson([source]);
    expect(outcome.code).toBe(1);
    expect(outcome.json.error).toMatchObject({ code, span: { start }, source });
  });
});

describe("--json", () => {
  test.each([
    ["0.1 + 0.2", 0.30000000000000004],
    ["1/0", "Infinity"],
    ["0/0", "NaN"],
    ["-0", "-0"],
  ])("%s has the value %j", async (expression, value) => {
    expect(await runJson([expression])).toEqual({ code: 0, json: { expression, value } });
  });

  test("has every field of a problem", async () => {
    expect(await runJson(["1 + coz(x)", "x=0"])).toEqual({
      code: 1,
      json: {
        error: {
          code: "UnknownFunction",
          status: 6,
          message: "unknown function `coz`: register it, or check the spelling. Did you mean `cos`?",
          span: { start: 4, end: 10 },
          source: "1 + coz(x)",
          suggestions: ["cos"],
        },
      },
    });
  });
});
