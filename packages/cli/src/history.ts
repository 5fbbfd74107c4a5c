import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** Lines that are remembered. The file may hold twice as many before it is cut. */
export const HISTORY_LINES = 1_000;

/** For the user alone. */
const PRIVATE = { mode: 0o600 };

/**
 * Lines typed in earlier sessions, in a file. A file that cannot be read or written is no error: the session then
 * has its own lines only.
 */
export class History {
  readonly #path: string;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    const state = env.XDG_STATE_HOME;
    // The XDG specification says to ignore relative paths.
    this.#path =
      state !== undefined && isAbsolute(state)
        ? join(state, "zexpr", "history")
        : join(env.HOME ?? homedir(), ".zexpr_history");
  }

  /** The last lines, oldest first. */
  load(): string[] {
    try {
      const lines = readFileSync(this.#path, "utf8")
        .split("\n")
        .filter((line) => line !== "");
      const kept = lines.slice(-HISTORY_LINES);
      if (lines.length > 2 * HISTORY_LINES)
        writeFileSync(this.#path, kept.map((line) => `${line}\n`).join(""), PRIVATE);
      return kept;
    } catch {
      return [];
    }
  }

  /** Appends, so that sessions side by side keep each other's lines. */
  add(line: string): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, `${line}\n`, PRIVATE);
    } catch {}
  }
}
