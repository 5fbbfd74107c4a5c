import { Batch, check, ExprError, type ExpressionOptions, type Precision } from "zexpr";

/** Options of `withColumns`. */
export interface WithColumnsOptions<P extends Precision = Precision>
  extends Pick<ExpressionOptions, "context" | "functions" | "limits" | "tier"> {
  /** Width of the arithmetic and of the new columns. Default: "f64". With "f32" all inputs are rounded to f32. */
  readonly precision?: P | undefined;
  /** Names that have the same value in all rows. */
  readonly variables?: Readonly<Record<string, number>> | undefined;
}

/** @throws {@link ExprError} `Other` for what makes no sense */
export function checkOptions(options: WithColumnsOptions): void {
  const { context, functions, limits, tier, precision, variables } = options;
  const [problem] = check("0", [], { context, functions, limits, tier });
  if (problem !== undefined) throw problem;
  new Batch({ precision }).dispose();
  checkRecord(variables ?? {}, "variables");
  for (const [name, value] of Object.entries(variables ?? {})) {
    if (typeof value !== "number")
      throw new ExprError("Other", `variable \`${name}\` must be a number, not ${typeof value}`);
  }
}

/** @throws {@link ExprError} `Other` for anything but a plain object; the entries of a Map would be overlooked */
export function checkRecord(record: object, what: string): void {
  if (record !== null && typeof record === "object" && !(Symbol.iterator in record)) return;
  throw new ExprError("Other", `${what} must be an object with names as keys`);
}
