import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Outcome, runCli } from "./run-cli.ts";

/** A folder for the files of one test. */
export interface Folder {
  at(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  read(name: string): string;
  files(): string[];
}

/** A new folder before each test of the file, removed after it. */
export function useFolder(): Folder {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "zexpr-map-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);
  return {
    at,
    write(name, content) {
      writeFileSync(at(name), content);
      return at(name);
    },
    read: (name) => readFileSync(at(name), "utf8"),
    files: () => readdirSync(folder).sort(),
  };
}

/** Runs `zexpr map` on a text from standard input; the table it prints. Fails if it does. */
export async function mapText(text: string, args: readonly string[]): Promise<string> {
  const outcome = await mapOutcome(text, args);
  if (outcome.code !== 0) throw new Error(outcome.stderr);
  return outcome.stdout;
}

export function mapOutcome(text: string, args: readonly string[]): Promise<Outcome> {
  return runCli(["map", "-", ...args, "-o", "-"], text);
}
