import { ExprError } from "zexpr";
import type { Io } from "../io.ts";
import type { Source } from "./block.ts";
import { openFile, openHandle, standardInput } from "./byte-input.ts";
import type { Place } from "./options.ts";
import type { OutputColumn, Writer } from "./output-block.ts";
import type { Sink } from "./sink.ts";

// The libraries of the formats are large: each is loaded when a file needs it.

/** Opens the input. @throws ExprError if it cannot be read, or is not of its format */
export async function openSource(from: Place, to: Place, io: Io): Promise<Source> {
  const { path, format } = from;
  if (format === "parquet") {
    const { ParquetSource } = await import("./parquet-source.ts");
    return opened(await openHandle(path), (handle) => ParquetSource.open(path, handle));
  }
  if (format === "arrow") {
    const { ArrowSource } = await import("./arrow-source.ts");
    return opened(await openHandle(path), (handle) => ArrowSource.openFile(path, handle));
  }
  const input = path === "-" ? standardInput(io.stdin) : await openFile(path);
  if (format === "arrow-stream") {
    const { ArrowSource } = await import("./arrow-source.ts");
    return opened(input, () => ArrowSource.openStream(input));
  }
  const { CsvSource } = await import("./csv-source.ts");
  return opened(input, () => CsvSource.open(input, from.csv, to.format === "csv"));
}

/** What `open` gives; if it fails, the file is closed. */
async function opened<F extends { close(): Promise<void> }>(
  file: F,
  open: (file: F) => Promise<Source>,
): Promise<Source> {
  try {
    return await open(file);
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}

/** A writer for the output. @throws ExprError for columns that its format cannot hold */
export async function openWriter(
  to: Place,
  source: Source,
  columns: readonly OutputColumn[],
  sink: Sink,
): Promise<Writer> {
  if (to.format === "csv") {
    const { CsvWriter } = await import("./csv-writer.ts");
    // Lines end as they did, where there were lines.
    return new CsvWriter(columns, sink, { ...to.csv, lineEnd: source.lineEnd ?? "\n" });
  }
  if (to.format === "parquet") {
    const { createParquetWriter } = await import("./parquet-writer.ts");
    return createParquetWriter(columns, source, sink);
  }
  const { createArrowWriter } = await import("./arrow-writer.ts");
  return createArrowWriter(columns, source, sink, to.format);
}

/** Whether a source of one format passes any column on to the other one as it is. */
function sameFormat(from: Place, to: Place): boolean {
  const family = ({ format }: Place): string => (format === "arrow-stream" ? "arrow" : format);
  return family(from) === family(to);
}

/** @throws ExprError for columns that only files of the input's format can hold, or that have one name */
export function checkColumns(columns: readonly OutputColumn[], from: Place, to: Place, source: Source): void {
  const seen = new Set<string>();
  for (const { name, type, input } of columns) {
    if (input !== undefined && !sameFormat(from, to)) {
      const what = type.kind === "other" ? type.name : type.kind;
      // As text a decimal keeps its digits.
      if (type.kind === "other" || (type.kind === "decimal" && to.format !== "csv"))
        throw new ExprError(
          "Other",
          `column \`${name}\` of ${source.name} is ${what}, which ${from.format} and ${to.format} do not have in common`,
        );
    }
    if (seen.has(name) && to.format !== "csv")
      throw new ExprError(
        "Other",
        `${source.name} has more than one column \`${name}\`, and ${to.path} can have one: rename all but one of them`,
      );
    seen.add(name);
  }
}
