// For tools that show what happens inside: tables of the language, tree and program layout.
export { BUILTINS, type Builtin, builtinNames, CONSTANTS } from "@zexpr/functions";
export {
  DEFAULT_LIMITS,
  disassemble,
  LIMITS,
  NODE_AND,
  NODE_ATTRIBUTE,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_NAME,
  NODE_NUMBER,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
} from "@zexpr/ir";
export { H_COST } from "@zexpr/ir/opcodes";
