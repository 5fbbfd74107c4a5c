import type { Context } from "zexpr";
import { type Block, clearMissing, F64, type Numbers, newNumbers, type Source } from "./block.ts";
import type { CheckedFormula } from "./expressions.ts";
import type { Policy } from "./options.ts";
import { OutputBlock, type OutputColumn, type Writer } from "./output-block.ts";
import { Problems } from "./problems.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.ts";
import { ColumnSummary } from "./summary.ts";

/** UTF-16 units of a cell that are shown. */
const LONGEST_EXCERPT = 60;

/** What a pipeline does. */
export interface PipelineOptions {
  readonly formulas: readonly CheckedFormula[];
  /** The last of `formulas` says which rows are kept. */
  readonly filters: boolean;
  readonly context: Context;
  readonly policy: Policy;
  /** Columns of text that are used become numbers, since the output has types. */
  readonly typed: boolean;
  /** Most rows at a time. */
  readonly rows: number;
}

/** Evaluates formulas over the blocks of a source, and writes what is kept. */
export class Pipeline {
  /** Columns of the output: those of the input in their places, then new ones. */
  readonly columns: readonly OutputColumn[];
  readonly problems: Problems;
  /** One for each new column. */
  readonly summaries: readonly (readonly [ColumnSummary, Numbers])[];
  rowsRead = 0;
  rowsWritten = 0;
  readonly #source: Source;
  readonly #rows: number;
  /** Numbers of the columns that formulas read, by index. */
  readonly #inputs: ReadonlyMap<number, Numbers>;
  readonly #steps: readonly Step[];
  readonly #filter: Numbers | undefined;

  /** @throws ExprError where there is no room for the columns */
  constructor(source: Source, { formulas, filters, context, policy, typed, rows }: PipelineOptions) {
    this.#source = source;
    this.#rows = rows;
    this.problems = new Problems(policy, source);
    const inputs = new Map<number, Numbers>();
    const steps: Step[] = [];
    this.#inputs = inputs;
    this.#steps = steps;
    for (const { name, source: text, reads } of formulas) {
      const stepInputs = [...reads].map(([variable, { kind, index }]) => {
        if (kind === "formula") return { name: variable, numbers: (steps[index] as Step).result };
        const numbers = inputs.get(index) ?? newNumbers(rows);
        inputs.set(index, numbers);
        return { name: variable, numbers };
      });
      steps.push(new Step(name, text, stepInputs, rows, context));
    }
    this.#filter = filters ? steps.at(-1)?.result : undefined;
    const results = new Map<string, Numbers>();
    for (const { name, result } of filters ? steps.slice(0, -1) : steps) results.set(name, result);
    this.columns = outputColumns(source, results, typed ? inputs : new Map());
    this.summaries = [...results].map(([name, result]) => [new ColumnSummary(name), result] as const);
  }

  /** Reads, evaluates and writes everything. @param summarize - collect {@link summaries} */
  async run(writer: Writer, progress: Progress, summarize: boolean): Promise<void> {
    for await (const block of this.#source.blocks(this.#rows)) {
      this.#evaluate(block);
      await this.problems.end();
      const kept = new OutputBlock(block, this.#kept(block.rows));
      if (summarize) for (const [summary, result] of this.summaries) summary.add(kept.numbers(result));
      await writer.write(kept);
      this.rowsRead += block.rows;
      this.rowsWritten += kept.rows;
      progress.update(this.rowsRead);
    }
  }

  dispose(): void {
    for (const step of this.#steps) step.dispose();
  }

  #evaluate(block: Block): void {
    const { problems } = this;
    problems.begin(block.firstRow, block.rows);
    const { length } = this.#source.columns;
    for (const row of block.raggedRows)
      problems.add(row, undefined, `has another number of cells than there are columns, ${length}`);
    for (const [index, numbers] of this.#inputs) {
      clearMissing(numbers, this.#rows);
      const name = this.#source.columns[index]?.name;
      block.numbers(index, numbers, (row, text) => problems.add(row, name, `${excerpt(text)} is no number`));
    }
    for (const step of this.#steps)
      step.run(block.rows, (row, error) => {
        if (!problems.isDropped(row)) problems.add(row, step.name, error.message, error);
      });
  }

  /** Rows that are kept; undefined for all. Without a value the filter drops a row. */
  #kept(rows: number): Uint32Array | undefined {
    const filter = this.#filter;
    if (filter === undefined && !this.problems.anyDropped) return undefined;
    const kept = new Uint32Array(rows);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if (this.problems.isDropped(row)) continue;
      // All but 0 is true, NaN included, as in expressions.
      if (filter !== undefined && (filter.missing[row] === 1 || filter.values[row] === 0)) continue;
      kept[count++] = row;
    }
    return count === rows ? undefined : kept.subarray(0, count);
  }
}

/** A cell in quotes, cut if it is long. */
function excerpt(text: string): string {
  return JSON.stringify(text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text);
}

/** @param parsed - numbers of columns of the input that are written in place of their text */
function outputColumns(
  source: Source,
  results: ReadonlyMap<string, Numbers>,
  parsed: ReadonlyMap<number, Numbers>,
): OutputColumn[] {
  const columns: OutputColumn[] = source.columns.map(({ name, type }, input) => {
    const numbers = results.get(name) ?? (type.kind === "text" ? parsed.get(input) : undefined);
    return numbers === undefined ? { name, type, input } : { name, type: F64, numbers };
  });
  const names = new Set(source.columns.map(({ name }) => name));
  for (const [name, numbers] of results) if (!names.has(name)) columns.push({ name, type: F64, numbers });
  return columns;
}
