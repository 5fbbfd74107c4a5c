/**
 * Rows of cells in columns, two blanks apart, indented by two.
 *
 * @param numbers - the columns from this one on are aligned to the right
 */
export function columns(
  rows: readonly (readonly string[])[],
  numbers: number = Number.POSITIVE_INFINITY,
): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const pad = (cell: string, i: number): string =>
    i < numbers ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join("  ")}`.trimEnd()).join("\n");
}
