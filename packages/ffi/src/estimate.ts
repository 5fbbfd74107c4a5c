// Measured bounds, in bytes. The header and the engine's state; an expression's result, END and unknown name; the
// instructions, sites and names that a character of text can make at worst (`a+b+c+…` of unknown names, with a C function
// in the place of `+`); a variable's cell and row, with a name of up to 16 characters.
const BASE = 512;
const PER_EXPRESSION = 64;
const PER_CHARACTER = 64;
const PER_VARIABLE = 64;

/** Arena bytes that suffice for a batch that is compiled once, without arrays, context values and expression functions. */
export function estimateArenaSize(expressions: number, characters: number, variables: number): number {
  return BASE + expressions * PER_EXPRESSION + characters * PER_CHARACTER + variables * PER_VARIABLE;
}
