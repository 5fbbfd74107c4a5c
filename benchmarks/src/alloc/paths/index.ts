import { ARENA_PATHS } from "./arenas.ts";
import { C_FROM_C_PATHS } from "./c-from-c.ts";
import { C_FROM_JAVASCRIPT_PATHS } from "./c-from-javascript.ts";
import { COLUMN_PATHS } from "./columns.ts";
import { CONTEXT_PATHS } from "./contexts.ts";
import { CONVENIENT_PATHS } from "./convenient.ts";
import { ENTRY_POINT_PATHS } from "./entry-points.ts";
import { FAILURE_PATHS } from "./failures.ts";
import { FUNCTION_PATHS } from "./functions.ts";
import { BUILTIN_PATHS, CONTROL_PATHS, OPERATOR_PATHS } from "./language.ts";
import type { Path } from "./path.ts";
import { SUITE_PATHS } from "./suite.ts";

export { runInShortCalls, warmUp } from "./calls.ts";
export { COLD_CONTROLS, type ColdControl } from "./cold-controls.ts";
export { CONTROLS, PLANTED_BYTES } from "./controls.ts";
export type { Claim, Cold, Figures, Loop, Path, PathTier, Subject } from "./path.ts";

/** Every public hot path, and what is documented to allocate. */
export const PATHS: readonly Path[] = [
  ...ENTRY_POINT_PATHS,
  ...CONTEXT_PATHS,
  ...FUNCTION_PATHS,
  ...FAILURE_PATHS,
  ...COLUMN_PATHS,
  ...C_FROM_JAVASCRIPT_PATHS,
  ...C_FROM_C_PATHS,
  ...ARENA_PATHS,
  ...CONTROL_PATHS,
  ...OPERATOR_PATHS,
  ...BUILTIN_PATHS,
  ...SUITE_PATHS,
  ...CONVENIENT_PATHS,
];
