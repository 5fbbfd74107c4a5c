import { execFileSync } from "node:child_process";

/** One of each line; the npm package `node` carries the binaries. */
const VERSIONS = ["20.20.2", "22.23.3", "24.21.0", "26.10.0"];

/**
 * Paths of all Node binaries that the proof covers. The one that runs stands for its line; others are fetched by npx,
 * about 50 MB each, once.
 */
export function allNodes(): string[] {
  return VERSIONS.map((version) => {
    if (major(version) === major(process.versions.node)) return process.execPath;
    const command = ["--yes", "-p", `node@${version}`, "--", "node", "-p", "process.execPath"];
    return execFileSync("npx", command, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  });
}

function major(version: string): string | undefined {
  return version.split(".")[0];
}
