export {
  Ast,
  NO_NODE,
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
  NODE_WORDS,
  WORD_END,
  WORD_EXTRA,
  WORD_FIRST,
  WORD_KIND,
  WORD_NEXT,
  WORD_START,
  WORD_SYMBOL,
} from "./ast.ts";
export { disassemble } from "./disassemble.ts";
export {
  DEFAULT_LIMITS,
  IDENTIFIER_LENGTH,
  LIMITS,
  type LimitRow,
  type Limits,
  resolveLimits,
} from "./limits.ts";
export { type DirectFunction, type InPlaceFunction, inPlace } from "./native.ts";
export { AND_POWER, LIST_POWER, OPERATORS, type Operator, OR_POWER, PREFIX_POWER } from "./operators.ts";
export { type Flags, isJump, isKernel, OPS, type Op, type Operand } from "./ops.ts";
export {
  badProgram,
  type Capacity,
  FRAME_WORDS,
  findSite,
  imageCells,
  type Problem,
  problemMessage,
  programCapacity,
  STATE_WORDS,
  symbolName,
} from "./program.ts";
export { verify } from "./verify.ts";
