import { type Block, type Numbers, type OnBadCell, setMissing } from "./block.ts";
import { cellNumber } from "./csv-number.ts";

/** Rows of a text file. */
export class CsvBlock implements Block {
  readonly rows: number;
  readonly firstRow: number;
  readonly raggedRows: readonly number[];
  readonly #cells: readonly (readonly string[])[];
  readonly #missing: string;
  readonly #keepText: boolean;

  /**
   * @param columns - number of cells that a row should have
   * @param missing - text of a missing cell, beside the empty one
   * @param keepText - {@link cells} gives missing cells as they are written, not as null
   */
  constructor(
    cells: readonly (readonly string[])[],
    firstRow: number,
    columns: number,
    missing: string,
    keepText: boolean,
  ) {
    this.rows = cells.length;
    this.firstRow = firstRow;
    this.#cells = cells;
    this.#missing = missing;
    this.#keepText = keepText;
    const ragged: number[] = [];
    for (let row = 0; row < cells.length; row++)
      if ((cells[row] as readonly string[]).length !== columns) ragged.push(row);
    this.raggedRows = ragged;
  }

  cells(column: number): (string | null | undefined)[] {
    if (this.#keepText) return this.#cells.map((row) => row[column]);
    return this.#cells.map((row) => {
      const text = row[column];
      return text === "" || text === this.#missing ? null : text;
    });
  }

  numbers(column: number, into: Numbers, onBadCell: OnBadCell): void {
    const { values } = into;
    for (let row = 0; row < this.rows; row++) {
      const text = (this.#cells[row] as readonly string[])[column];
      if (text === undefined || text === "" || text === this.#missing) {
        setMissing(into, row);
        continue;
      }
      const value = cellNumber(text);
      if (value !== undefined) values[row] = value;
      else {
        setMissing(into, row);
        onBadCell(row, text);
      }
    }
  }
}
