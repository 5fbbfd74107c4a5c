import { OP_HYPOT, OP_MOD, OP_POW, OP_SIN } from "@zexpr/ir/opcodes";

/** Whether an instruction is computed by a kernel, which has its name. */
export function isKernel(opcode: number): boolean {
  return opcode === OP_MOD || opcode === OP_POW || (opcode >= OP_SIN && opcode <= OP_HYPOT);
}
