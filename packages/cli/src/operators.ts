import { OPERATORS } from "zexpr/inspect";

/** One operator as `zexpr functions` lists it. */
export interface OperatorRow {
  readonly usage: string;
  readonly spelling: string;
  /** Name of the function that overrides it; null where none can. */
  readonly name: string | null;
  readonly arity: number;
  /** Binding power: higher binds tighter. */
  readonly power: number;
  readonly associativity: "left" | "right";
  readonly documentation: string;
}

/** By operator name. */
const DOCUMENTATION: Readonly<Record<string, string>> = {
  ",": "both evaluated, the value is b",
  ";": "both evaluated, the value is b",
  "|": "bitwise or of 32-bit integers",
  "&": "bitwise and of 32-bit integers",
  "==": "1 if equal, else 0",
  "!=": "1 if not equal, else 0",
  "<>": "1 if not equal, else 0",
  "<": "1 if less, else 0",
  ">": "1 if greater, else 0",
  "<=": "1 if less or equal, else 0",
  ">=": "1 if greater or equal, else 0",
  "<<": "32-bit shift left",
  ">>": "32-bit shift right, keeps the sign",
  "<<<": "32-bit rotation left",
  ">>>": "32-bit rotation right",
  "+": "sum",
  "-": "difference",
  "*": "product",
  "/": "quotient; by 0: an infinity or NaN",
  "%": "remainder with the sign of a",
  "^": "power: 2^3^2 is 2^9, -2^2 is -4",
  "**": "power, the same as ^",
  neg: "negative",
  "~": "bitwise not of a 32-bit integer",
  "!": "1 for 0, else 0",
};

/** The ones that evaluate only what they need; they have no row in the table of operators. */
const LAZY: readonly OperatorRow[] = [
  {
    usage: "c ? t : f",
    spelling: "?:",
    name: null,
    arity: 3,
    power: 1,
    associativity: "right",
    documentation: "t if c is true, else f; evaluates only that one",
  },
  {
    usage: "a || b",
    spelling: "||",
    name: null,
    arity: 2,
    power: 2,
    associativity: "left",
    documentation: "1 if one is true, else 0; b only if needed",
  },
  {
    usage: "a && b",
    spelling: "&&",
    name: null,
    arity: 2,
    power: 3,
    associativity: "left",
    documentation: "1 if both are true, else 0; b only if needed",
  },
];

/** All operators, those that bind loosest first. */
export function operatorRows(): OperatorRow[] {
  const eager = OPERATORS.map(
    ({ spelling, name, arity, power, rightAssociative }): OperatorRow => ({
      usage: arity === 1 ? `${spelling}a` : `a ${spelling} b`,
      spelling,
      name,
      arity,
      power,
      associativity: rightAssociative ? "right" : "left",
      documentation: DOCUMENTATION[name] as string,
    }),
  );
  return [...eager, ...LAZY].sort((a, b) => a.power - b.power);
}
