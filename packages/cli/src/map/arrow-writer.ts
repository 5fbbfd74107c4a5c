import {
  type Data,
  Field,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  type RecordBatchWriter,
  Schema,
  Struct,
  Table,
} from "apache-arrow";
import type { ArrowBlock } from "./arrow-block.ts";
import { dataOf } from "./arrow-data.ts";
import { ArrowSource } from "./arrow-source.ts";
import { take } from "./arrow-take.ts";
import { arrowType } from "./arrow-types.ts";
import type { Source } from "./block.ts";
import type { OutputBlock, OutputColumn, Writer } from "./output-block.ts";
import type { Sink } from "./sink.ts";

/** What describes the schema, which may have changed. */
const STALE_METADATA = ["pandas"];

/** Creates what writes an Arrow file or stream, a record batch for every block. */
export function createArrowWriter(
  columns: readonly OutputColumn[],
  source: Source,
  sink: Sink,
  format: "arrow" | "arrow-stream",
): Writer {
  const writer = format === "arrow" ? new RecordBatchFileWriter() : new RecordBatchStreamWriter();
  return new ArrowWriter(columns, source instanceof ArrowSource ? source : undefined, writer, sink);
}

class ArrowWriter implements Writer {
  readonly #columns: readonly OutputColumn[];
  readonly #schema: Schema;
  /** Whether columns of the input pass through as they are. */
  readonly #native: boolean;
  readonly #writer: RecordBatchWriter;
  readonly #bytes: AsyncIterator<Uint8Array>;
  readonly #sink: Sink;
  #next: Promise<IteratorResult<Uint8Array>> | undefined;

  constructor(
    columns: readonly OutputColumn[],
    source: ArrowSource | undefined,
    writer: RecordBatchWriter,
    sink: Sink,
  ) {
    this.#columns = columns;
    this.#native = source !== undefined;
    const fields = columns.map(
      ({ name, type, input }) =>
        (input === undefined ? undefined : source?.schema.fields[input]) ??
        new Field(name, arrowType(type), true),
    );
    const metadata = new Map(source?.schema.metadata ?? []);
    for (const key of STALE_METADATA) metadata.delete(key);
    this.#schema = new Schema(fields, metadata, source?.schema.dictionaries);
    this.#writer = writer;
    this.#bytes = writer[Symbol.asyncIterator]();
    this.#sink = sink;
  }

  async write(block: OutputBlock): Promise<void> {
    if (block.rows === 0) return;
    this.#writer.write(this.#batchOf(block));
    await this.#drain();
  }

  async finish(): Promise<void> {
    // Where there was no row, this makes it write the schema.
    this.#writer.write(new Table(this.#schema) as never);
    this.#writer.finish();
    await this.#drain();
  }

  #batchOf(block: OutputBlock): RecordBatch {
    const children = this.#columns.map((column, i) => this.#data(block, column, i));
    return this.#batch(children, block.rows);
  }

  #data(block: OutputBlock, column: OutputColumn, index: number): Data {
    const { input, type } = column;
    if (!this.#native || input === undefined)
      return dataOf(block.cells(column), type, (this.#schema.fields[index] as Field).type);
    const data = (block.source as ArrowBlock).data[input] as Data;
    return block.kept === undefined ? data : take(data, block.kept);
  }

  #batch(children: Data[], length: number): RecordBatch {
    const struct = makeData({ type: new Struct(this.#schema.fields), length, nullCount: 0, children });
    return new RecordBatch(this.#schema, struct as never);
  }

  /**
   * Passes on what the writer has put into its queue, so that no more than one batch is in there. The queue tells when it
   * has something, not when it is empty: nothing having come after a turn of the event loop says that.
   */
  async #drain(): Promise<void> {
    for (;;) {
      this.#next ??= this.#bytes.next();
      const idle = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
      const result = await Promise.race([this.#next, idle]);
      if (result === undefined || result.done === true) return;
      this.#next = undefined;
      await this.#sink.write(result.value);
    }
  }
}
