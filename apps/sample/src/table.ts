import type { Measured } from "./meter.ts";

/** One expression's numbers; those of mathjs are missing where it means something else by the text. */
export interface TableRow {
  readonly expression: string;
  readonly value?: number;
  readonly zexpr: Measured;
  readonly arenaBytes: number;
  readonly mathjs?: Measured;
}

/** Where the table is printed. */
export interface Terminal {
  readonly columns: number;
  readonly colors: boolean;
}

const GAP = "  ";
const WIDTHS = [10, 8, 7, 8, 9, 7] as const;
const TITLES = ["value", "zexpr ns", "heap B", "arena B", "mathjs ns", "heap B"] as const;
const NUMBERS_WIDTH = WIDTHS.reduce((sum, width) => sum + GAP.length + width, 0);

/**
 * Columns of numbers beside the expressions, or below them where the terminal is too narrow for that.
 * No escape sequences unless the terminal wants colours.
 */
export function formatTable(rows: readonly TableRow[], terminal: Terminal): string {
  const longest = Math.max("expression".length, ...rows.map((row) => row.expression.length));
  const beside = longest + NUMBERS_WIDTH <= terminal.columns;
  const bold = style("1", terminal);
  const green = style("32", terminal);

  const line = (expression: string, numbers: string) =>
    beside ? expression.padEnd(longest) + numbers : `${expression}\n${numbers}`;
  const body = rows.map((row) => {
    const numbers = cells(row).map((cell, i) => GAP + cell.padStart(WIDTHS[i] ?? 0));
    if (row.zexpr.heapBytes === 0) numbers[2] = green(numbers[2] ?? "");
    return line(row.expression, numbers.join(""));
  });
  const titles = TITLES.map((title, i) => GAP + title.padStart(WIDTHS[i] ?? 0)).join("");
  const rule = "─".repeat(beside ? longest + NUMBERS_WIDTH : NUMBERS_WIDTH);
  return [bold(line("expression", titles)), rule, ...body].join("\n");
}

function cells({ value, zexpr, arenaBytes, mathjs }: TableRow): string[] {
  return [
    value === undefined ? "" : formatValue(value),
    formatTime(zexpr.ns),
    formatBytes(zexpr.heapBytes),
    String(arenaBytes),
    mathjs === undefined ? "–" : formatTime(mathjs.ns),
    mathjs === undefined ? "–" : formatBytes(mathjs.heapBytes),
  ];
}

/** At most seven significant digits, so that a column stays narrow. */
function formatValue(value: number): string {
  return String(Number(value.toPrecision(7)));
}

function formatTime(ns: number): string {
  return ns.toFixed(ns < 10 ? 1 : 0);
}

function formatBytes(bytes: number): string {
  return Number.isNaN(bytes) ? "–" : String(bytes);
}

function style(code: string, { colors }: Terminal): (text: string) => string {
  return (text) => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
}
