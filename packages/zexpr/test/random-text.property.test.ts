import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, Context, check, compile, ExprError, evaluate, Status } from "zexpr";
import { BUILTINS } from "./naive.ts";

const context = new Context();
context.setArray("a", [1, 2, 3]);
context.setAttribute("o", "x", 4);
context.addFunction("native", 2, (x, y) => x - y);
context.addExpressionFunction("rec", ["n"], "n > 0 ? rec(n - 1) + 1 : 0");
const options = { context, limits: { callDepth: 50, instructions: 10_000, nodes: 2_000, nesting: 100 } };
const VALUES = { x: 3, y: -0.5 };
const NAMES = Object.keys(VALUES);

/** Code of an ExprError; anything else that is thrown passes through and fails the property. */
function codeOf(action: () => unknown): string {
  try {
    action();
    return "Ok";
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    expect(Status).toHaveProperty(error.code);
    if (error.span !== undefined) {
      const { start, end } = error.span;
      const length = error.source?.length as number;
      expect(0 <= start && start <= end && end <= length).toBe(true);
    }
    expect(error.frame()).toContain(error.message);
    return error.code;
  }
}

/** Puts a text through every way in. */
function use(source: string): void {
  const evaluated = codeOf(() => evaluate(source, VALUES, options));
  const compiled = codeOf(() => compile(source, NAMES, options).call(3, -0.5));
  const problems = check(source, NAMES, options);
  for (const problem of problems) expect(problem).toBeInstanceOf(ExprError);
  // What compiles, evaluates alike; what evaluation refuses, compile refuses too.
  if (compiled === "Ok") expect([evaluated, problems]).toEqual(["Ok", []]);
  if (evaluated !== "Ok") expect(compiled).not.toBe("Ok");
  if (problems.length > 0) expect(compiled).toBe(problems[0].code);

  const batch = new Batch(options);
  batch.addVariable("x", 3);
  batch.addVariable("y", -0.5);
  const added = codeOf(() => batch.addExpression(source));
  const registered = codeOf(() => batch.addFunction("f", ["x", "y"], source));
  expect(registered).toBe(added);
  expect(added === "Ok" ? batch.tryEvaluate() : Status[added as "Ok"]).toBe(Status[evaluated as "Ok"]);
  batch.addExpression("f(3, -0.5)");
  const status = batch.tryEvaluate();
  expect(batch.lastError?.status ?? 0).toBe(status);
  batch.dispose();
}

const TOKENS = [
  ..."+ - * / % ^ ** < > <= >= == != <> << >> <<< >>> & | && || ! ~ ? : , ; ( ) [ ] .".split(" "),
  ..."1 0 2.5 .5 1e3 1e400 x y z a a[ a[1] o o.x f( native( rec( rec(3) if( pi e".split(" "),
  ...Object.keys(BUILTINS).flatMap((name) => [name, `${name}(`]),
  " ",
  "\t\n",
];

describe("random text throws nothing but ExprError from evaluate, compile, check and Batch; check never throws", () => {
  test("any UTF-16", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), use), { seed: 1, numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), use), { seed: 2, numRuns: 300 });
    const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
    fc.assert(fc.property(fc.string({ unit }), use), { seed: 3, numRuns: 300 });
  });

  test("characters of expressions", () => {
    const unit = fc.constantFrom(..."019.eExya_+-*/%^&|<>=!~?:,;()[] \n#");
    fc.assert(fc.property(fc.string({ unit, maxLength: 24 }), use), { seed: 4, numRuns: 3_000 });
  });

  test("tokens in any order", () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 14 }).map((tokens) => tokens.join(""));
    fc.assert(fc.property(soup, use), { seed: 5, numRuns: 3_000 });
  });

  test("operands and operators in turn, brackets closed: mostly valid", () => {
    const operand = fc.constantFrom(
      "1",
      "x",
      "y",
      "z",
      "a[x]",
      "a[9]",
      "o.x",
      "o.y",
      "sin(x)",
      "rec(60)",
      "rec(3)",
      "max(1)",
      "sin",
      "-x",
      "!y",
      "(x)",
    );
    const operator = fc.constantFrom(
      ..."+ - * / % ^ ** < == <> << >>> & | && || , ;".split(" "),
      "?1:",
      "?x,2:",
    );
    const chain = fc.tuple(operand, fc.array(fc.tuple(operator, operand), { maxLength: 10 }));
    let valid = 0;
    fc.assert(
      fc.property(chain, ([first, rest]) => {
        const source = first + rest.flat().join(" ");
        use(source);
        if (codeOf(() => evaluate(source, VALUES, options)) === "Ok") valid++;
      }),
      { seed: 6, numRuns: 2_000 },
    );
    expect(valid).toBeGreaterThan(200);
  });

  test("names and values of any text, in every table of names", () => {
    const anyName = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string(),
      fc.constantFrom("", "x", "+", "__proto__", "if"),
    );
    fc.assert(
      fc.property(anyName, anyName, fc.double(), (name, other, value) => {
        const own = new Context();
        const batch = new Batch({ context: own });
        for (const action of [
          () => own.setVariable(name, value),
          () => own.setConstant(other, value),
          () => own.setArray(name, [value, 1]),
          () => own.setAttribute(name, other, value),
          () => own.addFunction(name, 1, (x) => x),
          () => own.addExpressionFunction(other, [name], name),
          () => batch.addVariable(name, value),
          () => batch.addFunction(name, [other], other),
          () => batch.setVariableByName(other, value),
          () => own.removeVariable(name),
          () => own.removeFunction(name),
          () => batch.removeFunction(name),
          () => batch.addExpression(`${name}(${other}) + ${other}[${name}] + ${name}.${other}`),
        ]) {
          codeOf(action);
        }
        batch.addExpression("1 + nosuch");
        batch.tryEvaluate();
        codeOf(() => batch.toProgram());
        batch.dispose();
      }),
      { seed: 8, numRuns: 1_000 },
    );
  });
});
