import type { LinearMemory } from "@zexpr/arena";
import { Context as BaseContext, type Precision, quote } from "@zexpr/compiler";
import type { TierOptions } from "@zexpr/engine";
import { ExprError } from "@zexpr/errors";
import type { Limits } from "@zexpr/ir";
import { Context } from "./context.ts";

export type { Precision } from "@zexpr/compiler";

/** A function on numbers, or one defined by an expression. */
export type FunctionDefinition =
  | ((...args: number[]) => number)
  | { readonly parameters: readonly string[]; readonly body: string };

/** Options of `evaluate`, `compile` and `check`. */
export interface ExpressionOptions extends TierOptions {
  /** Names to look up besides the given ones. */
  readonly context?: BaseContext | undefined;
  /** Functions for this expression alone, by name. A JavaScript function takes as many arguments as its `length`. */
  readonly functions?: Readonly<Record<string, FunctionDefinition>> | undefined;
  /** "f32": every value is an f32, each operation rounds to one. Default "f64". */
  readonly precision?: Precision | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Where the program goes. Default: a memory that all batches share. */
  readonly memory?: LinearMemory | undefined;
}

/** @throws {@link ExprError} `Other` for anything but a plain object; the entries of a Map would be overlooked */
export function checkRecord(record: object, what: string): void {
  if (record !== null && typeof record === "object" && !(Symbol.iterator in record)) return;
  throw new ExprError("Other", `${what} must be an object with names as keys, not ${quote(record)}`);
}

/** @throws {@link ExprError} `Other` for a context that is none */
export function checkContext(context: BaseContext | undefined): void {
  if (context === undefined || context instanceof BaseContext) return;
  throw new ExprError("Other", `context must be a Context, not ${quote(context)}`);
}

/** @throws {@link ExprError} `Other` for a precision that does not exist */
export function checkPrecision(precision: Precision = "f64"): void {
  if (precision === "f64" || precision === "f32") return;
  throw new ExprError("Other", `precision must be "f64" or "f32", not ${quote(precision)}`);
}

/** The context that the options ask for. */
export function contextOf({ context, functions }: ExpressionOptions): BaseContext | undefined {
  checkContext(context);
  if (functions === undefined) return context;
  checkRecord(functions, "functions");
  const own = new Context(context === undefined ? {} : { parent: context });
  for (const [name, definition] of Object.entries(functions)) {
    if (typeof definition === "function") own.addFunction(name, definition.length, definition);
    else if (definition !== null && typeof definition === "object" && Array.isArray(definition.parameters)) {
      own.addExpressionFunction(name, definition.parameters, definition.body);
    } else
      throw new ExprError(
        "Other",
        `\`${name}\` must be a function, or { parameters: string[], body: string }`,
      );
  }
  return own;
}
