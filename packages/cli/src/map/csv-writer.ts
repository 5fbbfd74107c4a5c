import { numberText } from "../numbers.ts";
import { dateText, timestampText } from "./date-text.ts";
import type { OutputBlock, OutputColumn, Writer } from "./output-block.ts";
import type { Sink } from "./sink.ts";

/** UTF-16 units that are put together before they are written. */
const PIECE = 1 << 16;

type Format = (cell: unknown) => string;

/** Writes text with a header row. Cells are quoted where they must be. */
export class CsvWriter implements Writer {
  readonly #columns: readonly OutputColumn[];
  readonly #formats: readonly Format[];
  readonly #sink: Sink;
  readonly #delimiter: string;
  readonly #lineEnd: string;
  readonly #missing: string;
  #text = "";

  /** @param missing - what a missing cell is written as */
  constructor(
    columns: readonly OutputColumn[],
    sink: Sink,
    options: { delimiter: string; header: boolean; missing: string; lineEnd: string },
  ) {
    const { delimiter, lineEnd } = options;
    const quote = quoting(delimiter, columns.length === 1);
    this.#columns = columns;
    this.#formats = columns.map((column) => formatOf(column, quote));
    this.#sink = sink;
    this.#delimiter = delimiter;
    this.#lineEnd = lineEnd;
    this.#missing = quote(options.missing);
    if (options.header) this.#text = columns.map(({ name }) => quote(name)).join(delimiter) + lineEnd;
  }

  async write(block: OutputBlock): Promise<void> {
    const cells = this.#columns.map((column) => block.cells(column));
    const count = cells.length;
    for (let row = 0; row < block.rows; row++) {
      let text = "";
      for (let i = 0; i < count; i++) {
        if (i > 0) text += this.#delimiter;
        const cell = (cells[i] as ArrayLike<unknown>)[row];
        text += cell === null || cell === undefined ? this.#missing : (this.#formats[i] as Format)(cell);
      }
      this.#text += text + this.#lineEnd;
      if (this.#text.length >= PIECE) await this.#flush();
    }
  }

  finish(): Promise<void> {
    return this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = "";
    if (bytes.length > 0) await this.#sink.write(bytes);
  }
}

/** Puts quotes around what would be read as something else. */
function quoting(delimiter: string, alone: boolean): (text: string) => string {
  const special = new RegExp(`["\\r\\n\\uFEFF${delimiter.replace(/[\\\]^-]/g, "\\$&")}]`);
  return (text) => {
    if (special.test(text)) return `"${text.replaceAll('"', '""')}"`;
    // An empty line would be no row.
    return text === "" && alone ? '""' : text;
  };
}

function formatOf({ type }: OutputColumn, quote: (text: string) => string): Format {
  switch (type.kind) {
    case "number":
      return (cell) => (typeof cell === "bigint" ? String(cell) : numberText(cell as number));
    case "boolean":
      return String;
    case "date":
      return (cell) => quote(dateText(cell as number));
    case "timestamp":
      return (cell) => quote(timestampText(cell as bigint, type));
    default:
      return (cell) => quote(cell as string);
  }
}
