import { describe, expect, test } from "vitest";
import { Batch, Context, check, compile, ExprError, evaluate, Status } from "zexpr";
import { errorOf, marked } from "./outcomes.ts";

/** Names that the rows below use. */
function context(): Context {
  const own = new Context();
  own.setArray("a", [1, 2]);
  own.setAttribute("o", "x", 1);
  own.addFunction("native", 1, (x) => x);
  own.addFunction("fails", 1, () => {
    throw new Error("boom");
  });
  own.addExpressionFunction("one", ["p"], "p");
  own.addExpressionFunction("bad", ["p"], "p + unknownInBody");
  own.addExpressionFunction("deep", ["p"], "1 + bad(p)");
  return own;
}

/** [source, code, marked text]. */
type Row = readonly [source: string, code: string, place: string];

describe("errors of evaluation", () => {
  const order: readonly Row[] = [
    ["one(nosuch, 2)", "UnknownVariable", "nosuch"],
    ["one(1, nosuch)", "UnknownVariable", "nosuch"],
    ["one(1, 2)", "InvalidFunctionCall", "one(1, 2)"],
    ["sin(first, second)", "UnknownVariable", "first"],
    ["nofunc(first)", "UnknownVariable", "first"],
    ["nofunc(1)", "UnknownFunction", "nofunc(1)"],
    ["nofunc(nofunc2(1))", "UnknownFunction", "nofunc2(1)"],
    ["first + second", "UnknownVariable", "first"],
    ["1 + a[5] + second", "ArrayIndexOutOfBounds", "a[5]"],
    ["a[second] + a[5]", "UnknownVariable", "second"],
    ["a[a[5]]", "ArrayIndexOutOfBounds", "a[5]"],
    ["nosuch[second]", "UnknownVariable", "second"],
    ["native(o.y, second)", "AttributeNotFound", "o.y"],
    ["fails(second)", "UnknownVariable", "second"],
    ["fails(1) + second", "Other", "fails(1)"],
    ["second ^ first", "UnknownVariable", "second"],
    ["second > first", "UnknownVariable", "second"],
    ["(first, second)", "UnknownVariable", "first"],
    ["first ? second : 3", "UnknownVariable", "first"],
    ["1 ? second : first", "UnknownVariable", "second"],
    ["0 ? first : second", "UnknownVariable", "second"],
    ["first && second", "UnknownVariable", "first"],
    ["1 && second", "UnknownVariable", "second"],
    ["0 || second", "UnknownVariable", "second"],
    ["0 * second", "UnknownVariable", "second"],
    ["second - second", "UnknownVariable", "second"],
    ["-second", "UnknownVariable", "second"],
    ["sin + 1", "Syntax", "sin"],
    ["1 + max", "Syntax", "max"],
    ["one(sin)", "Syntax", "sin"],
    ["one + 1", "UnknownVariable", "one"],
    ["if(0, first, second)", "UnknownVariable", "second"],
    ["pow()", "InvalidFunctionCall", "pow()"],
    ["max(1, max(2), second)", "InvalidFunctionCall", "max(2)"],
  ];

  test.each(order)("arguments first, left to right: %s is %s at %s", (source, code, place) => {
    const error = errorOf(() => evaluate(source, {}, { context: context() }));
    expect([error.code, marked(error), error.source]).toEqual([code, place, source]);
    expect(error.status).toBe(Status[error.code]);
  });

  test.each([
    ["1 || nosuch", 1],
    ["0 && nosuch", 0],
    ["0 ? nosuch(1) : 2", 2],
    ["1 ? 2 : sin(1, 2)", 2],
    ["1 ? 2 : sin", 2],
    ["1 || a[5]", 1],
    ["0 && fails(1)", 0],
    ["1 || (0 ? nosuch : bad(1))", 1],
    ["1 ? 2 : o.y + nosuch[3]", 2],
    ["0 && (1, nosuch)", 0],
  ])("what is not reached does not fail: %s is %d", (source, expected) => {
    expect(evaluate(source, {}, { context: context() })).toBe(expected);
  });

  test.each<readonly [...Row, body: string]>([
    ["bad(1)", "UnknownVariable", "unknownInBody", "p + unknownInBody"],
    ["2 * deep(1) + 3", "UnknownVariable", "unknownInBody", "p + unknownInBody"],
  ])("inside a body: %s is %s at %s of the body", (source, code, place, body) => {
    const error = errorOf(() => evaluate(source, {}, { context: context() }));
    expect([error.code, marked(error), error.source]).toEqual([code, place, body]);
  });

  test("of several expressions the first that fails counts", () => {
    const batch = new Batch({ context: context() });
    for (const source of ["1", "o.z + 1", "nosuch", "sin(1,2)"]) batch.addExpression(source);
    const error = errorOf(() => batch.evaluate());
    expect([error.code, error.source, error.span]).toEqual([
      "AttributeNotFound",
      "o.z + 1",
      { start: 0, end: 3 },
    ]);
  });
});

