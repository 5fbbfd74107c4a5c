import type { Readable, Writable } from "node:stream";

/** What the command reads and writes; `process` is one. Tests give their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The expression that an argument gives: itself, or all of standard input for `-`. */
export async function expressionText(argument: string, { stdin }: Io): Promise<string> {
  if (argument !== "-") return argument;
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
