/** The libraries that are compared. A spelling is looked up under this name. */
export type PeerName =
  | "zexpr wasm"
  | "zexpr"
  | "zexpr run"
  | "zexpr C"
  | "hand-written"
  | "new Function"
  | "new Function called"
  | "mathjs"
  | "mathjs object"
  | "expr-eval-fork"
  | "filtrex"
  | "math-expression-evaluator"
  | "fparser"
  | "jexl"
  | "cel-js"
  | "baseline";

/** One row of every table. */
export interface SuiteExpression {
  readonly id: string;
  /** In zexpr's language. */
  readonly source: string;
  /** In the order of `reference`'s parameters. Their ranges are in variables.ts. */
  readonly variables: readonly string[];
  /** The same written by hand: gives the values that everybody is checked against, and is itself measured. */
  readonly reference: (...values: number[]) => number;
  /**
   * The text for a library whose language needs another one than its adapter's general rules produce; `null` where the
   * language has nothing equivalent, and the library is left out of that row.
   */
  readonly spellings?: Readonly<Partial<Record<PeerName, string | null>>>;
}
