import { describe, expect, test } from "vitest";
import { checkSubject } from "../src/check.ts";
import { prepareSubject } from "../src/harness.ts";
import { PEERS } from "../src/peers/index.ts";
import { spelling } from "../src/peers/peer.ts";
import { SUITE } from "../src/suite/index.ts";
import { referenceValues } from "../src/suite/variables.ts";

describe("the suite", () => {
  test("has at least 24 expressions with distinct names", () => {
    expect(SUITE.length).toBeGreaterThanOrEqual(24);
    expect(new Set(SUITE.map(({ id }) => id)).size).toBe(SUITE.length);
  });

  test.each(SUITE)("$id is finite for every row, and changes", (expression) => {
    const values = referenceValues(expression);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(1);
  });
});

describe.each(PEERS)("$name", (peer) => {
  const expressible = SUITE.filter((expression) => spelling(peer, expression) !== null);

  test.each(expressible)("agrees with the reference: $id", (expression) => {
    const subject = prepareSubject(peer, expression);
    expect(subject).toBeDefined();
    if (subject === undefined) return;
    checkSubject(subject, expression);
    subject.dispose();
  });
});