describe("spans are UTF-16 offsets with an exclusive end", () => {
  test.each<readonly [source: string, start: number, end: number]>([
    ["nosuch", 0, 6],
    ["\u3000\u2003nosuch + 1", 2, 8],
    ["1 +\n\tnosuch", 5, 11],
    ["  nofunc ( 1 , 2 )  ", 2, 18],
    ["(nosuch)", 1, 7],
    ["((nosuch) (1))", 1, 13],
    ["a [ 7 ]", 0, 7],
    ["o . zz", 0, 6],
    ["1 + (2 + nosuch) * 3", 9, 15],
  ])("%j fails from %i to %i", (source, start, end) => {
    expect(errorOf(() => evaluate(source, {}, { context: context() })).span).toEqual({ start, end });
  });

  test.each<readonly [source: string, codes: readonly string[], start: number, end: number, point: string]>([
    ["1 + #", ["Tokenizer"], 4, 5, "U+0023"],
    ["1 + é", ["Tokenizer"], 4, 5, "U+00E9"],
    ["x + 😀 + y", ["Tokenizer"], 4, 6, "U+1F600"],
    ["\ufeff1", ["Tokenizer"], 0, 1, "U+FEFF"],
    ["1\u200b", ["Tokenizer"], 1, 2, "U+200B"],
    ["\ud800", ["Tokenizer"], 0, 1, "U+D800"],
    ["1 + \udc00\ud800", ["Tokenizer"], 4, 5, "U+DC00"],
    ["１", ["Tokenizer"], 0, 1, "U+FF11"],
    ["a\0b", ["Tokenizer"], 1, 2, "U+0000"],
    ["'text'", ["Tokenizer"], 0, 1, "U+0027"],
    ['"text"', ["Tokenizer"], 0, 1, "U+0022"],
    ["{}", ["Tokenizer"], 0, 1, "U+007B"],
    ["a = 1", ["Tokenizer", "Syntax"], 2, 3, "U+003D"],
    ["a $ b", ["Tokenizer"], 2, 3, "U+0024"],
    ["a \\ b", ["Tokenizer"], 2, 3, "U+005C"],
    ["a @ b", ["Tokenizer"], 2, 3, "U+0040"],
  ])("%j is refused at the character, named by its code point", (source, codes, start, end, point) => {
    const error = errorOf(() => evaluate(source));
    expect(codes).toContain(error.code);
    expect([error.span, error.source]).toEqual([{ start, end }, source]);
    expect(error.message).toContain(point);
  });

  test("every White_Space character is white space", () => {
    const spaces = [9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];
    for (let code = 0x2000; code <= 0x200a; code++) spaces.push(code);
    for (let code = 0; code < 0x10000; code++) {
      const character = String.fromCharCode(code);
      if (spaces.includes(code))
        expect(evaluate(`${character}1${character}+${character}2${character}`)).toBe(3);
      else if (/\s/u.test(character)) expect(errorOf(() => evaluate(`1${character}`)).code).toBe("Tokenizer");
    }
  });

  test.each(["1..2", "1e", "1e+", "1.5e-", "0x10", "1_000", "1.2.3", ".", "1.e", "2x", "5 .x"])(
    "%s is a syntax error",
    (source) => {
      const { status, span } = errorOf(() => evaluate(source));
      expect(status >= 1 && status <= 4).toBe(true);
      expect(span?.end).toBeLessThanOrEqual(source.length);
    },
  );
});

