import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { NodeMeasurement, Outcome } from "./measure.ts";
import type { Soak } from "./soak.ts";

/** What a child process can be asked for, and what it answers. */
export interface Tasks {
  measure: (options: { readonly quick: boolean }) => NodeMeasurement;
  /** The meters alone, on what they must read: for their test. */
  controls: (options: null) => Outcome[];
  "warm-up": (index: number) => number | null;
  unoptimised: (options: null) => number[];
  soak: (options: { readonly evaluations: number }) => Soak[];
}

/** The command that makes `main.js` such a child. */
const CHILD_COMMAND = "alloc-child";

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
  const main = fileURLToPath(new URL("main.js", import.meta.url));
  const { status, stdout, error } = spawnSync(
    node,
    [...flags, main, CHILD_COMMAND, name, JSON.stringify(options)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 28 },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${node} ended with ${status} while it should ${name}`);
  return JSON.parse(stdout);
}
