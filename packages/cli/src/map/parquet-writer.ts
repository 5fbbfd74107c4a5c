import type { DecodedArray, SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter as LibraryWriter } from "hyparquet-writer";
import type { Source } from "./block.ts";
import type { OutputBlock, OutputColumn, Writer } from "./output-block.ts";
import { type ParquetColumn, parquetColumn } from "./parquet-column.ts";
import { ParquetSource } from "./parquet-source.ts";
import { physical } from "./parquet-types.ts";
import type { Sink } from "./sink.ts";

/** Cells of a row group, which is in memory until it is complete: the library needs about 500 bytes for each meanwhile. */
const GROUP_CELLS = 1 << 18;
/** Bytes that are reserved at first. */
const BUFFER = 1 << 20;
/** What describes the schema, which may have changed. */
const STALE_METADATA = ["ARROW:schema", "pandas"];

/** Creates what writes a Parquet file, compressed with Snappy. */
export function createParquetWriter(columns: readonly OutputColumn[], source: Source, sink: Sink): Writer {
  return new ParquetWriter(columns, source instanceof ParquetSource ? source : undefined, sink);
}

class ParquetWriter implements Writer {
  readonly #columns: readonly ParquetColumn[];
  readonly #schema: readonly SchemaElement[];
  readonly #writer: LibraryWriter;
  readonly #groupRows: number;
  /** Rows that are not yet a group, by column. */
  #pending: unknown[][];
  #rows = 0;

  /** @param source - the input if it is Parquet, too: its columns pass through as they are stored */
  constructor(columns: readonly OutputColumn[], source: ParquetSource | undefined, sink: Sink) {
    this.#columns = columns.map((column) => parquetColumn(column, source));
    const root: SchemaElement = { name: "schema", num_children: columns.length };
    this.#schema = [root, ...this.#columns.flatMap(({ elements }) => elements)];
    this.#writer = new LibraryWriter({
      writer: new SinkWriter(sink),
      schema: this.#schema.map(physical),
      kvMetadata: (source?.metadata.key_value_metadata ?? []).filter(
        ({ key }) => !STALE_METADATA.includes(key),
      ),
      createdBy: "zexpr",
    });
    this.#groupRows = Math.ceil(GROUP_CELLS / columns.length);
    this.#pending = columns.map(() => []);
  }

  async write(block: OutputBlock): Promise<void> {
    for (const [i, { values }] of this.#columns.entries()) {
      const cells = values(block);
      const pending = this.#pending[i] as unknown[];
      for (let row = 0; row < block.rows; row++) pending.push(cells[row]);
    }
    this.#rows += block.rows;
    if (this.#rows >= this.#groupRows) await this.#writeGroup();
  }

  async finish(): Promise<void> {
    if (this.#rows > 0) await this.#writeGroup();
    // Values were written as they are stored; from here on it matters what they mean.
    this.#writer.schema = [...this.#schema];
    await this.#writer.finish();
  }

  async #writeGroup(): Promise<void> {
    const columnData = this.#columns.map(
      ({ name, statistics }, i): ColumnSource => ({
        name,
        data: this.#pending[i] as DecodedArray,
        statistics,
      }),
    );
    await this.#writer.write({ columnData, rowGroupSize: this.#rows });
    this.#pending = this.#columns.map(() => []);
    this.#rows = 0;
  }
}

/** The library's buffer, emptied into a sink after every row group. */
class SinkWriter extends ByteWriter {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    super(BUFFER);
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.write(new Uint8Array(this.buffer, 0, this.index));
    this.index = 0;
  }

  override finish(): Promise<void> {
    return this.flush();
  }
}
