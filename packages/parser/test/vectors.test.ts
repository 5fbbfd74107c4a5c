import { readdirSync, readFileSync } from "node:fs";
import { ExprError } from "@zexpr/errors";
import { describe, expect, test } from "vitest";
import { parse } from "../src/index.ts";

interface Vector {
  readonly id: string;
  readonly expr: string;
  readonly ast?: string;
  readonly funcs?: readonly { readonly body: string }[];
  readonly expect: { readonly error?: number | "syntax" };
}

const folder = new URL("../../zexpr/test/vectors/", import.meta.url);
const vectors = readdirSync(folder)
  .filter((file) => file.endsWith(".jsonl"))
  .flatMap((file) => readFileSync(new URL(file, folder), "utf8").trim().split("\n"))
  .map((line) => JSON.parse(line) as Vector);

/** Status of the error that adding the texts throws, 0 for none. */
function addStatus(vector: Vector): number {
  try {
    for (const text of [vector.expr, ...(vector.funcs ?? []).map(({ body }) => body)]) parse(text);
    return 0;
  } catch (error) {
    if (error instanceof ExprError) return error.status;
    throw error;
  }
}

describe("vectors of the reference", () => {
  test("there are 7,417", () => {
    expect(vectors).toHaveLength(7_417);
  });

  test("trees, to the last digit", () => {
    const withTree = vectors.filter(({ ast }) => ast !== undefined);
    expect(withTree).toHaveLength(3_234);
    const wrong = withTree
      .map(({ id, expr, ast }) => ({ id, expr, ast, found: parse(expr).toSExpression() }))
      .filter(({ ast, found }) => found !== ast);
    expect(wrong).toEqual([]);
  });

  test("printed trees parse to themselves", () => {
    const wrong = vectors
      .filter(({ ast }) => ast !== undefined)
      .map(({ expr, ast }) => ({ ast, printed: parse(expr).toString() }))
      .filter(({ ast, printed }) => parse(printed).toSExpression() !== ast);
    expect(wrong).toEqual([]);
  });

  test("syntax errors have status 1 to 4, everything else parses", () => {
    const wrong = vectors
      .map((vector) => ({
        id: vector.id,
        expr: vector.expr,
        status: addStatus(vector),
        expect: vector.expect,
      }))
      .filter(({ status, expect: { error } }) =>
        error === "syntax" ? !(status >= 1 && status <= 4) : status !== 0,
      );
    expect(wrong).toEqual([]);
  });
});
