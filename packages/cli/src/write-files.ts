import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ExprError } from "zexpr";

/** What the system's error codes mean, for people. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the name is too long",
};

/** Why a file cannot be read or written, for people. */
export function systemReason(cause: unknown, action: "read" | "write"): string {
  const { code = "", message = "" } = cause as Partial<NodeJS.ErrnoException>;
  if (code === "ENOENT" && action === "read") return "there is no such file";
  return REASONS[code] ?? message;
}

/**
 * Writes files that belong together: all of them whole, or none: each is written beside its place, and only when that has
 * worked for all, they are moved there, the first one last. Replaces what is there.
 *
 * @throws {@link ExprError} `Other`: which one cannot be written, and why
 */
export function writeFiles(files: readonly (readonly [path: string, content: string | Uint8Array])[]): void {
  const beside: string[] = [];
  let current = "";
  try {
    for (const [path, content] of files) {
      current = path;
      // Renaming could not replace it, and by then other files would be there.
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw { code: "EISDIR" };
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
      // Does not follow a link or overwrite a file that someone has put there.
      writeFileSync(temporary, content, { flag: "wx" });
      beside.push(temporary);
    }
    for (const [i, [path]] of [...files.entries()].reverse()) {
      current = path;
      renameSync(beside[i] as string, path);
    }
  } catch (cause) {
    for (const temporary of beside) rmSync(temporary, { force: true });
    throw new ExprError("Other", `cannot write ${current}: ${systemReason(cause, "write")}`, { cause });
  }
}
