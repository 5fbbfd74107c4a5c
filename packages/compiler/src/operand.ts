/**
 * Operands of code that is being lowered: a class and an index in one integer, since the final cells are known only when
 * everything is counted. The cells of a program lie in the order of the classes up to {@link FOLDED}; registers and
 * windows of the batch follow the arrays.
 */
export const VARIABLE = 0;
export const RESULT = 1;
export const CONTEXT = 2;
/** A literal, or a constant of a built-in: its value is known while lowering. */
export const CONSTANT = 3;
/** A constant that the program computes once, when it is loaded. */
export const FOLDED = 4;
/** Parameter of the function that is lowered. */
export const PARAMETER = 5;
/** Value without a place yet; the allocator gives it a register or its only target. */
export const TEMP = 6;
export const REGISTER = 7;
/** Cell of an argument window, counted from the end of the registers. */
export const WINDOW = 8;

const SHIFT = 27;
/** Most indices of a class. */
export const OPERAND_INDICES: number = 1 << SHIFT;

export function operand(kind: number, index: number): number {
  return (kind << SHIFT) | index;
}

export function kindOf(operand: number): number {
  return operand >>> SHIFT;
}

export function indexOf(operand: number): number {
  return operand & (OPERAND_INDICES - 1);
}

/** Constant within one loading of a program: may be folded. */
export function isConstant(operand: number): boolean {
  return kindOf(operand) === CONSTANT || kindOf(operand) === FOLDED;
}
