import { describe, expect, test } from "vitest";
import { Batch, Context, type Limits } from "zexpr";
import {
  BOUNDARIES,
  type ColumnsTier,
  columnsFor,
  difference,
  type Inputs,
  randomNumbers,
} from "./columns-rows.ts";

const TIERS: readonly ColumnsTier[] = ["simd", "interpreter"];
const ROWS = 37;

/** Small whole numbers, which take all ways, and special ones; each variable has another order. */
function values(seed: number): number[] {
  const next = randomNumbers(seed);
  return Array.from({ length: ROWS }, () =>
    next() % 3 === 0 ? BOUNDARIES[next() % BOUNDARIES.length] : (next() % 9) - 2,
  );
}

const INPUTS: Inputs = { x: values(1), y: values(2), z: values(3), s: 2 };

type Functions = Readonly<Record<string, readonly [parameters: string, body: string]>>;

const FUNCTIONS: Functions = {
  cheap: ["p", "p > 1 ? p : -p"],
  dear: ["p", "p > 1 ? sin(p) * cos(p) : p < -1 ? exp(p) - sqrt(-p) : atan2(p, 2)"],
  both: ["p, q", "p > q ? cheap(p) + dear(q) : dear(p) ? cheap(q) : q || p"],
  deep: ["p", "both(p, p + 1) > 0 ? both(p - 1, p) : cheap(p)"],
  risky: ["p", "p > 0 ? t[p] : p"],
  wrong: ["p", "p > 3 ? nosuch : p"],
  reads: ["p", "p > s ? x : y"],
  none: ["", "x > y ? z : s"],
  constant: ["p", "7"],
};

function batchOf(expressions: readonly string[], limits?: Partial<Limits>): Batch {
  const context = new Context();
  context.setArray("t", [10, 20, -0, Number.NaN, 50]);
  context.setArray("empty", []);
  context.setVariable("gain", 0.75);
  const batch = new Batch({ context, limits });
  for (const name of ["x", "y", "z", "s"]) batch.addVariable(name);
  for (const [name, [parameters, body]] of Object.entries(FUNCTIONS))
    batch.addFunction(name, parameters === "" ? [] : parameters.split(", "), body);
  for (const expression of expressions) batch.addExpression(expression);
  return batch;
}

/** Expects what rows give, as whole columns and with variables that are the same in all rows. */
function expectRows(expressions: readonly string[], limits?: Partial<Limits>): void {
  const batch = batchOf(expressions, limits);
  const choices: Inputs[] = [
    INPUTS,
    { ...INPUTS, y: 1 },
    { ...INPUTS, x: 3, z: Number.NaN },
    { x: -1, y: 2, z: 0, s: values(4) },
  ];
  for (const inputs of choices)
    for (const tier of TIERS) expect(difference(batch, inputs, ROWS, tier), tier).toBeUndefined();
  batch.dispose();
}

/** The expression between others that read the same values, before and after it. */
function expectExpression(expression: string): void {
  expectRows([expression]);
  expectRows(["x * y + z", expression, "x * y + z", `(${expression}) + x * y`]);
}

const chain = (count: number, operator: string, term: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => term(i)).join(operator);

describe("conditionals in one another", () => {
  test.each([1, 2, 3, 10, 64, 65, 200])("%i levels in the last branch", (depth) => {
    expectRows([`${chain(depth, "", (i) => `x == ${(i % 9) - 2} && y > ${i % 5} ? z * ${i} : `)}y`]);
    expectRows([`${chain(depth, "", (i) => `x > ${depth - i} ? sin(y * ${i}) : `)}y`]);
  });

  test.each([1, 2, 3, 10, 64, 65, 200])("%i levels in the first branch", (depth) => {
    expectRows([
      `${chain(depth, "", (i) => `x > ${(i % 9) - 2} ? `)}y${chain(depth, "", (i) => ` : z * ${i}`)}`,
    ]);
    expectRows([`${chain(depth, "", (i) => `x != ${i} ? `)}cos(y)${chain(depth, "", (i) => ` : z - ${i}`)}`]);
  });

  test("200 levels, each in the condition of the next", () => {
    let expression = "x";
    for (let i = 0; i < 200; i++) expression = `((${expression}) > ${i % 4} ? y - ${i} : z + ${i % 3})`;
    expectRows([expression]);
  });

  test("a full tree of 8 levels", () => {
    const tree = (level: number, path: number): string =>
      level === 0
        ? `${"xyz"[path % 3]} * ${path}`
        : `(${"xyz"[level % 3]} > ${(path % 7) - 2} ? ${tree(level - 1, 2 * path)} : ${tree(level - 1, 2 * path + 1)})`;
    expectRows([tree(8, 1)]);
    expectRows([tree(5, 1), tree(5, 3), tree(6, 1)]);
  });

  test("500 side by side", () => {
    expectRows([chain(500, " + ", (i) => `(x > ${i % 9} ? y : ${i})`)]);
    expectRows([chain(150, " + ", (i) => `(x > ${i % 9} ? sin(y + ${i}) : z > 0 ? ${i} : cos(z))`)]);
  });
});

