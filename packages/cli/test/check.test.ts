import { describe, expect, test } from "vitest";
import { runCli, runJson } from "./run-cli.ts";

describe("zexpr check", () => {
  test("finds nothing wrong", async () => {
    const args = ["check", "sin(x) + hyp(y, t[0])", "--names", "x, y", "hyp(a, b)=a+b", "t=[1]"];
    expect(await runCli(args)).toEqual({ code: 0, stdout: "no problems\n", stderr: "" });
  });

  test("prints every problem, unknown variables included", async () => {
    expect(await runCli(["check", "sin(x) + coz(y) * pow(1, 2, 3)", "y=1"])).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: unknown variable \`x\`: add it as a variable, or check the spelling
1 | sin(x) + coz(y) * pow(1, 2, 3)
  |     ^

error: unknown function \`coz\`: register it, or check the spelling. Did you mean \`cos\`?
1 | sin(x) + coz(y) * pow(1, 2, 3)
  |          ^^^^^^

error: \`pow\` takes 2 arguments, but got 3
1 | sin(x) + coz(y) * pow(1, 2, 3)
  |                   ^^^^^^^^^^^^
`,
    });
  });

  test("prints problems of branches that evaluation would not reach", async () => {
    expect((await runCli(["0 ? nosuch(1) : 2"])).stdout).toBe("2\n");
    expect((await runCli(["check", "0 ? nosuch(1) : 2"])).code).toBe(1);
  });

  test("gives the problems as JSON", async () => {
    expect(await runJson(["check", "-2"])).toEqual({ code: 0, json: { expression: "-2", problems: [] } });
    const { code, json } = await runJson(["check", "x +"]);
    expect(code).toBe(1);
    expect(json).toMatchObject({ expression: "x +", problems: [{ code: "Parse", status: 1 }] });
  });

  test.each(["", "a,", "a,2", "a,b,a", "a b"])("refuses --names %j", async (list) => {
    const { code, stderr } = await runCli(["check", "1", "--names", list]);
    expect(code).toBe(2);
    expect(stderr).toContain("--names");
  });
});
