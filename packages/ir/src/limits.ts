import { ExprError, type StatusName } from "@zexpr/errors";

/** Limits of SPEC 5. Missing ones take the default. */
export interface Limits {
  /** Source length, UTF-16 units. */
  readonly sourceLength: number;
  /** Open brackets, prefix operators and right-associative operators around any point of the source. */
  readonly nesting: number;
  /** AST nodes of one expression. */
  readonly nodes: number;
  /** Arguments of one call, parameters of one expression function. */
  readonly arguments: number;
  /** Expression-function calls that are active at once. */
  readonly callDepth: number;
  /** Instructions one evaluation of a batch may charge. */
  readonly instructions: number;
  /** Bytes of arena chunks. */
  readonly arenaBytes: number;
}

/** Longest identifier, UTF-16 units. Not configurable. */
export const IDENTIFIER_LENGTH = 255;

export interface LimitRow {
  readonly name: keyof Limits;
  readonly fallback: number;
  readonly cap: number;
  /** Status of the error that reports an excess. */
  readonly status: StatusName;
}

function row(name: keyof Limits, fallback: number, cap: number, status: StatusName): LimitRow {
  return { name, fallback, cap, status };
}

export const LIMITS: readonly LimitRow[] = [
  row("sourceLength", 65_536, 1_048_576, "CapacityExceeded"),
  row("nesting", 2_000, 10_000, "RecursionLimit"),
  row("nodes", 65_536, 1_048_576, "CapacityExceeded"),
  row("arguments", 1_024, 4_096, "CapacityExceeded"),
  row("callDepth", 1_000, 10_000, "RecursionLimit"),
  row("instructions", 100_000_000, Number.POSITIVE_INFINITY, "BudgetExceeded"),
  row("arenaBytes", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, "ArenaExhausted"),
];

export const DEFAULT_LIMITS: Limits = resolve({});

/**
 * Fills in defaults and checks every value against its hard cap.
 *
 * @throws {@link ExprError} `Other` for an unknown limit, or one that is not an integer from 1 to its cap
 */
export function resolveLimits(limits: Partial<Limits> | undefined): Limits {
  return limits === undefined ? DEFAULT_LIMITS : resolve(limits);
}

function resolve(limits: Partial<Limits>): Limits {
  if (limits === null || typeof limits !== "object")
    throw new ExprError("Other", `limits must be an object, not ${typeof limits}`);
  for (const name of Object.keys(limits)) {
    if (!LIMITS.some((limit) => limit.name === name)) {
      throw new ExprError(
        "Other",
        `unknown limit \`${name}\`: the limits are ${LIMITS.map((limit) => limit.name).join(", ")}`,
      );
    }
  }
  const result: Record<string, number> = {};
  for (const { name, fallback, cap } of LIMITS) {
    const value = limits[name] ?? fallback;
    const whole = Number.isInteger(value) || (value === Number.POSITIVE_INFINITY && cap === value);
    if (!(whole && value >= 1 && value <= cap)) {
      const most = cap === Number.POSITIVE_INFINITY ? "or Infinity" : `up to ${cap}`;
      throw new ExprError(
        "Other",
        `limits.${name} must be a whole number from 1 ${most}, not ${typeof value === "number" ? value : typeof value}`,
      );
    }
    result[name] = value;
  }
  return result as unknown as Limits;
}
