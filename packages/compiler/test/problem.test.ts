import type { Problem } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { Context, problemError } from "../src/index.ts";
import { environmentOf } from "./compile.ts";

const context = new Context({ parent: new Context() });
context.setVariable("gain", 1);
context.setConstant("volume", 1);
context.setArray("samples", [1]);
context.setAttribute("point", "left", 1);
context.addFunction("noise", 0, () => 0);
context.parent?.setVariable("pitch", 1);
context.parent?.addFunction("chord", 0, () => 0);

const environment = environmentOf({
  variables: ["width"],
  functions: { height: [[], 1] },
  context,
  expressions: [],
});

function errorFor(
  code: Problem["code"],
  name: string,
  parameters: string[] = [],
): ReturnType<typeof problemError> {
  return problemError(
    { code, name, found: 0, expected: 0 },
    { start: 1, end: 3 },
    "the text",
    environment,
    parameters,
  );
}

describe("problemError", () => {
  test("has code, span and text", () => {
    expect(errorFor("UnknownVariable", "zzzzzz")).toMatchObject({
      code: "UnknownVariable",
      span: { start: 1, end: 3 },
      source: "the text",
      suggestions: [],
    });
  });

  test.each<[Problem["code"], string, string]>([
    ["UnknownVariable", "widht", "width"],
    ["UnknownVariable", "gian", "gain"],
    ["UnknownVariable", "volum", "volume"],
    ["UnknownVariable", "sample", "samples"],
    ["UnknownVariable", "pich", "pitch"],
    ["UnknownVariable", "amonut", "amount"],
    ["UnknownVariable", "TUA", "TAU"],
    ["UnknownFunction", "hieght", "height"],
    ["UnknownFunction", "nois", "noise"],
    ["UnknownFunction", "cord", "chord"],
    ["UnknownFunction", "smothstep", "smoothstep"],
    ["AttributeNotFound", "point.lift", "point.left"],
  ])("%s %s: did you mean %s?", (code, name, nearest) => {
    const error = errorFor(code, name, ["amount"]);
    expect(error.suggestions[0]).toBe(nearest);
    expect(error.message).toContain(`\`${nearest}\``);
  });

  test("functions are not suggested for variables, nor the other way round", () => {
    expect(errorFor("UnknownVariable", "nois").suggestions).not.toContain("noise");
    expect(errorFor("UnknownFunction", "gian").suggestions).not.toContain("gain");
  });

  test("an array without index is said to be one", () => {
    expect(errorFor("UnknownVariable", "samples").message).toContain("`samples[0]`");
  });

  test("an empty context suggests no built-in functions", () => {
    const bare = environmentOf({ context: Context.empty(), expressions: [] });
    const problem = { code: "UnknownFunction", name: "sinn", found: 0, expected: 0 } as const;
    expect(problemError(problem, { start: 0, end: 1 }, "", bare, []).suggestions).toEqual([]);
  });
});
