import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestNames } from "../src/index.ts";

const builtins = [
  "sin",
  "cos",
  "tan",
  "sqrt",
  "atan2",
  "floor",
  "ceil",
  "smoothstep",
  "min",
  "max",
  "PI",
  "pi",
];

describe("nearestNames", () => {
  test.each([
    ["a wrong letter", "coz", ["cos"]],
    ["a missing letter", "flor", ["floor"]],
    ["an extra letter", "sinn", ["sin"]],
    ["swapped letters", "sqtr", ["sqrt"]],
    ["three errors in a long name", "smotstap", ["smoothstep"]],
    ["other case", "Floor", ["floor"]],
    ["nothing near", "zzz", []],
    ["an unknown letter", "x", []],
    ["the empty name", "", []],
  ])("for %s", (_what, name, names) => {
    expect(nearestNames(name, builtins)).toEqual(names);
  });

  test("puts names that differ in case alone first", () => {
    expect(nearestNames("gain", ["gait", "main", "GAIN"])).toEqual(["GAIN", "gait", "main"]);
  });

  test("puts fewer changes of case before more", () => {
    expect(nearestNames("pI", ["PI", "Pi"])).toEqual(["PI", "Pi"]);
    expect(nearestNames("Gain", ["GAIN", "gain"])).toEqual(["gain", "GAIN"]);
  });

  test("gives at most three, each once, without the name itself", () => {
    expect(nearestNames("aaa", ["aaa", "aab", "aab", "aac", "aad", "aae"])).toEqual(["aab", "aac", "aad"]);
  });

  test("gives nothing for a name beyond the identifier limit", () => {
    expect(nearestNames("a".repeat(256), ["a".repeat(255)])).toEqual([]);
    expect(nearestNames("a".repeat(255), ["a".repeat(254)])).toHaveLength(1);
  });

  test("looks at 1,024 candidates of an endless supply", () => {
    let made = 0;
    function* endless(): Generator<string> {
      for (;;) yield `name${made++}`;
    }
    expect(nearestNames("name", endless())).toEqual(["name0", "name1", "name2"]);
    expect(made).toBeLessThanOrEqual(1_025);
  });

  test("agrees with the full table of the distance", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
    fc.assert(
      fc.property(word, word, (name, candidate) => {
        const length = Math.max(name.length, candidate.length);
        const most = Math.min(3, Math.max(1, Math.floor(length / 3)));
        const edits = fullDistance(name, candidate);
        const near = name !== candidate && edits <= most && edits < length;
        expect(nearestNames(name, [candidate])).toEqual(near ? [candidate] : []);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Optimal string alignment, straight from its definition. */
function fullDistance(a: string, b: string): number {
  const table: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    table[i] = [];
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) {
        table[i][j] = i + j;
        continue;
      }
      const replace = table[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      table[i][j] = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.length][b.length];
}
