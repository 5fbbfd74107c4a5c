import type { FileHandle } from "node:fs/promises";
import { AsyncRecordBatchFileReader, type RecordBatch, RecordBatchReader, type Schema } from "apache-arrow";
import { ExprError } from "zexpr";
import { ArrowBlock } from "./arrow-block.ts";
import { columnType } from "./arrow-types.ts";
import type { Block, InputColumn, Source } from "./block.ts";
import type { ByteInput } from "./byte-input.ts";

type Reader = AsyncIterable<RecordBatch> & { readonly schema: Schema };
type Progress = { readonly done: number; readonly total: number } | undefined;

/** How a file of the file format begins. */
const MAGIC = "ARROW1";

/** Arrow's record batches, one in memory at a time. */
export class ArrowSource implements Source {
  readonly name: string;
  readonly columns: readonly InputColumn[];
  readonly parsesText = false;
  readonly schema: Schema;
  readonly #reader: Reader;
  readonly #progress: (batches: number) => Progress;
  readonly #close: () => Promise<void>;
  #batches = 0;

  private constructor(
    name: string,
    reader: Reader,
    progress: (batches: number) => Progress,
    close: () => Promise<void>,
  ) {
    this.name = name;
    this.#reader = reader;
    this.#progress = progress;
    this.#close = close;
    this.schema = reader.schema;
    this.columns = reader.schema.fields.map(({ name, type }) => ({ name, type: columnType(type) }));
  }

  /** @throws ExprError if it is no Arrow file. Streams in files are read, too */
  static async openFile(name: string, handle: FileHandle): Promise<ArrowSource> {
    return attempt(name, async () => {
      const reader = await RecordBatchReader.from(handle);
      await reader.open();
      const total = reader instanceof AsyncRecordBatchFileReader ? reader.numRecordBatches : undefined;
      return new ArrowSource(
        name,
        reader as unknown as Reader,
        (done) => (total === undefined ? undefined : { done, total: Math.max(1, total) }),
        async () => {
          // The reader closes the file itself, unless it has failed.
          await reader.cancel().catch(() => {});
          await handle.close().catch(() => {});
        },
      );
    });
  }

  /** @throws ExprError if it is no Arrow stream */
  static async openStream(input: ByteInput): Promise<ArrowSource> {
    const { name } = input;
    return attempt(name, async () => {
      const reader = await RecordBatchReader.from(streamed(input));
      await reader.open();
      return new ArrowSource(
        name,
        reader as unknown as Reader,
        () => input.progress(),
        () => input.close(),
      );
    });
  }

  async *blocks(rows: number): AsyncIterable<Block> {
    let firstRow = 0;
    const batches = this.#reader[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await attempt(this.name, () => batches.next());
      if (done === true) return;
      const batch: RecordBatch = value;
      this.#batches++;
      for (let from = 0; from < batch.numRows; from += rows) {
        const part = batch.numRows <= rows ? batch : batch.slice(from, Math.min(from + rows, batch.numRows));
        yield new ArrowBlock(this.columns, part, firstRow + from);
      }
      firstRow += batch.numRows;
    }
  }

  progress(): Progress {
    return this.#progress(this.#batches);
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** The library would read a whole file into memory if it came as a stream. */
async function* streamed({ chunks, name }: ByteInput): AsyncIterable<Uint8Array> {
  let first = true;
  for await (const chunk of chunks()) {
    if (first && chunk.subarray(0, MAGIC.length).toString("latin1") === MAGIC)
      throw new ExprError(
        "Other",
        `${name} is an Arrow file, not a stream: save it, and give its name with --from arrow`,
      );
    first = false;
    yield chunk;
  }
}

async function attempt<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof ExprError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    const reason = message.includes("codec not found") ? "it is compressed: write it without" : message;
    throw new ExprError("Other", `${name} cannot be read as Arrow: ${reason}`, { cause });
  }
}
