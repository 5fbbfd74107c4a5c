import { checkList, checkNumber } from "@zexpr/compiler";
import { ExprError } from "@zexpr/errors";
import { Batch } from "./batch.ts";
import { contextOf, type ExpressionOptions } from "./options.ts";
import type { BatchStatistics } from "./statistics.ts";

/** One expression as a function of its variables, made by {@link compile}. */
export class Expression {
  readonly source: string;
  /** Names of the arguments, in the order of {@link args}. */
  readonly names: readonly string[];
  readonly #batch: Batch;

  constructor(batch: Batch, source: string, names: readonly string[]) {
    this.#batch = batch;
    this.source = source;
    this.names = names;
  }

  /** Live view of the arguments: write them before {@link run}. */
  get args(): Float64Array {
    return this.#batch.variables;
  }

  /** Live view of the result, one element: read it after {@link run}. */
  get result(): Float64Array {
    return this.#batch.results;
  }

  /** Evaluates {@link args} into {@link result}. Allocates nothing once warm. @throws {@link ExprError} if that fails */
  run(): void {
    this.#batch.evaluate();
  }

  /**
   * Evaluates and returns the result. Convenient; passing doubles may allocate.
   *
   * @throws {@link ExprError} `InvalidFunctionCall` for another number of arguments than {@link names}
   */
  call(...args: number[]): number {
    if (args.length !== this.names.length) {
      throw new ExprError(
        "InvalidFunctionCall",
        `the expression takes (${this.names.join(", ")}), but got ${args.length} values`,
      );
    }
    for (let i = 0; i < args.length; i++) checkNumber(args[i] as number, "argument", i);
    this.#batch.variables.set(args);
    this.#batch.evaluate();
    return this.#batch.results[0] as number;
  }

  /** The compiled program as bytes for `Program.load`. */
  toProgram(): Uint8Array {
    return this.#batch.toProgram();
  }

  statistics(): BatchStatistics {
    return this.#batch.statistics();
  }

  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Gives the memory back; the expression cannot be used any more. */
  dispose(): void {
    this.#batch.dispose();
  }
}

/**
 * Compiles an expression of the given variables.
 *
 * @throws {@link ExprError} for any problem, those of names and arity included, with the span
 */
export function compile(
  source: string,
  names: readonly string[] = [],
  options: ExpressionOptions = {},
): Expression {
  const batch = new Batch({ ...options, context: contextOf(options) });
  try {
    checkList(names, "names");
    for (const name of names) batch.addVariable(name);
    batch.addExpression(source);
    const problem = batch.diagnostics()[0];
    if (problem !== undefined) throw problem;
    return new Expression(batch, source, names.slice());
  } catch (error) {
    batch.dispose();
    throw error;
  }
}
