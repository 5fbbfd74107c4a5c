import { Context as BaseContext } from "@zexpr/compiler";
import { ExprError } from "@zexpr/errors";
import { DEFAULT_LIMITS, type Limits } from "@zexpr/ir";
import { Source, tidyWorkspace } from "./workspace.ts";

/** A context that parses the bodies of expression functions when they are registered. */
export class Context extends BaseContext {
  /**
   * Registers `name(parameters) = body`. Names in the body are looked up when it is called.
   *
   * @throws {@link ExprError} what is wrong with the body, a parameter or the name
   */
  override addExpressionFunction(name: string, parameters: readonly string[], body: string): void {
    checkBody(body, DEFAULT_LIMITS);
    super.addExpressionFunction(name, parameters, body);
  }
}

let shared: Context | undefined;

/** Context of batches that are given none. Nobody can get at it to change it. */
export function defaultContext(): Context {
  shared ??= new Context();
  return shared;
}

/** @throws {@link ExprError} what is wrong with the text */
export function checkBody(body: string, limits: Limits): void {
  checkText(body);
  new Source(body, limits);
  tidyWorkspace();
}

/** @throws {@link ExprError} `Other` if an expression is not given as text */
export function checkText(source: string): void {
  if (typeof source !== "string")
    throw new ExprError("Other", `an expression must be a string, not ${typeof source}`);
}
