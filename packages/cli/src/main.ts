#!/usr/bin/env node
import { run } from "./program.ts";

/** A reader that went away (`zexpr functions | head -1`) is no error. */
function onWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit();
  onUnexpected(error);
}

/** One line in place of a stack trace. */
function onUnexpected(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: zexpr failed: ${message}\n`, () => process.exit(1));
}

process.stdout.on("error", onWriteError);
process.stderr.on("error", () => process.exit(1));
process.on("uncaughtException", onUnexpected);
process.exitCode = await run(process.argv.slice(2), process);
