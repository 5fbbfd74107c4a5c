import type { Span } from "./span.ts";

/** UTF-16 units of a line that are shown; longer lines are cut around the span. */
const WINDOW = 100;
/** Units shown before the span when the line is cut on the left. */
const LEAD = 40;

/**
 * The line on which a span starts, with its number, and carets under the span:
 *
 * ```
 * 2 | sin(x) * coz(y)
 *   |          ^^^
 * ```
 *
 * Lines end with LF, CR LF or CR. `…` marks where a long line was cut, or where the span goes on. Columns are
 * code points, and a tab is shown as one blank: wide characters shift the carets.
 *
 * Cost: one pass over the text before the span to count lines; apart from that a constant, whatever the
 * line's length.
 *
 * @param span - offsets outside the source are moved to its nearest end; an empty span gets one caret
 */
export function codeFrame(source: string, span: Span): string {
  const start = characterStart(source, clamp(span.start, 0, source.length));
  const end = clamp(span.end, start + 1, source.length);
  const lines = source.slice(0, start).split(/\r\n?|\n/);
  const lineStart = start - (lines[lines.length - 1] as string).length;
  // Or as far as anything could be shown.
  const lineEnd = start + source.slice(start, start + WINDOW + 1).search(/[\r\n]|$/);

  const from = characterStart(source, Math.max(lineStart, Math.min(start - LEAD, lineEnd - WINDOW)));
  const to = characterStart(source, Math.min(lineEnd, from + WINDOW));

  const gutter = `${lines.length} | `;
  const cut = from > lineStart ? "…" : "";
  const line = gutter + cut + source.slice(from, to) + (to < lineEnd ? "…" : "");
  const before = "| ".padStart(gutter.length) + " ".repeat(cut.length + columns(source, from, start));
  const carets = "^".repeat(columns(source, start, Math.min(end, to))) || "^"; // at the end of the line
  const after = start < to && to < end ? "…" : "";
  return `${line.replaceAll("\t", " ").trimEnd()}\n${before}${carets}${after}`;
}

/** Code points of a piece of text. */
function columns(source: string, start: number, end: number): number {
  return [...source.slice(start, end)].length;
}

/** `offset`, or one less if it lies between the halves of a surrogate pair. */
function characterStart(source: string, offset: number): number {
  return (source.codePointAt(offset - 1) ?? 0) > 0xffff ? offset - 1 : offset;
}

/** `value` as a whole number from `low` to `high`; NaN is moved to `low`. */
function clamp(value: number, low: number, high: number): number {
  return value > low ? Math.min(Math.trunc(value), high) : low;
}
