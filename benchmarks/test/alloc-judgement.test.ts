import { describe, expect, test } from "vitest";
import { problemsOf } from "../src/alloc/judgement.ts";
import type { ControlResult, PathResult, Proof, Verdict } from "../src/alloc/proof.ts";
import { bytes, longestWarmUp, range } from "../src/alloc/report.ts";

const silent: Verdict = {
  ...{ count: 1_000_000, windows: [0, 0, 0], bytes: 0 },
  ...{ sampledCount: 1_000_000, sampledBytes: 0, charges: [], isSteady: true },
};
const path: PathResult = { group: "group", name: "path", claim: "zero", verdict: silent };
const nothing: ControlResult = { name: "nothing", every: 0, verdict: silent };
const rare: ControlResult = {
  ...{ name: "rare", every: 1_000_000 },
  verdict: { ...silent, windows: [16, 16, 16], bytes: 16, sampledBytes: 16 },
};
const control = { name: "planted", evaluations: 1_000_000, collections: 15 };
const proof: Proof = {
  ...{ engine: "Node 20.0.0", v8: "11.3", plantedBytes: 16, controls: [nothing, rare], paths: [path] },
  soaks: [{ name: "soak", evaluations: 100_000_000, collections: 0 }, control],
  cold: [],
};

describe("problemsOf", () => {
  test("finds nothing where nothing is allocated and all that was planted is read", () => {
    expect(problemsOf(proof)).toEqual([]);
  });

  test("lets a path allocate that is documented to", () => {
    const verdict = { ...silent, bytes: 16_000_000, sampledBytes: 16_000_000 };
    expect(problemsOf({ ...proof, paths: [{ ...path, claim: "allocates", verdict }] })).toEqual([]);
  });

  test("lets a quick run leave paths out that claim nothing", () => {
    expect(problemsOf({ ...proof, paths: [{ group: "group", name: "path", claim: "allocates" }] })).toEqual(
      [],
    );
  });

  test.each<[string, Partial<Proof>]>([
    ["a byte by meter A", { paths: [{ ...path, verdict: { ...silent, bytes: 1 } }] }],
    ["a byte by meter B", { paths: [{ ...path, verdict: { ...silent, sampledBytes: 1 } }] }],
    ["an arena that changes", { paths: [{ ...path, verdict: { ...silent, isSteady: false } }] }],
    [
      "an arena that changes behind a path that may allocate",
      { paths: [{ ...path, claim: "allocates", verdict: { ...silent, isSteady: false } }] },
    ],
    ["a path that goes on allocating in a process of its own", { paths: [{ ...path, warmUp: null }] }],
    ["a path that breaks down", { paths: [{ group: "g", name: "p", claim: "zero", error: "broken" }] }],
    ["a meter that reads something where there is nothing", { controls: [{ ...rare, every: 0 }, rare] }],
    ["a meter that reads nothing where there is something", { controls: [{ ...nothing, every: 1 }, rare] }],
    ["meters that overlook what is rare", { controls: [nothing, { ...rare, verdict: silent }] }],
    ["a control that breaks down", { controls: [nothing, { name: "rare", every: 1, error: "broken" }] }],
    ["a collection in the soak", { soaks: [{ name: "soak", evaluations: 1, collections: 1 }, control] }],
    ["a soak that would not notice", { soaks: [{ ...control, collections: 0 }] }],
  ])("reports %s", (_, change) => {
    expect(problemsOf({ ...proof, ...change })).not.toEqual([]);
  });

  test("says where the bytes were allocated", () => {
    const charges = [{ bytes: 16, function: "isStatus", place: "packages/engine/src/program.ts:541" }];
    const verdict = { ...silent, sampledBytes: 16, charges };
    expect(problemsOf({ ...proof, paths: [{ ...path, verdict }] })[0]).toMatch(
      /isStatus, packages\/engine\/src\/program\.ts:541/,
    );
  });
});

describe("bytes in a table", () => {
  test("are never 0 for what is not", () => {
    expect([0, 16 / 1_000_000, 0.4, 15.6, 16_000_000.4].map(bytes)).toEqual([
      ...["0", "0.000016", "0.4", "16", "16000000"],
    ]);
  });

  test("are a range for several paths", () => {
    expect(range([0, 0])).toBe("0");
    expect(range([16, 0, undefined])).toBe("0 to 16");
    expect(range([undefined])).toBe("–");
  });

  test("tell a warm-up that never ends", () => {
    expect(range([4095, longestWarmUp([path, { ...path, warmUp: null }])])).toBe("4095 to never");
  });
});
