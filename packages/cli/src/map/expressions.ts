import { check, ExprError, parse } from "zexpr";
import type { Names } from "../names.ts";
import { variablesOf } from "../tree-listing.ts";
import { UsageError } from "../usage-error.ts";
import type { InputColumn, Source } from "./block.ts";

/** A new column, as the command line gives it. */
export interface Formula {
  readonly name: string;
  readonly source: string;
}

/** A formula, and what it reads: columns of the input by index, and results of formulas before it by index. */
export interface CheckedFormula extends Formula {
  readonly reads: ReadonlyMap<string, { readonly kind: "input" | "formula"; readonly index: number }>;
}

const NAME = /^\s*([A-Za-z_]\w*)\s*=(?!=)/;
const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** The formula of an option `-e`. @throws {@link UsageError} if it names no column */
export function formulaOf(text: string): Formula {
  const match = NAME.exec(text);
  if (match !== null) return { name: match[1] as string, source: text.slice(match[0].length).trim() };
  throw new UsageError(
    `-e takes the name of a new column and its expression, such as "speed = sqrt(vx^2 + vy^2)", not ${JSON.stringify(text)}`,
  );
}

/**
 * Finds what formulas read, in order: each may use columns of the input and formulas before it, which hide columns of
 * the same name.
 *
 * @returns the formulas, or all problems that they have
 */
export function checkFormulas(
  formulas: readonly Formula[],
  source: Source,
  names: Names,
): { formulas: CheckedFormula[]; problems: ExprError[] } {
  const checked: CheckedFormula[] = [];
  const problems: ExprError[] = [];
  const known = new Map<string, { kind: "input" | "formula"; index: number }>();
  for (const [index, { name }] of source.columns.entries())
    if (IDENTIFIER.test(name)) known.set(name, { kind: "input", index });
  for (const formula of formulas) {
    const found = check(formula.source, [...known.keys()], { context: names.context });
    const reads = new Map<string, { kind: "input" | "formula"; index: number }>();
    if (found.length === 0) {
      for (const name of readNames(formula.source, names)) {
        const what = known.get(name);
        if (what === undefined) continue;
        reads.set(name, what);
        if (what.kind === "input") found.push(...columnProblems(what.index, source, names, formula.source));
      }
    }
    problems.push(...found);
    known.set(formula.name, { kind: "formula", index: checked.length });
    checked.push({ ...formula, reads });
  }
  return { formulas: checked, problems };
}

/** Names in an expression, and in the functions of the command line that it calls. */
function readNames(source: string, names: Names): Set<string> {
  const read = new Set<string>();
  const texts = [source];
  const seen = new Set<string>();
  for (const text of texts) {
    const tree = parse(text);
    for (const name of variablesOf(tree)) read.add(name);
    for (const [name, { body }] of names.functions) {
      if (seen.has(name) || !text.includes(name)) continue;
      seen.add(name);
      texts.push(body);
    }
  }
  return read;
}

/** Why a column cannot be used in an expression. */
function columnProblems(index: number, source: Source, names: Names, text: string): ExprError[] {
  const { name, type } = source.columns[index] as InputColumn;
  const problem = (message: string): ExprError[] => [new ExprError("Other", message, { source: text })];
  if (source.columns.some((other, i) => other.name === name && i !== index))
    return problem(`${source.name} has more than one column \`${name}\`: rename all but one of them`);
  if (names.values.has(name))
    return problem(`\`${name}\` is a column of ${source.name} and a definition: rename the definition`);
  if (type.kind === "other" || (type.kind === "text" && !source.parsesText)) {
    const what = type.kind === "other" ? type.name : "text";
    return problem(
      `column \`${name}\` of ${source.name} is ${what}, and expressions work with numbers: make a column of numbers from it first`,
    );
  }
  return [];
}
