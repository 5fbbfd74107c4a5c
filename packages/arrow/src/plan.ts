import type { DataType, Table } from "apache-arrow";
import { check, ExprError, type ExpressionOptions, type Span } from "zexpr";
import { hasNulls } from "./nulls.ts";
import { named } from "./problems.ts";
import { type AnyContext, usedNames } from "./used-names.ts";
import { type Widen, widening } from "./widen.ts";

/** What a name stands for in an expression. */
export type Input =
  /** A column of the table. */
  | { readonly kind: "old"; readonly index: number; readonly widen: Widen }
  /** A column of the same call. */
  | { readonly kind: "new"; readonly index: number }
  /** The same value in all rows. */
  | { readonly kind: "scalar"; readonly value: number };

/** A new column, and what has to be there before it can be evaluated. */
export interface Plan {
  readonly name: string;
  readonly source: string;
  /** What its program gets from here; other names are its context's, or constants. */
  readonly inputs: ReadonlyMap<string, Input>;
  /** 0 if it uses no new column, else one more than the highest of those that it uses. */
  readonly level: number;
  /** Columns of the table, ascending, in which a null makes it null: those with nulls that it uses, also through new columns. */
  readonly nullSources: readonly number[];
  /** Whether a column that it uses may hold nulls, by the schema. */
  readonly nullable: boolean;
}

/** What there is under a name. */
type Known = Input | { readonly kind: "refused"; readonly type: DataType } | { readonly kind: "ambiguous" };

/** Names that can be written in an expression. */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

/**
 * Checks all expressions, and finds what each needs. O(length of the texts + number of columns and batches).
 *
 * @throws {@link ExprError} of the first expression with a problem: syntax, unknown names, arity, columns that hold no numbers
 */
export function planColumns(
  table: Table,
  expressions: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, number>>,
  context: AnyContext | undefined,
  limits: ExpressionOptions["limits"],
): Plan[] {
  const known = knownNames(table, variables);
  const plans: Plan[] = [];
  for (const [name, source] of Object.entries(expressions)) {
    if (known.get(name)?.kind === "scalar")
      throw new ExprError(
        "DuplicateParameter",
        `\`${name}\` is a variable and a new column: rename one of them`,
      );
    if (known.get(name)?.kind === "ambiguous") throw ambiguousError(name);
    const identifiers = [...known.keys()].filter((text) => IDENTIFIER.test(text));
    const [problem] = check(source, identifiers, { context, limits });
    if (problem !== undefined) throw named(problem, name);
    const inputs = new Map<string, Input>();
    for (const [used, span] of usedNames(source, context, limits)) {
      const what = known.get(used);
      if (what?.kind === "refused") throw refusedError(name, source, used, what.type, span);
      if (what?.kind === "ambiguous") throw named(ambiguousError(used, source, span), name);
      if (what !== undefined) inputs.set(used, what);
    }
    known.set(name, { kind: "new", index: plans.length });
    plans.push({ name, source, inputs, ...dependencies(table, [...inputs.values()], plans) });
  }
  return plans;
}

function knownNames(table: Table, variables: Readonly<Record<string, number>>): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const [index, { name, type }] of table.schema.fields.entries()) {
    const widen = widening(type);
    if (known.has(name)) known.set(name, { kind: "ambiguous" });
    else known.set(name, widen === undefined ? { kind: "refused", type } : { kind: "old", index, widen });
  }
  for (const [name, value] of Object.entries(variables)) {
    if (known.has(name))
      throw new ExprError(
        "DuplicateParameter",
        `\`${name}\` is a variable and a column of the table: rename one of them`,
      );
    known.set(name, { kind: "scalar", value });
  }
  return known;
}

function dependencies(
  table: Table,
  inputs: readonly Input[],
  plans: readonly Plan[],
): Pick<Plan, "level" | "nullSources" | "nullable"> {
  let level = 0;
  let nullable = false;
  const nullSources = new Set<number>();
  for (const input of inputs) {
    if (input.kind === "new") {
      const plan = plans[input.index] as Plan;
      level = Math.max(level, plan.level + 1);
      nullable ||= plan.nullable;
      for (const index of plan.nullSources) nullSources.add(index);
    } else if (input.kind === "old") {
      const { index } = input;
      if (table.batches.some(({ data }) => hasNulls(data.children[index] as (typeof data.children)[0])))
        nullSources.add(index);
      nullable ||= table.schema.fields[index]?.nullable === true || nullSources.has(index);
    }
  }
  return { level, nullSources: [...nullSources].sort((a, b) => a - b), nullable };
}

function ambiguousError(name: string, source?: string, span?: Span): ExprError {
  return new ExprError(
    "DuplicateParameter",
    `the table has more than one column \`${name}\`: rename all but one of them`,
    { source, span },
  );
}

function refusedError(
  name: string,
  source: string,
  used: string,
  type: DataType,
  span: Span | undefined,
): ExprError {
  const problem = `column \`${used}\` is of type ${type}, and expressions work with numbers: make a column of numbers from it first`;
  return named(new ExprError("Other", problem, { source, span }), name);
}
