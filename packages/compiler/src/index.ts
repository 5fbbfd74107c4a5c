export type { Environment } from "./binder.ts";
export type { Bindings } from "./bindings.ts";
export { type Compiled, type CompileOptions, Compiler, type Precision } from "./compiler.ts";
export { Context, type ContextOptions, contextChanges } from "./context.ts";
export {
  type ExpressionFunction,
  expressionFunction,
  type NativeFunction,
  nativeFunction,
} from "./functions.ts";
export { checkList, checkName, checkNumber, quote } from "./names.ts";
export { type Diagnosis, problemError } from "./problem.ts";
