import { ExprError, nearestNames, type Span } from "@zexpr/errors";
import { builtinNames, CONSTANTS } from "@zexpr/functions";
import { type Problem, problemMessage } from "@zexpr/ir";
import type { Environment } from "./binder.ts";
import type { Context } from "./context.ts";

/** A problem in a place: `source` is the index of an expression, or `~index` of a function of the program. */
export interface Diagnosis extends Problem {
  readonly source: number;
  readonly span: Span;
}

/** The error that reports a problem, with the nearest known names. `text` is the source that the span refers to. */
export function problemError(
  problem: Problem,
  span: Span,
  text: string,
  environment: Environment,
  parameters: readonly string[],
): ExprError {
  let message = problemMessage(problem);
  const { code, name } = problem;
  if (code === "UnknownVariable" && hasArray(environment.context, name)) {
    message = `\`${name}\` is an array: use it with an index, as in \`${name}[0]\``;
  }
  const suggestions = nearestNames(name, candidates(problem, environment, parameters));
  if (suggestions.length > 0)
    message += `. Did you mean ${suggestions.map((suggestion) => `\`${suggestion}\``).join(" or ")}?`;
  return new ExprError(code, message, {
    span,
    source: text,
    suggestions,
    ...("cause" in problem && { cause: problem.cause }),
  });
}

function hasArray(context: Context, name: string): boolean {
  for (let c: Context | undefined = context; c !== undefined; c = c.parent)
    if (c.array(name) !== undefined) return true;
  return false;
}

function* candidates(
  { code }: Problem,
  environment: Environment,
  parameters: readonly string[],
): Iterable<string> {
  const { context } = environment;
  if (code === "UnknownVariable") {
    yield* parameters;
    yield* environment.variables.keys();
    yield* contextNames(context, "variables");
    yield* contextNames(context, "arrays");
    yield* CONSTANTS.keys();
  } else if (code === "UnknownFunction") {
    yield* environment.functions.keys();
    yield* contextNames(context, "functions");
    if (context.builtins) yield* builtinNames();
  } else if (code === "AttributeNotFound") yield* contextNames(context, "attributes");
}

function* contextNames(
  context: Context,
  kind: "variables" | "arrays" | "attributes" | "functions",
): Iterable<string> {
  for (let c: Context | undefined = context; c !== undefined; c = c.parent) yield* c.names(kind);
}
