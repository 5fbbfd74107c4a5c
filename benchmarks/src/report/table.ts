/** A column title, or a cell. Empty where there is nothing to say. */
export type Cells = readonly string[];

/** Plain text with the first column to the left, the others to the right, and a rule under the titles. */
export function formatTable(titles: Cells, rows: readonly Cells[]): string {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: Cells) =>
    widths
      .map((width, column) => pad(cells[column] ?? "", width, column))
      .join("  ")
      .trimEnd();
  return [line(titles), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** Three significant digits, without an exponent. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
