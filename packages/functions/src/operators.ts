import {
  OP_ADD,
  OP_BIT_AND,
  OP_BIT_NOT,
  OP_BIT_OR,
  OP_DIV,
  OP_EQ,
  OP_LE,
  OP_LT,
  OP_MOD,
  OP_MOVE,
  OP_MUL,
  OP_NE,
  OP_NEG,
  OP_NOT,
  OP_POW,
  OP_ROL,
  OP_ROR,
  OP_SHL,
  OP_SHR,
  OP_SUB,
} from "@zexpr/ir/opcodes";

/** What an operator lowers to. `swap` exchanges the operands: `a > b` is `b < a`. */
export interface OperatorLowering {
  /** `OP_MOVE` for `,` and `;`: the value is the right operand. */
  readonly opcode: number;
  readonly swap: boolean;
}

function lowering(opcode: number, swap = false): OperatorLowering {
  return { opcode, swap };
}

/** By operator name (`Operator.name` in `@zexpr/ir`). */
export const OPERATOR_LOWERING: Readonly<Record<string, OperatorLowering>> = {
  ",": lowering(OP_MOVE),
  ";": lowering(OP_MOVE),
  "|": lowering(OP_BIT_OR),
  "&": lowering(OP_BIT_AND),
  "==": lowering(OP_EQ),
  "!=": lowering(OP_NE),
  "<>": lowering(OP_NE),
  "<": lowering(OP_LT),
  ">": lowering(OP_LT, true),
  "<=": lowering(OP_LE),
  ">=": lowering(OP_LE, true),
  "<<": lowering(OP_SHL),
  ">>": lowering(OP_SHR),
  "<<<": lowering(OP_ROL),
  ">>>": lowering(OP_ROR),
  "+": lowering(OP_ADD),
  "-": lowering(OP_SUB),
  "*": lowering(OP_MUL),
  "/": lowering(OP_DIV),
  "%": lowering(OP_MOD),
  "^": lowering(OP_POW),
  "**": lowering(OP_POW),
  neg: lowering(OP_NEG),
  "~": lowering(OP_BIT_NOT),
  "!": lowering(OP_NOT),
};
