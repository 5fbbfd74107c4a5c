import { describe, expect, test } from "vitest";
import { SAMPLES } from "../src/sample.ts";
import { withMathjs } from "../src/with-mathjs.ts";
import { makeContext, withZexpr } from "../src/with-zexpr.ts";

describe("the samples", () => {
  test.each(SAMPLES)("$source has the same value in mathjs", (sample) => {
    const zexpr = withZexpr([sample], makeContext());
    expect(zexpr.value()).toBeCloseTo(withMathjs(sample)?.value() ?? Number.NaN, 9);
    zexpr.dispose();
  });
});

describe("withMathjs", () => {
  test("spells what only zexpr calls so", () => {
    const sample = { source: "(a > 1 && a < 3) * ln(a) + log(a) + fmod(a, 1.5) + a**2", variables: { a: 2 } };
    expect(withMathjs(sample)?.value()).toBeCloseTo(Math.log(2) + Math.log10(2) + 0.5 + 4);
  });

  test.each(["a <> 1", "[1, 2]", "nosuch(a)"])("gives nothing for %s", (source) => {
    expect(withMathjs({ source, variables: { a: 2 } })).toBeUndefined();
  });
});
