import { Context } from "zexpr";
import type { WithColumnsOptions } from "./options.ts";
import type { AnyContext } from "./used-names.ts";

/** The context that the options ask for, one level above the caller's where they have functions. */
export function contextOf({ context, functions }: WithColumnsOptions): AnyContext | undefined {
  if (functions === undefined) return context;
  const own = new Context(context === undefined ? {} : { parent: context });
  for (const [name, definition] of Object.entries(functions)) {
    if (typeof definition === "function") own.addFunction(name, definition.length, definition);
    else own.addExpressionFunction(name, definition.parameters, definition.body);
  }
  return own;
}
