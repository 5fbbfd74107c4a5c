import { BUILTINS, CONSTANTS } from "zexpr/inspect";
import { columns } from "./columns.ts";
import type { Names } from "./names.ts";
import { numberText } from "./numbers.ts";
import { operatorRows } from "./operators.ts";
import type { Report } from "./output.ts";

/**
 * `zexpr functions`: what an expression can use.
 *
 * @param pattern - keeps rows that hold this text, upper and lower case alike
 */
export function functionsReport(pattern: string, names?: Names): Report {
  const wanted = pattern.toLowerCase();
  const matches = (...texts: string[]): boolean => texts.join(" ").toLowerCase().includes(wanted);

  const defined = [...(names?.functions ?? [])]
    .map(([name, { parameters, body }]) => ({ name, parameters, body }))
    .filter(({ name, parameters, body }) => matches(signature(name, parameters), body));
  const functions = BUILTINS.map(({ name, parameters, documentation }) => ({
    name,
    parameters,
    documentation,
  })).filter(({ name, parameters, documentation }) => matches(signature(name, parameters), documentation));
  const operators = operatorRows().filter(({ usage, documentation }) => matches(usage, documentation));
  const constants = [...CONSTANTS]
    .map(([name, value]) => ({ name, value }))
    .filter(({ name, value }) => matches(name, numberText(value)));

  const sections = [
    section(
      "your functions",
      defined.map(({ name, parameters, body }) => [signature(name, parameters), `= ${body}`]),
    ),
    section(
      "functions",
      functions.map(({ name, parameters, documentation }) => [signature(name, parameters), documentation]),
    ),
    section(
      "operators, loosest first",
      operators.map(({ usage, documentation }) => [usage, documentation]),
    ),
    section(
      "constants",
      constants.map(({ name, value }) => [name, numberText(value)]),
    ),
  ].filter((text) => text !== "");
  return {
    text: sections.length > 0 ? sections.join("\n\n") : `nothing matches ${JSON.stringify(pattern)}`,
    json: { ...(names !== undefined && { defined }), functions, operators, constants },
  };
}

function signature(name: string, parameters: readonly string[]): string {
  return `${name}(${parameters.join(", ")})`;
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "" : `${title}\n${columns(rows)}`;
}
