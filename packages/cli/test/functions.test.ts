import { describe, expect, test } from "vitest";
import { evaluate } from "zexpr";
import { type Json, runCli, runJson } from "./run-cli.ts";

describe("zexpr functions", () => {
  test("lists what SPEC 3 names", async () => {
    const { json } = await runJson(["functions"]);
    const names = new Set(json.functions.map(({ name }: Json) => name));
    const specified =
      "abs acos asin atan ceil cos cosh exp floor round ln log log10 sin sinh sqrt tan tanh sign neg " +
      "atan2 pow max min add sub mul div fmod comma pi e log2 exp2 expm1 log1p cbrt hypot trunc fract clamp lerp " +
      "step smoothstep asinh acosh atanh deg rad isnan isinf isfinite if xor";
    expect([...names].sort()).toEqual(specified.split(" ").sort());
    expect(json.constants.map(({ name }: Json) => name)).toEqual(["pi", "PI", "e", "E", "tau", "TAU"]);
  });

  test("every function can be called as listed", async () => {
    const { json } = await runJson(["functions"]);
    for (const { name, parameters } of json.functions)
      expect(evaluate(`${name}(${parameters.map(() => "0.5").join(",")})`), name).not.toBeUndefined();
  });

  test("every operator works as listed, and binds as listed", async () => {
    const { json } = await runJson(["functions"]);
    for (const { usage, documentation } of json.operators) {
      expect(evaluate(usage, { a: 1, b: 1, c: 1, t: 1, f: 1 }), usage).not.toBeUndefined();
      expect(documentation, usage).toMatch(/\w/);
    }
    const spellings = json.operators.map(({ spelling }: Json) => spelling);
    expect(spellings).toHaveLength(28);
    expect(spellings.indexOf("||")).toBeLessThan(spellings.indexOf("&&"));
    expect(spellings.indexOf("*")).toBeLessThan(spellings.indexOf("^"));
  });

  test.each([
    ["clamp", "functions\n  clamp(x, lo, hi)  min(max(x, lo), hi)\n"],
    ["ARC TAN", "functions\n  atan(x)  arc tangent\n"],
    ["<<<", "operators, loosest first\n  a <<< b  32-bit rotation left\n"],
    ["tau", "constants\n  tau  6.283185307179586\n  TAU  6.283185307179586\n"],
    ["qqq", 'nothing matches "qqq"\n'],
  ])("%s lists what mentions it", async (pattern, stdout) => {
    expect(await runCli(["functions", pattern])).toEqual({ code: 0, stdout, stderr: "" });
  });
});
