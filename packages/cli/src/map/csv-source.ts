import { ExprError } from "zexpr";
import { type Block, type InputColumn, type Source, TEXT } from "./block.ts";
import type { ByteInput } from "./byte-input.ts";
import { CsvBlock } from "./csv-block.ts";
import { lineEndOf, parseRows } from "./csv-rows.ts";
import { decode } from "./csv-text.ts";
import type { CsvOptions } from "./options.ts";

/** A text file of rows and cells. Every column is text; those that expressions use are parsed. */
export class CsvSource implements Source {
  readonly name: string;
  readonly columns: readonly InputColumn[];
  readonly parsesText = true;
  readonly lineEnd: string;
  readonly #input: ByteInput;
  readonly #options: CsvOptions;
  readonly #keepText: boolean;
  readonly #rows: AsyncIterator<string[][]>;
  /** Rows that were read with the header. */
  readonly #firstRows: string[][];

  private constructor(
    input: ByteInput,
    options: CsvOptions,
    keepText: boolean,
    lineEnd: string,
    rows: AsyncIterator<string[][]>,
    firstRows: string[][],
  ) {
    this.name = input.name;
    this.#input = input;
    this.#options = options;
    this.#keepText = keepText;
    this.lineEnd = lineEnd;
    this.#rows = rows;
    const first = firstRows[0] as string[];
    const names = options.header ? first : first.map((_, i) => `c${i + 1}`);
    this.columns = names.map((name) => ({ name, type: TEXT }));
    this.#firstRows = options.header ? firstRows.slice(1) : firstRows;
  }

  /**
   * @param keepText - the output is text, too: missing cells are to stay as they are
   * @throws ExprError if there is not even a header
   */
  static async open(input: ByteInput, options: CsvOptions, keepText: boolean): Promise<CsvSource> {
    const { lineEnd, texts } = await withLineEnd(decode(input.chunks(), input.name));
    const rows = parseRows(texts, input.name, options.delimiter, lineEnd)[Symbol.asyncIterator]();
    const first = await rows.next();
    if (first.done === true)
      throw new ExprError("Other", `${input.name} is empty: there is not even a line with column names`);
    return new CsvSource(input, options, keepText, lineEnd, rows, first.value);
  }

  async *blocks(rows: number): AsyncIterable<Block> {
    let firstRow = 0;
    let pending: string[][] = [];
    const take = (count: number): CsvBlock => {
      const cells = pending.splice(0, count);
      const block = new CsvBlock(cells, firstRow, this.columns.length, this.#options.missing, this.#keepText);
      firstRow += cells.length;
      return block;
    };
    for (let next: string[][] | undefined = this.#firstRows; next !== undefined; next = await this.#next()) {
      for (const row of next) if (!this.#isBlank(row)) pending.push(row);
      while (pending.length >= rows) yield take(rows);
    }
    if (pending.length > 0) yield take(pending.length);
    pending = [];
  }

  progress(): { done: number; total: number } | undefined {
    return this.#input.progress();
  }

  async place(row: number): Promise<string | undefined> {
    const chunks = this.#input.again();
    if (chunks === undefined) return undefined;
    const { texts } = await withLineEnd(decode(chunks, this.name));
    let line = 1;
    let left = row + (this.#options.header ? 1 : 0);
    for await (const rows of parseRows(texts, this.name, this.#options.delimiter, this.lineEnd)) {
      for (const cells of rows) {
        const blank = this.#isBlank(cells);
        if (left === 0 && !blank) return `line ${line}`;
        if (!blank) left--;
        line++;
        for (const cell of cells) line += (cell.match(/\r\n|\n|\r/g) ?? []).length;
      }
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#input.close();
  }

  async #next(): Promise<string[][] | undefined> {
    const { done, value } = await this.#rows.next();
    return done === true ? undefined : value;
  }

  /** An empty line is no row, unless an empty cell looks like that. */
  #isBlank(row: readonly string[]): boolean {
    return row.length === 1 && row[0] === "" && this.columns.length > 1;
  }
}

/** How the lines end, and all texts with the first ones joined so that they have a whole line. */
async function withLineEnd(
  texts: AsyncIterable<string>,
): Promise<{ lineEnd: string; texts: AsyncIterable<string> }> {
  const iterator = texts[Symbol.asyncIterator]();
  let first = "";
  let lineEnd: string | undefined;
  let ended = false;
  while (lineEnd === undefined && !ended) {
    const { done, value } = await iterator.next();
    ended = done === true;
    if (!ended) first += value;
    // A CR at the very end is followed by nothing then.
    lineEnd = lineEndOf(ended ? `${first} ` : first);
  }
  async function* joined(): AsyncIterable<string> {
    if (first !== "") yield first;
    first = "";
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { lineEnd: lineEnd ?? "\n", texts: joined() };
}
