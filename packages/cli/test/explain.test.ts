import { describe, expect, test } from "vitest";
import { type Json, runCli, runJson } from "./run-cli.ts";

describe("zexpr explain", () => {
  test("prints tree, program, limits and bytes", async () => {
    const { code, stdout, stderr } = await runCli(["explain", "a*sin(x)+1"]);
    expect([code, stderr]).toEqual([0, ""]);
    const sections = Object.fromEntries(
      stdout.split("\n\n").map((section) => [section.split("\n")[0], section.split("\n").slice(1)]),
    );
    expect(sections).toMatchObject({
      expression: ["  a * sin(x) + 1"],
      "S-expression": ["  (+ (* a (sin x)) 1.0)"],
      result: ["  none: no value given for a, x"],
      tree: ["  +", "    *", "      a", "      sin()", "        x", "    1"],
    });
    const program = sections.program?.join("\n") ?? "";
    for (const part of [
      /sin\s+r\d+, x/,
      /mul\s+r\d+, a, r\d+/,
      /add\s+out\[0\], #1, r\d+|add\s+out\[0\], r\d+, #1/,
    ])
      expect(program).toMatch(part);
    expect(sections.limits?.join("\n")).toMatch(/characters +10 +65,536\n[\s\S]*nodes +6 +65,536/);
    expect(sections.bytes?.join("\n")).toMatch(
      /program +\d+\n +registers +\d+[\s\S]*call frames +0[\s\S]*arena/,
    );
  });

  test("prints the result if every variable has a value", async () => {
    expect((await runCli(["explain", "a*x+1", "a=2", "x=3"])).stdout).toContain("result\n  7\n");
    expect((await runCli(["explain", "-2^2"])).stdout).toContain("result\n  -4\n");
  });

  test("gives the same as JSON", async () => {
    const { code, json } = await runJson([
      "explain",
      "f(x, (2)) ? o.y : -t[0]",
      "f(a, b)=a < b",
      "x=1",
      "o.y=5",
      "t=[1]",
    ]);
    expect(code).toBe(0);
    expect(Object.keys(json)).toEqual([
      "expression",
      "sExpression",
      "value",
      "missing",
      "problems",
      "tree",
      "program",
      "limits",
      "bytes",
    ]);
    expect(json).toMatchObject({
      sExpression: "(?: (f x 2.0) (. o y) (neg ([] t 0.0)))",
      value: 5,
      missing: [],
    });
    expect(json.tree.map(({ depth, kind, label }: Json) => `${depth} ${kind} ${label}`)).toEqual([
      "0 conditional ?:",
      "1 call f()",
      "2 name x",
      "2 number 2",
      "1 attribute o.y",
      "1 unary neg",
      "2 index t[]",
      "3 number 0",
    ]);
    expect(json.tree[2].span).toEqual({ start: 2, end: 3 });
    expect(json.limits).toMatchObject({
      sourceLength: { used: 23, most: 65_536 },
      nodes: { used: 8 },
      arguments: { used: 2 },
      callDepth: { used: 1, most: 1000 },
    });
    expect(json.bytes.frames).toBe(8);
    expect(json.bytes.program % 8).toBe(0);
    expect(json.bytes.arenaUsed).toBeGreaterThanOrEqual(json.bytes.program + json.bytes.registers);
  });

  test.each([
    ["1", 0],
    ["((1))", 2],
    ["-(-1)", 3],
    ["2^3^4", 2],
    ["(".repeat(2000) + 1 + ")".repeat(2000), 2000],
  ])("measures the nesting (%#)", async (source, nesting) => {
    expect((await runJson(["explain", source])).json.limits.nesting).toEqual({ used: nesting, most: 2000 });
  });

  test("explains what it can of an expression with problems, and exits 1", async () => {
    const { code, stdout, stderr } = await runCli(["explain", "nosuch(1) + x"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\btrap\b/);
    expect(stderr).toContain("unknown function `nosuch`");
    expect(stderr).not.toContain("unknown variable");
  });

  test("reports what only evaluation finds", async () => {
    const { code, json } = await runJson(["explain", "t[3]", "t=[1,2]"]);
    expect(code).toBe(1);
    expect(json).toMatchObject({ value: null, problems: [{ code: "ArrayIndexOutOfBounds" }] });
  });

  test("has only the problem for a syntax error", async () => {
    expect(await runCli(["explain", "1 +"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: a value is missing before the end\n1 | 1 +\n  |    ^\n",
    });
  });

  test("stays readable for very deep trees", async () => {
    const { code, stdout } = await runCli(["explain", "-"], `x${"+x".repeat(20_000)}`);
    expect(code).toBe(0);
    expect(stdout).toContain("(level 20000) x");
    expect(stdout.length).toBeLessThan(10_000_000);
    expect((await runJson(["explain", "-"], `x${"+x".repeat(20_000)}`)).json.tree).toHaveLength(40_001);
  });
});

describe("zexpr explain --wasm", () => {
  test("adds the translation", async () => {
    const definitions = ["f(n) = n < 1 ? 0 : n + f(n - 1)", "y=2"];
    const { code, stdout, stderr } = await runCli(["explain", "--wasm", "sin(x) * y + f(3)", ...definitions]);
    expect([code, stderr]).toEqual([0, ""]);
    const plain = (await runCli(["explain", "sin(x) * y + f(3)", ...definitions])).stdout;
    expect(stdout.startsWith(plain.trimEnd())).toBe(true);
    const added = stdout.slice(plain.length);
    expect(added).toMatch(/WebAssembly\n {2}bytes +\d+\n {2}kernels +sin\n {2}f\(\) +1 parameter, on frames/);
    for (const line of [
      '(import "kernels" "sin" (func $kernels.sin',
      "(call $kernels.sin",
      "(local.get $x)",
      "(func $zexpr.evaluate",
      '(export "evaluate" (func $zexpr.evaluate))',
    ])
      expect(added).toContain(line);
  });

  test("is there as JSON, for expressions with problems too", async () => {
    const { code, json } = await runJson(["explain", "--wasm", "nosuch(1) + x"]);
    expect(code).toBe(1);
    expect(Object.keys(json).at(-1)).toBe("wasm");
    expect(json.wasm).toMatchObject({ kernels: [], functions: [] });
    expect(json.wasm.bytes).toBeGreaterThan(50);
    expect(json.wasm.module[0]).toBe("(module");
    expect(json.wasm.module.join("\n")).toContain("(call $zexpr.fail\n");
    expect((await runJson(["explain", "1"])).json.wasm).toBeUndefined();
  });

  test("shows large expressions", async () => {
    const { code, stdout } = await runCli(
      ["explain", "--wasm", "-"],
      Array.from({ length: 8_000 }, (_, i) => `x*${i}`).join("+"),
    );
    expect(code).toBe(0);
    expect(stdout.match(/\(f64\.mul/g)?.length).toBeGreaterThan(7_000);
  });
});
