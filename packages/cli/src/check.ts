import { check } from "zexpr";
import type { Names } from "./names.ts";
import { problemJson, type Report } from "./output.ts";
import { UsageError } from "./usage-error.ts";

/**
 * `zexpr check`: all problems without evaluating.
 *
 * @param variables - names that are known beside the defined ones
 */
export function checkReport(source: string, names: Names, variables: readonly string[]): Report {
  const problems = check(source, variables, { context: names.context });
  return {
    text: problems.length === 0 ? "no problems" : "",
    json: { expression: source, problems: problems.map(problemJson) },
    problems,
  };
}

/** Names of the option `--names a,b,c`. @throws {@link UsageError} */
export function nameList(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  for (const [i, name] of names.entries()) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new UsageError(`--names takes names such as a,b,c; ${JSON.stringify(name)} is not a name`);
    if (names.indexOf(name) !== i) throw new UsageError(`--names has ${name} twice`);
  }
  return names;
}
