import { celJs } from "./cel-js.ts";
import { exprEvalFork } from "./expr-eval-fork.ts";
import { filtrex } from "./filtrex.ts";
import { fparser } from "./fparser.ts";
import { calledFunction, handWritten, newFunction } from "./javascript.ts";
import { jexl } from "./jexl.ts";
import { mathExpressionEvaluator } from "./math-expression-evaluator.ts";
import { mathjs, mathjsObject } from "./mathjs.ts";
import type { Peer } from "./peer.ts";
import { zexprBatch, zexprRun, zexprWasm } from "./zexpr.ts";
import { zexprFfi } from "./zexpr-ffi.ts";

/** Ours first: every ratio of evaluation is relative to it. */
export const PEERS: readonly Peer[] = [
  zexprWasm,
  zexprBatch,
  zexprRun,
  zexprFfi,
  handWritten,
  newFunction,
  calledFunction,
  mathjs,
  mathjsObject,
  exprEvalFork,
  filtrex,
  mathExpressionEvaluator,
  fparser,
  jexl,
  celJs,
];
