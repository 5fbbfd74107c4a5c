// Without code generator and WebAssembly bytes: what is here never asks the host to compile.
export { Arena, LinearMemory, sharedMemory } from "@zexpr/arena";
export { type Natives, Program, type Tier, type TierOptions } from "@zexpr/engine";
export { codeFrame, ExprError, type Span, Status, type StatusName, statusName } from "@zexpr/errors";
export { type InPlaceFunction, inPlace, type Limits } from "@zexpr/ir";
export { parse } from "@zexpr/parser";
export { Batch, type BatchOptions } from "./batch.ts";
export { check } from "./check.ts";
export { closeWorkers } from "./column-pool.ts";
export type { ColumnRecord, ColumnValues } from "./column-record.ts";
export {
  type Column,
  Columns,
  type ColumnsOptions,
  type ColumnsStatistics,
  type ParallelOptions,
} from "./columns.ts";
export { Context } from "./context.ts";
export { evaluate } from "./evaluate.ts";
export { evaluateColumns } from "./evaluate-columns.ts";
export { compile, Expression } from "./expression.ts";
export type { ExpressionOptions, FunctionDefinition, Precision } from "./options.ts";
export type { BatchStatistics } from "./statistics.ts";
