export { BUILTINS, type Builtin, builtinNames, CONSTANTS, findBuiltins, type Step } from "./builtins.ts";
export { OPERATOR_LOWERING, type OperatorLowering } from "./operators.ts";
