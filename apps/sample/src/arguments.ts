import type { SampleExpression } from "./sample.ts";

/** The command line is not as described; the message says what to change. */
export class UsageError extends Error {}

/**
 * Reads `"EXPRESSION" name=value …`.
 *
 * @returns undefined when there are no arguments
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): SampleExpression | undefined {
  const [source, ...assignments] = args;
  if (source === undefined) return undefined;
  return { source, variables: Object.fromEntries(assignments.map(readAssignment)) };
}

function readAssignment(text: string): [name: string, value: number] {
  const [, name, digits] = /^\s*([A-Za-z_]\w*)\s*=\s*(\S+)\s*$/.exec(text) ?? [];
  const value = Number(digits);
  if (name === undefined || digits === undefined || Number.isNaN(value)) {
    throw new UsageError(`"${text}" is not a variable with a number, as in x=3.`);
  }
  return [name, value];
}
