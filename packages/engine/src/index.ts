export type { ColumnLayout } from "./blocks.ts";
export type { Natives } from "./bytes.ts";
export {
  type ColumnCode,
  ColumnEvaluator,
  type ColumnTier,
  type ColumnTranslator,
  provideColumnTranslator,
  SCRATCH_COLUMNS,
  scratchBytes,
} from "./columns.ts";
export { type ArenaUsage, Engine, type EngineOptions, estimateCapacity } from "./engine.ts";
export {
  type ContextSource,
  type Failure,
  Program,
  type ProgramStatistics,
  runningError,
  staleError,
} from "./program.ts";
export {
  checkTier,
  type ProgramViews,
  provideTranslator,
  type Tier,
  type TierOptions,
  type Translation,
  type Translator,
} from "./tier.ts";