describe("suggestions", () => {
  const own = new Context();
  own.setVariable("velocity", 1);
  own.setConstant("gravity", 9.81);
  own.setArray("samples", [1]);
  own.setAttribute("point", "height", 1);
  own.addFunction("noise", 1, (x) => x);
  const child = new Context({ parent: own });

  test.each([
    ["velocty", ["velocity"]],
    ["grvaity", ["gravity"]],
    ["Velocity", ["velocity"]],
    ["lenght", ["length"]],
    ["tua", ["tau"]],
    ["sample[0]", ["samples"]],
    ["point.heigth", ["point.height"]],
    ["niose(1)", ["noise"]],
    ["sqr(1)", ["sqrt"]],
    ["cosinehyperbolicus(1)", []],
    ["zzzzzzzz", []],
  ])("%s suggests %j", (source, expected) => {
    const error = errorOf(() => evaluate(source, { length: 1 }, { context: child }));
    for (const name of expected) expect(error.suggestions).toContain(name);
    if (expected.length === 0) expect(error.suggestions).toEqual([]);
    expect(error.suggestions.length).toBeLessThanOrEqual(3);
  });

  test("a parameter of the body is suggested there, and a batch's function", () => {
    const batch = new Batch();
    batch.addFunction("rotate", ["angle"], "angel * 2");
    batch.addExpression("rotate(1)");
    expect(errorOf(() => batch.evaluate()).suggestions).toContain("angle");
    batch.setExpression(0, "rotat(1)");
    expect(errorOf(() => batch.evaluate()).suggestions).toContain("rotate");
  });

  test("nothing is suggested that an empty context does not have", () => {
    const error = errorOf(() => evaluate("sinn(1)", {}, { context: Context.empty() }));
    expect(error.suggestions).toEqual([]);
  });
});

describe("an ExprError", () => {
  test("is an Error with name, code, status, message, span, source and a code frame with carets", () => {
    const error = errorOf(() => evaluate("1 + nosuch * 2"));
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(ExprError);
    expect([error.name, error.code, error.status]).toEqual(["ExprError", "UnknownVariable", 5]);
    expect(error.message.length).toBeGreaterThan(10);
    const lines = error.frame().split("\n");
    const line = lines.findIndex((text) => text.includes("1 + nosuch * 2"));
    expect(line).toBeGreaterThan(-1);
    const carets = lines[line + 1];
    expect(carets.indexOf("^")).toBe(lines[line].indexOf("nosuch"));
    expect(carets.trim().replace("|", "").trim()).toBe("^^^^^^");
  });

  test("of a body shows the body in its frame", () => {
    const functions = { f: { parameters: ["p"], body: "p + unknown" } };
    const frame = errorOf(() => evaluate("100 * f(1)", {}, { functions })).frame();
    expect(frame).toContain("p + unknown");
    expect(frame).not.toContain("100 * f(1)");
  });

  test("is the same from evaluate, compile, check and a batch", () => {
    for (const source of ["1 +", "1 + nosuch", "sin(1, 2)", "(1]", "x # y"]) {
      const inBatch = () => {
        const batch = new Batch();
        batch.addExpression(source);
        batch.evaluate();
      };
      const shape = ({ code, message, span, source: text }: ExprError) => ({ code, message, span, text });
      const errors = [() => evaluate(source), () => compile(source), inBatch].map((action) =>
        shape(errorOf(action)),
      );
      errors.push(shape(check(source)[0]));
      for (const error of errors) expect(error).toEqual(errors[0]);
    }
  });
});
