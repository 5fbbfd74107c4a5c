import { type Program, type StatusName, statusName } from "zexpr";
import type { Row } from "./sample.ts";
import { calls } from "./world.ts";

/** What an evaluation left. Numbers are compared by their bits, all NaNs being one. */
export interface Outcome {
  readonly status: StatusName;
  /** Results, or NaN from the failed one on; then the variables, which must not change. */
  readonly cells: readonly number[];
  /** Everything that is said of a failure, in a fixed order. */
  readonly failure: readonly unknown[];
  /** Calls of host functions with their arguments. */
  readonly calls: readonly number[];
}

/** Evaluates a row. */
export function outcomeOf(program: Program, { variables, gain, element }: Row): Outcome {
  calls.length = 0;
  program.variables.set(variables);
  program.setValue("gain", gain);
  program.array("a")?.fill(element, 0, 1);
  const status = statusName(program.tryEvaluate());
  return {
    status,
    cells: [...program.results, ...program.variables],
    failure: failureOf(program),
    calls: [...calls],
  };
}

function failureOf({ failure }: Program): readonly unknown[] {
  if (failure === undefined) return [];
  const { code, name, expression, source, span, found, expected, isNative } = failure;
  return [code, name, expression, source, span.start, span.end, found, expected, isNative, failure.cause];
}

/** What differs between two outcomes; empty if nothing does. */
export function compareOutcomes(interpreted: Outcome, translated: Outcome): string {
  if (interpreted.status !== translated.status)
    return `status ${interpreted.status}, in wasm ${translated.status}`;
  for (const part of ["cells", "failure", "calls"] as const) {
    const difference = compareLists(part, interpreted[part], translated[part]);
    if (difference !== "") return difference;
  }
  return "";
}

/** The first element in which two lists differ; empty if none does. */
export function compareLists(what: string, theirs: readonly unknown[], ours: readonly unknown[]): string {
  const length = Math.max(theirs.length, ours.length);
  for (let i = 0; i < length; i++) {
    if (!Object.is(theirs[i], ours[i])) return `${what}[${i}] ${show(theirs[i])}, not ${show(ours[i])}`;
  }
  return "";
}

/** Of a number, with its sign. */
export function show(value: unknown): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