describe("logical operators", () => {
  test.each([2, 3, 17, 100])("chains of %i", (count) => {
    for (const operator of [" && ", " || "]) {
      expectRows([chain(count, operator, (i) => `x != ${(i % 9) - 2}`)]);
      expectRows([chain(count, operator, (i) => ["x", "y - 1", "z", "sin(x) > 2", "!y"][i % 5])]);
      expectRows([`(${chain(count, operator, (i) => `y > ${(i % 5) - 3}`)}) * x + (x && y)`]);
    }
    expectRows([`${chain(count, "", (i) => `x > ${i % 5} ${i % 2 ? "&&" : "||"} `)}y`]);
    expectRows([`${chain(count, "", (i) => `(x > ${i % 5} ${i % 3 ? "&&" : "||"} `)}y${")".repeat(count)}`]);
  });

  test.each([
    "x && y",
    "x || y",
    "!x && !y",
    "!(x && y) || z",
    "x && (y || z) && (x || !z)",
    "(x > 1) + (y > 1) * 2 + (z > 1) * 4",
    "(x > 1) == (y > 1)",
    "(x > 1) < (y > 1)",
    "-(x > 1)",
    "sin(x > 1) + (x > 1 ? 1 : 0)",
    "(x > 1) / (y > 1)",
    "!x + !!y - !!!z",
    "(x > 1 ? y > 1 : z > 1) ? x : y",
    "(x > 1 ? y > 1 : z) + 1",
    "(x > 1 ? y : z > 1) + 1",
    "(x > 1 ? y > 1 : z > 1) + (x > 1)",
    "(x && y) + (x || y) * 2",
    "t[x > 1] + t[!x]",
    "(x > 1) & (y > 1) | (z > 1)",
    "(x > 1) << (y > 1)",
    "max(x > 1, y > 1) + min(x > 1, y)",
    "round(x > y) + sign(x > y) + abs(x > y)",
    "x ? x > 1 : x",
    "x > y || nosuch",
    "x > y && nosuch",
    "x && t[y]",
    "x == x && y == y",
    "isnan(x) || isnan(y) ? -1 : x < y",
    "x && 0",
    "x || 1",
    "0 && x",
    "(x, y > 1)",
    "step(x, y) + (isinf(x) && isfinite(y))",
  ])("%s", expectExpression);
});

describe("branches", () => {
  test.each([
    "x > y ? x : y",
    "x > y ? 1 : 0",
    "x > y ? x : x",
    "x ? y : z",
    "if(x, y, z)",
    "x > 1 ? t[x] : t[0]",
    "x > 1 && x < 4 ? t[x] : -1",
    "x > -1 && x < 5 ? t[x] : empty[0]",
    "x > 0 ? empty[x] : 3",
    "t[x]",
    "t[t[x] / 10]",
    "t[x > 2 ? 1 : y]",
    "x > 2 ? nosuch : y",
    "x > 2 ? y : nosuch",
    "x > 2 ? nosuch(x) : y > 2 ? sin(1, 2) : 5",
    "(x > 2 ? y : z) * (x > 2 ? z : y)",
    "(x > 2 ? sin(y) : z) + (x > 2 ? sin(y) : z)",
    "sin(x) > 0 ? sin(x) : -sin(x)",
    "x > 0 ? sin(x) + y * z : cos(x) + y * z",
    "y * z > 1 ? y * z : x > 0 ? y * z : 0",
    "x > 0 ? hypot(x, y) : x < 0 ? pow(x, y) : exp(y)",
    "(x > 0 ? sqrt(x) : 0) + (y > 0 ? sqrt(y) : 0) + (z > 0 ? log(z) : 0)",
    "x % 2 == 0 ? x % 3 == 0 ? x / 6 : x / 2 : x * 3 + 1",
    "x > 0 ? x * gain : gain",
    "x > 0 ? round(y) : sign(y)",
    "x > 0 ? clamp(x, y, z) : smoothstep(x, y, z)",
    "x > 0 ? x & y : x << y",
    "s > 1 ? x : y",
    "s > x ? s : t[s]",
    "x > 0 ? (y, z) : (z; y)",
    "1 ? x : y",
    "(x > 0 ? 1 : 2) == 1 ? x : y",
  ])("%s", expectExpression);

  test("that share subexpressions with other expressions and other branches", () => {
    expectRows([
      "x > 0 ? sin(x) * cos(y) : y",
      "y > 0 ? sin(x) * cos(y) : x",
      "sin(x) * cos(y)",
      "x > 0 && y > 0 ? sin(x) * cos(y) - t[1] : sin(x)",
      "(x > 0) + (y > 0)",
    ]);
    expectRows(["x > 0", "x > 0 ? 1 : 2", "(x > 0) + 1", "!(x > 0)", "x > 0 && y > 0", "(x > 0) - (y > 0)"]);
  });

  test("whose failures are in one expression after the other", () => {
    expectRows(["t[x]", "t[y]", "t[z]", "x + y + z"]);
    expectRows(["x > 4 ? nosuch : 1", "y > 4 ? other : 2", "z > 4 ? last(1) : 3", "4"]);
    expectRows(["1", "x", "risky(y)", "wrong(z)", "x + 1"]);
  });
});

describe("functions with branches", () => {
  test.each([
    "cheap(x)",
    "dear(x)",
    "both(x, y)",
    "deep(x)",
    "x > 0 ? cheap(y) : dear(z)",
    "x > 0 ? both(y, z) : both(z, y)",
    "cheap(x) > dear(y) ? cheap(x) : dear(y)",
    "x > 0 && cheap(y) > 1 || dear(z) > 0",
    "cheap(x > 1) + dear(y > 1)",
    "cheap(cheap(cheap(x)))",
    "both(cheap(x), dear(both(y, z)))",
    "risky(x)",
    "x < 5 ? risky(x) : 0",
    "x > 0 && x < 5 ? risky(x) + wrong(y) : wrong(z)",
    "wrong(x)",
    "y > 1 ? wrong(x) : x",
    "y > 1 && wrong(x)",
    "reads(x) + reads(y) * none()",
    "x > 0 ? none() : reads(none())",
    "constant(x) + constant(nosuch)",
    "x > 0 ? constant(x) : t[constant(1)]",
    "deep(deep(x))",
    "x > 0 ? deep(y) : y > 0 ? deep(z) : deep(x)",
  ])("%s", expectExpression);

  test("of many parameters, called in branches", () => {
    const batch = batchOf([]);
    const names = Array.from({ length: 40 }, (_, i) => `p${i}`);
    batch.addFunction("wide", names, `p0 > p39 ? ${names.join("+")} : p7 ? p7 : p39`);
    const args = (first: string) => names.map((_, i) => (i === 0 ? first : ["x", "y", "z"][i % 3]));
    batch.addExpression(`x > 0 ? wide(${args("y > 1")}) : wide(${args("x")}) - wide(${args("z")})`);
    for (const tier of TIERS) expect(difference(batch, INPUTS, ROWS, tier), tier).toBeUndefined();
  });

  test("100 that call one another", () => {
    const batch = batchOf([]);
    batch.addFunction("f0", ["p"], "p > 0 ? p : y");
    for (let i = 1; i < 100; i++)
      batch.addFunction(`f${i}`, ["p"], `p > ${i % 7} ? f${i - 1}(p) : z - f${i - 1}(p - 1) * 0`);
    batch.addExpression("f12(x)");
    batch.addExpression("x > 1 ? f3(x) : f5(y)");
    for (const tier of TIERS) expect(difference(batch, INPUTS, ROWS, tier), tier).toBeUndefined();
  });
});

describe("programs at the limits of vector code", () => {
  test("many results", () => {
    expectRows(
      Array.from({ length: 300 }, (_, i) => (i % 3 ? `x > ${i % 7} ? y * ${i} : sin(z)` : `x + ${i}`)),
    );
  });

  test("more constants than are held in locals", () => {
    expectRows([
      chain(200, " + ", (i) => `x * ${i}.5`),
      chain(100, " + ", (i) => `(y > ${i}.25 ? z : ${i})`),
    ]);
  });

  test("as many columns as expressions", () => {
    const batch = new Batch();
    const inputs: Record<string, number[]> = {};
    for (let i = 0; i < 120; i++) {
      batch.addVariable(`v${i}`);
      inputs[`v${i}`] = values(i);
      batch.addExpression(`v${i} + ${i === 0 ? "0" : `v${i - 1}`}`);
    }
    for (const tier of TIERS) expect(difference(batch, inputs, ROWS, tier), tier).toBeUndefined();
  });

  test.each([4_080, 4_096, 4_097, 6_000])(
    "about %i instructions, beyond which rows are done one by one",
    (count) => {
      const expression = chain(count / 2, " + ", (i) => `x * ${i}`);
      expectRows([expression, "x > 1 ? t[x] : y"], { sourceLength: 1_048_576, nodes: 1_048_576 });
    },
  );
});

test("a positive control: the rows take many ways", () => {
  const batch = batchOf(["deep(x)", "x > 0 ? both(y, z) : both(z, y)"]);
  const table = columnsFor(batch, INPUTS, ROWS, "simd");
  table.evaluate();
  for (const i of [0, 1]) expect(new Set(table.output(i)).size).toBeGreaterThan(10);
  expect(difference(batch, { ...INPUTS, y: values(9) }, ROWS, "simd")).toBeUndefined();
});
