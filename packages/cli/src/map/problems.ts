import { ExprError } from "zexpr";
import { countText } from "../numbers.ts";
import type { Source } from "./block.ts";
import type { Policy } from "./options.ts";

/** What is wrong with a row of the input. */
interface RowProblem {
  /** From 0. */
  readonly row: number;
  readonly column: string | undefined;
  readonly message: string;
  /** The error of an expression. */
  readonly error: ExprError | undefined;
}

/** Carries out `--on-error`: counts what is wrong, and says which rows are dropped. */
export class Problems {
  /** Cells and results that became missing. */
  nulled = 0;
  /** Rows that were left out. */
  skipped = 0;
  readonly #policy: Policy;
  readonly #source: Source;
  #first: RowProblem | undefined;
  /** Rows of the block that are dropped; undefined if none is. */
  #dropped: Uint8Array | undefined;
  #firstRow = 0;
  #rows = 0;

  constructor(policy: Policy, source: Source) {
    this.#policy = policy;
    this.#source = source;
  }

  /** Begins with another block. */
  begin(firstRow: number, rows: number): void {
    this.#firstRow = firstRow;
    this.#rows = rows;
    this.#dropped = undefined;
  }

  /** Whether a row of the block is dropped. */
  isDropped(row: number): boolean {
    return this.#dropped?.[row] === 1;
  }

  get anyDropped(): boolean {
    return this.#dropped !== undefined;
  }

  /** @param row - of the block */
  add(row: number, column: string | undefined, message: string, error?: ExprError): void {
    const place = this.#firstRow + row;
    if (this.#first === undefined || place < this.#first.row)
      this.#first = { row: place, column, message, error };
    if (this.#policy !== "skip") {
      this.nulled++;
      return;
    }
    this.#dropped ??= new Uint8Array(this.#rows);
    if (this.#dropped[row] === 1) return;
    this.#dropped[row] = 1;
    this.skipped++;
  }

  /** Ends the block. @throws ExprError of the lowest row with a problem if that is to stop everything */
  async end(): Promise<void> {
    if (this.#policy !== "stop" || this.#first === undefined) return;
    const { error } = this.#first;
    throw new ExprError(error?.code ?? "Other", await this.#describe(this.#first), {
      span: error?.span,
      source: error?.source,
    });
  }

  /** How many there were, and the first one; undefined if there were none. */
  async report(): Promise<string | undefined> {
    if (this.#first === undefined) return undefined;
    const first = `the first: ${await this.#describe(this.#first)}`;
    return this.#policy === "skip"
      ? `${counted(this.skipped, "row was", "rows were")} skipped; ${first}`
      : `${counted(this.nulled, "value is", "values are")} missing because of errors; ${first}`;
  }

  async #describe({ row, column, message }: RowProblem): Promise<string> {
    const line = await this.#source.place?.(row);
    const parts = [
      `row ${countText(row + 1)}${line === undefined ? "" : ` (${line})`}`,
      ...(column === undefined ? [] : [`column ${column}`]),
    ];
    return `${this.#source.name}: ${parts.join(", ")}: ${message}`;
  }
}

function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
