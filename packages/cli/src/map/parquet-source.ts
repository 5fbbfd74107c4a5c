import type { FileHandle } from "node:fs/promises";
import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetScan,
  type SchemaElement,
} from "hyparquet";
import { ExprError } from "zexpr";
import type { Block, InputColumn, Source } from "./block.ts";
import { fileError } from "./file-error.ts";
import { ParquetBlock } from "./parquet-block.ts";
import { parquetType, physical } from "./parquet-types.ts";

/** A column's elements of the schema: its own, and those of what is nested in it. */
export type Subtree = readonly [SchemaElement, ...SchemaElement[]];

/**
 * Cells that are read at once: a larger row group is read in parts. Without an index of pages the library then decodes a
 * column several times, which is slow, but does not take the memory of all columns.
 */
const MOST_CELLS = 1 << 21;

/** A Parquet file. At most one of its row groups is in memory at a time. */
export class ParquetSource implements Source {
  readonly name: string;
  readonly columns: readonly InputColumn[];
  readonly parsesText = false;
  /** By column. */
  readonly subtrees: readonly Subtree[];
  /** What the file says about itself. */
  readonly metadata: FileMetaData;
  readonly #handle: FileHandle;
  readonly #file: AsyncBuffer;
  #rowsRead = 0;

  private constructor(name: string, handle: FileHandle, file: AsyncBuffer, metadata: FileMetaData) {
    this.name = name;
    this.#handle = handle;
    this.#file = file;
    this.metadata = metadata;
    this.subtrees = subtreesOf(metadata.schema);
    this.columns = this.subtrees.map(([element]) => ({ name: element.name, type: parquetType(element) }));
  }

  /** @throws ExprError if it is no Parquet file */
  static async open(name: string, handle: FileHandle): Promise<ParquetSource> {
    try {
      const { size } = await handle.stat();
      const file: AsyncBuffer = {
        byteLength: size,
        slice: (start, end) => read(name, handle, start, end ?? size),
      };
      return new ParquetSource(name, handle, file, await parquetMetadataAsync(file));
    } catch (error) {
      throw notParquet(name, error);
    }
  }

  async *blocks(rows: number): AsyncIterable<Block> {
    const { metadata, columns } = this;
    try {
      const scan = await parquetScan({
        file: this.#file,
        metadata: { ...metadata, schema: metadata.schema.map(physical) },
        compressors: await compressorsFor(metadata),
        parsers: PARSERS,
        utf8: false,
      });
      const most = Math.ceil(MOST_CELLS / columns.length);
      for (const { rowStart, rowEnd } of scan.ranges.flatMap((range) => parts(range, most))) {
        const group: DecodedArray[] = [];
        for (const { name } of columns) group.push(await scan.readColumn({ column: name, rowStart, rowEnd }));
        for (let from = rowStart; from < rowEnd; from += rows) {
          const to = Math.min(from + rows, rowEnd);
          this.#rowsRead = to;
          const cells = group.map((column) => column.slice(from - rowStart, to - rowStart));
          yield new ParquetBlock(columns, cells, to - from, from);
        }
      }
    } catch (error) {
      throw notParquet(this.name, error);
    }
  }

  progress(): { done: number; total: number } | undefined {
    return { done: this.#rowsRead, total: Math.max(1, Number(this.metadata.num_rows)) };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

interface Range {
  readonly rowStart: number;
  readonly rowEnd: number;
}

/** A range of rows in parts of at most so many rows. */
function parts({ rowStart, rowEnd }: Range, rows: number): Range[] {
  return Array.from({ length: Math.ceil((rowEnd - rowStart) / rows) }, (_, i) => {
    const start = rowStart + i * rows;
    return { rowStart: start, rowEnd: Math.min(start + rows, rowEnd) };
  });
}

const PARSERS: Partial<ParquetParsers> = {
  stringFromBytes: (bytes) =>
    bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"),
};

async function read(name: string, handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(end - start);
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) throw new Error("the file has become shorter");
      at += bytesRead;
    }
  } catch (cause) {
    throw fileError("read", name, cause);
  }
  return bytes.buffer;
}

/** Codecs beyond those that are built in, if the file needs them. */
async function compressorsFor({ row_groups }: FileMetaData): Promise<Compressors> {
  const builtIn = ["UNCOMPRESSED", "SNAPPY"];
  const needed = row_groups.some(({ columns }) =>
    columns.some(({ meta_data }) => meta_data !== undefined && !builtIn.includes(meta_data.codec)),
  );
  return needed ? (await import("hyparquet-compressors")).compressors : {};
}

function subtreesOf(schema: readonly SchemaElement[]): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = 1; at < schema.length; ) {
    const end = endOf(schema, at);
    subtrees.push(schema.slice(at, end) as unknown as Subtree);
    at = end;
  }
  return subtrees;
}

/** Elements are listed parents first: where those of one end. */
function endOf(schema: readonly SchemaElement[], at: number): number {
  let end = at + 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) end = endOf(schema, end);
  return end;
}

function notParquet(name: string, cause: unknown): ExprError {
  if (cause instanceof ExprError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ExprError("Other", `${name} cannot be read as Parquet: ${message}`, { cause });
}
