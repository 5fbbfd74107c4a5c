import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ColdOutcome } from "./cold.ts";
import type { ColdTask } from "./cold-measure.ts";
import type { NodeMeasurement, Outcome } from "./measure.ts";
import type { Soak } from "./soak.ts";

/** What a child process can be asked for, and what it answers. */
export interface Tasks {
  measure: (options: { readonly quick: boolean }) => NodeMeasurement;
  /** The meters alone, on what they must read: for their test. */
  controls: (options: null) => Outcome[];
  "warm-up": (index: number) => number | null;
  unoptimised: (options: null) => number[];
  cold: (task: ColdTask) => ColdOutcome[];
  soak: (options: { readonly evaluations: number }) => Soak[];
}

/** The command that makes `main.js` such a child. */
const CHILD_COMMAND = "alloc-child";
const LARGEST_ANSWER = 2 ** 28;

/**
 * Runs a task in a new process of a Node with V8's flags set; its progress goes to the terminal.
 *
 * @throws Error when the process fails
 */
export function runChild<Name extends keyof Tasks>(
  node: string,
  flags: readonly string[],
  name: Name,
  options: Parameters<Tasks[Name]>[0],
): ReturnType<Tasks[Name]> {
  const { status, stdout, error } = spawnSync(node, childArguments(flags, name, options), {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: LARGEST_ANSWER,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${node} ended with ${status} while it should ${name}`);
  return JSON.parse(stdout);
}

/** As {@link runChild}, but other processes may run at the same time: for what no time matters to. Its progress is lost. */
export async function runChildAside<Name extends keyof Tasks>(
  node: string,
  flags: readonly string[],
  name: Name,
  options: Parameters<Tasks[Name]>[0],
): Promise<ReturnType<Tasks[Name]>> {
  const { stdout } = await promisify(execFile)(node, childArguments(flags, name, options), {
    maxBuffer: LARGEST_ANSWER,
  });
  return JSON.parse(stdout);
}

function childArguments(flags: readonly string[], name: string, options: unknown): string[] {
  const main = fileURLToPath(new URL("main.js", import.meta.url));
  return [...flags, main, CHILD_COMMAND, name, JSON.stringify(options)];
}
