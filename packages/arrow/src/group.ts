import type { Data } from "apache-arrow";
import { Batch, type Columns, type ExprError, Status } from "zexpr";
import { emptyBitmap, gather, hasNulls, intersectValid, listRows, scatter } from "./nulls.ts";
import type { WithColumnsOptions } from "./options.ts";
import type { Input, Plan } from "./plan.ts";
import type { AnyContext } from "./used-names.ts";
import type { Numbers } from "./widen.ts";

/** A new column that is being made for one record batch. */
export interface Output {
  readonly values: Numbers;
  /** undefined as long as there is no null. */
  nullBitmap: Uint8Array | undefined;
  nullCount: number;
}

/** The lowest row that failed, and the first new column that failed in it. */
export interface Failure {
  /** Counted from the record batch's first row on. */
  readonly row: number;
  /** Index among the new columns. */
  readonly column: number;
  readonly error: ExprError;
}

/**
 * New columns that are evaluated together, by one program that computes what they have in common once: those of a level
 * that are null in the same rows. Rows with a null are not evaluated at all, so nothing can fail or cost time in them.
 */
export class Group {
  readonly #members: readonly number[];
  readonly #inputs: readonly [name: string, input: Exclude<Input, { kind: "scalar" }>][];
  readonly #nullSources: readonly number[];
  readonly #batch: Batch;
  readonly #columns: Columns;
  /** The rows of a block in which no input is null: as bits, and listed. */
  readonly #valid: Uint8Array;
  readonly #rows: Int32Array;

  /**
   * @param members - indices of `plans`
   * @param rows - most rows of a block
   */
  constructor(
    plans: readonly Plan[],
    members: readonly number[],
    rows: number,
    context: AnyContext | undefined,
    { precision, limits, tier }: WithColumnsOptions,
  ) {
    this.#members = members;
    this.#nullSources = (plans[members[0] as number] as Plan).nullSources;
    const nullable = this.#nullSources.length > 0;
    this.#valid = emptyBitmap(nullable ? rows : 0);
    this.#rows = new Int32Array(nullable ? rows + 1 : 0);
    this.#batch = new Batch({ context, precision, limits, tier });
    const inputs = new Map(members.flatMap((member) => [...(plans[member] as Plan).inputs]));
    for (const [name, input] of inputs)
      this.#batch.addVariable(name, input.kind === "scalar" ? input.value : 0);
    for (const member of members) this.#batch.addExpression((plans[member] as Plan).source);
    this.#inputs = [...inputs].flatMap(([name, input]) => (input.kind === "scalar" ? [] : [[name, input]]));
    this.#columns = this.#batch.columns({ rows, inputs: this.#inputs.map(([name]) => name) });
  }

  /**
   * Evaluates `count` rows of a record batch from row `from` on, which is a multiple of 8.
   *
   * @param chunks - the record batch's columns
   * @param outputs - all new columns; those of lower levels have the values of these rows
   * @throws {@link ExprError} if nothing can be evaluated
   */
  evaluate(
    chunks: readonly Data[],
    outputs: readonly Output[],
    from: number,
    count: number,
  ): Failure | undefined {
    const nullable = this.#nullSources.map((index) => chunks[index] as Data).filter(hasNulls);
    const valid = nullable.length === 0 ? count : this.#listValid(nullable, from, count);
    let failure: Failure | undefined;
    if (valid > 0) {
      this.#fill(chunks, outputs, from, count, valid);
      failure = this.#run(valid, valid < count, from);
    }
    for (const [index, member] of this.#members.entries()) {
      const output = outputs[member] as Output;
      const values = this.#columns.output(index);
      if (valid < count) scatter(values, this.#rows, valid, output.values, from);
      else output.values.set(values.subarray(0, count), from);
      if (nullable.length === 0) continue;
      output.nullBitmap ??= emptyBitmap(output.values.length);
      output.nullBitmap.set(this.#valid.subarray(0, (count + 7) >> 3), from >> 3);
      output.nullCount += count - valid;
    }
    return failure;
  }

  dispose(): void {
    this.#columns.dispose();
    this.#batch.dispose();
  }

  #listValid(nullable: readonly Data[], from: number, count: number): number {
    intersectValid(nullable, from, count, this.#valid);
    return listRows(this.#valid, count, this.#rows);
  }

  #fill(
    chunks: readonly Data[],
    outputs: readonly Output[],
    from: number,
    count: number,
    valid: number,
  ): void {
    for (const [name, input] of this.#inputs) {
      const values = this.#columns.input(name);
      if (input.kind === "old") input.widen(chunks[input.index] as Data, from, count, values);
      else values.set((outputs[input.index] as Output).values.subarray(from, from + count));
      if (valid < count) gather(values, this.#rows, valid);
    }
  }

  #run(valid: number, gathered: boolean, from: number): Failure | undefined {
    const columns = this.#columns;
    if (columns.tryEvaluate(valid) === Status.Ok) return undefined;
    const error = columns.lastError as ExprError;
    const { failedRow, failedExpression } = columns;
    if (failedRow < 0) throw error;
    return {
      row: from + (gathered ? (this.#rows[failedRow] as number) : failedRow),
      column: this.#members[failedExpression] as number,
      error,
    };
  }
}

/** Groups in an order in which every one finds the columns that it uses. In a group a name means the same to all members. */
export function groupPlans(plans: readonly Plan[]): number[][] {
  const newNames = new Set(plans.map(({ name }) => name));
  const groups = new Map<string, number[]>();
  const indices = [...plans.keys()].sort((a, b) => (plans[a] as Plan).level - (plans[b] as Plan).level);
  for (const index of indices) {
    const { level, nullSources, inputs } = plans[index] as Plan;
    // Columns that a later expression replaces: behind it their names mean others.
    const replaced = [...inputs].flatMap(([name, { kind }]) =>
      kind === "old" && newNames.has(name) ? [name] : [],
    );
    const key = `${level}:${nullSources.join()}:${replaced.sort().join()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}
