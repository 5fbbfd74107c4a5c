import { describe, expect, test } from "vitest";
import { formatGoals, type Goal, goals, isMet } from "../src/goals.ts";

/** Everything well within its goal. */
const GOOD = {
  evaluate: [
    {
      id: "one",
      ns: {
        "zexpr wasm": 10,
        "new Function": 5,
        "new Function called": 10,
        mathjs: 400,
        "expr-eval-fork": 400,
        filtrex: 100,
      },
    },
    {
      id: "two",
      ns: {
        "zexpr wasm": 20,
        "new Function": 10,
        "new Function called": 20,
        mathjs: 800,
        "expr-eval-fork": 800,
        filtrex: 200,
      },
    },
  ],
  batch: [{ id: "all", ns: { "zexpr wasm, one batch": 50, "new Function, each": 100 } }],
  scaling: [{ id: "chain", ns: { "zexpr n": 100, "zexpr 2n": 210 } }],
  translate: [
    { id: "seed", ns: { translate: 200_000, "first evaluation": 100_000 } },
    { id: "100", ns: { translate: 90, "first evaluation": 10 } },
    { id: "1000", ns: { translate: 100, "first evaluation": 10 } },
  ],
};

const met = (measured: typeof GOOD): boolean[] => goals(measured).map(isMet);

describe("goals", () => {
  test("are met by what is good, with the values of the rows", () => {
    expect(met(GOOD)).toEqual(Array(9).fill(true));
    const values = goals(GOOD).map(({ value }) => value);
    [1, 2, 40, 40, 10, 0.5, 0.3, 1.1, 2.1].forEach((value, i) => {
      expect(values[i]).toBeCloseTo(value, 9);
    });
  });

  const [good] = GOOD.evaluate as [(typeof GOOD.evaluate)[0]];
  const evaluate = (ns: Partial<typeof good.ns>) => [{ id: "one", ns: { ...good.ns, ...ns } }];
  const [seed, hundred] = GOOD.translate as [(typeof GOOD.translate)[0], (typeof GOOD.translate)[0]];
  test.each([
    [0, "slower than 1.6 new Function", { evaluate: evaluate({ "new Function called": 6.2 }) }],
    [2, "mathjs less than 25 times as slow", { evaluate: evaluate({ mathjs: 249 }) }],
    [3, "expr-eval-fork less than 25 times as slow", { evaluate: evaluate({ "expr-eval-fork": 249 }) }],
    [4, "filtrex less than 8 times as slow", { evaluate: evaluate({ filtrex: 79 }) }],
    [
      5,
      "a slow batch",
      { batch: [{ id: "all", ns: { "zexpr wasm, one batch": 91, "new Function, each": 100 } }] },
    ],
    [
      6,
      "a seed of more than a millisecond",
      { translate: [{ ...seed, ns: { ...seed.ns, translate: 901_000 } }, ...GOOD.translate.slice(1)] },
    ],
    [
      7,
      "a square in translating",
      { translate: [seed, hundred, { id: "1000", ns: { translate: 190, "first evaluation": 11 } }] },
    ],
    [8, "a square in compiling", { scaling: [{ id: "chain", ns: { "zexpr n": 100, "zexpr 2n": 251 } }] }],
  ])("%i is missed by %s, and no other", (index, _what, change) => {
    const expected = Array.from({ length: 9 }, (_, i) => i !== index);
    expect(met({ ...GOOD, ...change })).toEqual(expected);
  });

  test("are missed by what could not be measured", () => {
    expect(met({ evaluate: [], batch: [], scaling: [], translate: [] })).toEqual(Array(8).fill(false));
  });
});

test("formatGoals says which are missed", () => {
  const list: Goal[] = [
    { what: "slow", value: 2, atMost: 1 },
    { what: "fast", value: 30, atLeast: 25 },
    { what: "told", value: 3 },
  ];
  expect(formatGoals(list).split("\n")).toEqual(
    [
      "Goals",
      "",
      "      value         goal        ",
      "────  ─────  ───────────  ──────",
      "slow   2.00    at most 1  MISSED",
      "fast   30.0  at least 25     met",
      "told   3.00         none",
      "",
    ].map((line, i) => (i === 2 ? line.trimEnd() : line)),
  );
});
