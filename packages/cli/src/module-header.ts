import { basename } from "node:path";
import { MODULE_STATUSES, type ModuleLayout } from "zexpr/build";

/** Expressions are quoted up to this length. */
const QUOTED = 100;

/** The layout of a module as a C header: offsets and statuses as macros that begin with the file's name. */
export function moduleHeader(file: string, layout: ModuleLayout, sources: readonly string[]): string {
  const stem = macroName(basename(file, ".wasm")).toUpperCase();
  const prefix = /^[A-Z]/.test(stem) ? stem : `MODULE_${stem}`;
  const taken = new Set<string>();
  /** Different names, such as a_b.c and a.b_c, stay different. */
  const define = (kind: string, name: string, value: number, comment = ""): string => {
    let macro = `${prefix}_${kind}${name === "" ? "" : `_${macroName(name)}`}`;
    while (taken.has(macro)) macro += "_";
    taken.add(macro);
    return `#define ${macro} ${value}${comment && ` /* ${commentText(comment)} */`}`;
  };
  const group = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", `/* ${title} */`, ...lines];
  const { memoryPages, variables, context, arrays, results, failedExpression } = layout;
  const guard = `${prefix}_WASM_H`;
  const [some = "RESULTS"] = Object.keys(variables).map((name) => `VARIABLE_${name}`);
  return [
    `/* Layout of ${commentText(file)}, written by zexpr build. */`,
    `#ifndef ${guard}`,
    `#define ${guard}`,
    "",
    "/*",
    " * The module imports nothing and exports",
    ` *   memory    ${memoryPages} ${memoryPages === 1 ? "page" : "pages"} of 64 KiB; does not grow`,
    " *   evaluate  no parameters; evaluates all expressions and returns a status, i32",
    " *",
    " * Macros are offsets in memory, in bytes, unless they say otherwise. Values are doubles (IEEE 754 binary64), least",
    " * significant byte first, at multiples of 8. A host writes variables, calls evaluate and reads results; variables keep",
    " * their values until they are written again. With base as the address of the memory in a little-endian host:",
    " *   double value = 1;",
    ` *   memcpy(base + ${prefix}_${some}, &value, sizeof value);`,
    " *",
    " * A status other than OK: the result of the expression that failed and all later ones are NaN, those before are valid.",
    " * Memory beyond the macros is the module's own. An instance runs one evaluation at a time.",
    " */",
    define("MEMORY_PAGES", "", memoryPages, "number of pages"),
    ...group(
      "What evaluate returns.",
      Object.entries(MODULE_STATUSES).map(([name, status]) => define("STATUS", name, status)),
    ),
    ...group(
      "Variables.",
      Object.entries(variables).map(([name, offset]) => define("VARIABLE", name, offset)),
    ),
    ...group(
      "Attributes.",
      Object.entries(context).map(([name, offset]) => define("ATTRIBUTE", name, offset, name)),
    ),
    ...group(
      "Arrays: the first element, and how many there are.",
      Object.entries(arrays).flatMap(([name, { offset, length }]) => [
        define("ARRAY", name, offset),
        define("LENGTH", name, length),
      ]),
    ),
    ...group("Results, one after the other.", [
      define("RESULTS", "", results.offset),
      define("RESULT_COUNT", "", results.length, "number of results"),
      ...sources.map((source, i) => define("RESULT", String(i), results.offset + 8 * i, source)),
    ]),
    ...group(
      "A 32-bit integer: index of the expression that failed in the last evaluation, -1 if none did.",
      [define("FAILED_EXPRESSION", "", failedExpression)],
    ),
    "",
    "#endif",
    "",
  ].join("\n");
}

function macroName(name: string): string {
  return name.replaceAll(/\W/g, "_");
}

/** One line that cannot end the comment or begin one. */
function commentText(text: string): string {
  const line = text.replaceAll(/[^ -~]+/g, " ").replaceAll(/\*(?=\/)|\/(?=\*)/g, "$& ");
  return line.length <= QUOTED ? line : `${line.slice(0, QUOTED)} ...`;
}
