import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, IDENTIFIER_LENGTH, LIMITS, type Limits, resolveLimits } from "../src/index.ts";

/** SPEC 5: default, hard cap, status. */
const SPEC: [keyof Limits, number, number, string][] = [
  ["sourceLength", 65_536, 1_048_576, "CapacityExceeded"],
  ["nesting", 2_000, 10_000, "RecursionLimit"],
  ["nodes", 65_536, 1_048_576, "CapacityExceeded"],
  ["arguments", 1_024, 4_096, "CapacityExceeded"],
  ["callDepth", 1_000, 10_000, "RecursionLimit"],
  ["instructions", 100_000_000, Number.POSITIVE_INFINITY, "BudgetExceeded"],
  ["arenaBytes", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, "ArenaExhausted"],
];

describe("LIMITS", () => {
  test("are those of the specification", () => {
    expect(LIMITS.map(({ name, fallback, cap, status }) => [name, fallback, cap, status])).toEqual(SPEC);
    expect(IDENTIFIER_LENGTH).toBe(255);
  });
});

describe("resolveLimits", () => {
  const defaults = Object.fromEntries(SPEC.map(([name, fallback]) => [name, fallback]));

  test("fills in defaults", () => {
    expect(resolveLimits(undefined)).toEqual(defaults);
    expect(resolveLimits({})).toEqual(defaults);
    expect(resolveLimits({ nodes: undefined as unknown as number })).toEqual(defaults);
    expect(DEFAULT_LIMITS).toEqual(defaults);
  });

  test("keeps what is given", () => {
    expect(resolveLimits({ nodes: 5, callDepth: 7 })).toEqual({ ...defaults, nodes: 5, callDepth: 7 });
  });

  test.each(SPEC)("%s may be 1 and its cap", (name, _, cap) => {
    expect(resolveLimits({ [name]: 1 })[name]).toBe(1);
    expect(resolveLimits({ [name]: cap })[name]).toBe(cap);
  });

  const wrong = SPEC.flatMap(([name, , cap]) =>
    [0, -1, 1.5, Number.NaN, "5", null, cap + 1, Number.NEGATIVE_INFINITY]
      .filter((value) => value !== Number.POSITIVE_INFINITY && value !== null)
      .map((value): [keyof Limits, unknown] => [name, value]),
  );
  test.each(wrong)("%s may not be %o", (name, value) => {
    expect(() => resolveLimits({ [name]: value as number })).toThrow(
      expect.objectContaining({ code: "Other", message: expect.stringContaining(`limits.${name}`) }),
    );
  });

  test("capped limits may not be infinite", () => {
    for (const [name, , cap] of SPEC) {
      if (cap === Number.POSITIVE_INFINITY) continue;
      expect(() => resolveLimits({ [name]: Number.POSITIVE_INFINITY })).toThrow(`up to ${cap}`);
    }
  });

  test.each(["depth", "toString", "__proto__x"])("refuses the unknown limit %s", (name) => {
    expect(() => resolveLimits({ [name]: 1 })).toThrow(
      expect.objectContaining({ code: "Other", message: expect.stringContaining(`\`${name}\``) }),
    );
  });
});
