import { ARITHMETIC } from "./arithmetic.ts";
import { DECISIONS } from "./decisions.ts";
import { EXP_RS } from "./exp-rs.ts";
import type { SuiteExpression } from "./expression.ts";
import { FUNCTIONS } from "./functions.ts";

/** Every expression that is measured. */
export const SUITE: readonly SuiteExpression[] = [...EXP_RS, ...ARITHMETIC, ...FUNCTIONS, ...DECISIONS];
