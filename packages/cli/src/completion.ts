import { builtinNames, CONSTANTS } from "zexpr/inspect";
import type { Names } from "./names.ts";

/**
 * What the word before the cursor can become, in the form `node:readline` wants.
 *
 * @param commands - names that complete a line which begins with a colon
 */
export function complete(
  line: string,
  names: Names,
  commands: readonly string[],
): [candidates: string[], word: string] {
  const word = /^:\w*$|[A-Za-z_][\w.]*$/.exec(line)?.[0] ?? "";
  // An empty word would list everything whenever Tab is hit for a blank.
  if (word === "") return [[], word];
  const candidates = word.startsWith(":") ? commands : known(names);
  return [candidates.filter((candidate) => candidate.startsWith(word)).sort(), word];
}

function known(names: Names): string[] {
  const functions = new Set([...names.functions.keys(), ...builtinNames()]);
  return [
    ...new Set([...names.values.keys(), ...CONSTANTS.keys()]),
    ...[...names.arrays.keys()].map((name) => `${name}[`),
    ...[...functions].map((name) => `${name}(`),
  ];
}
