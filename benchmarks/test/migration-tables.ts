import { readFileSync } from "node:fs";

/** A table of MIGRATION.md. Cells are texts, with `\|` resolved. */
export interface MigrationTable {
  /** Heading of the second level that it stands under. */
  readonly section: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const DOCUMENT: string = readFileSync(new URL("../../MIGRATION.md", import.meta.url), "utf8");

function cells(line: string): string[] {
  const between = line.trim().slice(1, -1);
  return between.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

export function migrationTables(): MigrationTable[] {
  return DOCUMENT.split(/^## /m)
    .slice(1)
    .flatMap((text) => {
      const section = text.slice(0, text.indexOf("\n"));
      return [...text.matchAll(/(?:^\|.*\n)+/gm)].map(([lines]) => {
        const [header = [], , ...rows] = lines.trimEnd().split("\n").map(cells);
        return { section, header, rows };
      });
    });
}

/** What stands between backticks. */
export function codes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code as string);
}

/** Names and values that the formulas of the tables refer to. */
export const SCOPE: { readonly t: number[]; readonly p: { readonly x: number } } = {
  t: [10, 20, 30],
  p: { x: 3 },
};
