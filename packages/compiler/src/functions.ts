import { ExprError } from "@zexpr/errors";
import { DEFAULT_LIMITS, type InPlaceFunction } from "@zexpr/ir";
import { checkFunctionName, checkIdentifier, checkList, quote } from "./names.ts";

/** A registered host function. */
export interface NativeFunction {
  readonly kind: "native";
  readonly name: string;
  readonly arity: number;
  /** Depends on its arguments only, so calls may be shared. */
  readonly pure: boolean;
  readonly call: InPlaceFunction;
}

/** A function defined by an expression. */
export interface ExpressionFunction {
  readonly kind: "expression";
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: string;
}

/** Hard cap of limits.arguments. */
const MOST_ARGUMENTS = 4_096;

/** @throws {@link ExprError} `Other` for a wrong name or arity, or if `call` is no function */
export function nativeFunction(
  name: string,
  arity: number,
  call: InPlaceFunction,
  pure: boolean,
): NativeFunction {
  checkFunctionName(name);
  if (!(Number.isInteger(arity) && arity >= 0 && arity <= MOST_ARGUMENTS)) {
    throw new ExprError(
      "Other",
      `the arity of \`${name}\` must be a whole number from 0 to ${MOST_ARGUMENTS}, not ${quote(arity)}`,
    );
  }
  if (typeof call !== "function") throw new ExprError("Other", `\`${name}\` must be given a function`);
  return { kind: "native", name, arity, pure, call };
}

/**
 * @throws {@link ExprError} `DuplicateParameter` for a parameter named twice, `CapacityExceeded` for more parameters
 *   than `most`, `Other` or `StringTooLong` for a wrong name
 */
export function expressionFunction(
  name: string,
  parameters: readonly string[],
  body: string,
  most: number = DEFAULT_LIMITS.arguments,
): ExpressionFunction {
  checkFunctionName(name);
  checkList(parameters, "parameters");
  if (parameters.length > most) {
    throw new ExprError(
      "CapacityExceeded",
      `\`${name}\` has ${parameters.length} parameters, the limit is ${most} (limits.arguments)`,
    );
  }
  const seen = new Set<string>();
  for (const parameter of parameters) {
    checkIdentifier(parameter, `a parameter of \`${name}\``);
    if (seen.has(parameter))
      throw new ExprError("DuplicateParameter", `\`${name}\` has two parameters named \`${parameter}\``);
    seen.add(parameter);
  }
  return { kind: "expression", name, parameters: [...parameters], body };
}
