import { PassThrough, Readable } from "node:stream";
import { run } from "../src/program.ts";

/** What `JSON.parse` gives: tests look into it freely. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process. */
export async function runCli(args: readonly string[], stdin = ""): Promise<Outcome> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await run(args, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env: {} });
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
}

/** The one JSON object that the command printed, with `--json` added. */
export async function runJson(args: readonly string[], stdin = ""): Promise<{ code: number; json: Json }> {
  const { code, stdout, stderr } = await runCli(["--json", ...args], stdin);
  if (stderr !== "") throw new Error(`--json wrote to standard error: ${stderr}`);
  return { code, json: JSON.parse(stdout) };
}

/** What was written to a stream so far and not read. */
export function textOf(stream: PassThrough): string {
  return String(stream.read() ?? "");
}
