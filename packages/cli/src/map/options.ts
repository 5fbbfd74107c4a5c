import { extname } from "node:path";
import { UsageError } from "../usage-error.ts";

export const FORMATS = ["csv", "arrow", "arrow-stream", "parquet"] as const;
/** A format of files. "arrow" is Arrow's file format, "arrow-stream" what it sends through pipes. */
type Format = (typeof FORMATS)[number];

export const POLICIES = ["stop", "null", "skip"] as const;
/** What a bad cell, or a row that cannot be evaluated, does. */
export type Policy = (typeof POLICIES)[number];

/** Formats by the end of a file's name. */
const EXTENSIONS: Readonly<Record<string, Format>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".txt": "csv",
  ".arrow": "arrow",
  ".feather": "arrow",
  ".ipc": "arrow",
  ".arrows": "arrow-stream",
  ".parquet": "parquet",
  ".pq": "parquet",
};

/** What the command line of `zexpr map` says, as commander gives it. */
export interface MapArguments {
  readonly expr?: readonly string[];
  readonly output: string;
  readonly where?: string;
  readonly from?: string;
  readonly to?: string;
  readonly delimiter?: string;
  /** False for `--no-header`. */
  readonly header: boolean;
  readonly missing?: string;
  readonly onError: string;
  readonly summary?: boolean;
}

/** How text with delimiters is read and written. */
export interface CsvOptions {
  readonly delimiter: string;
  readonly header: boolean;
  /** What a missing cell is written as; when read an empty one is missing, too. */
  readonly missing: string;
}

/** Where a table is, and in what format. */
export interface Place {
  /** A path, or "-" for a standard stream. */
  readonly path: string;
  readonly format: Format;
  readonly csv: CsvOptions;
}

/** The input and output of a command line. @throws {@link UsageError} */
export function placesOf(path: string, args: MapArguments): { from: Place; to: Place } {
  const from = place(path, args, "from");
  const to = place(args.output, args, "to");
  return { from, to };
}

/** @throws {@link UsageError} for a policy that does not exist */
export function policyOf(text: string): Policy {
  const policy = POLICIES.find((name) => name === text);
  if (policy !== undefined) return policy;
  throw new UsageError(`--on-error takes ${POLICIES.join(", ")}, not ${text}`);
}

function place(path: string, args: MapArguments, side: "from" | "to"): Place {
  const format = formatOf(path, args[side], side);
  if (path === "-" && (format === "parquet" || format === "arrow"))
    throw new UsageError(
      `${format === "parquet" ? "a Parquet file" : "an Arrow file"} cannot go through a pipe: ${
        format === "parquet" ? "name a file, or use csv or arrow-stream" : `use --${side} arrow-stream`
      }`,
    );
  return { path, format, csv: csvOptions(path, args) };
}

function formatOf(path: string, given: string | undefined, side: "from" | "to"): Format {
  if (given !== undefined) {
    const format = FORMATS.find((name) => name === given);
    if (format !== undefined) return format;
    throw new UsageError(`--${side} takes ${FORMATS.join(", ")}, not ${given}`);
  }
  if (path === "-") return "csv";
  const format = EXTENSIONS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new UsageError(
    `the format of ${path} is not clear from its name: add --${side} ${FORMATS.join("|")}`,
  );
}

function csvOptions(path: string, { delimiter, header, missing = "" }: MapArguments): CsvOptions {
  const tabs = extname(path).toLowerCase() === ".tsv";
  return { delimiter: checkedDelimiter(delimiter, tabs ? "\t" : ","), header, missing };
}

function checkedDelimiter(given: string | undefined, fallback: string): string {
  if (given === undefined) return fallback;
  const delimiter = given === "\\t" || given === "tab" ? "\t" : given;
  // Numbers are written without quotes, and a cell's quotes and lines must be recognised.
  if ([...delimiter].length === 1 && !/["\r\n\uFEFF\w.+-]/.test(delimiter)) return delimiter;
  throw new UsageError(
    `--delimiter takes one character, or tab; no letter, digit, quote or sign of a number, so not ${JSON.stringify(given)}`,
  );
}
