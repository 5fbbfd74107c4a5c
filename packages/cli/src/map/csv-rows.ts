import Papa from "papaparse";
import { ExprError } from "zexpr";
import { countText } from "../numbers.ts";

/** UTF-16 units of a row. More are a quote that is not closed rather than data. */
const LONGEST_ROW = 1 << 24;

/** The kind of line ends of a text: that of its first line; undefined if there may be another one in what follows. */
export function lineEndOf(text: string): string | undefined {
  const end = /\r\n|\n|\r/.exec(text.replace(/"[^"]*(?:"|$)/g, (quoted) => " ".repeat(quoted.length)));
  // A last CR may be half of a CR LF.
  return end === null || end.index + end[0].length === text.length ? undefined : end[0];
}

/**
 * Splits text into rows of cells as it comes, some at a time.
 *
 * Papa Parse's parser without its streams, which would need a queue of their own: it returns what rows are complete, and the
 * rest is tried again with more text behind it.
 *
 * @throws ExprError for quotes that make no sense, since all that follows could be misread
 */
export async function* parseRows(
  texts: AsyncIterable<string>,
  name: string,
  delimiter: string,
  lineEnd: string,
): AsyncIterable<string[][]> {
  const parser = new Papa.Parser({ delimiter, newline: lineEnd as "\n" });
  let rest = "";
  let rows = 0;
  for await (const text of texts) {
    const piece = rest + text;
    const { data, errors, meta } = parser.parse(piece, 0, true) as Papa.ParseResult<string[]>;
    // The last row may be cut: it is complained about when it is whole.
    checkQuotes(errors, data.length, rows, name);
    rest = piece.slice(meta.cursor);
    rows += data.length;
    if (rest.length > LONGEST_ROW) throw unclosed(name, rows);
    if (data.length > 0) yield data;
  }
  if (rest === "") return;
  const { data, errors } = parser.parse(rest, 0, false) as Papa.ParseResult<string[]>;
  checkQuotes(errors, Number.POSITIVE_INFINITY, rows, name);
  yield data;
}

function checkQuotes(
  errors: readonly Papa.ParseError[],
  complete: number,
  before: number,
  name: string,
): void {
  for (const { row = 0, code } of errors) {
    if (row >= complete) continue;
    if (code === "MissingQuotes") throw unclosed(name, before + row);
    throw new ExprError(
      "Other",
      `${name}: line ${countText(before + row + 1)} or later: a quoted cell goes on after its closing quote; quotes inside are doubled ("")`,
    );
  }
}

function unclosed(name: string, before: number): ExprError {
  return new ExprError(
    "Other",
    `${name}: line ${countText(before + 1)} or later: a quote is opened and never closed`,
  );
}
