import { ExprError } from "@zexpr/errors";
import { describe, expect, test } from "vitest";
import { Program, parse, Status } from "zexpr";
import { normaliseSExpression } from "./s-expression.ts";
import { batchFor, loadVectors, type Vector, valueMismatch } from "./vectors.ts";

const vectors = loadVectors();

/** What the vector asks for and does not get; undefined if all is well. */
function problem(vector: Vector): string | undefined {
  const batch = batchFor(vector);
  try {
    for (const fn of vector.funcs ?? []) batch.addFunction(fn.name, fn.params, fn.body);
    batch.addExpression(vector.expr);
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    if (vector.expect.error === "syntax")
      return error.status >= 1 && error.status <= 4 ? undefined : `status ${error.status}`;
    return `refused: ${error.message}`;
  }
  if (vector.expect.error === "syntax") return "accepted, but it is a syntax error";
  if (vector.ast !== undefined) {
    const tree = normaliseSExpression(parse(vector.expr).toSExpression());
    if (tree !== normaliseSExpression(vector.ast)) return `parsed as ${tree}`;
  }
  const status = batch.tryEvaluate();
  const result = batch.results[0] as number;
  const loaded = Program.load(batch.toProgram());
  const again = [loaded.tryEvaluate(), loaded.results[0]];
  batch.dispose();
  if (!Object.is(again[0], status) || !Object.is(again[1], result))
    return `saved and loaded, it gives ${again}`;
  if (vector.expect.error !== undefined) {
    if (status !== vector.expect.error) return `expected status ${vector.expect.error}, got ${status}`;
    return Number.isNaN(result) ? undefined : `a failed expression left ${result}`;
  }
  if (vector.expect.value === undefined) return undefined;
  return status === Status.Ok ? valueMismatch(vector, result) : `failed with status ${status}`;
}

describe("exp-rs vectors", () => {
  test("all 7,417 are there", () => {
    expect(vectors).toHaveLength(7417);
  });

  const byGroup = new Map<string, Vector[]>();
  for (const vector of vectors) byGroup.set(vector.group, [...(byGroup.get(vector.group) ?? []), vector]);

  test.each([...byGroup])("%s", (_, group) => {
    const failures = group.flatMap((vector) => {
      const text = problem(vector);
      return text === undefined ? [] : [`${vector.id} ${JSON.stringify(vector.expr)}: ${text}`];
    });
    expect(failures).toEqual([]);
  });
});
