import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const maps = new Map<string, SourceMap | undefined>();

/**
 * `file:line` for a place in a script: in its source if a map lies beside it, below the root of the workspace.
 *
 * @param line - from 0, as in profiles
 */
export function describePlace(url: string, line: number, column: number): string {
  if (!url.startsWith("file:")) return url === "" ? "V8" : `${url}:${line + 1}`;
  const file = fileURLToPath(url);
  const entry = mapOf(file)?.findEntry(line, column);
  if (entry === undefined || !("originalSource" in entry)) return `${relative(ROOT, file)}:${line + 1}`;
  const source = resolve(dirname(file), entry.originalSource);
  return `${relative(ROOT, source)}:${entry.originalLine + 1}`;
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    const map = join(dirname(file), `${basename(file)}.map`);
    maps.set(file, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, "utf8"))) : undefined);
  }
  return maps.get(file);
}
