import { readdirSync, readFileSync } from "node:fs";
import { Batch, Context } from "zexpr";

/** A number as JSON can hold it. */
type Value = number | "NaN" | "Infinity" | "-Infinity";

/** One line of vectors/*.jsonl: names, an expression, and what it gives. */
export interface Vector {
  readonly id: string;
  readonly group: string;
  readonly expr: string;
  readonly vars?: Readonly<Record<string, Value>>;
  readonly ctxVars?: Readonly<Record<string, Value>>;
  readonly consts?: Readonly<Record<string, Value>>;
  readonly arrays?: Readonly<Record<string, readonly Value[]>>;
  readonly attrs?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  readonly funcs?: readonly {
    readonly name: string;
    readonly params: readonly string[];
    readonly body: string;
  }[];
  readonly empty_ctx?: boolean;
  readonly expect: { readonly value?: Value; readonly error?: number | "syntax" };
  readonly approx?: boolean;
  readonly zeroSign?: "any";
  readonly ast?: string;
}

export function loadVectors(): Vector[] {
  const folder = new URL("vectors/", import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .sort()
    .flatMap((file) => readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n"))
    .map((line) => JSON.parse(line) as Vector);
}

/** A batch with the vector's names, its expression not added yet. */
export function batchFor(vector: Vector): Batch {
  const context = vector.empty_ctx ? Context.empty() : new Context();
  for (const [name, value] of Object.entries(vector.ctxVars ?? {})) context.setVariable(name, Number(value));
  for (const [name, value] of Object.entries(vector.consts ?? {})) context.setConstant(name, Number(value));
  for (const [name, values] of Object.entries(vector.arrays ?? {}))
    context.setArray(name, values.map(Number));
  for (const [object, attributes] of Object.entries(vector.attrs ?? {})) {
    for (const [attribute, value] of Object.entries(attributes))
      context.setAttribute(object, attribute, Number(value));
  }
  const batch = new Batch({ context });
  for (const [name, value] of Object.entries(vector.vars ?? {})) batch.addVariable(name, Number(value));
  return batch;
}

/** Why `actual` is not the vector's value; undefined if it is. */
export function valueMismatch(vector: Vector, actual: number): string | undefined {
  const expected = Number(vector.expect.value);
  if (Object.is(expected, actual)) return undefined;
  if (vector.zeroSign === "any" && expected === actual) return undefined;
  if (vector.approx && Number.isFinite(expected) && Math.abs(actual - expected) <= 1e-11 * Math.abs(expected))
    return undefined;
  return `expected ${vector.expect.value}, got ${Object.is(actual, -0) ? "-0" : actual}`;
}
