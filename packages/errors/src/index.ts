export { codeFrame } from "./code-frame.ts";
export { type ErrorDetails, ExprError } from "./expr-error.ts";
export { nearestNames } from "./nearest-names.ts";
export type { Span } from "./span.ts";
export { Status, type StatusName, statusName } from "./status.ts";
