/** Operator table of SPEC 2. Indices are stored in AST nodes. Append only. */
export interface Operator {
  /** As written in source text. */
  readonly spelling: string;
  /** Function name that overrides it. Differs from the spelling for unary minus only. */
  readonly name: string;
  readonly arity: 1 | 2;
  /** Binding power, low to high. */
  readonly power: number;
  readonly rightAssociative: boolean;
}

function binary(spelling: string, power: number, rightAssociative = false): Operator {
  return { spelling, name: spelling, arity: 2, power, rightAssociative };
}

function prefix(spelling: string, name: string): Operator {
  return { spelling, name, arity: 1, power: PREFIX_POWER, rightAssociative: true };
}

/** Binding power of `?:`, `,` and `;`. */
export const LIST_POWER = 1;
/** Binding power of `||`. */
export const OR_POWER = 2;
/** Binding power of `&&`. */
export const AND_POWER = 3;
/** Binding power of prefix operators, unary plus included. */
export const PREFIX_POWER = 14;

/** `&&`, `||` and `?:` are not here: they are lazy, cannot be overridden and have node kinds of their own. */
export const OPERATORS: readonly Operator[] = [
  binary(",", LIST_POWER),
  binary(";", LIST_POWER),
  binary("|", 4),
  binary("&", 6),
  binary("==", 7),
  binary("!=", 7),
  binary("<>", 7),
  binary("<", 7),
  binary(">", 7),
  binary("<=", 7),
  binary(">=", 7),
  binary("<<", 8),
  binary(">>", 8),
  binary("<<<", 8),
  binary(">>>", 8),
  binary("+", 9),
  binary("-", 9),
  binary("*", 10),
  binary("/", 10),
  binary("%", 10),
  binary("^", 15, true),
  binary("**", 15, true),
  prefix("-", "neg"),
  prefix("~", "~"),
  prefix("!", "!"),
];
