import { Batch, type Context, type ExprError, Status } from "zexpr";
import { clearMissing, type Numbers, newNumbers, setMissing } from "./block.ts";

/** A variable of an expression, and the column that gives its values. */
export interface StepInput {
  readonly name: string;
  readonly numbers: Numbers;
}

/** A row of the block could not be evaluated. Called in ascending order of rows. */
export type OnFailure = (row: number, error: ExprError) => void;

type Columns = ReturnType<Batch["columns"]>;

/**
 * One expression, evaluated block by block. Each has a batch of its own: so it has results in all rows in which it can be
 * evaluated, whatever happens to the other ones.
 */
export class Step {
  /** Name of the new column. */
  readonly name: string;
  readonly result: Numbers;
  readonly #batch: Batch;
  readonly #columns: Columns;
  readonly #inputs: readonly (StepInput & { readonly index: number })[];

  /**
   * @param rows - most rows of a block
   * @throws ExprError for an expression that is wrong
   */
  constructor(name: string, source: string, inputs: readonly StepInput[], rows: number, context: Context) {
    this.name = name;
    this.result = newNumbers(rows);
    this.#batch = new Batch({ context });
    const indices = inputs.map((input) => this.#batch.addVariable(input.name));
    this.#batch.addExpression(source);
    this.#columns = this.#batch.columns({ rows });
    this.#inputs = inputs.map((input, i) => ({ ...input, index: indices[i] as number }));
  }

  /**
   * Evaluates the first `rows` rows. A row in which an input is missing has no result, and cannot fail; one that fails has
   * no result either.
   *
   * @throws ExprError what is wrong with all rows, such as too little memory
   */
  run(rows: number, onFailure: OnFailure): void {
    const columns = this.#columns;
    for (const { name, numbers } of this.#inputs)
      (columns.input(name) as Float64Array).set(numbers.values.subarray(0, rows));
    const status = columns.tryEvaluate(rows);
    if (status !== Status.Ok && columns.failedRow < 0) throw columns.lastError;
    clearMissing(this.result, this.result.missing.length);
    this.result.values.set((columns.output(0) as Float64Array).subarray(0, rows));
    for (const { numbers } of this.#inputs) this.#spread(numbers, rows);
    if (status !== Status.Ok) this.#findFailures(rows, onFailure);
  }

  dispose(): void {
    this.#columns.dispose();
    this.#batch.dispose();
  }

  #spread({ missing, missingCount }: Numbers, rows: number): void {
    if (missingCount === 0) return;
    for (let row = 0; row < rows; row++) if (missing[row] === 1) setMissing(this.result, row);
  }

  /** Columns name the first row that failed; all of them have NaN, as others may. */
  #findFailures(rows: number, onFailure: OnFailure): void {
    const { values, missing } = this.result;
    const batch = this.#batch;
    for (let row = this.#columns.failedRow; row < rows; row++) {
      if (missing[row] === 1 || !Number.isNaN(values[row])) continue;
      for (const { numbers, index } of this.#inputs) batch.setVariable(index, numbers.values[row] as number);
      if (batch.tryEvaluate() === Status.Ok) continue;
      setMissing(this.result, row);
      onFailure(row, batch.lastError as ExprError);
    }
  }
}
