import { describe, expect, test } from "vitest";
import { ExprError } from "zexpr";
import { Names } from "../src/names.ts";
import { UsageError } from "../src/usage-error.ts";

describe("Names.define", () => {
  test.each([
    ["x=3", 3],
    [" x = -1.5e3 ", -1500],
    ["x=pi/2", Math.PI / 2],
    ["x=y + 1", 11],
    ["x=-0", -0],
    ["x=NaN", Number.NaN],
    ["x=-Infinity", Number.NEGATIVE_INFINITY],
    ["x = 1 == 2", 0],
  ])("%j makes x %d", (text, value) => {
    const names = new Names();
    names.define("y = 10");
    expect(names.define(text)).toEqual({ name: "x", value });
    expect(names.evaluate("x")).toBe(value);
  });

  test("defines attributes, arrays and functions", () => {
    const names = new Names();
    names.define("p . x = 2");
    names.define("t = [1, max(2, 3), p.x]");
    names.define("empty = []");
    expect(names.define("f(a, b) = a * b + p.x ")).toEqual({
      name: "f",
      parameters: ["a", "b"],
      body: "a * b + p.x",
    });
    names.define("one() = 1");
    expect(names.arrays.get("t")).toEqual([1, 3, 2]);
    expect(names.arrays.get("empty")).toEqual([]);
    expect(names.evaluate("f(t[1], 10) + one()")).toBe(3 * 10 + 2 + 1);
  });

  test("replaces what has the same name", () => {
    const names = new Names();
    names.define("f(n) = n < 2 ? n : f(n - 1) + f(n - 2)");
    expect(names.evaluate("f(20)")).toBe(6765);
    names.define("f(n) = 7");
    names.define("pi = 3");
    expect(names.evaluate("f(20) + pi")).toBe(10);
    names.clear();
    expect(names.evaluate("pi")).toBe(Math.PI);
    expect(() => names.evaluate("f(1)")).toThrow(expect.objectContaining({ code: "UnknownFunction" }));
  });

  test.each(["x", "x == 3", "2 = 3", "f(1) == 2", "x + y = 3", "=3", ""])("%j is no definition", (text) => {
    expect(new Names().define(text)).toBeUndefined();
  });

  test.each([
    ["x = 1 + coz(2)", "UnknownFunction", 8, 14],
    ["x =", "Parse", 3, 3],
    ["x = 2 = 3", "Tokenizer", 6, 7],
    ["t = [1, 2 +]", "Parse", 11, 11],
    ["f(a) = a +", "Parse", 10, 10],
  ])("%j fails with %s, in the place where the text has it", (text, code, start, end) => {
    try {
      new Names().define(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExprError);
      expect(error).toMatchObject({ code, span: { start, end }, source: text });
    }
  });

  test("refuses a parameter named twice", () => {
    expect(() => new Names().define("f(a, a) = 1")).toThrow(
      expect.objectContaining({ code: "DuplicateParameter" }),
    );
  });
});

describe("Names.defineAll", () => {
  test("carries out definitions from left to right", () => {
    const names = new Names();
    names.defineAll(["a=2", "b=a*3", "f(x)=x+b"]);
    expect(names.evaluate("f(1)")).toBe(7);
  });

  test.each([[["3"]], [["x==3"]], [["x=1", "x = 2"]], [["f(a)=1", "f(a) = 2"]]])("refuses %j", (texts) => {
    expect(() => new Names().defineAll(texts)).toThrow(UsageError);
  });
});
