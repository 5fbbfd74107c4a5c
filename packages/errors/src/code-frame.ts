import type { Span } from "./span.ts";

/** UTF-16 units of a line that are shown; longer lines are cut around the span. */
const WINDOW = 100;
/** Units shown before the span when the line is cut on the left. */
const LEAD = 40;

/** Takes two columns of a terminal: emoji and East Asian wide characters. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/**
 * The line on which a span starts, with its number, and carets under the span:
 *
 * ```
 * 2 | sin(x) * coz(y)
 *   |          ^^^
 * ```
 *
 * Lines end with LF, CR LF or CR. `…` marks where a long line was cut, or where the span goes on. Whitespace
 * is shown as blanks, and characters that a terminal would obey or hide (controls, escapes, text direction
 * marks, half surrogate pairs) as `�`: the text comes from a user. Carets count terminal columns: two under
 * wide characters, none under combining ones, except that one at the span's begin is shown on a dotted
 * circle.
 *
 * Cost: one pass over the text before the span to count lines; apart from that a constant, whatever the
 * line's length.
 *
 * @param span - offsets outside the source are moved to its nearest end; an empty span gets one caret
 */
export function codeFrame(source: string, span: Span): string {
  const start = clamp(span.start, 0, source.length);
  const end = clamp(span.end, start + 1, source.length);
  const lines = source.slice(0, start).split(/\r\n?|\n/);
  const lineStart = start - (lines[lines.length - 1] as string).length;
  // Or as far as anything could be shown.
  const lineEnd = start + source.slice(start, start + WINDOW + 1).search(/[\r\n]|$/);

  let from = Math.max(lineStart, Math.min(start - LEAD, lineEnd - WINDOW));
  if (lineEnd - lineStart <= WINDOW) from = lineStart;
  else if (from > 0 && (source.codePointAt(from - 1) as number) > 0xffff) from--; // not half a character
  const to = Math.min(lineEnd, from + WINDOW);

  const gutter = `${lines.length} | `;
  let text = gutter;
  let marks = "| ".padStart(gutter.length);
  if (from > lineStart) {
    text += "…";
    marks += " ";
  }
  for (let i = from; i < to; ) {
    const character = String.fromCodePoint(source.codePointAt(i) as number);
    const next = i + character.length;
    let shown = /[\t\p{Z}]/u.test(character) ? " " : /\p{C}/u.test(character) ? "�" : character;
    let columns = WIDE.test(shown) ? 2 : 1;
    if (/\p{M}/u.test(character)) {
      // Where the span begins it needs a column to point at: it is shown on a dotted circle.
      if (i <= start && next > start) shown = `◌${character}`;
      else columns = 0;
    }
    text += shown;
    marks += (i < end && next > start ? "^" : " ").repeat(columns);
    i = next;
  }
  if (start === to)
    marks += "^"; // at the end of the line
  else if (end > to) marks += "…";
  if (to < lineEnd) text += "…";
  return `${text.trimEnd()}\n${marks.trimEnd()}`;
}

/** `value` as a whole number from `low` to `high`; NaN is moved to `low`. */
function clamp(value: number, low: number, high: number): number {
  return value > low ? Math.min(Math.trunc(value), high) : low;
}
